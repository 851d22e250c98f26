import { describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bankSuite } from '../harness/bank-suite.mjs';
import { setStage } from '../harness/stage.mjs';

describe('auth0-angular', () => {
    bankSuite(setStage({ name: 'angular', folder: fileURLToPath(new URL('dist', import.meta.url)) }));
});
