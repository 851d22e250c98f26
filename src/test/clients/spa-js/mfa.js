// The second factor without the tenant's pages: a refresh that is answered with mfa_required, and the SDK's MFA client.

import { Auth0Client, MfaRequiredError } from '@auth0/auth0-spa-js';
import { at, on, say, show } from './page.js';

const { domain, clientId } = await (await fetch('/config.json')).json();

const auth0 = new Auth0Client({
    domain,
    clientId,
    authorizationParams: { redirect_uri: window.location.origin, audience: 'https://api.example.test' },
    useRefreshTokens: true,
});

let mfaToken;

on('login', async () => {
    await auth0.loginWithPopup();
    await welcome('Logged in');
});

on('renew', async () => {
    try {
        await auth0.getTokenSilently({ cacheMode: 'off' });
        await welcome('Renewed');
    } catch (refusal) {
        if (!(refusal instanceof MfaRequiredError)) {
            throw refusal;
        }
        mfaToken = refusal.mfa_token;
        await ask();
    }
});

on('verify', async () => {
    const code = at('code').value;
    const tokens = await auth0.mfa.verify({ mfaToken, ...(code.length > 6 ? { recoveryCode: code } : { otp: code }) });
    at('verify').hidden = true;
    keep(tokens.recovery_code); // the one that was just used up is replaced
    await welcome('Verified');
});

/** Challenges the authenticator app, or has the person add one. */
async function ask() {
    const authenticators = await auth0.mfa.getAuthenticators(mfaToken);
    const app = authenticators.find(({ authenticatorType, active }) => authenticatorType === 'otp' && active);
    if (app) {
        await auth0.mfa.challenge({ mfaToken, challengeType: 'otp', authenticatorId: app.id });
    } else {
        const { barcodeUri, recoveryCodes } = await auth0.mfa.enroll({ mfaToken, factorType: 'otp' });
        at('barcode').href = barcodeUri;
        at('enrolment').hidden = false;
        keep(recoveryCodes[0]);
    }
    at('verify').hidden = false;
}

function keep(recoveryCode) {
    if (recoveryCode) {
        at('recovery').textContent = recoveryCode;
        at('keep').hidden = false;
    }
}

async function welcome(text) {
    show(await auth0.getIdTokenClaims());
    say(text);
}
