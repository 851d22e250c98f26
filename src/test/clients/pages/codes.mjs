// Codes that are sent, by text, by call and by e-mail, as people go through their pages who make mistakes on the way.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keepRecoveryCode, otp, proceed } from '../harness/browser.mjs';
import { ALICE, backWith, BOB, CAROL, GRACE, leads, press, sentTo, signIn, STEP_UP } from './visit.mjs';

const ALICES_NUMBER = '+447700900111';
const CAROLS_NUMBER = '+15555550100';

/** Presses the page's one main button, and waits for what it leads to. */
function sends(page) {
    return leads(page, () => proceed(page));
}

/** Types a code that will not do. @returns what is said beside it */
async function refused(page, code) {
    await enters(page, code);
    return page.locator('#error-element-code').innerText();
}

function enters(page, code) {
    return leads(page, () => otp(page, code));
}

/** Another code than this one, of the same shape. */
const other = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Tests for the describe they are called in. */
export function codes(stage) {
    describe('a number is enrolled', () => {
        /** Alice, before the page that asks for her number. */
        async function enrolling() {
            const page = await stage.visit();
            await signIn(page, stage, ALICE, STEP_UP);
            await page.locator('button[value^="phone"]').click();
            await page.locator('#phone').waitFor();
            return page;
        }

        async function isEnrolled(page, to) {
            await enters(page, await sentTo(stage, to));
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        }

        test('by text, after a wrong number, a wrong code and one that was replaced', async () => {
            const page = await enrolling();
            await press(page, 'pick-country-code');
            await page.getByRole('button', { name: 'United Kingdom' }).click();
            await page.getByRole('button', { name: 'GB +44' }).waitFor();
            await page.locator('#phone').fill('12');
            await sends(page);
            assert.match(await page.locator('#error-element-phone').innerText(), /phone number is not valid/);
            await page.locator('#phone').fill('07700 900111');
            await sends(page);
            assert.equal(await page.locator('.ulp-authenticator-selector-text').innerText(), 'XXXXXXXX0111');

            await proceed(page);
            assert.equal(await page.locator('#error-cs-code-required').innerText(), 'Please enter a code');
            const first = await sentTo(stage, ALICES_NUMBER);
            assert.equal(await refused(page, other(first)), 'The code you entered is invalid');
            assert.equal(await refused(page, '12345'), 'OTP Code must have 6 numeric characters');
            await press(page, 'resend-code');
            assert.equal(await refused(page, first), 'The code you entered is invalid');
            await isEnrolled(page, ALICES_NUMBER);
        });

        test('after it was corrected', async () => {
            const page = await enrolling();
            await page.locator('#phone').fill('(555) 555-0112');
            await sends(page);
            await page.getByRole('button', { name: 'Edit phone number' }).click();
            await page.locator('main.mfa-phone-enrollment').waitFor();
            assert.equal(await page.locator('#phone').inputValue(), '(555) 555-0112');
            await page.locator('#phone').fill('(555) 555-0113');
            await sends(page);
            await isEnrolled(page, '+15555550113');
        });

        test('by call, which becomes a text', async () => {
            const page = await enrolling();
            await page.locator('#phone').fill('+44 7700 900111');
            await page.getByLabel('Voice call').check();
            await sends(page);
            await page.getByText("We've sent a 6-digit code via voice phone call").waitFor();
            assert.equal((await stage.lab.messages({ to: ALICES_NUMBER, channel: 'voice' })).length, 1);
            await press(page, 'resend-code');
            assert.equal((await stage.lab.messages({ to: ALICES_NUMBER, channel: 'voice' })).length, 2);
            await press(page, 'switch-to-sms');
            await page.getByText("We've sent a text message to:").waitFor();
            await isEnrolled(page, ALICES_NUMBER);
        });

        test('after a look at the other methods', async () => {
            const page = await enrolling();
            await page.locator('#phone').fill('(555) 555-0114');
            await sends(page);
            await press(page, 'pick-authenticator');
            await page.getByRole('heading', { name: 'Keep Your Account Safe' }).waitFor();
            await page.getByRole('button', { name: 'Phone' }).click();
            await page.locator('#phone').fill('(555) 555-0115');
            await sends(page);
            await isEnrolled(page, '+15555550115');
        });
    });

    describe('a code is asked for', () => {
        test('by text or by call, after a look at the other methods', async () => {
            const page = await stage.visit();
            await signIn(page, stage, CAROL, STEP_UP);
            await page.getByLabel('Voice call').check();
            await sends(page);
            await page.locator('main.mfa-voice-challenge').waitFor();
            await press(page, 'pick-authenticator');
            await page.getByRole('button', { name: 'Go back' }).click();
            await page.locator('main.mfa-voice-challenge').waitFor();
            await press(page, 'pick-authenticator');
            await page.getByRole('button', { name: 'Phone' }).click();
            await page.locator('main.mfa-phone-challenge').waitFor();
            await page.getByLabel('Text message').check();
            await sends(page);
            const code = await sentTo(stage, CAROLS_NUMBER);
            assert.equal(await refused(page, other(code)), 'The code you entered is invalid');
            await otp(page, code);
            assert.ok((await backWith(page)).code);
        });

        test('by e-mail, and once more', async () => {
            const page = await stage.visit();
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
            await page.getByRole('button', { name: 'Email' }).click();
            await page.locator('main.mfa-email-challenge').waitFor();
            const first = await sentTo(stage, BOB);
            await press(page, 'resend-code');
            assert.equal(await refused(page, first), 'The code you entered is invalid');
            await otp(page, await sentTo(stage, BOB));
            assert.ok((await backWith(page)).code);
        });

        test('in vain: what nobody carries is said on the page', async () => {
            await stage.lab.call('POST', 'faults', { kind: 'failed-message' });
            const page = await stage.visit();
            await signIn(page, stage, CAROL, STEP_UP);
            await page.locator('main.mfa-phone-challenge').waitFor();
            await sends(page);
            assert.equal(await page.getByRole('alert').innerText(), 'There was a problem sending the SMS');
            await press(page, 'resend-code');
            assert.equal(await page.getByRole('alert').count(), 0);
            await otp(page, await sentTo(stage, CAROLS_NUMBER));
            assert.ok((await backWith(page)).code);
        });
    });
}

