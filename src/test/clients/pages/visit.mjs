// Visits to the login pages: what an application asks for, and what the browser has to say about the pages.

import { fileURLToPath } from 'node:url';
import { MULTI_FACTOR, PASSWORD } from '../harness/bank.mjs';
import { login } from '../harness/browser.mjs';

export { PASSWORD };
export const ALICE = 'alice@example.com';
export const CAROL = 'carol@example.com';
export const ERIN = 'erin@example.com';
export const GRACE = 'grace@example.com';
export const BOB = 'bob@example.com';
export const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const BOBS_RECOVERY_CODE = 'B0BB0BB0BB0BB0BB0BB0BB0B';

export const STEP_UP = { acr_values: MULTI_FACTOR };
export const WITHOUT_SCRIPTS = { javaScriptEnabled: false };

/** The stage of these suites: an application that says no more than that one is back. */
export const APPLICATION = { name: 'pages', folder: here('.') };

/** The same, and the tenant asks for the name on one page, for the password on the next. */
export const IDENTIFIER_FIRST = { ...APPLICATION, flags: overDemo('identifier-first') };

/** The same, and the tenant suggests the device itself to whoever has proven a second factor. */
export const SUGGESTING = { ...APPLICATION, flags: overDemo('suggest-device') };

/** The same, and the tenant sends codes by text, but calls nobody. */
export const TEXTING = { ...APPLICATION, flags: overDemo('sms-only') };

/** The same, and one person has several numbers and addresses. */
export const SEVERAL = { ...APPLICATION, flags: overDemo('two-phones') };

/** Where the application sends the browser; a parameter that is null is left out. */
export function authorize(stage, parameters = {}) {
    const all = {
        client_id: 'demo-spa',
        response_type: 'code',
        redirect_uri: `${stage.app.origin}/callback`,
        scope: 'openid',
        state: 'from-the-application',
        ...parameters,
    };
    const sent = Object.entries(all).filter(([, value]) => value !== null);
    return `${stage.tenant}/authorize?${new URLSearchParams(sent)}`;
}

/** Goes to the login page and signs in. */
export async function signIn(page, stage, user, parameters = {}) {
    await page.goto(authorize(stage, parameters));
    await login(page, user, PASSWORD);
}

/** The code that was sent there last. */
export async function sentTo(stage, to) {
    const [newest] = await stage.lab.messages({ to });
    return newest.code;
}

/** Waits until the browser is back at the application. @returns what it brings along */
export async function backWith(page) {
    await page.waitForURL((url) => url.pathname === '/callback');
    return Object.fromEntries(new URL(page.url()).searchParams);
}

/** Does what leads to another page, or to the same one anew, and waits for it: the page that is there comes first. */
export async function leads(page, act) {
    await page.waitForLoadState();
    await Promise.all([page.waitForEvent('load'), act()]);
}

/** Presses a button that leads to another page, or to the same one anew, and waits for it. */
export async function press(page, action) {
    const button = page.locator(`button[value="${action}"]`);
    await button.waitFor();
    await leads(page, () => button.click());
}

/** Waits until what is typed now arrives there, and the page's scripts see it. */
export async function focusOn(page, field) {
    await page.locator(`${field}:focus`).waitFor();
    await page.waitForLoadState();
}

/** Where Tab stops, beginning with what has the focus already; each stop can be told by its outline. */
export async function stops(page, count) {
    const found = [];
    for (let stop = 0; stop < count; stop++) {
        if (stop > 0) {
            await page.keyboard.press('Tab');
        }
        found.push(
            await page.evaluate(() => {
                const here = document.activeElement;
                const isMarked = getComputedStyle(here).outlineStyle === 'solid';
                return (here.id || here.innerText.trim()) + (isMarked ? '' : ' (cannot be seen)');
            }),
        );
    }
    return found;
}

/** What a script waits for: the path that the browser is on. */
export function on(page, path) {
    return page.waitForURL((url) => url.pathname === path);
}

/**
 * Listens to everything that a visitor's browser complains of: errors on the console, which is where it also reports
 * what a Content-Security-Policy forbids, dialogs, and requests that go anywhere but to Understudy and the application.
 *
 * @returns a list that grows
 */
export function complaints(context, stage) {
    const found = [];
    const known = [stage.understudy.http, stage.app.origin];
    context.on('console', (message) => {
        if (message.type() === 'error' || /content.security.policy/i.test(message.text())) {
            found.push(message.text());
        }
    });
    context.on('weberror', (failure) => found.push(String(failure.error())));
    context.on('dialog', (dialog) => {
        found.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'data:' && !known.includes(url.origin)) {
            found.push(`request: ${url}`);
        }
    });
    return found;
}

/** What Chromium itself writes on the console about a page that came with this status. */
export function noteOf(status, phrase) {
    return `Failed to load resource: the server responded with a status of ${status} (${phrase})`;
}

/** Flags for the demo tenant with one of the tests' seeds over it. */
export function overDemo(seed) {
    return ['config/demo-tenant.yaml', `src/test/resources/seeds/${seed}.yaml`].flatMap((path) => [
        '--seed',
        here(`../../../../${path}`),
    ]);
}

function here(path) {
    return fileURLToPath(new URL(path, import.meta.url));
}
