import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claims, MULTI_FACTOR, PASSWORD, press, reads } from '../harness/bank.mjs';
import { inPopup, login } from '../harness/browser.mjs';
import { setStage } from '../harness/stage.mjs';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const CAROL = 'carol@example.com';
const ERIN = 'erin@example.com';
const CAROLS_NUMBER = '+15555550100';
const NUMBER = '+15555550101';

describe('auth0-spa-js, its MFA client, and what is sent', () => {
    const stage = setStage({
        name: 'spa-js',
        folder: here('.'),
        mounts: { '/auth0-spa-js/': here('node_modules/@auth0/auth0-spa-js/dist'), '/harness/': here('../harness') },
        tls: true,
    });

    for (const [factor, channel, amr] of [
        ['text message', 'sms', 'sms'],
        ['call', 'voice', 'tel'],
    ]) {
        test(`who has no second factor enrols one that is reached by ${factor}`, async () => {
            const page = await asked(ALICE);
            await page.locator('#factor').selectOption(factor);
            await page.locator('#to').fill(NUMBER);
            await press(page, 'Enrol');
            await reads(page, 'Sent');
            assert.match(await page.locator('#recovery').textContent(), /^[A-Z0-9]{24}$/);

            await verify(page, (await stage.lab.message({ to: NUMBER, channel })).code);
            await reads(page, 'Verified');
            const proven = await claims(page);
            assert.deepEqual(proven.amr.toSorted(), ['mfa', 'pwd', amr].toSorted());
            assert.equal(proven.acr, MULTI_FACTOR);
        });
    }

    test('a phone is texted or called, a wrong code is refused, and the right one is taken after it', async () => {
        for (const [channel, amr] of [['sms', 'sms'], ['voice', 'tel']]) {
            await stage.lab.reset();
            const page = await asked(CAROL);
            await press(page, `${channel} XXXXXXX0100`);
            await reads(page, 'Sent');
            const { code } = await stage.lab.message({ to: CAROLS_NUMBER, channel });
            await verify(page, String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
            await reads(page, 'invalid_grant: Invalid binding_code.');
            await verify(page, code);
            await reads(page, 'Verified');
            assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'pwd', amr].toSorted());
        }
    });

    test('an address that the profile has verified does beside an app', async () => {
        const page = await asked(BOB);
        await page.getByRole('button', { name: 'email ' }).click();
        await reads(page, 'Sent');
        await verify(page, (await stage.lab.message({ to: BOB, channel: 'email' })).code);
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['email', 'mfa', 'pwd']);
        await stage.keep(page, 'sent');
    });

    test('an address is enrolled beside a factor only, which is refused in words the SDK passes on', async () => {
        const page = await asked(ALICE);
        await page.locator('#factor').selectOption('e-mail');
        await page.locator('#to').fill('alice@elsewhere.test');
        await press(page, 'Enrol');
        await page.getByText('User is not enrolled with guardian').waitFor();
    });

    test('a number that is none is refused in words the SDK passes on', async () => {
        const page = await asked(ALICE);
        await page.locator('#to').fill('call me');
        await press(page, 'Enrol');
        await page.getByText('The phone number is invalid.').waitFor();
    });

    test('push is enrolled by the phone that scans, and the page only asks how it stands', async () => {
        const page = await asked(ALICE);
        await page.locator('#factor').selectOption('push');
        await press(page, 'Enrol');
        await reads(page, 'Waiting');
        await stage.lab.scan('auth0|alice', await page.locator('#barcode').textContent());
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'pwd', 'swk']);
    });

    test('push is approved on the phone while the page waits', async () => {
        const page = await asked(ERIN);
        await press(page, 'push Virtual phone');
        await reads(page, 'Waiting');
        await stage.lab.approve('latest');
        await reads(page, 'Verified');
        assert.deepEqual((await claims(page)).amr.toSorted(), ['mfa', 'pwd', 'swk']);
    });

    test('push that is denied is told as such', async () => {
        await stage.lab.phone('auth0|erin', 'deny');
        const page = await asked(ERIN);
        await press(page, 'push Virtual phone');
        await reads(page, 'invalid_grant: MFA Authorization rejected.');
    });

    /** Somebody with a password's session, who is asked for more by the next renewal. */
    async function asked(user) {
        const page = await stage.visit();
        await page.goto(`${stage.app.origin}/sent.html`);
        const [popup] = await Promise.all([page.waitForEvent('popup'), press(page, 'Log in')]);
        await inPopup(popup, () => login(popup, user, PASSWORD));
        await reads(page, 'Logged in');
        await stage.lab.policy('always');
        await press(page, 'Renew');
        await page.locator('#enrol, #choose').filter({ visible: true }).waitFor();
        return page;
    }

    async function verify(page, code) {
        await page.locator('#code').fill(code);
        await press(page, 'Verify');
    }
});

function here(path) {
    return fileURLToPath(new URL(path, import.meta.url));
}