/** Those of a tenant that sends texts and does not call. */
export function codesByText(stage) {
    test('a number is enrolled where there are only texts, and asked the next time', async () => {
        const page = await stage.visit();
        await signIn(page, stage, ALICE, STEP_UP);
        await page.locator('main.mfa-sms-enrollment').waitFor();
        await page.locator('#phone').fill('(555) 555-0111');
        await sends(page);
        assert.equal(await page.locator('button[value="switch-to-voice"]').count(), 0);
        await enters(page, await sentTo(stage, '+15555550111'));
        await keepRecoveryCode(page);
        assert.ok((await backWith(page)).code);

        await page.context().clearCookies();
        await signIn(page, stage, ALICE, STEP_UP);
        await page.locator('main.mfa-sms-challenge').waitFor();
        await otp(page, await sentTo(stage, '+15555550111'));
        assert.ok((await backWith(page)).code);
    });
}

/** Those of somebody who has several numbers and addresses. */
export function codesOfSeveral(stage) {
    test('one of several numbers is chosen, and called', async () => {
        const page = await stage.visit();
        await signIn(page, stage, GRACE, STEP_UP);
        await press(page, 'pick-phone');
        await page.getByRole('button', { name: 'XXXXXXXX0123' }).click();
        await page.getByLabel('Voice call').check();
        await sends(page);
        await page.locator('main.mfa-voice-challenge').waitFor();
        await otp(page, await sentTo(stage, '+447700900123'));
        assert.ok((await backWith(page)).code);
    });

    test('one of several addresses is chosen', async () => {
        const page = await stage.visit();
        await signIn(page, stage, GRACE, STEP_UP);
        await press(page, 'pick-authenticator');
        await page.getByRole('button', { name: 'Email' }).click();
        await press(page, 'pick-email');
        await page.getByRole('button', { name: 'grac********@navy********' }).click();
        await page.locator('main.mfa-email-challenge').waitFor();
        await otp(page, await sentTo(stage, 'grace.hopper@navy.example'));
        assert.ok((await backWith(page)).code);
    });
}
