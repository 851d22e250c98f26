// The ways through the pages: without a script, without a mouse, and what a browser brings along from before.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerOtp, chooseOtp, codeNow, enrolOtp, keepRecoveryCode, login, otp, proceed } from '../harness/browser.mjs';
import {
    ALICE,
    authorize,
    backWith,
    BOB,
    BOBS_RECOVERY_CODE,
    BOBS_SECRET,
    CAROL,
    focusOn,
    on,
    PASSWORD,
    sentTo,
    signIn,
    STEP_UP,
    stops,
    WITHOUT_SCRIPTS,
} from './visit.mjs';

/** Tests for the describe they are called in. */
export function ways(stage) {
    describe('without a script', () => {
        test('a password is enough to log in', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, ALICE);
            assert.ok((await backWith(page)).code);
        });

        test('what is missing is said by the server', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await page.goto(authorize(stage));
            await proceed(page);
            assert.equal(await page.locator('#error-element-username').textContent(), 'Please enter an email address');
            assert.equal(await page.locator('#error-element-password').textContent(), 'Password is required');
        });

        test('a factor is enrolled with the secret as text', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, ALICE, STEP_UP);
            await chooseOtp(page);
            await page.locator('button[value="toggle-view"]').click();
            const secret = await page.locator('#text-code').textContent();
            assert.match(secret, /^[A-Z2-7]{32}$/);
            assert.equal(await page.locator('[data-action="copy"]').isVisible(), false);

            await otp(page, await codeNow(secret, stage.lab));
            await proceed(page);
            assert.equal(
                await page.locator('#error-element-saved').textContent(),
                'Please confirm you have recorded the code',
            );
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('a challenge is answered after a wrong code', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, BOB, STEP_UP);
            await otp(page, '000000');
            assert.equal(await page.locator('#error-element-code').textContent(), 'The code you entered is invalid');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            assert.ok((await backWith(page)).code);
        });

        test('another method is chosen, and the recovery code replaced', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, BOB, STEP_UP);
            await page.locator('button[value="pick-authenticator"]').click();
            await page.locator('button[value^="recovery-code"]').click();
            await otp(page, BOBS_RECOVERY_CODE);
            const next = await page.locator('#text-code').textContent();
            assert.match(next, /^[A-Z0-9]{24}$/);
            assert.notEqual(next, BOBS_RECOVERY_CODE);
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('whoever goes back from the other methods is asked for the first one', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, BOB, STEP_UP);
            await page.locator('button[value="pick-authenticator"]').click();
            await page.locator('button[value="back-action"]').click();
            await answerOtp(page, stage.lab, BOBS_SECRET);
            assert.ok((await backWith(page)).code);
        });

        test('a telephone is enrolled, its country picked after the number', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, ALICE, STEP_UP);
            await page.locator('button[value^="phone"]').click();
            await page.locator('#phone').fill('07700 900111');
            await page.locator('[for="voice"]').click();
            await page.locator('button[value="pick-country-code"]').click();
            await page.locator('button[value="selection-action::GB+44"]').click();
            assert.equal(await page.locator('#phone').inputValue(), '07700 900111');
            assert.equal(await page.locator('#voice').isChecked(), true);
            await proceed(page);
            await otp(page, await sentTo(stage, '+447700900111'));
            await keepRecoveryCode(page);
            assert.ok((await backWith(page)).code);
        });

        test('a text is sent again, becomes a call, and is answered', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, CAROL, STEP_UP);
            await proceed(page);
            await page.locator('button[value="resend-code"]').click();
            await page.locator('button[value="switch-to-voice"]').click();
            await otp(page, await sentTo(stage, '+15555550100'));
            assert.ok((await backWith(page)).code);
            assert.equal((await stage.lab.messages({ to: '+15555550100' })).length, 3);
        });

        test('an answer by form_post is sent by hand', async () => {
            const page = await stage.visit(WITHOUT_SCRIPTS);
            await signIn(page, stage, ALICE, { response_mode: 'form_post' });
            const [sent] = await Promise.all([page.waitForRequest('**/callback'), proceed(page)]);
            const fields = new URLSearchParams(sent.postData());
            assert.equal(sent.method(), 'POST');
            assert.equal(fields.get('state'), 'from-the-application');
            assert.ok(fields.get('code'));
        });
    });

    describe('without a mouse', () => {
        test('login is typed, and sent with Enter', async () => {
            const page = await stage.visit();
            await page.goto(authorize(stage));
            await focusOn(page, '#username');
            await page.keyboard.type(ALICE);
            await page.keyboard.press('Tab');
            await page.keyboard.type(PASSWORD);
            await page.keyboard.press('Enter');
            assert.ok((await backWith(page)).code);
        });

        test('Tab goes through the login page from top to bottom, and shows where it is', async () => {
            const page = await stage.visit();
            await page.goto(authorize(stage));
            await focusOn(page, '#username');
            assert.deepEqual(await stops(page, 6), [
                'username',
                'password',
                'Show password',
                'Forgot password?',
                'Continue',
                'Sign up',
            ]);
        });

        test('a challenge is typed, and Enter sends the code and not the link below', async () => {
            const page = await stage.visit();
            await stage.lab.policy('always');
            await signIn(page, stage, BOB);
            await focusOn(page, '#code');
            await stage.lab.nextOtpStep();
            await page.keyboard.type(await codeNow(BOBS_SECRET, stage.lab));
            await page.keyboard.press('Enter');
            assert.ok((await backWith(page)).code);
        });

        test('Tab goes through a challenge from top to bottom, and Space ticks the box', async () => {
            const page = await stage.visit();
            await stage.lab.policy('always');
            await signIn(page, stage, BOB);
            await focusOn(page, '#code');
            assert.deepEqual(await stops(page, 4), ['code', 'rememberBrowser', 'Continue', 'Try another method']);
            await page.keyboard.press('Enter');
            await page.getByRole('heading', { name: 'Other Methods' }).waitFor();
            await page.waitForLoadState();
            await page.keyboard.press('Tab');
            await page.keyboard.press('Enter');

            await focusOn(page, '#code');
            await page.keyboard.press('Tab');
            await page.keyboard.press('Space');
            assert.equal(await page.locator('#rememberBrowser').isChecked(), true);
        });

        test('a number is typed and sent with Enter, and Tab leads on to its country', async () => {
            const page = await stage.visit();
            await signIn(page, stage, ALICE, STEP_UP);
            await page.locator('button[value^="phone"]').click();
            await focusOn(page, '#phone');
            await page.keyboard.press('Enter');
            assert.equal(await page.locator('#error-cs-phone-required').innerText(), 'Please enter a phone number');
            assert.deepEqual(await stops(page, 5), ['phone', 'sms', 'Continue', 'US +1', 'Try another method']);
            await page.keyboard.press('Shift+Tab');
            await page.keyboard.press('Enter');
            await page.locator('button[value="selection-action::GB+44"]').press('Enter');
            await focusOn(page, '#phone');
            await page.keyboard.type('7700 900111');
            await page.keyboard.press('Enter');
            await focusOn(page, '#code');
            await page.keyboard.type(await sentTo(stage, '+447700900111'));
            await page.keyboard.press('Enter');
            await page.locator('main.mfa-recovery-code-enrollment').waitFor();
        });

        test('a name that is known is not typed again, and a wrong password is', async () => {
            const page = await stage.visit();
            await page.goto(authorize(stage, { login_hint: ALICE }));
            await focusOn(page, '#password');
            await page.keyboard.type('wrong');
            await page.keyboard.press('Enter');
            await page.locator('#error-element-password').waitFor();
            await focusOn(page, '#password');
            await page.keyboard.type(PASSWORD);
            await page.keyboard.press('Enter');
            assert.ok((await backWith(page)).code);
        });
    });

    describe('with what was there before', () => {
        test('a remembered browser is asked again after seven days of silence', async () => {
            await stage.lab.policy('always');
            const page = await stage.visit();
            await signIn(page, stage, BOB);
            await page.locator('label[for="rememberBrowser"]').click();
            await answerOtp(page, stage.lab, BOBS_SECRET);
            assert.ok((await backWith(page)).code);

            for (const week of ['first', 'second']) {
                await stage.lab.advance('P6D');
                await signIn(page, stage, BOB);
                assert.ok((await backWith(page)).code, `six days of silence, for the ${week} time`);
            }
            await stage.lab.advance('P7D');
            await signIn(page, stage, BOB);
            await on(page, '/u/mfa-otp-challenge');
        });

        test('a browser whose box was not ticked is asked again', async () => {
            await stage.lab.policy('always');
            const page = await stage.visit();
            await signIn(page, stage, BOB);
            await answerOtp(page, stage.lab, BOBS_SECRET);
            assert.ok((await backWith(page)).code);
            await stage.lab.advance('P6D');
            await signIn(page, stage, BOB);
            await on(page, '/u/mfa-otp-challenge');
        });

        test('a session saved with storageState() goes on in another browser', async () => {
            const page = await stage.visit();
            await page.goto(authorize(stage, { prompt: 'none' }));
            assert.equal((await backWith(page)).error, 'login_required');
            await signIn(page, stage, ALICE);
            await backWith(page);

            const other = await stage.visit({ storageState: await page.context().storageState() });
            await other.goto(authorize(stage, { prompt: 'none' }));
            const { code, state } = await backWith(other);
            assert.ok(code);
            assert.equal(state, 'from-the-application');
        });
    });

    test('the languages asked for travel with every page', async () => {
        const page = await stage.visit();
        const locales = 'fr-CA en';
        const pages = addressesOfPages(page);
        await page.goto(authorize(stage, { ...STEP_UP, ui_locales: locales }));
        await page.getByRole('link', { name: 'Sign up' }).click();
        await on(page, '/u/signup');
        await page.getByRole('link', { name: 'Log in' }).click();
        await on(page, '/u/login');
        await login(page, ALICE, PASSWORD);
        await chooseOtp(page);
        await page.locator('button[value="toggle-view"]').click();
        await page.locator('button[value="toggle-view"]').click();
        await enrolOtp(page, stage.lab);
        await keepRecoveryCode(page);
        await backWith(page);

        const paths = new Set(pages.map((url) => url.pathname));
        assert.deepEqual(
            [...paths],
            [
                '/u/login',
                '/u/signup',
                '/u/mfa-enroll-options',
                '/u/mfa-otp-enrollment',
                '/u/mfa-recovery-code-enrollment',
            ],
        );
        assert.deepEqual(
            pages.filter((url) => url.searchParams.get('ui_locales') !== locales).map(String),
            [],
        );
    });

    test('a second click on Continue does not send the login again', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage, STEP_UP));
        await page.locator('#username').fill(ALICE);
        await page.locator('#password').fill(PASSWORD);
        const sent = await clickTwice(page);
        await on(page, '/u/mfa-enroll-options');
        assert.equal(sent.length, 1);
    });

    test('a second click on Continue does not send the code again', async () => {
        const page = await stage.visit();
        await signIn(page, stage, BOB, STEP_UP);
        await page.locator('#code').waitFor();
        await stage.lab.nextOtpStep();
        await page.locator('#code').fill(await codeNow(BOBS_SECRET, stage.lab));
        const sent = await clickTwice(page);
        assert.ok((await backWith(page)).code);
        assert.equal(sent.length, 1);
    });
}

