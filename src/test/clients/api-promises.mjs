// What an API that asks for a second factor promises, whichever SDK reads its tokens. Each API beside this file keeps
// the same promises on the same routes: GET /balance for everybody with a token, POST /transfer above 1000 and
// POST /settings with any second factor, POST /keys with a one-time password.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { startServer } from './harness/server.mjs';
import { startUnderstudy } from './harness/understudy.mjs';

const AUDIENCE = 'https://api.example.test';
const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';
const PASSWORD = 'Understudy-1!';

const ROUTES = [
    ['GET', '/balance'],
    ['POST', '/transfer'],
    ['POST', '/settings'],
    ['POST', '/keys'],
];

/** Tests an API that `command` starts in `folder`; it finds ISSUER_BASE_URL, AUDIENCE and PORT in its environment. */
export function anApi({ command, folder }) {
    let guide;
    let live;

    before(async () => {
        [guide, live] = await Promise.all([withTenant('guide'), withTenant('tenant')]);
    });

    after(() => Promise.all([guide?.stop(), live?.stop()]));

    beforeEach(() => guide.tenant.lab.reset());

    async function withTenant(profile) {
        const tenant = await startUnderstudy('--profile', profile);
        const env = { ISSUER_BASE_URL: tenant.http, AUDIENCE, PORT: '0' };
        const api = await startServer({ command, folder, env }).catch(async (failure) => {
            await tenant.stop();
            throw failure;
        });
        return { tenant, api, stop: () => Promise.all([api.stop(), tenant.stop()]) };
    }

    const call = (method, path, token, body, { api } = guide) => request(api.origin + path, method, token, body);

    test('whoever is logged in sees the balance', async () => {
        const { access_token } = await logIn(guide.tenant, 'bob');
        const answer = await call('GET', '/balance', access_token);
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.body, { owner: 'auth0|bob', balance: 2500 });
    });

    for (const [method, path] of ROUTES) {
        test(`nobody gets to ${method} ${path} without a token`, async () => {
            const answer = await call(method, path);
            assert.equal(answer.status, 401);
            assert.match(answer.challenge, /^Bearer\b/);
            assert.doesNotMatch(answer.challenge, /error=/, 'RFC 6750: no error to who has not tried');
        });
    }

    for (const [what, forge] of Object.entries({
        'whose claims were rewritten': withClaims,
        'that another key has signed': withAnotherKey,
        'that nobody has signed': withoutSignature,
        'that is none': () => 'open-sesame',
    })) {
        test(`a token ${what} opens nothing`, async () => {
            const { access_token } = await logIn(guide.tenant, 'bob');
            assert.equal((await call('GET', '/balance', access_token)).status, 200, 'the genuine one does');
            assertInvalid(await call('POST', '/settings', forge(access_token)));
        });
    }

    test('an ID token is no access token', async () => {
        const { id_token } = await stepUp(guide.tenant, 'bob', oneTimePassword);
        assertInvalid(await call('POST', '/settings', id_token));
    });

    test('a token of another issuer opens nothing, though the same key has signed it', async () => {
        const elsewhere = { ...guide.tenant, http: guide.tenant.http.replace('localhost', '127.0.0.1') };
        const { access_token } = await stepUp(elsewhere, 'bob', oneTimePassword);
        assertInvalid(await call('POST', '/settings', access_token));
    });

    test('a token that has run out opens nothing', async () => {
        await guide.tenant.lab.call('PUT', 'clock', { offset: '-PT25H' });
        const { access_token } = await stepUp(guide.tenant, 'bob', oneTimePassword);
        assertInvalid(await call('POST', '/settings', access_token));
    });

    test('settings are closed after a password, and open after a one-time password', async () => {
        const { access_token: before } = await logIn(guide.tenant, 'bob');
        assertStepUp(await call('POST', '/settings', before));
        const { access_token: afterwards } = await stepUp(guide.tenant, 'bob', oneTimePassword);
        assert.deepEqual(await call('POST', '/settings', afterwards), ok({ saved: true }));
    });

    test('settings open to somebody who enrols on the way', async () => {
        const { access_token: before } = await logIn(guide.tenant, 'alice');
        assertStepUp(await call('POST', '/settings', before));
        const { access_token: afterwards } = await stepUp(guide.tenant, 'alice', enrolment);
        assert.deepEqual(await call('POST', '/settings', afterwards), ok({ saved: true }));
    });

    test('keys want a one-time password', async () => {
        const { access_token: before } = await logIn(guide.tenant, 'bob');
        assertStepUp(await call('POST', '/keys', before));
        const { access_token: afterwards } = await stepUp(guide.tenant, 'bob', oneTimePassword);
        assert.deepEqual(await call('POST', '/keys', afterwards), ok({ created: true }));
    });

    test('a recovery code opens the settings, and is not enough for keys', async () => {
        const { access_token } = await stepUp(guide.tenant, 'bob', recoveryCode);
        assert.deepEqual(await call('POST', '/settings', access_token), ok({ saved: true }));
        assertStepUp(await call('POST', '/keys', access_token));
    });

    test('a transfer of 1000 needs no second factor, and one of a cent more does', async () => {
        const { access_token: before } = await logIn(guide.tenant, 'bob');
        assert.deepEqual(await call('POST', '/transfer', before, { amount: 1000 }), ok({ transferred: 1000 }));
        assertStepUp(await call('POST', '/transfer', before, { amount: 1000.01 }));
        const { access_token: afterwards } = await stepUp(guide.tenant, 'bob', oneTimePassword);
        const answer = await call('POST', '/transfer', afterwards, { amount: 1000.01 });
        assert.deepEqual(answer, ok({ transferred: 1000.01 }));
    });

    for (const amount of [undefined, null, true, '5000', [5000], 0, -5000]) {
        test(`an amount of ${JSON.stringify(amount)} does not get around the limit`, async () => {
            const { access_token } = await logIn(guide.tenant, 'bob');
            const answer = await call('POST', '/transfer', access_token, { amount });
            assert.equal(answer.status, 400);
            assert.equal(answer.body.error, 'invalid_request');
        });
    }

    test('a live tenant never says in an access token which factor was shown', async () => {
        const { access_token } = await stepUp(live.tenant, 'bob', oneTimePassword);
        assert.equal((await call('GET', '/balance', access_token, undefined, live)).status, 200);
        assertStepUp(await call('POST', '/settings', access_token, undefined, live));
    });
}

