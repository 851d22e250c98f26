import { join } from 'node:path';
import { anApi } from '../api-promises.mjs';
import { TARGET } from '../harness/understudy.mjs';

const python = join(TARGET, 'clients', 'flask', 'bin', 'python');

anApi({ command: [python, 'app.py'], folder: import.meta.dirname });
