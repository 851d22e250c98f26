import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bankSuite } from '../harness/bank-suite.mjs';
import { claims, enter, MULTI_FACTOR, PASSWORD, press, reads, renew } from '../harness/bank.mjs';
import { answerOtp, barriers, chooseOtp, enrolOtp, login } from '../harness/browser.mjs';
import { setStage } from '../harness/stage.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const folder = fileURLToPath(new URL('dist', import.meta.url));

describe('auth0-react, with a tenant as the guide shows it', () => {
    const stage = setStage({ name: 'react', folder });

    bankSuite(stage);

    test('closing the account asks for password and code, and again ten minutes later', async () => {
        const page = await stage.visit();
        await enter(page, BOB);
        await press(page, 'Close account');
        await login(page, BOB, PASSWORD);
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);
        assert.equal(typeof (await claims(page)).auth_time, 'number');

        await tenMinutesLater(page);
        await press(page, 'Close account');
        await login(page, BOB, PASSWORD);
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);

        await press(page, 'Close account');
        await reads(page, 'Account closed');
    });

    test('the steps of auth0-react\'s own smoke suite lead in and out', async () => {
        const page = await stage.visit();
        await press(page, 'Log in');
        await page.locator('#username').fill(ALICE);
        await page.locator('#password').fill(PASSWORD);
        await page.locator('button[type="submit"][name="action"]', { hasText: /^continue$/i }).click();
        await reads(page, `Logged in as ${ALICE}`);

        await press(page, 'Log out');
        await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
        await press(page, 'Log in');
        await page.locator('#password').waitFor();
    });

    test('a remembered browser is not asked again, but for a transfer it is', async () => {
        await stage.lab.policy('always');
        const page = await stage.visit();
        await press(page, 'Log in');
        await login(page, BOB, PASSWORD);
        await page.locator('#rememberBrowser').check();
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);
        await press(page, 'Log out');

        await enter(page, BOB);
        assert.deepEqual((await claims(page)).amr, ['pwd']);
        await press(page, 'Transfer');
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
    });

    for (const colorScheme of ['light', 'dark']) {
        test(`no page on the way keeps anybody out when pages are ${colorScheme}`, async () => {
            const page = await stage.visit({ colorScheme });
            await press(page, 'Log in');
            await lookAt(page, '#password', `login-${colorScheme}`);
            await login(page, ALICE, PASSWORD);
            await lookAt(page, '[data-claim="amr"]', `bank-${colorScheme}`);
            await press(page, 'Transfer');
            await chooseOtp(page);
            await lookAt(page, '#code', `enrolment-${colorScheme}`);
            await enrolOtp(page, stage.lab);
            await lookAt(page, '[name="saved"]', `recovery-code-${colorScheme}`);
        });
    }

    async function lookAt(page, landmark, picture) {
        await page.locator(landmark).waitFor();
        await page.waitForLoadState();
        await stage.keep(page, picture);
        assert.deepEqual(await barriers(page), []);
    }

    /** For the tenant, and for the application's `Date.now()`. */
    async function tenMinutesLater(page) {
        await stage.lab.advance('PT10M');
        await page.clock.setSystemTime((await stage.lab.clock()).now);
    }
});

describe('auth0-react, with a tenant as it is live', () => {
    const stage = setStage({ name: 'react', folder, flags: ['--profile', 'tenant'] });

    test('a silent renewal forgets the second factor', async () => {
        const page = await stage.visit();
        await enter(page, BOB);
        assert.equal((await claims(page)).amr, undefined);

        await press(page, 'Transfer');
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);
        const steppedUp = await claims(page);
        assert.deepEqual(steppedUp.amr, ['mfa']);
        assert.equal(steppedUp.acr, MULTI_FACTOR);

        await renew(page, stage.lab);
        const renewed = await claims(page);
        assert.equal(renewed.amr, undefined);
        assert.equal(renewed.acr, undefined);
    });
});
