// Everything happens in popups: this page is never left.

import { Auth0Client } from '@auth0/auth0-spa-js';
import { at, on, say, show } from './page.js';

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

const { domain, clientId } = await (await fetch('/config.json')).json();

const auth0 = new Auth0Client({
    domain,
    clientId,
    authorizationParams: { redirect_uri: window.location.origin },
    interactiveErrorHandler: 'popup',
});

on('login', async () => {
    await auth0.loginWithPopup();
    await welcome();
});

on('renew', async () => {
    await auth0.getTokenSilently({ cacheMode: 'off' });
    await welcome();
});

on('transfer', async () => {
    if (!(await hasMfa())) {
        // Silently this cannot succeed. The SDK knows the refusal, and opens a popup that asks for the second factor.
        await auth0.getTokenSilently({ cacheMode: 'off', authorizationParams: { acr_values: MULTI_FACTOR } });
    }
    await welcome();
    say((await hasMfa()) ? 'Transferred' : 'Not transferred');
});

on('logout', () => auth0.logout({ logoutParams: { returnTo: window.location.origin } }));

async function hasMfa() {
    return (await auth0.getIdTokenClaims())?.amr?.includes('mfa') ?? false;
}

async function welcome() {
    const claims = await auth0.getIdTokenClaims();
    at('login').hidden = true;
    at('customer').hidden = false;
    at('who').textContent = `Logged in as ${claims.email}`;
    show(claims);
}

// Is there a session already? A login waits for the answer: the SDK would take it for the popup's.
try {
    await auth0.getTokenSilently();
    await welcome();
} catch (refusal) {
    say(`${refusal.error}: ${refusal.message}`);
    at('login').hidden = false;
}
