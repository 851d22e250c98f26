import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort } from '../harness/app.mjs';
import { claims, enter, MULTI_FACTOR, press, reads } from '../harness/bank.mjs';
import { answerOtp, enrolOtp, keepRecoveryCode } from '../harness/browser.mjs';
import { startServer } from '../harness/server.mjs';
import { setStage } from '../harness/stage.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Starts the bank as the tenant's demo-web. */
const bank = (env = () => ({})) => async (understudy) => {
    const port = await freePort();
    return startServer({
        command: ['node', 'app.mjs'],
        folder: import.meta.dirname,
        env: {
            ISSUER_BASE_URL: understudy.http,
            BASE_URL: `http://localhost:${port}`,
            PORT: String(port),
            CLIENT_ID: 'demo-web',
            SECRET: 'thirty-two characters at the least',
            ...env(understudy),
        },
    });
};

const WAYS = {
    'an ID token by form_post': {
        serve: bank(() => ({ AUTH0_LOGOUT: 'true' })),
        door: '/v2/logout',
    },
    'an ID token by form_post, from a tenant with https': {
        serve: bank(({ https, ca }) => ({ ISSUER_BASE_URL: https, NODE_EXTRA_CA_CERTS: ca })),
        door: '/oidc/logout',
    },
    'a code and client_secret_basic': {
        serve: bank(() => ({ RESPONSE_TYPE: 'code', CLIENT_SECRET: 'demo-web-secret' })),
        door: '/oidc/logout',
    },
};

for (const [way, { serve, door }] of Object.entries(WAYS)) {
    describe(`express-openid-connect with ${way}`, () => {
        const stage = setStage({ name: 'express-openid-connect', serve });
        const visit = () => stage.visit({ ignoreHTTPSErrors: true });

        test('who has no second factor enrols one on the way to a transfer', async () => {
            const page = await visit();
            await enter(page, ALICE);
            assert.deepEqual((await claims(page)).amr, ['pwd']);

            await press(page, 'Transfer');
            await enrolOtp(page, stage.lab);
            await keepRecoveryCode(page);

            await reads(page, 'Transferred');
            const { amr, acr } = await claims(page);
            assert.deepEqual(amr.toSorted(), ['mfa', 'otp', 'pwd']);
            assert.equal(acr, MULTI_FACTOR);
            await stage.keep(page, 'transferred');
        });

        test('who is logged in is asked for the second factor alone, and then not again', async () => {
            const page = await visit();
            await enter(page, BOB);
            await press(page, 'Transfer');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            await reads(page, 'Transferred');
            assert.equal(new URL(page.url()).pathname, '/transfer');

            await page.goto(stage.app.origin);
            await press(page, 'Transfer');
            await reads(page, 'Transferred');
        });

        test('claimIncludes shuts an API until the second factor is shown', async () => {
            const page = await visit();
            await enter(page, BOB);
            assert.equal((await limits(page)).status(), 401);

            await press(page, 'Transfer');
            await answerOtp(page, stage.lab, BOBS_SECRET);
            await reads(page, 'Transferred');

            const answer = await limits(page);
            assert.equal(answer.status(), 200);
            assert.deepEqual(await answer.json(), { daily: 5000 });
        });

        test(`leaving by ${door} ends at the bank, and logs out at the tenant too`, async () => {
            const page = await visit();
            await enter(page, BOB);

            const leaving = page.waitForRequest((request) => new URL(request.url()).pathname === door);
            await press(page, 'Log out');
            await leaving;
            await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
            assert.equal(new URL(page.url()).origin, stage.app.origin);

            await press(page, 'Log in');
            await page.locator('#password').waitFor();
        });
    });
}

describe('express-openid-connect, with a tenant as it is live', () => {
    const stage = setStage({
        name: 'express-openid-connect',
        flags: ['--profile', 'tenant'],
        serve: bank(),
    });

    test('the ID token of a step-up says mfa and nothing more, and that is enough', async () => {
        const page = await stage.visit();
        await enter(page, BOB);
        assert.equal((await claims(page)).amr, undefined);

        await press(page, 'Transfer');
        await answerOtp(page, stage.lab, BOBS_SECRET);
        await reads(page, 'Transferred');
        const { amr, acr } = await claims(page);
        assert.deepEqual(amr, ['mfa']);
        assert.equal(acr, MULTI_FACTOR);
    });
});

/** What the bank's API answers to a script in the page. */
function limits(page) {
    const { origin } = new URL(page.url());
    return page.request.get(`${origin}/api/limits`, { headers: { Accept: 'application/json' } });
}
