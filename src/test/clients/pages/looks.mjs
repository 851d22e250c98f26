// How the pages look: in light and dark, on a phone and on a desk. Pictures are kept in target/screenshots/pages.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerOtp, barriers, enrolOtp, keepRecoveryCode, login, otp, PRIMARY_BUTTON, proceed } from '../harness/browser.mjs';
import { enrolKey, PLATFORM, plugIn, SECURITY_KEY } from '../harness/keys.mjs';
import { TARGET } from '../harness/understudy.mjs';
import { enrolAnother, phoneOf, pushTo } from './phone.mjs';
import { ask, choose, follow, forget } from './reset.mjs';
import {
    ALICE,
    authorize,
    backWith,
    BOB,
    BOBS_RECOVERY_CODE,
    BOBS_SECRET,
    CAROL,
    complaints,
    ERIN,
    GRACE,
    noteOf,
    press,
    signIn,
    STEP_UP,
} from './visit.mjs';

const SCHEMES = ['light', 'dark'];
const WIDTHS = [360, 1280];
const HEIGHT = 800;
const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const LONG = 'verylong'.repeat(30);

const BAD_REQUEST = [noteOf(400, 'Bad Request')];

const message = (stage, sent) =>
    stage.lab.call('POST', 'messages', { user: 'auth0|carol', values: { code: '123456' }, ...sent });

/** As a browser that cannot or will not. */
const complain = (page, name) =>
    page.locator(PRIMARY_BUTTON).evaluate((button, error) => {
        button.form.append(Object.assign(document.createElement('input'), { name: 'action', value: error }));
        button.form.submit();
    }, `showError::${JSON.stringify({ name, message: 'as told' })}`);

/** Alice has enrolled a key, and is asked for it in her next login. */
const challengedByKey = async (page, stage) => {
    await plugIn(page);
    await enrolling(page, stage, 'webauthn-roaming');
    await enrolKey(page);
    await keepRecoveryCode(page);
    await backWith(page);
    await stage.lab.policy('always');
    await page.context().clearCookies();
    await signIn(page, stage, ALICE);
    await page.locator('main.mfa-webauthn-roaming-challenge').waitFor();
};

const enrolling = async (page, stage, factor) => {
    await signIn(page, stage, ALICE, STEP_UP);
    await page.locator(`button[value^="${factor}"]`).click();
};

/** Somebody who has a second factor has followed the link to a new password. */
const resetting = async (page, stage, user) => {
    await stage.lab.policy('always');
    await follow(page, stage, user);
};

/**
 * The pages, by the name of their pictures.
 *
 * is: what is on this page and on no other; way: goes there, and returns the page if it is in another window;
 * notes: what the browser says about it
 */