/** Those of a tenant that asks for the name first. */
export function waysOfTwoSteps(stage) {
    test('two pages are gone through without a script, and back to correct the name', async () => {
        const page = await stage.visit(WITHOUT_SCRIPTS);
        await page.goto(authorize(stage, { ui_locales: 'en' }));
        const pages = addressesOfPages(page);
        await page.locator('#username').fill('alcie@example.com');
        await proceed(page);
        await page.locator('a[data-link-name="edit-username"]').click();
        await page.locator('#username').fill(ALICE);
        await proceed(page);
        await page.locator('#password').fill(PASSWORD);
        await proceed(page);
        assert.ok((await backWith(page)).code);
        assert.ok(pages.length >= 5);
        assert.ok(pages.every((url) => url.searchParams.get('ui_locales') === 'en'));
    });

    test('two pages are gone through without a mouse', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage));
        await focusOn(page, '#username');
        await page.keyboard.type(ALICE);
        await page.keyboard.press('Enter');
        await focusOn(page, '#password');
        await page.keyboard.type(PASSWORD);
        await page.keyboard.press('Enter');
        assert.ok((await backWith(page)).code);
    });
}

/** Every address below /u/ that the page is at from now on; the list grows. */
function addressesOfPages(page) {
    const found = [];
    page.on('request', (request) => {
        const url = new URL(request.url());
        if (request.isNavigationRequest() && url.pathname.startsWith('/u/')) {
            found.push(url);
        }
    });
    return found;
}

/**
 * Clicks on Continue, and again before an answer is there.
 *
 * @returns the forms that were sent, once the page that follows is there
 */
async function clickTwice(page) {
    const sent = [];
    let answer;
    const clickedAgain = new Promise((resolve) => (answer = resolve));
    await page.route('**/u/**', async (route, request) => {
        if (request.method() === 'POST') {
            sent.push(request);
            await clickedAgain;
        }
        await route.continue();
    });
    await page.waitForLoadState();
    await page.evaluate(() => addEventListener('click', () => console.info('clicked')));
    const { x, y, width, height } = await page.getByRole('button', { name: 'Continue' }).boundingBox();
    for (const nth of ['first', 'second']) {
        const heard = page.waitForEvent('console', (message) => message.text() === 'clicked');
        const away = nth === 'first' && page.waitForRequest((request) => request.method() === 'POST');
        await page.mouse.click(x + width / 2, y + height / 2);
        await Promise.all([heard, away]);
    }
    answer();
    return sent;
}
