// The phone page: what comes in is there without loading it again, and its buttons work with a script and without.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from './visit.mjs';

const CLIENT = { client_id: 'demo-backend', client_secret: 'demo-backend-secret' };

export const phoneOf = (stage, name) => `${stage.understudy.http}/lab/phone/auth0%7C${name}`;

/** Somebody signs in and is asked for their second factor, as an application does it. @returns what the answer needs */
export async function pushTo(stage, name, wanted = {}) {
    await stage.lab.policy('always');
    const user = { username: `${name}@example.com`, password: PASSWORD };
    const { mfa_token } = await ask(stage, '/oauth/token', { ...user, ...wanted, grant_type: 'password' });
    const { oob_code } = await ask(stage, '/mfa/challenge', { mfa_token, challenge_type: 'oob' });
    return { mfa_token, oob_code };
}

/** Erin has another device: Alice's phone. */
export async function enrolAnother(stage) {
    const wanted = { audience: `${stage.tenant}/mfa/`, scope: 'enroll' };
    const asked = await pushTo(stage, 'erin', wanted);
    await stage.lab.approve('latest');
    const grant_type = 'http://auth0.com/oauth/grant-type/mfa-oob';
    const { access_token } = await ask(stage, '/oauth/token', { ...asked, grant_type });
    const oob = { authenticator_types: ['oob'], oob_channels: ['auth0'] };
    const { barcode_uri, oob_code } = await ask(stage, '/mfa/associate', oob, { Authorization: `Bearer ${access_token}` });
    await stage.lab.scan('auth0|alice', barcode_uri);
    await ask(stage, '/oauth/token', { mfa_token: access_token, oob_code, grant_type });
}

async function ask(stage, path, parameters, headers = {}) {
    const answer = await fetch(stage.understudy.http + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ ...CLIENT, ...parameters }),
    });
    return answer.json();
}

const statusOf = async (stage) => (await stage.lab.pushes())[0].status;

/** Tests for the describe they are called in. */
export function phone(stage) {
    test('a message is on the phone as soon as it has come', async () => {
        const page = await stage.visit();
        await page.goto(phoneOf(stage, 'carol'));
        assert.equal(await page.locator('.sms').count(), 0);
        await pushTo(stage, 'carol');
        await page.locator('.sms').waitFor();
        assert.equal(await page.locator('[role="status"]').textContent(), 'Something new has come in.');
    });

    for (const [answer, status] of [['approve', 'approved'], ['deny', 'denied']]) {
        for (const javaScriptEnabled of [true, false]) {
            test(`a push can be ${status} ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
                await pushTo(stage, 'erin');
                const page = await stage.visit({ javaScriptEnabled });
                await page.goto(phoneOf(stage, 'erin'));
                await page.locator(`.pending .${answer}`).press('Enter'); // under a mouse the page might renew itself
                await page.locator(`li.${status}`).waitFor();
                assert.equal(page.url(), phoneOf(stage, 'erin'));
                assert.equal(await statusOf(stage), status);
            });
        }
    }

    test('whoever has moved to a button stays there when something else comes in', async () => {
        await pushTo(stage, 'erin');
        const page = await stage.visit();
        await page.goto(phoneOf(stage, 'erin'));
        const button = page.locator('.pending .approve');
        await button.focus();
        const id = await button.getAttribute('id');
        await stage.lab.call('POST', 'messages', { channel: 'email', to: 'erin@example.com' });
        await page.locator('.email').waitFor();
        assert.equal(await page.evaluate(() => document.activeElement.id), id);
    });

    test('the app goes on to its next code by itself', async () => {
        const page = await stage.visit();
        await stage.lab.call('PUT', 'clock', { now: '2026-03-01T09:00:18Z' }); // twelve seconds to be there
        await page.goto(phoneOf(stage, 'bob'));
        const first = await page.locator('.otp').textContent();
        await page.waitForFunction((before) => document.querySelector('.otp').textContent !== before, first);
    });

    test('the lab leads to each phone', async () => {
        const page = await stage.visit();
        await page.goto(`${stage.understudy.http}/lab`);
        await page.getByRole('link', { name: 'erin@example.com' }).click();
        await page.locator('h1:text-is("erin@example.com")').waitFor();
    });
}
