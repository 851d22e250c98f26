// Chromium, and a person in front of the login pages. The person knows what every script written against
// Universal Login knows: a handful of ids, names and data attributes, and nothing else of the pages.

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import axe from 'axe-core';
import jsqr from 'jsqr';
import { chromium } from 'playwright-core';
import { PNG } from 'pngjs';
import { totp } from './totp.mjs';
import { TARGET } from './understudy.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const PRIMARY_BUTTON = 'button[data-action-button-primary="true"]';

/**
 * A Playwright browser. Each of its `newPage({ ignoreHTTPSErrors, javaScriptEnabled, colorScheme, viewport })` is
 * another person, who brings no cookies.
 */
export function launchBrowser() {
    return chromium.launch({
        executablePath: CHROMIUM,
        args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/** Presses the page's one main button, once its scripts are there: before, the browser sends what they would look at. */
export async function proceed(page) {
    const button = page.locator(PRIMARY_BUTTON);
    await button.waitFor();
    await page.waitForLoadState();
    await button.click();
}

/** Types name and password into the login page. */
export async function login(page, user, password) {
    await page.locator('#username').fill(user);
    await page.locator('#password').fill(password);
    await proceed(page);
}

/** What is done in a popup that the application closes once it has its answer: it may be gone before the press returns. */
export async function inPopup(popup, act) {
    const closed = popup.waitForEvent('close');
    await Promise.all([
        closed,
        act(popup).catch((failure) => {
            if (!/has been closed/.test(failure.message)) {
                throw failure;
            }
        }),
    ]);
}

/** Types a code into whichever page asks for one. */
export async function otp(page, code) {
    await page.locator('#code').fill(code);
    await proceed(page);
}

/** Wants the authenticator app, where there is a choice. */
export async function chooseOtp(page) {
    const app = page.locator('button[value^="otp"]');
    await page.locator('#code').or(app).waitFor();
    if (await app.isVisible()) {
        await app.click();
        await page.locator('#code').waitFor();
    }
}

/**
 * Chooses the authenticator app, scans the QR code that is then on the screen, and confirms the enrolment with the first code.
 *
 * @returns what the authenticator app keeps: the secret
 */
export async function enrolOtp(page, lab) {
    await chooseOtp(page);
    const secret = new URL(await scan(page)).searchParams.get('secret');
    await otp(page, await codeNow(secret, lab));
    return secret;
}

/** Answers a challenge. A code opens the door once, so it is the next one that is typed. */
export async function answerOtp(page, lab, secret) {
    await page.locator('#code').waitFor();
    await lab.nextOtpStep();
    await otp(page, await codeNow(secret, lab));
}

/** Confirms that the recovery code is written down. */
export async function keepRecoveryCode(page) {
    await page.locator('input[name="saved"]').check();
    await proceed(page);
}

/** What an authenticator app shows now: its clock is the tenant's. */
export async function codeNow(secret, lab) {
    return totp(secret, (await lab.clock()).now);
}

/**
 * What a phone's camera reads off the screen. Some apps know dark on light only, so nothing else is tried.
 */
export async function scan(page) {
    await page.waitForLoadState();
    const { data, width, height } = PNG.sync.read(await page.screenshot({ fullPage: true }));
    const code = jsqr(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' });
    if (!code) {
        throw new Error(`No QR code can be read on ${page.url()}`);
    }
    return code.data;
}

/** What keeps people out: each of WCAG's rules, or of others, that the page breaks, with the elements that break it. */
export async function barriers(page, rules = ['wcag2a', 'wcag2aa', 'wcag21aa']) {
    if (!(await page.evaluate(() => 'axe' in window))) {
        await page.evaluate(axe.source);
    }
    const { violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly }), rules);
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.html).join(', ')})`);
}

/** Keeps a picture of the page, e.g. 'react/transfer'. */
export async function keepScreenshot(page, name) {
    const path = join(TARGET, 'screenshots', 'clients', `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path, fullPage: true });
}
