// What every bank that sends its customers to the login page has to get right, whichever SDK it is written with.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claims, enter, MULTI_FACTOR, press, reads, renew } from './bank.mjs';
import { answerOtp, enrolOtp, keepRecoveryCode } from './browser.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Tests for the describe they are called in; the stage's tenant has the profile guide. */
export function bankSuite(stage) {
    test('who has no second factor enrols one on the way to a transfer', async () => {
        const page = await stage.visit();
        await enter(page, ALICE);
        assert.deepEqual((await claims(page)).amr, ['pwd']);

        await press(page, 'Transfer');
        await enrolOtp(page, stage.lab);
        await keepRecoveryCode(page);

        await reads(page, `Logged in as ${ALICE}`);
        const { amr, acr } = await claims(page);
        assert.deepEqual(amr.toSorted(), ['mfa', 'otp', 'pwd']);
        assert.equal(acr, MULTI_FACTOR);
        await press(page, 'Transfer');
        await reads(page, 'Transferred');
        await stage.keep(page, 'transferred');
    });

    test('who has one is asked for that alone, and a silent renewal remembers it', async () => {
        const page = await stage.visit();
        await enter(page, BOB);
        await press(page, 'Transfer');
        await answerOtp(page, stage.lab, BOBS_SECRET);

        await renew(page, stage.lab);
        const { amr, acr } = await claims(page);
        assert.deepEqual(amr.toSorted(), ['mfa', 'otp', 'pwd']);
        assert.equal(acr, MULTI_FACTOR);
        await press(page, 'Transfer');
        await reads(page, 'Transferred');
    });

    test('who logs out has to log in again', async () => {
        const page = await stage.visit();
        await enter(page, ALICE);
        await press(page, 'Log out');
        await press(page, 'Log in');
        await page.locator('#password').waitFor();
    });
}
