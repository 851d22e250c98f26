// A passkey is made on the way of a login, and takes the password's place.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { barriers } from '../harness/browser.mjs';
import { PLATFORM, plugIn } from '../harness/keys.mjs';
import { setStage } from '../harness/stage.mjs';
import { ALICE, APPLICATION, authorize, backWith, on, overDemo, signIn } from '../pages/visit.mjs';

const OFFERED = { ...APPLICATION, name: 'passkey', flags: overDemo('passkey-offered') };

for (const tls of [false, true]) {
    describe(`passkeys over ${tls ? 'https' : 'http'}`, () => {
        const stage = setStage({ ...OFFERED, tls });

        test('made after a password, it is asked for by the button the next time', async () => {
            const { page, device } = await visitor();
            await signIn(page, stage, ALICE);
            await on(page, '/u/passkey-enrollment');
            await stage.keep(page, 'enrollment');
            assert.deepEqual(await barriers(page), []);
            await page.getByRole('button', { name: 'Create a passkey', exact: true }).click();
            assert.deepEqual((await claims(page)).amr, ['pwd']);
            assert.equal((await device.credentials()).length, 1);

            await anotherLogin(page);
            assert.deepEqual(await barriers(page), []);
            await page.getByRole('button', { name: 'Continue with a passkey' }).click();
            const { amr, acr, sub } = await claims(page);
            assert.deepEqual(amr, ['hwk', 'user']);
            assert.equal(acr, undefined);
            assert.equal(sub, 'auth0|alice');
        });

        test('where there is none, the page says so and the password still does', async () => {
            const { page } = await visitor();
            await page.goto(authorize(stage));
            await page.getByRole('button', { name: 'Continue with a passkey' }).click();
            await page.getByText('No passkey was used.').waitFor();
            await signIn(page, stage, ALICE);
            await page.locator('button[value="abort-passkey-enrollment"]').click();
            assert.deepEqual((await claims(page)).amr, ['pwd']);
        });

        test('the browser offers it where the name is typed', async () => {
            const { page, device } = await visitor();
            await signIn(page, stage, ALICE);
            await on(page, '/u/passkey-enrollment');
            await page.locator('main.passkey-enrollment button[value="default"]').click();
            await claims(page);
            await page.context().clearCookies();
            await page.goto(authorize(stage)); // a device that needs no touch answers the browser's list at once
            assert.deepEqual((await claims(page)).amr, ['hwk', 'user']);
            assert.equal((await device.credentials()).length, 1);
        });

        async function visitor() {
            const page = await stage.visit();
            return { page, device: await plugIn(page, PLATFORM) };
        }

        /** As another time, on a device whose list nobody looks at. */
        async function anotherLogin(page) {
            await page.context().clearCookies();
            await page.addInitScript(() => {
                PublicKeyCredential.isConditionalMediationAvailable = async () => false;
            });
            await page.goto(authorize(stage));
            await stage.keep(page, 'login');
        }

        async function claims(page) {
            const { code } = await backWith(page);
            const answer = await page.context().request.post(`${stage.tenant}/oauth/token`, {
                form: {
                    grant_type: 'authorization_code',
                    client_id: 'demo-spa',
                    redirect_uri: `${stage.app.origin}/callback`,
                    code,
                },
            });
            const { id_token: token } = await answer.json();
            return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
        }
    });
}
