// What is built into the device: suggested to whoever has just proven something else, in a tenant that wants it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOtp, proceed } from '../harness/browser.mjs';
import { enrolKey, PLATFORM, plugIn, SECURITY_KEY } from '../harness/keys.mjs';
import { authorize, backWith, BOB, BOBS_SECRET, on, signIn, STEP_UP } from '../pages/visit.mjs';
import { authenticatorData, claims, ERROR, posted } from './visit.mjs';

const SUGGESTION = 'main.mfa-webauthn-platform-enrollment';

/** Tests for the describe they are called in. */
export function device(stage) {
    const logIn = async (page) => {
        await signIn(page, stage, BOB, { ...STEP_UP, prompt: 'login' });
        await answerOtp(page, stage.lab, BOBS_SECRET);
    };

    const visitWith = async (traits) => {
        const page = await stage.visit();
        return [page, await plugIn(page, traits)];
    };

    test('it is enrolled after another factor, and enough the next time', async () => {
        const [page] = await visitWith(PLATFORM);
        await logIn(page);
        await page.locator(SUGGESTION).waitFor();
        await proceed(page);
        await on(page, '/u/mfa-webauthn-change-key-nickname');
        assert.match(await page.getByLabel('Device name*').inputValue(), /^Bob's \w+ device$/);
        await proceed(page);
        await page.getByRole('heading', { name: 'Device registration successful' }).waitFor();
        await proceed(page);
        assert.deepEqual((await claims(page, stage)).amr.toSorted(), ['mfa', 'otp', 'pwd']);

        await signIn(page, stage, BOB, { ...STEP_UP, prompt: 'login' });
        await page.locator('button[value="pick-authenticator"]').click();
        await page.getByRole('button', { name: 'Fingerprint or Face Recognition' }).click();
        await on(page, '/u/mfa-webauthn-platform-challenge');
        const { response } = await posted(page, () => proceed(page));
        const answer = JSON.parse(response);
        assert.equal(answer.isUserVerifyingPlatformAuthenticatorAvailable, true);
        assert.equal(authenticatorData(answer).verified, true);
        const { amr } = await claims(page, stage);
        assert.ok(amr.includes('mfa'));
        assert.ok(amr.includes('hwk'));
    });

    test('a browser that has not told what it can is asked, which nobody notices', async () => {
        const [page] = await visitWith(PLATFORM);
        await signIn(page, stage, BOB);
        await backWith(page);
        await page.goto(authorize(stage, STEP_UP));
        const asked = page.waitForRequest('**/u/mfa-detect-browser-capabilities?**');
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await asked;
        await page.locator(SUGGESTION).waitFor();
    });

    test('where no script can tell, nothing is suggested, and the login goes on all the same', async () => {
        const page = await stage.visit({ javaScriptEnabled: false });
        await signIn(page, stage, BOB);
        await backWith(page);
        await page.goto(authorize(stage, STEP_UP));
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await on(page, '/u/mfa-detect-browser-capabilities');
        await page.locator('noscript h1').waitFor();
        await stage.keep(page, 'detect-without-a-script');
        await page.locator('a._button-reload').click();
        await on(page, '/u/mfa-detect-browser-capabilities');
        await page.locator('button[value="pick-authenticator"]').click();
        assert.ok((await backWith(page)).code);
    });

    test('it is not suggested in a browser that has none', async () => {
        const [page] = await visitWith(SECURITY_KEY);
        await logIn(page);
        assert.ok((await backWith(page)).code);
    });

    test('who is reminded later is asked in the next login', async () => {
        const [page] = await visitWith(PLATFORM);
        await logIn(page);
        await page.getByRole('button', { name: 'Remind me later' }).click();
        assert.ok((await backWith(page)).code);
        await logIn(page);
        await page.locator(SUGGESTION).waitFor();
    });

    test('who does not want it on this device is not asked again', async () => {
        const [page] = await visitWith(PLATFORM);
        await logIn(page);
        await page.getByRole('button', { name: 'Not on this device' }).click();
        assert.ok((await backWith(page)).code);
        await logIn(page);
        assert.ok((await backWith(page)).code);
    });

    test('a finger that is not known can be tried again, and given up', async () => {
        const [page, finger] = await visitWith(PLATFORM);
        await finger.verifies(false);
        await logIn(page);
        await proceed(page);
        await on(page, '/u/mfa-webauthn-platform-error-enrollment');
        await page.locator('button[value="tryagain"]').click();
        await page.locator(SUGGESTION).waitFor();
        await proceed(page);
        await page.locator(ERROR).waitFor();
        await page.getByRole('button', { name: 'No Thanks' }).click();
        assert.deepEqual((await claims(page, stage)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
    });

    test('a finger that is known at the second try is enrolled', async () => {
        const [page, finger] = await visitWith(PLATFORM);
        await finger.verifies(false);
        await logIn(page);
        await proceed(page);
        await page.locator(ERROR).waitFor();
        await finger.verifies(true);
        await page.locator('button[value="tryagain"]').click();
        await enrolKey(page);
        assert.ok((await backWith(page)).code);
    });
}
