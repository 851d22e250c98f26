// What public Playwright, Cypress and Selenium scripts find Auth0's pages by. Whoever changes the host keeps the script.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOtp, codeNow, login, proceed } from '../harness/browser.mjs';
import {
    ALICE,
    authorize,
    backWith,
    BOB,
    BOBS_SECRET,
    on,
    PASSWORD,
    signIn,
    STEP_UP,
} from './visit.mjs';

/** Tests for the describe they are called in. */
export function selectors(stage) {
    async function loginPage(parameters) {
        const page = await stage.visit();
        await page.goto(authorize(stage, parameters));
        return page;
    }

    async function challenge() {
        await stage.lab.policy('always');
        const page = await loginPage();
        await login(page, BOB, PASSWORD);
        await page.waitForURL('**/u/mfa-otp-challenge?**');
        return page;
    }

    test('the login page by its labels, star and all', async () => {
        const page = await loginPage();
        await page.getByLabel('Email address*').fill(ALICE);
        await page.getByLabel('Password*').fill(PASSWORD);
        await page.getByRole('button', { name: 'Continue' }).click();
        assert.ok((await backWith(page)).code);
    });

    test('the login page by its labels without the star, and the one Continue by its text', async () => {
        const page = await loginPage();
        await page.getByLabel('Email address').fill(ALICE);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByText('Continue', { exact: true }).click();
        assert.ok((await backWith(page)).code);
    });

    test('the login page by ids, and the button as cy.contains() does', async () => {
        const page = await loginPage();
        await page.locator('#username').fill(ALICE);
        await page.locator('#password').fill(PASSWORD);
        const buttons = page.locator('button[type="submit"][name="action"]').filter({ visible: true });
        assert.deepEqual(await buttons.allInnerTexts(), ['Continue']);
        await buttons.filter({ hasText: /^continue$/i }).click();
        assert.ok((await backWith(page)).code);
    });

    test('the login page by names, and the first button that submits', async () => {
        const page = await loginPage();
        await page.locator('input[name="username"]').fill(ALICE);
        await page.locator('input[type="password"]').fill(PASSWORD);
        await page.locator('form._form-login button[type="submit"]').first().click();
        assert.ok((await backWith(page)).code);
    });

    test('the login page by its heading, its title and its language', async () => {
        const page = await loginPage();
        await page.getByRole('heading', { name: 'Welcome', level: 1 }).waitFor();
        assert.equal(await page.title(), 'Log in | Demo SPA');
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        assert.equal(await page.locator('input#js-available[type="hidden"]').inputValue(), 'true');
    });

    test('what is missing before anything is sent', async () => {
        const page = await loginPage();
        const sent = [];
        page.on('request', (request) => request.isNavigationRequest() && sent.push(request.url()));
        await page.getByRole('button', { name: 'Continue' }).click();
        await shows(page.locator('#error-cs-username-required'), 'Please enter an email address');
        await shows(page.locator('#error-cs-password-required'), 'Password is required');
        await page.locator('#username').fill(ALICE);
        assert.equal(await page.locator('#error-cs-username-required').isVisible(), false);
        assert.deepEqual(sent, []);
    });

    test('a wrong password by id, class and code, in the answer to the form', async () => {
        const page = await loginPage();
        const answer = page.waitForResponse((response) => response.request().method() === 'POST');
        await login(page, ALICE, 'wrong');
        assert.equal((await answer).status(), 400);
        await shows(page.locator('#error-element-password'), 'Wrong email or password');
        await shows(page.locator('.ulp-input-error-message'), 'Wrong email or password');
        const code = await page.locator('#error-element-password').getAttribute('data-error-code');
        assert.equal(code, 'wrong-email-credentials');
        assert.equal(await page.locator('#username').inputValue(), ALICE);
        assert.equal(await page.locator('#password').inputValue(), '');
    });

    test('what is wrong with an address on the signup page', async () => {
        const page = await loginPage({ screen_hint: 'signup' });
        await page.waitForURL('**/u/signup?**');
        await proceed(page);
        await shows(page.locator('#error-cs-email-required'), 'Please enter an email address');
        await page.locator('#email').fill('nobody');
        await proceed(page);
        await shows(page.locator('#error-cs-email-invalid'), 'Email is not valid.');
    });

    test('what is wrong with no field in particular by its role', async () => {
        const page = await loginPage({ screen_hint: 'signup' });
        await page.locator('#email').fill(ALICE);
        await page.locator('#password').fill(PASSWORD);
        await proceed(page);
        for (const alert of [page.locator('[role="alert"]'), page.locator('#prompt-alert'), page.getByRole('alert')]) {
            await shows(alert, 'We are sorry, something went wrong when attempting to sign up');
        }
    });

    test('the challenge, and the box by its label', async () => {
        const page = await challenge();
        await page.getByText('Verify Your Identity').waitFor();
        assert.equal(await page.locator('label[for="rememberBrowser"]').innerText(), 'Remember this device for 30 days');
        await page.locator('label[for="rememberBrowser"]').click();
        assert.equal(await page.locator('input[name="rememberBrowser"]').isChecked(), true);
        await page.getByText('Remember this device for 30 days').click();
        assert.equal(await page.locator('#rememberBrowser').isChecked(), false);
        await stage.lab.nextOtpStep();
        await page.getByLabel('Enter your one-time code').fill(await codeNow(BOBS_SECRET, stage.lab));
        await page.getByRole('button', { name: 'Continue' }).click();
        assert.ok((await backWith(page)).code);
    });

    test('a missing and a wrong code', async () => {
        const page = await challenge();
        await proceed(page);
        await shows(page.locator('#error-cs-code-required'), 'Please enter a code');
        await page.locator('input[name="code"]').fill('000000');
        await proceed(page);
        await shows(page.locator('#error-element-code'), 'The code you entered is invalid');
        await on(page, '/u/mfa-otp-challenge');
    });

    for (const [way, button] of [
        ['value', 'button[value="pick-authenticator"]'],
        ['form', '.ulp-action-form-pick-authenticator > button'],
    ]) {
        test(`another method by the ${way} of its button`, async () => {
            const page = await challenge();
            await page.locator(button).click();
            await page.waitForURL('**/u/mfa-login-options?**');
        });
    }

    for (const [way, button] of [
        ['the beginning of its value', 'button[value^="otp"]'],
        ['its value', 'button[value="otp::0"]'],
        ['its label', '[aria-label="Google Authenticator or similar"]'],
        ['its place in the list', 'ul > li._selector-item-otp button'],
    ]) {
        test(`the one-time password among the methods by ${way}`, async () => {
            const page = await challenge();
            await page.locator('button[value="pick-authenticator"]').click();
            await on(page, '/u/mfa-login-options');
            await page.locator(button).click();
            await on(page, '/u/mfa-otp-challenge');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            assert.ok((await backWith(page)).code);
        });
    }

    test('the secret behind "Trouble Scanning?", and the recovery code', async () => {
        const page = await stage.visit();
        await signIn(page, stage, ALICE, STEP_UP);
        await page.waitForURL('**/u/mfa-enroll-options?**');
        await page.locator('[aria-label="Google Authenticator or similar"]').click();
        await page.waitForURL('**/u/mfa-otp-enrollment?**');
        await page.locator('main.mfa-otp-enrollment-qr img[src^="data:image/"]').waitFor();
        await page.locator('button[value="toggle-view"]').click();
        await page.locator('main.mfa-otp-enrollment-code').waitFor();
        const secret = await page.locator('#text-code').innerText();
        await page.locator('#code').fill(await codeNow(secret, stage.lab));
        await page.locator('button[name="action"][value="default"]').click();
        await page.waitForURL('**/u/mfa-recovery-code-enrollment?**');
        assert.match(await page.locator('#text-code').innerText(), /^[A-Z0-9]{24}$/);
        await page.getByLabel('I have safely recorded this code').check();
        await page.getByRole('button', { name: 'Continue' }).click();
        assert.ok((await backWith(page)).code);
    });

    test('the two answers to logging out', async () => {
        const page = await stage.visit();
        await signIn(page, stage, ALICE);
        await backWith(page);
        await page.goto(`${stage.understudy.http}/oidc/logout`);
        await page.waitForURL('**/u/logout?**');
        await page.locator('button[value="deny"]').waitFor();
        await page.locator('button[value="accept"]').click();
        await page.getByText('OK', { exact: true }).waitFor();
        await page.goto(authorize(stage, { prompt: 'none' }));
        assert.equal((await backWith(page)).error, 'login_required');
    });
}

