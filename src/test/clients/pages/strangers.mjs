// What people with bad intentions send: forms from another site, and markup where a name or a language belongs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chooseOtp, codeNow, enrolOtp, keepRecoveryCode, login, proceed, scan } from '../harness/browser.mjs';
import { phoneOf } from './phone.mjs';
import { ask } from './reset.mjs';
import {
    ALICE,
    authorize,
    backWith,
    complaints,
    noteOf,
    PASSWORD,
    signIn,
    STEP_UP,
} from './visit.mjs';

const LOST = "we couldn't find your session";

const EVERY = 4;
const PAYLOADS = readFileSync(new URL('../../resources/payloads/xss.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line, at) => line && at % EVERY === 1);

/** Tests for the describe they are called in. */
export function strangers(stage) {
    /** Opens a second window of the same browser on http://127.0.0.1, and sends this form from there. */
    async function sentFromElsewhere(page, action, fields) {
        const elsewhere = stage.app.origin.replace('localhost', '127.0.0.1');
        const [other] = await Promise.all([
            page.waitForEvent('popup'),
            page.evaluate((url) => void window.open(url), elsewhere),
        ]);
        await other.waitForURL(`${elsewhere}/`);
        const answer = other.waitForResponse((response) => response.url() === action);
        await other.evaluate(sendForm, { action, fields });
        assert.equal((await answer).request().method(), 'POST');
        return { status: (await answer).status(), text: await other.locator('main').innerText() };
    }

    test('another site cannot log anybody in', async () => {
        const page = await stage.visit();
        await page.goto(authorize(stage));
        const { status, text } = await sentFromElsewhere(page, page.url(), {
            state: new URL(page.url()).searchParams.get('state'),
            username: 'mallory@example.com',
            password: PASSWORD,
            action: 'default',
        });
        assert.equal(status, 400);
        assert.match(text, new RegExp(LOST));

        await login(page, ALICE, PASSWORD);
        assert.ok((await backWith(page)).code, 'the login that was open goes on');
    });

    test('another site cannot enrol a factor for anybody', async () => {
        const page = await stage.visit();
        await signIn(page, stage, ALICE, STEP_UP);
        await chooseOtp(page);
        const secret = new URL(await scan(page)).searchParams.get('secret');
        const { status, text } = await sentFromElsewhere(page, page.url(), {
            state: new URL(page.url()).searchParams.get('state'),
            code: await codeNow(secret, stage.lab),
            action: 'default',
        });
        assert.equal(status, 400);
        assert.match(text, new RegExp(LOST));
        const [{ active }] = (await stage.lab.codes('auth0|alice')).otp;
        assert.equal(active, false);

        await enrolOtp(page, stage.lab);
        await keepRecoveryCode(page);
        assert.ok((await backWith(page)).code, 'the enrolment that was open goes on');
    });

    test('another site cannot put a page into a frame', async () => {
        const page = await stage.visit();
        const refused = page.waitForEvent('console', (message) => /frame-ancestors 'none'/.test(message.text()));
        await page.evaluate((url) => {
            document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
        }, authorize(stage));
        await refused;
        assert.equal(await page.frameLocator('iframe').locator('#username').count(), 0);
    });
}

/** Tests for the describe they are called in. */
export function markup(stage) {
    for (const payload of PAYLOADS) {
        test(`in names, languages and states this is text: ${payload}`, async () => {
            const page = await stage.visit();
            const heard = complaints(page.context(), stage);
            const sent = { login_hint: payload, ui_locales: payload, state: payload };
            await page.goto(authorize(stage, sent));
            assert.equal(await page.locator('#username').inputValue(), payload);
            assert.equal(new URL(page.url()).searchParams.get('ui_locales'), payload);
            await login(page, payload, 'wrong');
            await page.locator('#error-element-password').waitFor();
            assert.equal(await page.locator('#username').inputValue(), payload);
            assert.equal(await page.locator('html').getAttribute('lang'), 'en');

            await ask(page, stage, payload);
            assert.ok((await page.locator('header').textContent()).includes(payload));

            const values = { code: payload };
            await stage.lab.call('POST', 'messages', { channel: 'sms', to: '+15555550100', user: 'auth0|carol', values });
            await page.goto(phoneOf(stage, 'carol'));
            assert.ok((await page.locator('.sms .said').textContent()).includes(payload));

            const query = new URLSearchParams({ state: payload, ui_locales: payload });
            await page.goto(`${stage.understudy.http}/u/login?${query}`);
            assert.match(await page.locator('main').innerText(), new RegExp(LOST));

            const [form] = await Promise.all([
                page.waitForRequest('**/callback'),
                page.goto(authorize(stage, { ...sent, response_mode: 'form_post', prompt: 'none' }), {
                    waitUntil: 'commit',
                }),
            ]);
            assert.equal(new URLSearchParams(form.postData()).get('state'), payload);
            await page.getByRole('heading', { name: 'Application' }).waitFor();

            const [popup] = await Promise.all([
                page.waitForEvent('popup'),
                page.evaluate(
                    (url) => void window.open(url),
                    authorize(stage, { ...sent, response_mode: 'web_message', prompt: 'none' }),
                ),
            ]);
            const answer = await popup.locator('#answer').getAttribute('data-response');
            assert.equal(JSON.parse(answer).state, payload);

            const refused = noteOf(400, 'Bad Request'); // the password, and the state that nobody has
            assert.deepEqual(heard, [refused, refused]);
        });
    }
}

/** Those of a tenant that asks for the name first. */
export function markupOfTwoSteps(stage) {
    test('beside the password markup is text', async () => {
        const page = await stage.visit();
        const heard = complaints(page.context(), stage);
        for (const payload of PAYLOADS) {
            await page.goto(authorize(stage));
            await page.locator('#username').fill(payload);
            await proceed(page);
            assert.equal(await page.locator('.ulp-authenticator-selector-text').textContent(), payload);
            assert.equal(await page.locator('#username').inputValue(), payload);
        }
        assert.deepEqual(heard, []);
    });
}

function sendForm({ action, fields }) {
    const form = Object.assign(document.createElement('form'), { method: 'POST', action });
    for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    }
    document.body.append(form);
    form.submit();
}
