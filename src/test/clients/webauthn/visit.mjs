// Visits of people with keys: how they get one, how they are asked for it, and what the application learns.

import assert from 'node:assert/strict';
import { keepRecoveryCode, proceed } from '../harness/browser.mjs';
import { enrolKey } from '../harness/keys.mjs';
import { ALICE, authorize, backWith, signIn, STEP_UP } from '../pages/visit.mjs';

export const ENROLMENT = 'main.mfa-webauthn-roaming-enrollment';
export const CHALLENGE = 'main.mfa-webauthn-roaming-challenge';
export const ERROR = 'main.mfa-webauthn-error';

/** Alice logs in, and is about to enrol a key. */
export async function chooseKey(page, stage) {
    await signIn(page, stage, ALICE, STEP_UP);
    await page.locator('button[value^="webauthn-roaming"]').click();
    await page.locator(ENROLMENT).waitFor();
    await page.waitForLoadState();
}

/** Alice logs in and enrols the key that is plugged in. @returns what the application reads in the ID token */
export async function enrolOnTheWay(page, stage) {
    await chooseKey(page, stage);
    await enrolKey(page);
    await keepRecoveryCode(page);
    return claims(page, stage);
}

/** Alice has a key already, and is asked for it in another login. */
export async function logInAgain(page, stage, parameters = STEP_UP) {
    await signIn(page, stage, ALICE, { ...parameters, prompt: 'login' });
    await page.locator(CHALLENGE).waitFor();
}

/** Alice is logged in already, and only asked for her key. */
export async function stepUp(page, stage) {
    await page.goto(authorize(stage, STEP_UP));
    await page.locator(CHALLENGE).waitFor();
}

/** Presses the button, and is shown that the key was not taken. */
export async function failsToUse(page) {
    await proceed(page);
    await page.locator(ERROR).waitFor();
}

/** Waits until the browser is back at the application, which fetches its tokens. @returns what the ID token says */
export async function claims(page, stage) {
    const { code } = await backWith(page);
    assert.ok(code);
    const answer = await page.context().request.post(`${stage.tenant}/oauth/token`, {
        form: {
            grant_type: 'authorization_code',
            client_id: 'demo-spa',
            redirect_uri: `${stage.app.origin}/callback`,
            code,
        },
    });
    const { id_token: token } = await answer.json();
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

/** What was signed: the authenticator's flags and its counter. */
export function authenticatorData({ response }) {
    const data = Buffer.from(response.authenticatorData, 'base64url');
    return { verified: (data[32] & 0x04) !== 0, signCount: data.readUInt32BE(33) };
}

/** Does something after which the browser posts an answer. @returns the fields of that form */
export async function posted(page, act) {
    const [request] = await Promise.all([
        page.waitForRequest((each) => each.method() === 'POST' && each.url().includes('/u/mfa-webauthn')),
        act(),
    ]);
    return Object.fromEntries(new URLSearchParams(request.postData()));
}

/** The newest refusal that the timeline explains. */
export async function refusal(stage) {
    const [latest] = await stage.lab.events({ kind: 'refused' });
    return latest;
}
