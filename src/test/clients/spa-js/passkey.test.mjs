import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { claims, press, reads } from '../harness/bank.mjs';
import { codeNow } from '../harness/browser.mjs';
import { PLATFORM, plugIn } from '../harness/keys.mjs';
import { setStage } from '../harness/stage.mjs';

const ADA = 'ada@example.com';

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
        return lines.map((line) => line.replace('Remove', '').trim());
    }
});

function here(path) {
    return fileURLToPath(new URL(path, import.meta.url));
}