export const PAGES = {
    login: { is: 'main.login', way: (page, stage) => page.goto(authorize(stage)) },
    'login-refused': {
        is: '#error-element-password',
        way: async (page, stage) => {
            await page.goto(authorize(stage));
            await login(page, ALICE, 'wrong');
        },
        notes: BAD_REQUEST,
    },
    signup: { is: 'main.signup', way: (page, stage) => page.goto(authorize(stage, { screen_hint: 'signup' })) },
    'signup-refused': {
        is: '#prompt-alert',
        way: async (page, stage) => {
            await page.goto(authorize(stage, { screen_hint: 'signup' }));
            await page.locator('#email').fill(ALICE);
            await page.locator('#password').fill('Understudy-1!');
            await proceed(page);
        },
        notes: BAD_REQUEST,
    },
    'mfa-otp-enrollment-qr': {
        is: 'main.mfa-otp-enrollment-qr',
        way: (page, stage) => enrolling(page, stage, 'otp'),
    },
    'mfa-otp-enrollment-code': {
        is: 'main.mfa-otp-enrollment-code',
        way: async (page, stage) => {
            await enrolling(page, stage, 'otp');
            await press(page, 'toggle-view');
        },
    },
    'mfa-begin-enroll-options': {
        is: 'main.mfa-begin-enroll-options',
        way: async (page, stage) => {
            await enrolling(page, stage, 'otp');
            await press(page, 'pick-authenticator');
        },
    },
    'mfa-recovery-code-enrollment': {
        is: 'main.mfa-recovery-code-enrollment',
        way: async (page, stage) => {
            await signIn(page, stage, ALICE, STEP_UP);
            await enrolOtp(page, stage.lab);
        },
    },
    'mfa-otp-challenge': {
        is: 'main.mfa-otp-challenge:not(:has(#rememberBrowser))',
        way: (page, stage) => signIn(page, stage, BOB, STEP_UP),
    },
    'mfa-otp-challenge-remember': {
        is: 'main.mfa-otp-challenge #rememberBrowser',
        way: async (page, stage) => {
            await stage.lab.policy('always');
            await signIn(page, stage, BOB);
        },
    },
    'mfa-login-options': {
        is: 'main.mfa-login-options',
        way: async (page, stage) => {
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
        },
    },
    'mfa-recovery-code-challenge': {
        is: 'main.mfa-recovery-code-challenge',
        way: async (page, stage) => {
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="recovery-code"]').click();
        },
    },
    'mfa-recovery-code-challenge-new-code': {
        is: 'main.mfa-recovery-code-challenge-new-code',
        way: async (page, stage) => {
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="recovery-code"]').click();
            await otp(page, BOBS_RECOVERY_CODE);
        },
    },
    'mfa-phone-enrollment': {
        is: 'main.mfa-phone-enrollment',
        way: (page, stage) => enrolling(page, stage, 'phone'),
    },
    'mfa-phone-enrollment-refused': {
        is: '#error-element-phone',
        way: async (page, stage) => {
            await enrolling(page, stage, 'phone');
            await page.locator('#phone').fill('555-0100');
            await proceed(page);
        },
        notes: BAD_REQUEST,
    },
    'mfa-country-codes': {
        is: 'main.mfa-country-codes',
        way: async (page, stage) => {
            await enrolling(page, stage, 'phone');
            await press(page, 'pick-country-code');
        },
    },
    'mfa-sms-enrollment-verify': {
        is: 'main.mfa-sms-challenge:not(:has(#rememberBrowser))',
        way: async (page, stage) => {
            await enrolling(page, stage, 'phone');
            await page.locator('#phone').fill('(555) 555-0111');
            await proceed(page);
        },
    },
    'mfa-voice-enrollment-verify-refused': {
        is: 'main.mfa-voice-challenge #error-element-code',
        way: async (page, stage) => {
            await enrolling(page, stage, 'phone');
            await page.locator('#phone').fill('+44 7700 900111');
            await page.locator('[for="voice"]').click();
            await proceed(page);
            await otp(page, '12345');
        },
        notes: BAD_REQUEST,
    },
    'mfa-phone-challenge': {
        is: 'main.mfa-phone-challenge',
        way: (page, stage) => signIn(page, stage, CAROL, STEP_UP),
    },
    'mfa-sms-challenge': {
        is: 'main.mfa-sms-challenge #rememberBrowser',
        way: async (page, stage) => {
            await stage.lab.policy('always');
            await signIn(page, stage, CAROL);
            await page.locator('main.mfa-phone-challenge').waitFor();
            await proceed(page);
        },
    },
    'mfa-voice-challenge': {
        is: 'main.mfa-voice-challenge',
        way: async (page, stage) => {
            await signIn(page, stage, CAROL, STEP_UP);
            await proceed(page);
            await press(page, 'switch-to-voice');
        },
    },
    'mfa-email-challenge': {
        is: 'main.mfa-email-challenge',
        way: async (page, stage) => {
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
            await press(page, 'email::1');
        },
    },
    'mfa-sms-challenge-undelivered': {
        is: 'main.mfa-sms-challenge #prompt-alert',
        way: async (page, stage) => {
            await stage.lab.call('POST', 'faults', { kind: 'failed-message' });
            await signIn(page, stage, CAROL, STEP_UP);
            await page.locator('main.mfa-phone-challenge').waitFor();
            await proceed(page);
        },
    },
    'mfa-push-welcome': {
        is: 'main.mfa-push-welcome',
        way: (page, stage) => enrolling(page, stage, 'push-notification'),
    },
    'mfa-push-enrollment-qr': {
        is: 'main.mfa-push-enrollment-qr:not(:has(#prompt-alert))',
        way: async (page, stage) => {
            await enrolling(page, stage, 'push-notification');
            await proceed(page);
        },
    },
    'mfa-push-enrollment-qr-refused': {
        is: 'main.mfa-push-enrollment-qr #prompt-alert',
        way: async (page, stage) => {
            await enrolling(page, stage, 'push-notification');
            await press(page, 'enroll');
            await proceed(page);
        },
        notes: BAD_REQUEST,
    },
    'mfa-push-challenge-push': {
        is: 'main.mfa-push-challenge-push #rememberBrowser',
        way: async (page, stage) => {
            await stage.lab.policy('always');
            await signIn(page, stage, ERIN);
        },
    },
    'mfa-push-challenge-push-denied': {
        is: 'main.mfa-push-challenge-push #prompt-alert',
        way: async (page, stage) => {
            await stage.lab.phone('auth0|erin', 'deny');
            await signIn(page, stage, ERIN, STEP_UP); // the page hears of it by itself
        },
        notes: BAD_REQUEST,
    },
    'mfa-push-list': {
        is: 'main.mfa-push-list',
        way: async (page, stage) => {
            await enrolAnother(stage);
            await signIn(page, stage, ERIN, STEP_UP);
            await press(page, 'pick-push');
        },
    },
    'reset-password-request': { is: 'main.reset-password-request', way: forget },
    'reset-password-request-refused': {
        is: '#error-cs-email-required',
        way: async (page, stage) => {
            await forget(page, stage);
            await proceed(page);
        },
    },
    'reset-password-email': { is: 'main.reset-password-email', way: (page, stage) => ask(page, stage, ALICE) },
    'reset-password-email-long': {
        is: 'main.reset-password-email',
        way: (page, stage) => ask(page, stage, `${LONG}@example.com`),
    },
    'reset-password': { is: 'main.reset-password', way: (page, stage) => follow(page, stage, ALICE) },
    'reset-password-refused': {
        is: '#error-element-password-reset',
        way: async (page, stage) => {
            await follow(page, stage, ALICE);
            await choose(page, 'weak');
        },
        notes: BAD_REQUEST,
    },
    'reset-password-mismatch': {
        is: '#error-element-re-enter-password',
        way: async (page, stage) => {
            await follow(page, stage, ALICE);
            await choose(page, 'Understudy-2!', 'Understudy-3!');
        },
        notes: BAD_REQUEST,
    },
    'reset-password-success': {
        is: 'main.reset-password-success',
        way: async (page, stage) => {
            await follow(page, stage, ALICE);
            await choose(page, 'Understudy-2!');
        },
    },
    'reset-password-error': {
        is: 'main.reset-password-error',
        way: (page, stage) => page.goto(`${stage.understudy.http}/u/reset-verify?ticket=of-nobody`),
        notes: BAD_REQUEST,
    },
    'reset-password-mfa-otp-challenge': {
        is: 'main.reset-password-mfa-otp-challenge',
        way: (page, stage) => resetting(page, stage, BOB),
    },
    'reset-password-mfa-phone-challenge': {
        is: 'main.reset-password-mfa-phone-challenge',
        way: (page, stage) => resetting(page, stage, CAROL),
    },
    'reset-password-mfa-sms-challenge': {
        is: 'main.reset-password-mfa-sms-challenge',
        way: async (page, stage) => {
            await resetting(page, stage, CAROL);
            await proceed(page);
        },
    },
    'reset-password-mfa-voice-challenge': {
        is: 'main.reset-password-mfa-voice-challenge',
        way: async (page, stage) => {
            await resetting(page, stage, CAROL);
            await page.locator('#voice').check();
            await proceed(page);
        },
    },
    'reset-password-mfa-email-challenge': {
        is: 'main.reset-password-mfa-email-challenge',
        way: async (page, stage) => {
            await resetting(page, stage, BOB);
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="email"]').click();
        },
    },
    'reset-password-mfa-push-challenge-push': {
        is: 'main.reset-password-mfa-push-challenge-push',
        way: (page, stage) => resetting(page, stage, ERIN),
    },
    'mfa-webauthn-roaming-enrollment': {
        is: 'main.mfa-webauthn-roaming-enrollment',
        way: (page, stage) => enrolling(page, stage, 'webauthn-roaming'),
    },
    'mfa-webauthn-roaming-enrollment-waiting': {
        is: 'main.mfa-webauthn-roaming-enrollment [role="status"]:not(:empty)',
        way: async (page, stage) => {
            await plugIn(page, { ...SECURITY_KEY, automaticPresenceSimulation: false });
            await enrolling(page, stage, 'webauthn-roaming');
            await proceed(page);
        },
    },
    'mfa-webauthn-roaming-enrollment-refused': {
        is: 'main.mfa-webauthn-roaming-enrollment #prompt-alert',
        way: async (page, stage) => {
            await enrolling(page, stage, 'webauthn-roaming');
            await page.locator('form[data-ceremony]').evaluate((form) => form.submit());
        },
        notes: BAD_REQUEST,
    },
    'mfa-webauthn-change-key-nickname': {
        is: 'main.mfa-webauthn-change-key-nickname',
        way: async (page, stage) => {
            await plugIn(page);
            await enrolling(page, stage, 'webauthn-roaming');
            await proceed(page);
        },
    },
    'mfa-webauthn-change-key-nickname-refused': {
        is: '#error-element-nickname',
        way: async (page, stage) => {
            await plugIn(page);
            await enrolling(page, stage, 'webauthn-roaming');
            await proceed(page);
            await page.locator('#nickname').fill('a name that is longer than anybody calls a key '.repeat(2));
            await proceed(page);
        },
        notes: BAD_REQUEST,
    },
    'mfa-webauthn-enrollment-success': {
        is: 'main.mfa-webauthn-enrollment-success',
        way: async (page, stage) => {
            await plugIn(page);
            await enrolling(page, stage, 'webauthn-roaming');
            await proceed(page);
            await page.locator('#nickname').waitFor();
            await proceed(page);
        },
    },
    'mfa-webauthn-error-enrollment': {
        is: 'main.mfa-webauthn-error',
        way: async (page, stage) => {
            await enrolling(page, stage, 'webauthn-roaming');
            await complain(page, 'NotAllowedError');
        },
    },
    'mfa-webauthn-not-available-error': {
        is: 'main.mfa-webauthn-not-available-error',
        way: async (page, stage) => {
            await enrolling(page, stage, 'webauthn-roaming');
            await complain(page, 'NotSupportedError');
        },
    },
    'mfa-webauthn-roaming-challenge': {
        is: 'main.mfa-webauthn-roaming-challenge',
        way: async (page, stage) => challengedByKey(page, stage),
    },
    'mfa-webauthn-error-challenge': {
        is: 'main.mfa-webauthn-error #prompt-alert',
        way: async (page, stage) => {
            await challengedByKey(page, stage);
            await page.locator('[data-answer]').evaluate((field) => {
                field.value = '{}';
                field.form.submit();
            });
        },
        notes: BAD_REQUEST,
    },
    logout: {
        is: 'main.logout',
        way: async (page, stage) => {
            await signIn(page, stage, ALICE);
            await backWith(page);
            await page.goto(`${stage.understudy.http}/oidc/logout?client_id=demo-spa`);
        },
    },
    'error-page': {
        is: 'main.error-page',
        way: (page, stage) => page.goto(`${stage.understudy.http}/u/login?state=of-nobody`),
        notes: BAD_REQUEST,
    },
    'callback-mismatch': {
        is: 'main.callback-mismatch',
        way: (page, stage) => page.goto(authorize(stage, { redirect_uri: 'https://elsewhere.example/callback' })),
        notes: [noteOf(403, 'Forbidden')],
    },
    'form-post': {
        is: 'h1:text-is("Returning to the application")',
        way: async (page, stage) => {
            // Its script sends it on at once; an answer without content leaves the browser where it is.
            await page.route('**/callback', (route) => route.fulfill({ status: 204 }));
            const address = authorize(stage, { response_mode: 'form_post', prompt: 'none' });
            await page.goto(address, { waitUntil: 'commit' });
        },
    },
    'web-message': {
        is: '#answer',
        way: async (page, stage) => {
            const popup = page.waitForEvent('popup');
            const address = authorize(stage, { response_mode: 'web_message', prompt: 'none' });
            await page.evaluate((url) => void window.open(url), address);
            return popup;
        },
    },
    'phone-messages': {
        is: '.phone .email',
        way: async (page, stage) => {
            await message(stage, { channel: 'sms', to: '+15555550100' });
            await message(stage, { channel: 'voice', to: '+15555550100' });
            await message(stage, { channel: 'email', to: 'carol@example.com' });
            await page.goto(phoneOf(stage, 'carol'));
        },
    },
    'phone-message-long': {
        is: '.phone .sms',
        way: async (page, stage) => {
            await message(stage, { channel: 'sms', to: '+15555550100', values: { code: LONG } });
            await page.goto(phoneOf(stage, 'carol'));
        },
    },
    'phone-prompt': {
        is: '.phone .pending .approve',
        way: async (page, stage) => {
            await pushTo(stage, 'erin');
            await page.goto(phoneOf(stage, 'erin'));
        },
    },
    'phone-app': { is: '.phone .otp', way: (page, stage) => page.goto(phoneOf(stage, 'bob')) },
    'phone-empty': { is: '.phone [data-live]', way: (page, stage) => page.goto(phoneOf(stage, 'alice')) },
    lab: { is: 'body.lab', way: (page, stage) => page.goto(`${stage.understudy.http}/lab`) },
};

