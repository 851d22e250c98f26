import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import guardianJs from 'auth0-guardian-js';
import { freePort } from '../harness/app.mjs';
import { claims, MULTI_FACTOR, PASSWORD, press, reads } from '../harness/bank.mjs';
import { codeNow, login } from '../harness/browser.mjs';
import { startServer } from '../harness/server.mjs';
import { setStage } from '../harness/stage.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const BOBS_RECOVERY_CODE = 'B0BB0BB0BB0BB0BB0BB0BB0B';
const CAROL = 'carol@example.com';
const CAROLS_NUMBER = '+15555550100';
const ERIN = 'erin@example.com';
const NUMBER = '+15555550101';

describe('auth0-guardian-js on a page, polling', () => {
    const stage = setStage({ name: 'guardian-js', serve: bank });

    test('the code of an app is refused when wrong, and then taken', async () => {
        const page = await asked(BOB);
        await reads(page, 'Enrolled as an app');
        await press(page, 'otp');
        const code = await codeNow(BOBS_SECRET, stage.lab);
        await verify(page, other(code));
        await reads(page, '400 invalid_otp');
        await verify(page, code);
        await loggedIn(page, 'otp');
        assert.equal((await claims(page)).acr, MULTI_FACTOR);
        await stage.keep(page, 'logged-in');
    });

    test('the code of a text message is refused when wrong, and then taken', async () => {
        const page = await asked(CAROL);
        await reads(page, 'Enrolled as XXXXXXX0100');
        await press(page, 'sms');
        const { code } = await stage.lab.message({ to: CAROLS_NUMBER, channel: 'sms' });
        await verify(page, other(code));
        await reads(page, '400 invalid_otp');
        await verify(page, code);
        await loggedIn(page, 'sms');
    });

    test('a phone approves while the page waits', async () => {
        const page = await asked(ERIN);
        await reads(page, 'Enrolled as Virtual phone');
        await press(page, 'push');
        await reads(page, 'Asked by push');
        await stage.lab.approve('latest');
        await loggedIn(page, 'swk');
    });

    test('a phone denies, is asked again and approves', async () => {
        await stage.lab.phone('auth0|erin', 'deny');
        const page = await asked(ERIN);
        await press(page, 'push');
        await reads(page, 'Rejected');

        await stage.lab.phone('auth0|erin', 'approve');
        await press(page, 'push');
        await loggedIn(page, 'swk');
    });

    test('whoever denied by mistake types the code of the app in the same phone', async () => {
        await stage.lab.phone('auth0|erin', 'deny');
        const page = await asked(ERIN);
        await press(page, 'push');
        await reads(page, 'Rejected');

        const { otp: [app] } = await stage.lab.codes('auth0|erin');
        await press(page, 'otp');
        await verify(page, app.code);
        await loggedIn(page, 'otp');
    });

    test('a recovery code lets in once, and brings the one for the next time', async () => {
        const page = await asked(BOB);
        await recover(page, BOBS_RECOVERY_CODE.replace('0', '1'));
        await reads(page, '400 invalid_recovery_code');
        await recover(page, BOBS_RECOVERY_CODE);
        const next = await kept(page);
        await loggedIn(page);

        const again = await asked(BOB);
        await recover(again, BOBS_RECOVERY_CODE);
        await reads(again, '400 invalid_recovery_code');
        await recover(again, next);
        await kept(again);
        await loggedIn(again);
    });

    test('who has no second factor enrols a number, after one that is none', async () => {
        const page = await asked(ALICE);
        await reads(page, 'Not enrolled');
        await page.locator('#number').fill('12');
        await press(page, 'sms');
        await reads(page, '400 invalid_phone_number');
        await page.locator('#number').fill(NUMBER);
        await press(page, 'sms');
        await reads(page, 'Enrolling sms');
        await verify(page, (await stage.lab.message({ to: NUMBER, channel: 'sms' })).code);
        assert.match(await kept(page), /^[A-Z0-9]{24}$/);
        await loggedIn(page, 'sms');
    });

    test('who has no second factor enrols an app, with a recovery code that works', async () => {
        const page = await asked(ALICE);
        await press(page, 'otp');
        await reads(page, 'Enrolling otp');
        const uri = new URL(await page.locator('#uri').textContent());
        await verify(page, await codeNow(uri.searchParams.get('secret'), stage.lab));
        const recoveryCode = await kept(page);
        await loggedIn(page, 'otp');

        const again = await asked(ALICE);
        await recover(again, recoveryCode);
        await reads(again, 'Accepted');
    });

    test('who has no second factor scans with a phone, which is then asked', async () => {
        const page = await asked(ALICE);
        await press(page, 'push');
        await reads(page, 'Enrolling push');
        await stage.lab.scan('auth0|alice', await page.locator('#uri').textContent());
        await reads(page, 'Enrolled, and to be asked');
        await stage.lab.phone('auth0|alice', 'approve');
        await press(page, 'push');
        await kept(page);
        await loggedIn(page, 'swk');
    });

    test('a ticket that is none begins nothing', async () => {
        await reads(await asked(BOB, { ticket: 'none' }), '401 invalid_token');
    });

    test('a socket is refused', async () => {
        await reads(await asked(BOB, { mechanism: 'socket' }), '403 feature_disabled');
    });

    test('what the library finds malformed is not sent', async () => {
        const page = await asked(BOB);
        await press(page, 'otp');
        await verify(page, '12345');
        await reads(page, 'invalid_otp_format');
    });

    test('a transaction is over after the tenant\'s ten minutes, and polling says so', async () => {
        const page = await asked(BOB);
        await reads(page, 'Enrolled as an app');
        await stage.lab.advance('PT10M');
        await reads(page, '401 transaction_expired');
    });

    test('who is told to slow down asks again later', async () => {
        const page = await asked(ERIN);
        await press(page, 'push');
        await reads(page, 'Asked by push');
        const at = 'POST /appliance-mfa/api/transaction-state';
        await stage.lab.call('POST', 'faults', { kind: 'rate-limit', at, times: 1 });
        await stage.lab.approve('latest');
        await loggedIn(page, 'swk');
        assert.equal((await stage.lab.requests({})).filter(({ status }) => status === 429).length, 1);
    });

    test('the library itself sees in the token when the transaction is over', async () => {
        await endsIn(stage, 12);
        const page = await asked(BOB);
        await reads(page, 'Timeout');
    });

    /** Somebody whose password was right, and whom the bank's page asks for more. */
    async function asked(user, otherwise = {}) {
        await stage.lab.policy('always');
        const page = await stage.visit();
        await page.goto(`${stage.app.origin}/?${new URLSearchParams(otherwise)}`);
        await login(page, user, PASSWORD);
        return page;
    }

    async function recover(page, code) {
        await press(page, 'recovery-code');
        await verify(page, code);
    }

    /** The recovery code that is to be kept before the page goes on. */
    async function kept(page) {
        await page.waitForFunction(() => document.getElementById('kept').onclick); // what is said may be said over
        const code = await page.locator('#recovery').textContent();
        await press(page, 'I have kept it');
        return code;
    }

    async function verify(page, code) {
        await page.locator('#code').fill(code);
        await press(page, 'Verify');
    }

    async function loggedIn(page, ...methods) {
        await reads(page, 'Logged in');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'pwd', ...methods].toSorted());
    }
});

