import { anApi } from '../api-promises.mjs';

anApi({ command: ['node', 'app.mjs'], folder: import.meta.dirname });
