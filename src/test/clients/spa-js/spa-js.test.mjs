import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claims, MULTI_FACTOR, PASSWORD, press, reads, renew } from '../harness/bank.mjs';
import { answerOtp, codeNow, inPopup, login } from '../harness/browser.mjs';
import { setStage } from '../harness/stage.mjs';

const BOB = 'bob@example.com';
const BOBS_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const BOBS_RECOVERY_CODE = 'B0BB0BB0BB0BB0BB0BB0BB0B';

const served = {
    name: 'spa-js',
    folder: here('.'),
    mounts: { '/auth0-spa-js/': here('node_modules/@auth0/auth0-spa-js/dist'), '/harness/': here('../harness') },
};

for (const tls of [false, true]) {
    describe(`auth0-spa-js in popups, over ${tls ? 'https' : 'http'}`, () => {
        const stage = setStage({ ...served, tls });

        test('without a session, silent authentication says so', async () => {
            const page = await stage.visit();
            await reads(page, 'login_required: Login required');
        });

        test('a popup logs in, and the session is found again silently', async () => {
            const page = await stage.visit();
            await loginWithPopup(page, BOB);
            await reads(page, `Logged in as ${BOB}`);

            await page.reload();
            await reads(page, `Logged in as ${BOB}`);
        });

        test('a popup asks for the second factor when silent authentication cannot', async () => {
            const page = await stage.visit();
            await loginWithPopup(page, BOB);
            await reads(page, `Logged in as ${BOB}`);
            assert.deepEqual((await claims(page)).amr, ['pwd']);

            const popup = await popupAfter(page, 'Transfer');
            await inPopup(popup, () => answerOtp(popup, stage.lab, BOBS_SECRET));
            await reads(page, 'Transferred');
            const { amr, acr } = await claims(page);
            assert.deepEqual(amr.toSorted(), ['mfa', 'otp', 'pwd']);
            assert.equal(acr, MULTI_FACTOR);

            await renew(page, stage.lab);
            assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
            await stage.keep(page, 'transferred');
        });

        test('who logs out is not logged in silently again', async () => {
            const page = await stage.visit();
            await loginWithPopup(page, BOB);
            await reads(page, `Logged in as ${BOB}`);
            await press(page, 'Log out');
            await reads(page, 'login_required: Login required');
        });
    });
}

describe('auth0-spa-js and its MFA client', () => {
    const stage = setStage({ ...served, tls: true });

    test('who has no second factor enrols one without leaving the application', async () => {
        const page = await loggedIn('alice@example.com');
        assert.deepEqual((await claims(page)).amr, ['pwd']);
        await stage.lab.policy('always');
        await press(page, 'Renew');

        const barcode = await page.getByRole('link', { name: 'authenticator app' }).getAttribute('href');
        assert.match(await page.locator('#recovery').textContent(), /^[A-Z0-9]{24}$/);
        await verify(page, await codeNow(new URL(barcode).searchParams.get('secret'), stage.lab));
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
        await stage.keep(page, 'verified');
    });

    test('a wrong code is refused, and the right one is taken after it', async () => {
        const page = await loggedIn(BOB);
        await stage.lab.policy('always');
        await press(page, 'Renew');

        const code = await codeNow(BOBS_SECRET, stage.lab);
        await verify(page, String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
        await reads(page, 'invalid_grant: Invalid otp_code.');
        await verify(page, code);
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
    });

    test('a recovery code does too, once, and is replaced by another', async () => {
        const page = await loggedIn(BOB);
        await stage.lab.policy('always');
        await press(page, 'Renew');
        await verify(page, BOBS_RECOVERY_CODE);
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'pwd']);
        const next = await page.locator('#recovery').textContent();

        await anotherLogin(page);
        await press(page, 'Renew');
        await verify(page, BOBS_RECOVERY_CODE);
        await reads(page, 'invalid_grant: MFA Authorization rejected.');
        await verify(page, next);
        await reads(page, 'Verified');
    });

    test('a refresh remembers the second factor', async () => {
        const page = await loggedIn(BOB);
        await stage.lab.policy('always');
        await press(page, 'Renew');
        await verify(page, await codeNow(BOBS_SECRET, stage.lab));
        await reads(page, 'Verified');
        await press(page, 'Renew');
        await reads(page, 'Renewed');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'otp', 'pwd']);
    });

    test('as long as nobody asks for a second factor, a refresh needs none', async () => {
        const page = await loggedIn(BOB);
        await press(page, 'Renew');
        await reads(page, 'Renewed');
        assert.deepEqual((await claims(page)).amr, ['pwd']);
    });

    async function loggedIn(user) {
        const page = await stage.visit();
        await page.goto(`${stage.app.origin}/mfa.html`);
        await loginWithPopup(page, user);
        await reads(page, 'Logged in');
        return page;
    }

    /** With the session that is there, and as if nobody had asked for more. */
    async function anotherLogin(page) {
        await stage.lab.policy('never');
        await press(page, 'Log in');
        await reads(page, 'Logged in');
        await stage.lab.policy('always');
    }

    async function verify(page, code) {
        await page.locator('#code').fill(code);
        await press(page, 'Verify');
    }
});

async function loginWithPopup(page, user) {
    await inPopup(await popupAfter(page, 'Log in'), (popup) => login(popup, user, PASSWORD));
}

async function popupAfter(page, button) {
    const [popup] = await Promise.all([page.waitForEvent('popup'), press(page, button)]);
    return popup;
}

function here(path) {
    return fileURLToPath(new URL(path, import.meta.url));
}
