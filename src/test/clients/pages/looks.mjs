// How the pages look: in light and dark, on a phone and on a desk. Pictures are kept in target/screenshots/pages.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { barriers, enrolOtp, login, otp, proceed } from '../harness/browser.mjs';
import { TARGET } from '../harness/understudy.mjs';
import {
    ALICE,
    authorize,
    backWith,
    BOB,
    BOBS_RECOVERY_CODE,
    complaints,
    noteOf,
    signIn,
    STEP_UP,
} from './visit.mjs';

const SCHEMES = ['light', 'dark'];
const WIDTHS = [360, 1280];
const HEIGHT = 800;
const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const BAD_REQUEST = [noteOf(400, 'Bad Request')];

const press = (page, action) => page.locator(`button[value="${action}"]`).click();

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
        way: (page, stage) => signIn(page, stage, ALICE, STEP_UP),
    },
    'mfa-otp-enrollment-code': {
        is: 'main.mfa-otp-enrollment-code',
        way: async (page, stage) => {
            await signIn(page, stage, ALICE, STEP_UP);
            await press(page, 'toggle-view');
        },
    },
    'mfa-begin-enroll-options': {
        is: 'main.mfa-begin-enroll-options',
        way: async (page, stage) => {
            await signIn(page, stage, ALICE, STEP_UP);
            await page.locator('main.mfa-otp-enrollment-qr').waitFor();
            await page.goto(page.url().replace('/u/mfa-otp-enrollment', '/u/mfa-enroll-options'));
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
            await press(page, 'recovery-code::1');
        },
    },
    'mfa-recovery-code-challenge-new-code': {
        is: 'main.mfa-recovery-code-challenge-new-code',
        way: async (page, stage) => {
            await signIn(page, stage, BOB, STEP_UP);
            await press(page, 'pick-authenticator');
            await press(page, 'recovery-code::1');
            await otp(page, BOBS_RECOVERY_CODE);
        },
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
    lab: { is: 'body.lab', way: (page, stage) => page.goto(`${stage.understudy.http}/lab`) },
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

function overflow() {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
}