/** Those of a tenant that asks for the name first. */
export function selectorsOfTwoSteps(stage) {
    test('both pages by class and address', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage));
        await page.waitForURL('**/u/login/identifier?**');
        await page.locator('form._form-login-id input[name="username"]').fill(ALICE);
        await page.locator('._button-login-id').click();
        await page.waitForURL('**/u/login/password?**');
        await page.locator('form._form-login-password').waitFor();
        assert.equal(await page.locator('.ulp-authenticator-selector-text').innerText(), ALICE);
        await page.getByRole('heading', { name: 'Enter Your Password' }).waitFor();
        await page.getByLabel('Password*').fill(PASSWORD);
        await page.locator('._button-login-password').click();
        assert.ok((await backWith(page)).code);
    });

    test('both pages by label and text', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage));
        await page.getByLabel('Email address*').fill(ALICE);
        await page.getByText('Continue', { exact: true }).click();
        await page.locator('input[type="password"]:visible').fill(PASSWORD);
        await page.locator('button[data-action-button-primary="true"]').click();
        assert.ok((await backWith(page)).code);
    });

    test('a missing name, and the way back to correct one', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage));
        await proceed(page);
        await shows(page.locator('#error-cs-username-required'), 'Please enter an email address');
        await page.locator('#username').fill('alcie@example.com');
        await proceed(page);
        await page.getByRole('link', { name: 'Edit email address' }).click();
        await on(page, '/u/login/identifier');
        assert.equal(await page.locator('#username').inputValue(), 'alcie@example.com');
    });
}

async function shows(element, text) {
    await element.waitFor();
    assert.equal((await element.innerText()).trim(), text);
}
