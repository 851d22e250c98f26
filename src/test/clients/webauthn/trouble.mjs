// What goes wrong with keys: in the browser, in the key, and by somebody's intention.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseOtp, enrolOtp, keepRecoveryCode, proceed } from '../harness/browser.mjs';
import { plugIn } from '../harness/keys.mjs';
import { ALICE, backWith, complaints, noteOf, on, signIn, STEP_UP } from '../pages/visit.mjs';
import {
    CHALLENGE,
    chooseKey,
    ENROLMENT,
    enrolOnTheWay,
    ERROR,
    failsToUse,
    logInAgain,
    posted,
    refusal,
} from './visit.mjs';

const TRY_AGAIN = 'button[value="tryagain"]';

/** Tests for the describe they are called in. */
export function trouble(stage) {
    test('with another key than the enrolled one a page says so, and the right one works after all', async () => {
        const page = await stage.visit();
        const key = await plugIn(page);
        await enrolOnTheWay(page, stage);
        const [credential] = await key.credentials();
        await key.clear();
        await logInAgain(page, stage);
        await failsToUse(page);
        await on(page, '/u/mfa-webauthn-error-challenge');
        await page.getByRole('heading', { name: 'Security Key Verification Failed' }).waitFor();
        assert.equal(await page.locator('form[data-error-type]').getAttribute('data-error-type'), 'NotAllowedError');

        await key.add(credential);
        await page.locator(TRY_AGAIN).click();
        await page.locator(CHALLENGE).waitFor();
        await proceed(page);
        assert.ok((await backWith(page)).code);
    });

    test('who breaks off can begin again, or do something else', async () => {
        const page = await stage.visit();
        await page.addInitScript(() => {
            navigator.credentials.create = () => Promise.reject(new DOMException('Broken off.', 'NotAllowedError'));
        });
        await chooseKey(page, stage);
        const { action, response } = await posted(page, () => proceed(page));
        assert.equal(action, 'showError::{"name":"NotAllowedError","message":"Broken off."}');
        assert.equal(response, '');
        await on(page, '/u/mfa-webauthn-error-enrollment');
        await page.locator(TRY_AGAIN).click();
        await page.locator(ENROLMENT).waitFor();
        await failsToUse(page);
        await page.locator('button[value="pick-authenticator"]').click();
        await enrolOtp(page, stage.lab);
        await keepRecoveryCode(page);
        assert.ok((await backWith(page)).code);
    });

    test('a browser without WebAuthn is told so at once, and offered something else', async () => {
        const page = await stage.visit();
        await page.addInitScript(() => delete window.PublicKeyCredential);
        await signIn(page, stage, ALICE, STEP_UP);
        await page.locator('button[value^="webauthn-roaming"]').click();
        await page.getByRole('heading', { name: 'Security Keys Are Not Supported' }).waitFor();
        await on(page, '/u/mfa-webauthn-enrollment');
        await page.locator('button[value="pick-authenticator"]').click();
        await enrolOtp(page, stage.lab);
        await keepRecoveryCode(page);
        assert.ok((await backWith(page)).code);
    });

    test('without a script it is said what is missing, and another method is there', async () => {
        const page = await stage.visit({ javaScriptEnabled: false });
        await chooseKey(page, stage);
        await page.locator('noscript .what').waitFor();
        await stage.keep(page, 'without-a-script');
        await proceed(page);
        const alert = page.locator('#prompt-alert');
        assert.equal(await alert.getAttribute('data-error-code'), 'webauthn-associate-error');
        await page.locator('button[value="pick-authenticator"]').click();
        await chooseOtp(page);
        await on(page, '/u/mfa-otp-enrollment');
    });

    test('an answer that was taken once is not taken again', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await logInAgain(page, stage);
        const { response } = await posted(page, () => proceed(page));
        assert.ok((await backWith(page)).code);

        await logInAgain(page, stage);
        await answerByHand(page, response);
        const { check, why } = await refusal(stage);
        assert.equal(check, 'webauthn.challenge', why);
        await page.locator(TRY_AGAIN).click();
        await page.locator(CHALLENGE).waitFor();
        await proceed(page);
        assert.ok((await backWith(page)).code, 'a fresh answer is taken');
    });

    test('a key whose counter went back may be a copy', async () => {
        const page = await stage.visit();
        const key = await plugIn(page);
        await enrolOnTheWay(page, stage);
        const [copy] = await key.credentials();
        await logInAgain(page, stage);
        await proceed(page);
        assert.ok((await backWith(page)).code);

        await key.clear();
        await key.add(copy);
        await logInAgain(page, stage);
        await failsToUse(page);
        const { check, rule, fix, user } = await refusal(stage);
        assert.deepEqual([check, user], ['webauthn.counter', 'auth0|alice']);
        assert.match(rule, /^WebAuthn Level 3 §7\.2/);
        assert.ok(fix);
        const alert = page.locator('#prompt-alert');
        assert.equal(await alert.getAttribute('data-error-code'), 'authenticator-error');
    });

    test('whoever fails too often has to wait', async () => {
        const page = await stage.visit();
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await logInAgain(page, stage);
        for (let attempt = 0; attempt < 11; attempt++) {
            await answerByHand(page, '{}');
            await page.locator(TRY_AGAIN).click();
            await page.locator(`${CHALLENGE}, ${ERROR}`).waitFor();
        }
        await answerByHand(page, '{}');
        const alert = page.locator('#prompt-alert');
        assert.equal(await alert.getAttribute('data-error-code'), 'too-many-webauthn-challenge-attempts-error');
    });

    for (const json of ['', '{', 'null', '[]', '{"name":7}', '{"name":"<b>"}', `{"name":"${'x'.repeat(5000)}"}`]) {
        test(`an error that no browser has, showError::${json.slice(0, 20)}, is an unknown one`, async () => {
            const page = await stage.visit();
            await chooseKey(page, stage);
            await page.locator('form[data-ceremony]').evaluate((form, value) => {
                form.append(Object.assign(document.createElement('input'), { name: 'action', value }));
                form.submit();
            }, `showError::${json}`);
            await page.locator('form[data-error-type="UnknownError"]').waitFor();
        });
    }

    test('nothing on these pages breaks a rule of the browser', async () => {
        const page = await stage.visit();
        const heard = complaints(page.context(), stage);
        await plugIn(page);
        await enrolOnTheWay(page, stage);
        await logInAgain(page, stage);
        await answerByHand(page, '{}');
        await page.locator(TRY_AGAIN).click();
        await page.locator(CHALLENGE).waitFor();
        await proceed(page);
        await backWith(page);
        assert.deepEqual(heard, [noteOf(400, 'Bad Request')]);
    });
}

/** Posts this as what the key answered. */
async function answerByHand(page, response) {
    await page.locator('[data-answer]').evaluate((field, value) => {
        field.value = value;
        field.form.submit();
    }, response);
    await page.locator(ERROR).waitFor();
}