/** Those of a tenant that suggests the device itself. */
export const PAGES_OF_SUGGESTION = {
    'mfa-webauthn-platform-enrollment': {
        is: 'main.mfa-webauthn-platform-enrollment',
        way: suggested,
    },
    'mfa-webauthn-change-key-nickname-platform': {
        is: 'main.mfa-webauthn-change-key-nickname',
        way: async (page, stage) => {
            await suggested(page, stage);
            await proceed(page);
        },
    },
    'mfa-webauthn-enrollment-success-platform': {
        is: 'main.mfa-webauthn-enrollment-success',
        way: async (page, stage) => {
            await suggested(page, stage);
            await proceed(page);
            await page.locator('#nickname').waitFor();
            await proceed(page);
        },
    },
    'mfa-webauthn-platform-error-enrollment': {
        is: 'main.mfa-webauthn-error',
        way: async (page, stage) => {
            const device = await suggested(page, stage);
            await device.verifies(false);
            await proceed(page);
        },
    },
    'mfa-webauthn-platform-challenge': {
        is: 'main.mfa-webauthn-platform-challenge',
        way: async (page, stage) => {
            await suggested(page, stage);
            await enrolKey(page);
            await backWith(page);
            await signIn(page, stage, BOB, { ...STEP_UP, prompt: 'login' });
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="webauthn-platform"]').click();
        },
    },
};

