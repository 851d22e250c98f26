// Security keys and what is built into a device, on Understudy's pages in a real browser. Each part has a file of its own.

import { describe } from 'node:test';
import { setStage } from '../harness/stage.mjs';
import { APPLICATION, overDemo, SUGGESTING } from '../pages/visit.mjs';
import { ceremonies } from './ceremonies.mjs';
import { device } from './device.mjs';
import { exchange } from './exchange.mjs';
import { trouble } from './trouble.mjs';
import { verification } from './verification.mjs';

for (const tls of [false, true]) {
    describe(`a security key over ${tls ? 'https' : 'http'}`, () => {
        ceremonies(setStage({ ...APPLICATION, name: 'webauthn', tls }));
    });
}

describe('a security key when something is wrong', () => {
    trouble(setStage({ ...APPLICATION, name: 'webauthn', flags: ['--limits', 'auth0'] }));
});

describe('a security key that the browser and the lab hand to each other', () => {
    exchange(setStage({ ...APPLICATION, name: 'webauthn' }));
});

for (const setting of ['discouraged', 'preferred', 'required']) {
    describe(`a security key whose owner's verification is ${setting}`, () => {
        const flags = setting === 'discouraged' ? [] : overDemo(`webauthn-${setting}`);
        verification(setStage({ ...APPLICATION, name: 'webauthn', flags }), setting);
    });
}

describe('what is built into the device', () => {
    device(setStage({ ...SUGGESTING, name: 'webauthn' }));
});
