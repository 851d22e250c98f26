// A key is enrolled, and asked for afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepRecoveryCode, proceed } from '../harness/browser.mjs';
import { MULTI_FACTOR } from '../harness/bank.mjs';
import { plugIn, SECURITY_KEY } from '../harness/keys.mjs';
import { ALICE, backWith, on, signIn } from '../pages/visit.mjs';
import {
    authenticatorData,
    CHALLENGE,
    chooseKey,
    claims,
    enrolOnTheWay,
    logInAgain,
    posted,
    stepUp,
} from './visit.mjs';

/** Tests for the describe they are called in. */
export function ceremonies(stage) {
    test('who has no second factor chooses a key, names it, and has a recovery code beside it', async () => {
        await stage.lab.policy('always');
        const page = await stage.visit();
        const key = await plugIn(page);
        await signIn(page, stage, ALICE);
        await page.getByRole('button', { name: 'Security Key' }).click();
        await on(page, '/u/mfa-webauthn-enrollment');
        await page.getByRole('heading', { name: 'Adding Your Security Key' }).waitFor();
        const { action, response } = await posted(page, () =>
            page.getByRole('button', { name: 'Use security key' }).click(),
        );
        const { id, rawId, type, authenticatorAttachment, response: made, ...rest } = JSON.parse(response);
        assert.equal(action, 'default');
        assert.deepEqual([rawId, type, authenticatorAttachment], [id, 'public-key', 'cross-platform']);
        assert.deepEqual(Object.keys(made).toSorted(), ['attestationObject', 'clientDataJSON', 'transports']);
        assert.deepEqual(rest, {});

        await on(page, '/u/mfa-webauthn-change-key-nickname');
        assert.equal(await page.getByLabel('Security key name*').inputValue(), "Alice's key");
        await page.getByLabel('Security key name*').fill('Blue key');
        await proceed(page);
        await on(page, '/u/mfa-webauthn-enrollment-success');
        await page.getByText('You have successfully registered your Security Key.').waitFor();
        await proceed(page);
        await on(page, '/u/mfa-recovery-code-enrollment');
        await keepRecoveryCode(page);

        const { amr, acr } = await claims(page, stage);
        assert.deepEqual(amr.toSorted(), ['hwk', 'mfa', 'pwd']);
        assert.equal(acr, MULTI_FACTOR);
        const [credential] = await key.credentials();
        assert.equal(credential.rpId, 'localhost');
        assert.equal(Buffer.from(credential.credentialId, 'base64').toString('base64url'), id);
    });

    test('who has a key is asked for it to step up, and for nothing else', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await page.context().clearCookies();
        await signIn(page, stage, ALICE);
        assert.deepEqual((await claims(page, stage)).amr, ['pwd']);

        await stepUp(page, stage);
        await on(page, '/u/mfa-webauthn-challenge');
        const { action, response } = await posted(page, () => proceed(page));
        const { response: signed, isUserVerifyingPlatformAuthenticatorAvailable, ...rest } = JSON.parse(response);
        assert.equal(action, 'default');
        assert.equal(isUserVerifyingPlatformAuthenticatorAvailable, false);
        assert.deepEqual(Object.keys(signed).toSorted(), [
            'authenticatorData',
            'clientDataJSON',
            'signature',
            'userHandle',
        ]);
        assert.deepEqual(Object.keys(rest).toSorted(), ['authenticatorAttachment', 'id', 'rawId', 'type']);
        const { amr, acr } = await claims(page, stage);
        assert.deepEqual(amr.toSorted(), ['hwk', 'mfa', 'pwd']);
        assert.equal(acr, MULTI_FACTOR);
    });

    test('each signature of a key counts on', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        const counted = [];
        for (let login = 0; login < 3; login++) {
            await logInAgain(page, stage);
            const { response } = await posted(page, () => proceed(page));
            counted.push(authenticatorData(JSON.parse(response)).signCount);
            assert.ok((await backWith(page)).code);
        }
        assert.deepEqual(counted, [counted[0], counted[0] + 1, counted[0] + 2]);
    });

    test('a browser that is remembered is not asked again', async () => {
        await stage.lab.policy('always');
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await logInAgain(page, stage, {});
        await page.getByLabel('Remember this device for 30 days').check();
        const { rememberBrowser } = await posted(page, () => proceed(page));
        assert.equal(rememberBrowser, 'true');
        assert.ok((await backWith(page)).code);
        await signIn(page, stage, ALICE, { prompt: 'login' });
        assert.ok((await backWith(page)).code);
    });

    test('a key is enrolled without a mouse', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await chooseKey(page, stage);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.locator('#nickname:focus').waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Security key successful' }).waitFor();
    });

    test('while a key is awaited this is said, and something else may be pressed', async () => {
        const page = await stage.visit();
        await plugIn(page, { ...SECURITY_KEY, automaticPresenceSimulation: false });
        await chooseKey(page, stage);
        await proceed(page);
        await proceed(page);
        await page.getByRole('status').filter({ hasText: 'Awaiting Security Key' }).waitFor();
        await page.getByRole('button', { name: 'Try another method' }).click();
        await on(page, '/u/mfa-enroll-options');
        await page.locator('button[value^="otp"]').click();
        await on(page, '/u/mfa-otp-enrollment');
    });

    test('a name that does not fit is said beside it, and not forgotten', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await chooseKey(page, stage);
        await proceed(page);
        const name = page.locator('#nickname');
        for (const [typed, element, text] of [
            ['', '#error-cs-nickname-required', 'Name is required'],
            ['x', '#error-element-nickname', 'Name is too short'],
            ['x'.repeat(65), '#error-element-nickname', 'Name is too long'],
        ]) {
            await name.fill(typed);
            await proceed(page);
            await page.locator(element).getByText(text).waitFor();
            assert.equal(await name.inputValue(), typed);
        }
    });

    test('the recovery code stands in for a key that is lost', async () => {
        const page = await stage.visit();
        const key = await plugIn(page);
        await enrolOnTheWay(page, stage);
        const { recovery_code: code } = await stage.lab.codes('auth0|alice');
        await key.unplug();
        await logInAgain(page, stage);
        await page.locator('button[value="pick-authenticator"]').click();
        await page.locator('button[value^="recovery-code"]').click();
        await page.locator('#code').fill(code);
        await proceed(page);
        await keepRecoveryCode(page);
        assert.ok((await claims(page, stage)).amr.includes('mfa'));
    });

    test('a reload asks again', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await logInAgain(page, stage);
        await page.reload();
        await page.locator(CHALLENGE).waitFor();
        await proceed(page);
        assert.ok((await backWith(page)).code);
    });
}
