import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serveApp } from './app.mjs';
import { barriers, codeNow, launchBrowser } from './browser.mjs';
import { totp } from './totp.mjs';
import { startUnderstudy } from './understudy.mjs';

let understudy;
let browser;

before(async () => {
    [understudy, browser] = await Promise.all([startUnderstudy('--policy', 'always'), launchBrowser()]);
});

after(async () => {
    await Promise.all([understudy?.stop(), browser?.close()]);
});

// RFC 6238, appendix B: the secret is "12345678901234567890", the codes are the last six digits.
for (const [seconds, code] of [
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
]) {
    test(`an authenticator app shows ${code} at second ${seconds}`, () => {
        assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', new Date(seconds * 1000)), code);
    });
}

test('an authenticator app goes by the tenant\'s clock', async () => {
    await understudy.lab.advance('PT6H');
    await understudy.lab.nextOtpStep(); // a whole step for both to look in
    const [shown] = (await understudy.lab.codes('auth0|bob')).otp;
    assert.equal(await codeNow('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', understudy.lab), shown.code);
});

test('Understudy takes the flags it is given', async () => {
    assert.equal((await understudy.lab.call('GET', 'policy')).policy, 'always');
});

for (const tls of [false, true]) {
    test(`an application is served over ${tls ? 'https' : 'http'}, with what it has to know`, async () => {
        const folder = fileURLToPath(new URL('.', import.meta.url));
        const app = await serveApp({ folder, config: { domain: understudy.httpDomain }, tls });
        const page = await browser.newPage({ ignoreHTTPSErrors: true });
        try {
            const answer = await page.goto(`${app.origin}/config.json`);
            assert.deepEqual(await answer.json(), { domain: understudy.httpDomain });
            assert.equal((await page.goto(`${app.origin}/package.json`)).status(), 200);
            assert.equal((await page.goto(`${app.origin}/missing.json`)).status(), 404);
        } finally {
            await page.close();
            await app.stop();
        }
    });
}

test('a page without names for its fields and its language has barriers', async () => {
    const page = await browser.newPage();
    await page.setContent('<title>Login</title><main><input></main>');
    const found = (await barriers(page)).map((barrier) => barrier.split(':')[0]);
    assert.deepEqual(found.sort(), ['html-has-lang', 'label']);
    await page.close();
});