describe('auth0-guardian-js on a server', () => {
    const stage = setStage({ name: 'guardian-js', serve: bank });

    test('a transaction is begun in one request, resumed in another and looked at when the server likes', async () => {
        await stage.lab.policy('always');
        await endsIn(stage, 20); // so long the library keeps this process alive
        const password = { grant_type: 'password', username: BOB, password: PASSWORD, scope: 'openid' };
        const { mfa_token: ticket } = await token(password);
        const options = { stateCheckingMechanism: 'manual' };
        const guardian = guardianJs({ ...options, ticket, serviceUrl: `${stage.understudy.http}/appliance-mfa` });

        const begun = await promisify(guardian.start.bind(guardian))();
        const [enrollment] = begun.getEnrollments();
        await promisify(begun.requestAuth.bind(begun))(enrollment, { method: 'otp' });
        const resumed = await promisify(guardianJs.resume)(options, JSON.parse(JSON.stringify(begun.serialize())));
        const step = resumed.getAuthVerificationStep();
        const otpCode = await codeNow(BOBS_SECRET, stage.lab);
        await promisify(step.verify.bind(step))({ otpCode });
        const state = await promisify(resumed.getState.bind(resumed))();

        const grant = 'http://auth0.com/oauth/grant-type/mfa-oob';
        const signed = { grant_type: grant, mfa_token: ticket, oob_code: state.token };
        assert.equal(state.state, 'accepted');
        assert.equal(typeof (await token(signed)).id_token, 'string');
        assert.equal((await token(signed)).error, 'invalid_grant');
    });

    async function token(parameters) {
        const client = { client_id: 'demo-backend', client_secret: 'demo-backend-secret' };
        const body = new URLSearchParams({ ...client, ...parameters });
        return (await fetch(`${stage.understudy.http}/oauth/token`, { method: 'POST', body })).json();
    }
});

/** Transactions that begin now end in so many seconds of the library's clock, which is the machine's. */
function endsIn(stage, seconds) {
    return stage.lab.call('PUT', 'clock', { offset: `PT-${600 - seconds}S` });
}

/** Another code of six digits. */
function other(code) {
    return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

async function bank(understudy) {
    return startServer({
        command: ['node', 'app.mjs'],
        folder: import.meta.dirname,
        env: { TENANT: understudy.http, PORT: String(await freePort()) },
    });
}
