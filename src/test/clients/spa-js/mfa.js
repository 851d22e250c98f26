// The second factor without the tenant's pages: a refresh that is answered with mfa_required, and the SDK's MFA client.

import { Auth0Client, MfaRequiredError } from '@auth0/auth0-spa-js';
import { at, on, say } from './page.js';

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
    say('Logged in');
});

on('renew', async () => {
    try {
        await auth0.getTokenSilently({ cacheMode: 'off' });
        say('Renewed');
    } catch (refusal) {
        if (!(refusal instanceof MfaRequiredError)) {
            throw refusal;
        }
        mfaToken = refusal.mfa_token;
        await ask();
    }
});

on('verify', async () => {
    await auth0.mfa.verify({ mfaToken, otp: at('code').value });
    at('enrolment').hidden = at('verify').hidden = true;
    say('Verified');
});

/** Challenges the authenticator app, or has the person add one. */
async function ask() {
    const authenticators = await auth0.mfa.getAuthenticators(mfaToken);
    const app = authenticators.find(({ authenticatorType, active }) => authenticatorType === 'otp' && active);
    if (app) {
        await auth0.mfa.challenge({ mfaToken, challengeType: 'otp', authenticatorId: app.id });
        say('Your app, please');
    } else {
        const { barcodeUri, recoveryCodes } = await auth0.mfa.enroll({ mfaToken, factorType: 'otp' });
        at('barcode').href = barcodeUri;
        at('recovery').textContent = recoveryCodes[0];
        at('enrolment').hidden = false;
    }
    at('verify').hidden = false;
}
