import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort } from '../harness/app.mjs';
import { claims, enter, MULTI_FACTOR, PASSWORD, press, reads } from '../harness/bank.mjs';
import { answerOtp, enrolOtp, keepRecoveryCode, login } from '../harness/browser.mjs';
import { startServer } from '../harness/server.mjs';
import { setStage } from '../harness/stage.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Starts the bank as the tenant's demo-web. */
const bank = (scheme) => async (understudy) => {
    const port = String(await freePort());
    return startServer({
        command: ['node_modules/.bin/next', 'start', '--hostname', '127.0.0.1', '--port', port],
        folder: import.meta.dirname,
        env: {
            AUTH0_DOMAIN: understudy[scheme],
            AUTH0_CLIENT_ID: 'demo-web',
            AUTH0_CLIENT_SECRET: 'demo-web-secret',
            AUTH0_SECRET: '0123456789abcdef'.repeat(4),
            APP_BASE_URL: `http://localhost:${port}`,
            NODE_EXTRA_CA_CERTS: understudy.ca,
        },
    });
};

for (const scheme of ['http', 'https']) {
    describe(`nextjs-auth0, with a tenant that is reached over ${scheme}`, () => {
        const stage = setStage({ name: 'nextjs', serve: bank(scheme) });
        const visit = () => stage.visit({ ignoreHTTPSErrors: true });

        test('who has no second factor enrols one on the way to a transfer', async () => {
            const page = await visit();
            await enter(page, ALICE);
            assert.deepEqual((await claims(page)).amr, ['pwd']);

            await press(page, 'Transfer');
            await enrolOtp(page, stage.lab);
            await keepRecoveryCode(page);

            await reads(page, `Logged in as ${ALICE}`);
            const { amr, acr } = await claims(page);
            assert.deepEqual(amr.toSorted(), ['mfa', 'otp', 'pwd']);
            assert.equal(acr, MULTI_FACTOR);
            await press(page, 'Transfer');
            await reads(page, 'Transferred');
            await stage.keep(page, 'transferred');
        });

        test('the API is shut to strangers, and to customers until they show a second factor', async () => {
            const page = await visit();
            assert.deepEqual(await transfer(page), { status: 401, body: { error: 'not_authenticated' } });

            await enter(page, BOB);
            assert.deepEqual(await transfer(page), {
                status: 403,
                body: { error: 'insufficient_user_authentication', acr_values: MULTI_FACTOR },
            });

            await press(page, 'Transfer');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            await reads(page, `Logged in as ${BOB}`);
            assert.deepEqual(await transfer(page), { status: 200, body: { transferred: 5000, by: 'auth0|bob' } });
        });

        test('closing the account asks for the code, and ten minutes later for the password too', async () => {
            const page = await visit();
            await enter(page, BOB);
            assert.equal((await claims(page)).auth_time, undefined);

            await press(page, 'Close account');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            await reads(page, `Logged in as ${BOB}`);
            const { auth_time: first } = await claims(page);
            await press(page, 'Close account');
            await reads(page, 'Account closed');

            const later = await visit();
            await enter(later, BOB);
            await stage.lab.advance('PT10M');
            await press(later, 'Close account');
            await login(later, BOB, PASSWORD);
            await answerOtp(later, stage.lab, BOBS_SECRET);
            await reads(later, `Logged in as ${BOB}`);
            assert.ok((await claims(later)).auth_time >= first + 600);
            await press(later, 'Close account');
            await reads(later, 'Account closed');
        });

        test('leaving ends at the bank, and logs out at the tenant too', async () => {
            const page = await visit();
            await enter(page, BOB);
            await press(page, 'Log out');
            await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
            assert.equal(new URL(page.url()).origin, stage.app.origin);

            await press(page, 'Log in');
            await page.locator('#password').waitFor();
        });
    });
}

describe('nextjs-auth0, with a tenant as it is live', () => {
    const stage = setStage({ name: 'nextjs', flags: ['--profile', 'tenant'], serve: bank('http') });

    test('the session says mfa and nothing more, and that is enough', async () => {
        const page = await stage.visit();
        await enter(page, BOB);
        assert.equal((await claims(page)).amr, undefined);

        await press(page, 'Transfer');
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, `Logged in as ${BOB}`);
        const { amr, acr } = await claims(page);
        assert.deepEqual(amr, ['mfa']);
        assert.equal(acr, MULTI_FACTOR);
        await press(page, 'Transfer');
        await reads(page, 'Transferred');
    });
});

/** What the bank's API answers to a script in the page. */
async function transfer(page) {
    const answer = await page.request.post(new URL('/api/transfer', page.url()).href);
    return { status: answer.status(), body: await answer.json() };
}