// -------------------------------------------------------------------------------------------------------- answers

const ok = (body) => ({ status: 200, challenge: null, body });

function assertStepUp({ status, challenge, body }) {
    assert.equal(status, 403);
    assert.equal(body.error, 'insufficient_user_authentication');
    assert.equal(body.acr_values, MULTI_FACTOR);
    assert.match(challenge, /^Bearer /);
    assert.ok(challenge.includes('error="insufficient_user_authentication"'), challenge);
    assert.ok(challenge.includes(`acr_values="${MULTI_FACTOR}"`), challenge);
}

function assertInvalid({ status, challenge, body }) {
    assert.equal(status, 401);
    assert.equal(body.error, 'invalid_token');
    assert.ok(challenge.startsWith('Bearer ') && challenge.includes('error="invalid_token"'), challenge);
}

async function request(url, method, token, body) {
    const headers = {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
    };
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, challenge: answer.headers.get('WWW-Authenticate'), body: await answer.json() };
}

// --------------------------------------------------------------------------------------------------------- logins

const GRANT = 'http://auth0.com/oauth/grant-type';

/** A login with a password, which is all that is asked for. */
const logIn = (tenant, user) =>
    token(tenant, {
        grant_type: 'password',
        username: `${user}@example.com`,
        password: PASSWORD,
        audience: AUDIENCE,
        scope: 'openid view:balance transfer:funds',
    });

/** A login that has to show a second factor, and how it is shown. */
async function stepUp(tenant, user, show) {
    await tenant.lab.policy('always');
    const { error, mfa_token } = await logIn(tenant, user);
    assert.equal(error, 'mfa_required');
    return token(tenant, { ...(await show(tenant, `auth0|${user}`, mfa_token)), mfa_token });
}

async function oneTimePassword({ lab }, user) {
    const [{ code }] = (await lab.codes(user)).otp;
    return { grant_type: `${GRANT}/mfa-otp`, otp: code };
}

async function recoveryCode({ lab }, user) {
    return { grant_type: `${GRANT}/mfa-recovery-code`, recovery_code: (await lab.codes(user)).recovery_code };
}

async function enrolment(tenant, user, mfaToken) {
    const anApp = { authenticator_types: ['otp'] };
    const { status } = await request(`${tenant.http}/mfa/associate`, 'POST', mfaToken, anApp);
    assert.equal(status, 200);
    return oneTimePassword(tenant, user);
}

async function token({ http }, parameters) {
    const client = { client_id: 'demo-backend', client_secret: 'demo-backend-secret' };
    const body = new URLSearchParams({ ...client, ...parameters });
    const answer = await fetch(`${http}/oauth/token`, { method: 'POST', body });
    return answer.json();
}

// -------------------------------------------------------------------------------------------------------- forgery

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const encode = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');

function withClaims(genuine) {
    const [header, payload, signature] = genuine.split('.');
    return [header, encode({ ...decode(payload), amr: ['pwd', 'otp', 'mfa'] }), signature].join('.');
}

function withAnotherKey(genuine) {
    const [header, payload] = withClaims(genuine).split('.');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return [header, payload, sign('RSA-SHA256', `${header}.${payload}`, privateKey).toString('base64url')].join('.');
}

function withoutSignature(genuine) {
    const [header, payload] = withClaims(genuine).split('.');
    return [encode({ ...decode(header), alg: 'none' }), payload, ''].join('.');
}
