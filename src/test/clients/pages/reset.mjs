// A forgotten password: from the login page by way of a mail to a new one, with whatever second factor is asked for between.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerOtp, login, otp, proceed } from '../harness/browser.mjs';
import { phoneOf } from './phone.mjs';
import { hears } from './push.mjs';
import {
    ALICE,
    authorize,
    backWith,
    BOB,
    BOBS_RECOVERY_CODE,
    BOBS_SECRET,
    CAROL,
    ERIN,
    focusOn,
    press,
    sentTo,
    stops,
    WITHOUT_SCRIPTS,
} from './visit.mjs';

const NEXT = 'Understudy-2!';

/** Goes from the login page to the one that asks whose password is forgotten. */
export async function forget(page, stage) {
    await page.goto(authorize(stage));
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.locator('main.reset-password-request').waitFor();
}

/** Asks for a mail there. */
export async function ask(page, stage, user) {
    await forget(page, stage);
    await page.locator('#email').fill(user);
    await proceed(page);
    await page.locator('main.reset-password-email').waitFor();
}

/** The link in the mail that has come, or comes. */
export async function linkTo(stage, user) {
    const { link } = await stage.lab.message({ to: user, template: 'reset_email' });
    return link;
}

/** Asks for a mail, and follows its link. */
export async function follow(page, stage, user) {
    await ask(page, stage, user);
    await page.goto(await linkTo(stage, user));
}

/** Types a new password, and the same again. */
export async function choose(page, password, again = password) {
    await page.locator('#password-reset').fill(password);
    await page.locator('#re-enter-password').fill(again);
    await proceed(page);
}

