// The applications of these suites are all the same small bank, each written with another SDK: this is its customer.

import { login } from './browser.mjs';

/** Of everybody in the demo tenant. */
export const PASSWORD = 'Understudy-1!';

export const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** Presses one of the bank's buttons. */
export async function press(page, button) {
    await page.getByRole('button', { name: button, exact: true }).click();
}

/** Waits until the bank says this. */
export async function reads(page, text) {
    await page.getByText(text, { exact: true }).waitFor();
}

/** Logs in with a password, and waits to be let in. */
export async function enter(page, user) {
    await press(page, 'Log in');
    await login(page, user, PASSWORD);
    await reads(page, `Logged in as ${user}`);
}

/** What the bank reads in the ID token; a claim that is not there is undefined. */
export async function claims(page) {
    await page.locator('[data-claim]').first().waitFor();
    const cells = await page
        .locator('[data-claim]')
        .evaluateAll((all) => all.map((cell) => [cell.dataset.claim, cell.textContent.trim()]));
    const present = cells.filter(([, text]) => text !== 'absent');
    return Object.fromEntries(present.map(([name, text]) => [name, JSON.parse(text)]));
}

/** Renews the tokens, and waits for the ID token that is issued a minute later. */
export async function renew(page, lab) {
    const { iat } = await claims(page);
    await lab.advance('PT1M');
    await press(page, 'Renew silently');
    await page.locator('[data-claim="iat"]').filter({ hasNotText: String(iat) }).waitFor();
}