/** Those of a tenant that sends texts and does not call. */
export const PAGES_OF_TEXTS = {
    'mfa-sms-enrollment': {
        is: 'main.mfa-sms-enrollment',
        way: (page, stage) => signIn(page, stage, ALICE, STEP_UP),
    },
};

/** Those of somebody who has several numbers and addresses. */
export const PAGES_OF_SEVERAL = {
    'mfa-sms-list': {
        is: 'main.mfa-sms-list',
        way: async (page, stage) => {
            await signIn(page, stage, GRACE, STEP_UP);
            await press(page, 'pick-phone');
        },
    },
    'mfa-sms-challenge-several': {
        is: 'main.mfa-sms-challenge button[value="pick-sms"]',
        way: async (page, stage) => {
            await signIn(page, stage, GRACE, STEP_UP);
            await page.locator('main.mfa-phone-challenge').waitFor();
            await proceed(page);
        },
    },
    'mfa-email-list': {
        is: 'main.mfa-email-list',
        way: async (page, stage) => {
            await signIn(page, stage, GRACE, STEP_UP);
            await press(page, 'pick-authenticator');
            await page.locator('button[value^="email"]').click();
            await press(page, 'pick-email');
        },
    },
};

/** Those of a tenant that asks for the name first. */
export const PAGES_OF_TWO_STEPS = {
    'login-id': { is: 'main.login-id', way: (page, stage) => page.goto(authorize(stage)) },
    'login-password': {
        is: 'main.login-password',
        way: async (page, stage) => {
            await page.goto(authorize(stage));
            await page.locator('#username').fill(ALICE);
            await proceed(page);
        },
    },
};

