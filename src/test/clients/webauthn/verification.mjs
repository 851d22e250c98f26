// Whether a key has to know its owner: the tenant's setting userVerification.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proceed } from '../harness/browser.mjs';
import { plugIn, SECURITY_KEY, SECURITY_KEY_WITH_PIN } from '../harness/keys.mjs';
import { backWith } from '../pages/visit.mjs';
import { authenticatorData, chooseKey, enrolOnTheWay, failsToUse, logInAgain, posted } from './visit.mjs';

/** Tests for the describe they are called in. */
export function verification(stage, setting) {
    test('a key with a PIN is taken', async () => {
        const page = await stage.visit();
        await plugIn(page, SECURITY_KEY_WITH_PIN);
        assert.ok((await enrolOnTheWay(page, stage)).amr.includes('hwk'));
        await logInAgain(page, stage);
        const { response } = await posted(page, () => proceed(page));
        assert.equal(authenticatorData(JSON.parse(response)).verified, setting !== 'discouraged');
        assert.ok((await backWith(page)).code);
    });

    if (setting === 'required') {
        test('one without is not', async () => {
            const page = await stage.visit();
            await plugIn(page, SECURITY_KEY);
            await chooseKey(page, stage);
            await failsToUse(page);
        });

        test('nor is one in the hand of somebody else', async () => {
            const page = await stage.visit();
            const key = await plugIn(page, SECURITY_KEY_WITH_PIN);
            await enrolOnTheWay(page, stage);
            await key.verifies(false);
            await logInAgain(page, stage);
            await failsToUse(page);
        });
    } else {
        test('one without is, too', async () => {
            const page = await stage.visit();
            await plugIn(page, SECURITY_KEY);
            assert.ok((await enrolOnTheWay(page, stage)).amr.includes('hwk'));
            await logInAgain(page, stage);
            const { response } = await posted(page, () => proceed(page));
            assert.equal(authenticatorData(JSON.parse(response)).verified, false);
            assert.ok((await backWith(page)).code);
        });
    }
}
