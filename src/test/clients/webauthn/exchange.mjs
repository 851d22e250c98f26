// One key, held by Chromium and by the lab in turn: each signs on the page with what the other hands over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepRecoveryCode, proceed } from '../harness/browser.mjs';
import { acceptName, plugIn } from '../harness/keys.mjs';
import { authorize, backWith, signIn, STEP_UP } from '../pages/visit.mjs';
import { authenticatorData, CHALLENGE, chooseKey, claims, enrolOnTheWay, ERROR, logInAgain, posted, refusal } from './visit.mjs';

const DAVE = 'dave@example.com';

/** Tests for the describe they are called in. */
export function exchange(stage) {
    const credentials = (id) => stage.lab.call('GET', `authenticators/${id}/credentials`);
    const handOver = (id, credential) => stage.lab.call('POST', `authenticators/${id}/credentials`, credential);

    /** The lab's authenticator answers what the page asks. @returns the fields of the form */
    async function answerByLab(page, id) {
        const form = page.locator('form[data-ceremony]');
        const publicKey = JSON.parse(await form.getAttribute('data-public-key'));
        const ceremony = await form.getAttribute('data-ceremony');
        const answer = await stage.lab.call('POST', `authenticators/${id}/${ceremony}`, {
            publicKey,
            origin: stage.tenant,
        });
        return posted(page, () =>
            page.locator('[data-answer]').evaluate((field, value) => {
                field.value = value;
                field.form.submit();
            }, JSON.stringify(answer)),
        );
    }

    const countOf = ({ response }) => authenticatorData(JSON.parse(response)).signCount;

    for (const algorithm of ['ES256', 'RS256']) {
        test(`a key for ${algorithm} that was made in the lab signs in both, and counts on throughout`, async () => {
            const { id } = await stage.lab.call('POST', 'authenticators', { user: 'auth0|alice', algorithm });
            const page = await stage.visit();
            await chooseKey(page, stage);
            await answerByLab(page, id);
            await acceptName(page);
            await keepRecoveryCode(page);
            await backWith(page);

            const counted = [];
            await logInAgain(page, stage);
            counted.push(countOf(await answerByLab(page, id)));
            assert.ok((await backWith(page)).code);

            const key = await plugIn(page, { transport: 'usb', hasResidentKey: true });
            const [made] = await credentials(id);
            await key.add(made);
            await logInAgain(page, stage);
            counted.push(countOf(await posted(page, () => proceed(page))));
            assert.ok((await backWith(page)).code);

            const [used] = await key.credentials();
            assert.equal(used.credentialId, made.credentialId);
            await handOver(id, used);
            await logInAgain(page, stage);
            counted.push(countOf(await answerByLab(page, id)));
            assert.ok((await claims(page, stage)).amr.includes('hwk'));
            assert.deepEqual(counted, [counted[0], counted[0] + 1, counted[0] + 2]);
        });
    }

    test('a key that was made in the browser signs in the lab', async () => {
        const page = await stage.visit();
        const key = await plugIn(page);
        await enrolOnTheWay(page, stage);

        const [made] = await key.credentials();
        const { id } = await stage.lab.call('POST', 'authenticators', { user: 'auth0|alice' });
        await handOver(id, made);
        await logInAgain(page, stage);
        await answerByLab(page, id);
        assert.ok((await claims(page, stage)).amr.includes('hwk'));
    });

    test("Dave's key of the demo tenant steps up in the browser", async () => {
        const page = await stage.visit();
        const key = await plugIn(page, { transport: 'usb', hasResidentKey: true });
        const [daves] = await credentials('dave-key');
        await key.add(daves);
        await signIn(page, stage, DAVE);
        assert.deepEqual((await claims(page, stage)).amr, ['pwd']);
        await page.goto(authorize(stage, STEP_UP));
        await page.locator(CHALLENGE).waitFor();
        await proceed(page);
        assert.deepEqual((await claims(page, stage)).amr.toSorted(), ['hwk', 'mfa', 'pwd']);
    });

    test('a key of the lab that signs with an old counter is refused', async () => {
        const page = await stage.visit();
        const logIn = async () => {
            await signIn(page, stage, DAVE, { ...STEP_UP, prompt: 'login' });
            await page.locator(CHALLENGE).waitFor();
            await answerByLab(page, 'dave-key');
        };
        await logIn();
        assert.ok((await backWith(page)).code);
        await stage.lab.call('PATCH', 'authenticators/dave-key', { misbehave: { counter: 'stale' } });
        await logIn();
        await page.locator(`${ERROR} #prompt-alert`).waitFor();
        assert.equal((await refusal(stage)).check, 'webauthn.counter');
    });
}