/** Tests for the describe they are called in. */
export function looks(stage, pages) {
    for (const [name, { is, way, notes = [] }] of Object.entries(pages)) {
        test(`${name} keeps nobody out`, async () => {
            const visitor = await stage.visit();
            const heard = complaints(visitor.context(), stage);
            const there = await way(visitor, stage);
            const page = there?.locator ? there : visitor;
            await page.locator(is).waitFor();
            await page.waitForFunction(isStyled); // one that sends itself on is never done loading

            for (const width of WIDTHS) {
                await page.setViewportSize({ width, height: HEIGHT });
                assert.equal(await page.evaluate(overflow), 0, `it scrolls sideways at ${width} pixels`);
                for (const colorScheme of SCHEMES) {
                    await page.emulateMedia({ colorScheme });
                    assert.deepEqual(await barriers(page, EVERY_RULE), [], `${colorScheme}, ${width} pixels`);
                    const picture = `${name}-${colorScheme}-${width}.png`;
                    await page.screenshot({ path: join(TARGET, 'screenshots', 'pages', picture), fullPage: true });
                }
            }
            assert.deepEqual(heard, notes);
        });
    }
}

/** Bob has proven a second factor in a browser that can be one itself. @returns that device */
async function suggested(page, stage) {
    const device = await plugIn(page, PLATFORM);
    await signIn(page, stage, BOB, STEP_UP);
    await answerOtp(page, stage.lab, BOBS_SECRET);
    await page.locator('main.mfa-webauthn-platform-enrollment').waitFor();
    return device;
}

/** That the tests above would hear of what they listen for. */
export function hearing(stage) {
    test('what a page must not do is noticed', async () => {
        const page = await stage.visit();
        const heard = complaints(page.context(), stage);
        await page.goto(authorize(stage));
        const image = 'https://elsewhere.example/image.png';
        const [report] = await Promise.all([
            page.waitForEvent('console', (message) => /Content Security Policy/.test(message.text())),
            page.waitForEvent('request', (request) => request.url() === image),
            page.evaluate((url) => {
                alert('over here');
                console.error('wrong');
                new Image().src = url;
            }, image),
        ]);
        const expected = ['dialog: over here', 'wrong', report.text(), `request: ${image}`];
        assert.deepEqual(heard.toSorted(), expected.toSorted());
    });
}

function isStyled() {
    return [...document.querySelectorAll('link[rel="stylesheet"]')].every((link) => link.sheet);
}

function overflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
}
