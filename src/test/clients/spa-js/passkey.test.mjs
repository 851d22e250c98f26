import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claims, press, reads } from '../harness/bank.mjs';
import { codeNow } from '../harness/browser.mjs';
import { PLATFORM, plugIn } from '../harness/keys.mjs';
import { setStage } from '../harness/stage.mjs';

const ADA = 'ada@example.com';
const NUMBER = '+15555550101';
const ELSEWHERE = 'ada@elsewhere.test';

describe('auth0-spa-js, its passkey client and its My Account client', () => {
    const stage = setStage({
        name: 'spa-js',
        folder: here('.'),
        mounts: { '/auth0-spa-js/': here('node_modules/@auth0/auth0-spa-js/dist'), '/harness/': here('../harness') },
        tls: true,
    });

    test('somebody signs up with a passkey, and logs in with it the next time', async () => {
        const page = await signedUp();
        assert.deepEqual((await claims(page)).amr, ['hwk', 'user']);

        await page.reload();
        await press(page, 'Log in');
        await reads(page, 'Logged in');
        const { amr, acr, email } = await claims(page);
        assert.deepEqual(amr, ['hwk', 'user']);
        assert.equal(acr, undefined);
        assert.equal(email, ADA);
        await stage.keep(page, 'passkey');
    });

    test('an address that somebody has is refused in words the SDK passes on', async () => {
        const page = await visitor();
        await page.locator('#email').fill('alice@example.com');
        await press(page, 'Sign up');
        await page.getByText('The user already exists.').waitFor();
    });

    test('who has a passkey adds another and an authenticator app, and removes them', async () => {
        const page = await signedUp();
        assert.deepEqual(await methods(page), ['passkey']);
        await press(page, 'Add a passkey');
        await reads(page, 'Added');
        assert.deepEqual(await methods(page), ['passkey', 'passkey The other one']);

        await press(page, 'Add an authenticator app');
        await page.locator('#confirm').waitFor();
        await page.locator('#code').fill(await codeNow(await page.locator('#secret').textContent(), stage.lab));
        await press(page, 'Confirm');
        await reads(page, 'Confirmed');
        assert.deepEqual(await methods(page), ['passkey', 'passkey The other one', 'totp']);

        await page.getByRole('listitem').filter({ hasText: 'The other one' }).getByRole('button').click();
        await reads(page, 'Removed');
        assert.deepEqual(await methods(page), ['passkey', 'totp']);
    });

    test('who has a passkey adds a phone, an address and push notifications', async () => {
        const page = await signedUp();
        await page.locator('#to').fill(NUMBER);
        await press(page, 'Add a phone');
        await confirm(page, (await stage.lab.message({ to: NUMBER, channel: 'sms' })).code);
        await reads(page, 'Confirmed');
        assert.deepEqual(await methods(page), ['passkey', `phone ${NUMBER} sms`]);

        await press(page, 'Call it');
        await reads(page, 'Changed');
        assert.deepEqual(await methods(page), ['passkey', `phone ${NUMBER} voice`]);

        await page.locator('#to').fill(ELSEWHERE);
        await press(page, 'Add an address');
        const { code } = await stage.lab.message({ to: ELSEWHERE, channel: 'email' });
        await confirm(page, String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
        await page.getByText('Invalid otp_code.').waitFor();
        await confirm(page, code);
        await reads(page, 'Confirmed');

        await press(page, 'Add push notifications');
        await reads(page, 'Begun');
        await confirm(page, '');
        await page.getByText('The enrolment waits for the device that scans the barcode_uri.').waitFor();
        await stage.lab.scan('latest', await page.locator('#secret').textContent());
        await confirm(page, '');
        await reads(page, 'Confirmed');
        assert.deepEqual(await methods(page), [
            'passkey',
            `phone ${NUMBER} voice`,
            `email ${ELSEWHERE}`,
            'push-notification Virtual phone',
            'totp',
        ]);
        await stage.keep(page, 'account');

        await page.getByRole('listitem').filter({ hasText: 'push' }).getByRole('button').click();
        await reads(page, 'Removed');
        assert.deepEqual(await methods(page), ['passkey', `phone ${NUMBER} voice`, `email ${ELSEWHERE}`]);
    });

    async function visitor() {
        const page = await stage.visit();
        await plugIn(page, PLATFORM);
        await page.goto(`${stage.app.origin}/passkey.html`);
        return page;
    }

    async function signedUp() {
        const page = await visitor();
        await page.locator('#email').fill(ADA);
        await press(page, 'Sign up');
        await reads(page, 'Signed up');
        return page;
    }

    async function methods(page) {
        const lines = await page.getByRole('listitem').allTextContents();
        return lines.map((line) => line.replace('Remove', '').replace('Call it', '').trim());
    }

    async function confirm(page, code) {
        await page.locator('#confirm').waitFor();
        await page.locator('#code').fill(code);
        await press(page, 'Confirm');
    }
});

function here(path) {
    return fileURLToPath(new URL(path, import.meta.url));
}
