// Push on the pages: the phone answers somewhere else, and the page learns of it by asking every five seconds.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keepRecoveryCode, otp, proceed, scan } from '../harness/browser.mjs';
import { enrolAnother, phoneOf } from './phone.mjs';
import { ALICE, backWith, ERIN, press, signIn, STEP_UP, WITHOUT_SCRIPTS } from './visit.mjs';

const POLLING_MS = 5_000;
const ALICES_PHONE = 'auth0|alice';
const ERINS_PHONE = 'auth0|erin';

/** Whether it is the page's script that asks. */
const asks = (request) => request.headers().accept === 'application/json';

/** Lets the time pass in the page's eyes after which its script asks again; the page's clock has to be a fake. */
async function pollsAgain(page) {
    await page.waitForLoadState();
    const asked = page.waitForResponse((response) => asks(response.request()));
    await page.clock.runFor(POLLING_MS);
    await asked;
}

/** The same once there is an answer, of which the page may have heard by itself: a fake clock goes on, too. */
export async function hears(page) {
    await page.waitForLoadState();
    await page.clock.runFor(POLLING_MS);
}

/** Tests for the describe they are called in. */
export function push(stage) {
    describe('a phone is enrolled', () => {
        /** Alice, before the QR code. */
        async function enrolling(options) {
            const page = await stage.visit(options);
            await page.clock.install();
            await signIn(page, stage, ALICE, STEP_UP);
            await page.locator('button[value^="push-notification"]').click();
            await page.getByRole('link', { name: 'App Store' }).waitFor();
            await page.getByRole('link', { name: 'Google Play' }).waitFor();
            await proceed(page);
            await page.locator('main.mfa-push-enrollment-qr').waitFor();
            return page;
        }

        test('by scanning the screen, and the page goes on by itself', async () => {
            const page = await enrolling();
            await pollsAgain(page);
            await page.locator('main.mfa-push-enrollment-qr').waitFor();
            await stage.lab.scan(ALICES_PHONE, await scan(page));
            await hears(page);
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('once it has scanned, and not by pressing on', async () => {
            const page = await enrolling();
            await proceed(page);
            assert.match(await page.locator('#prompt-alert').innerText(), /^You must scan the QR code/);
            await stage.lab.scan(ALICES_PHONE, await scan(page));
            await proceed(page);
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('without a script', async () => {
            const page = await enrolling(WITHOUT_SCRIPTS);
            await stage.lab.scan(ALICES_PHONE, await scan(page));
            await proceed(page);
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('or another method, after a look at this one', async () => {
            const page = await enrolling();
            await press(page, 'back-action');
            await page.locator('main.mfa-push-welcome').waitFor();
            await press(page, 'pick-authenticator');
            await page.getByRole('heading', { name: 'Keep Your Account Safe' }).waitFor();
        });
    });

    describe('a phone is asked', () => {
        /** Erin, before the page that waits for her phone. */
        async function challenged(options) {
            const page = await stage.visit(options);
            await page.clock.install();
            await signIn(page, stage, ERIN, STEP_UP);
            await page.locator('main.mfa-push-challenge-push').waitFor();
            return page;
        }

        /** A second window beside that page, with the phone in it. */
        async function pressOnPhone(button) {
            const phone = await stage.visit();
            await phone.goto(phoneOf(stage, 'erin'));
            await phone.getByRole('button', { name: button }).first().press('Enter');
            await phone.locator(`li.${button === 'Approve' ? 'approved' : 'denied'}`).waitFor();
        }

        test('and its owner presses Approve, and the page goes on by itself', async () => {
            const page = await challenged();
            await pollsAgain(page);
            await pressOnPhone('Approve');
            await hears(page);
            assert.ok((await backWith(page)).code);
        });

        test('and approves at once, by a clock that nobody has touched', async () => {
            await stage.lab.phone(ERINS_PHONE, 'approve');
            const page = await stage.visit();
            await signIn(page, stage, ERIN, STEP_UP);
            assert.ok((await backWith(page)).code);
        });

        test('and its owner presses Deny: the page says so, and waits for another try', async () => {
            const page = await challenged();
            await pressOnPhone('Deny');
            await hears(page);
            await page.getByText('Notification rejected').waitFor();
            await page.waitForLoadState();
            const sent = [];
            page.on('request', (request) => asks(request) && sent.push(request.url()));
            await page.clock.runFor(2 * POLLING_MS);
            assert.deepEqual(sent, [], 'what has been said is not asked again, and again, and again');

            await press(page, 'resend');
            assert.equal(await page.locator('#prompt-alert').count(), 0);
            await stage.lab.approve('latest');
            await hears(page);
            assert.ok((await backWith(page)).code);
        });

        test('and its owner does not look: it can be asked once more', async () => {
            const page = await challenged();
            await proceed(page);
            assert.match(await page.locator('#prompt-alert').innerText(), /^You must accept the notification/);
            await press(page, 'resend');
            assert.equal((await stage.lab.pushes()).length, 2);
            await pressOnPhone('Approve');
            await hears(page);
            assert.ok((await backWith(page)).code);
        });

        test('for the code it shows, where notifications do not come', async () => {
            const page = await challenged();
            await press(page, 'enter-otp-code');
            await page.locator('main.mfa-otp-challenge').waitFor();
            const [{ code }] = (await stage.lab.codes(ERINS_PHONE)).otp;
            await otp(page, code);
            assert.ok((await backWith(page)).code);
        });

        test('or another phone that is theirs', async () => {
            await enrolAnother(stage);
            const page = await challenged();
            const [{ id: asked }] = await stage.lab.pushes();
            await press(page, 'pick-push');
            await page.getByRole('heading', { name: 'Registered Devices' }).waitFor();
            await page.getByRole('button', { name: 'Virtual phone' }).nth(1).click();
            await page.locator('main.mfa-push-challenge-push').waitFor();
            await stage.lab.approve('latest');
            const [{ id, user_id, status }] = await stage.lab.pushes();
            assert.notEqual(id, asked);
            assert.deepEqual({ user_id, status }, { user_id: ERINS_PHONE, status: 'approved' });
            await hears(page);
            assert.ok((await backWith(page)).code);
        });

        test('without a script, and the button says that it has answered', async () => {
            const page = await challenged(WITHOUT_SCRIPTS);
            await stage.lab.approve('latest');
            await proceed(page);
            assert.ok((await backWith(page)).code);
        });

        test('and answers without a mouse', async () => {
            const page = await challenged(WITHOUT_SCRIPTS); // one that asks might be gone before the button is pressed
            const phone = await stage.visit();
            await phone.goto(phoneOf(stage, 'erin'));
            await phone.locator('.deny').focus();
            await phone.keyboard.press('Tab');
            await phone.keyboard.press('Enter');
            await phone.locator('li.approved').waitFor();
            await page.getByRole('button', { name: "I've responded on my device" }).press('Enter');
            assert.ok((await backWith(page)).code);
        });
    });
}