/** Tests for the describe they are called in. */
export function reset(stage) {
    /** The new password is taken, and is enough for a login where no factor is asked for. */
    async function changes(page, user) {
        await choose(page, NEXT);
        await page.getByRole('heading', { name: 'Password Changed!' }).waitFor();
        await stage.lab.policy('never');
        await page.goto(authorize(stage));
        await login(page, user, NEXT);
        assert.ok((await backWith(page)).code);
    }

    describe('a forgotten password', () => {
        for (const javaScriptEnabled of [true, false]) {
            test(`is changed by way of a mail ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
                const page = await stage.visit({ javaScriptEnabled });
                await ask(page, stage, ALICE);
                assert.match(await page.locator('header').innerText(), /Check Your Email[^]*alice@example\.com/);
                await page.goto(await linkTo(stage, ALICE));
                await page.getByRole('heading', { name: 'Change Your Password' }).waitFor();
                await changes(page, ALICE);
            });
        }

        test('is changed from the phone the mail has come to', async () => {
            const page = await stage.visit();
            await ask(page, stage, ALICE);
            await linkTo(stage, ALICE);
            await page.goto(phoneOf(stage, 'alice'));
            await page.getByRole('link', { name: 'Follow its link' }).click();
            await changes(page, ALICE);
        });

        test('is worth nothing once it is changed', async () => {
            const page = await stage.visit();
            await follow(page, stage, ALICE);
            await choose(page, NEXT);
            await page.locator('main.reset-password-success').waitFor();
            await page.goto(authorize(stage));
            await login(page, ALICE, 'Understudy-1!');
            await page.locator('#error-element-password').waitFor();
        });

        test('is asked for once more, and only the newest link counts', async () => {
            const page = await stage.visit();
            await ask(page, stage, ALICE);
            const first = await linkTo(stage, ALICE);
            await page.getByRole('button', { name: 'Resend email' }).click();
            const second = await linkTo(stage, ALICE);
            await page.goto(first);
            await page.getByRole('heading', { name: 'Please Try Again' }).waitFor();
            await page.goto(second);
            await changes(page, ALICE);
        });

        test('is remembered after all', async () => {
            const page = await stage.visit();
            await forget(page, stage);
            await page.getByRole('button', { name: 'Back to Demo SPA' }).click();
            await login(page, ALICE, 'Understudy-1!');
            assert.ok((await backWith(page)).code);
        });

        test('is typed anew without a mouse', async () => {
            const page = await stage.visit();
            await forget(page, stage);
            await focusOn(page, '#email');
            await page.keyboard.press('Enter');
            assert.equal(await page.locator('#error-cs-email-required').innerText(), 'Please enter an email address');
            assert.deepEqual(await stops(page, 3), ['email', 'Continue', 'Back to Demo SPA']);
            await page.locator('#email').focus();
            await page.keyboard.type(ALICE);
            await page.keyboard.press('Enter');
            await page.locator('main.reset-password-email').waitFor();
            await page.goto(await linkTo(stage, ALICE));

            await focusOn(page, '#password-reset');
            await page.keyboard.press('Enter');
            assert.equal(await page.locator('#error-cs-password-reset-required').innerText(), 'Enter a new password.');
            const all = ['password-reset', 'Show password', 're-enter-password', 'Show password', 'Reset password'];
            assert.deepEqual(await stops(page, 5), all);
            await page.locator('#password-reset').focus();
            await page.keyboard.type('weak');
            await page.keyboard.press('Tab');
            await page.keyboard.press('Tab');
            await page.keyboard.type('weak');
            await page.keyboard.press('Enter');
            await page.locator('#error-element-password-reset').waitFor();
            await focusOn(page, '#password-reset');
            await page.keyboard.type(NEXT);
            await page.keyboard.press('Tab');
            await page.keyboard.press('Tab');
            await page.keyboard.type(NEXT);
            await page.keyboard.press('Enter');
            await page.getByRole('heading', { name: 'Password Changed!' }).waitFor();
        });
    });

    describe('a forgotten password with a second factor', () => {
        test('is changed with the code of an app', async () => {
            const page = await asked(BOB, 'otp-challenge');
            await otp(page, '000000');
            await page.locator('#error-element-code').waitFor();
            await answerOtp(page, stage.lab, BOBS_SECRET);
            await changes(page, BOB);
        });

        test('is changed with a recovery code, and the next one is kept', async () => {
            const page = await asked(BOB, 'otp-challenge');
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="recovery-code"]').click();
            await otp(page, BOBS_RECOVERY_CODE);
            await page.locator('input[name="saved"]').check();
            await proceed(page);
            await changes(page, BOB);
        });

        test('is changed with a code by text, which may become a call', async () => {
            const page = await asked(CAROL, 'phone-challenge');
            await proceed(page);
            await page.locator('main.reset-password-mfa-sms-challenge').waitFor();
            await press(page, 'switch-to-voice');
            await page.locator('main.reset-password-mfa-voice-challenge').waitFor();
            await press(page, 'switch-to-sms');
            await page.locator('main.reset-password-mfa-sms-challenge').waitFor();
            await otp(page, await sentTo(stage, '+15555550100'));
            await changes(page, CAROL);
        });

        test('is changed with a code by e-mail', async () => {
            const page = await asked(BOB, 'otp-challenge');
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="email"]').click();
            await page.locator('main.reset-password-mfa-email-challenge').waitFor();
            await press(page, 'resend-code');
            await otp(page, await sentTo(stage, BOB));
            await changes(page, BOB);
        });

        test('is changed when the phone has approved, and the page goes on by itself', async () => {
            const page = await asked(ERIN, 'push-challenge-push');
            await stage.lab.approve('latest');
            await hears(page);
            await page.getByRole('heading', { name: 'Change Your Password' }).waitFor();
            await changes(page, ERIN);
        });

        test('is not changed when the phone has denied', async () => {
            const page = await asked(ERIN, 'push-challenge-push', WITHOUT_SCRIPTS);
            await stage.lab.deny('latest');
            await proceed(page);
            assert.equal(await page.locator('#prompt-alert').innerText(), 'Notification rejected');
            await page.goto(page.url().replace('mfa-push-challenge', 'reset-password/change'));
            await page.locator('main.reset-password-mfa-push-challenge-push').waitFor();
        });

        /** Follows the link to the page that asks for the factor. */
        async function asked(user, screen, options) {
            await stage.lab.policy('always');
            const page = await stage.visit(options);
            await page.clock.install();
            await follow(page, stage, user);
            await page.locator(`main.reset-password-mfa-${screen}`).waitFor();
            assert.equal(await page.locator('#rememberBrowser').count(), 0);
            return page;
        }
    });
}
