// Nobody leaves the application: the SDK's passkey client signs people up and in, its My Account client looks after their keys.

import { Auth0Client } from '@auth0/auth0-spa-js';
import { at, on, say, show } from './page.js';

const { domain } = await (await fetch('/config.json')).json();
const audience = `https://${domain}/me/`;
const scope = [
    'openid email read:me:factors',
    ...['create', 'read', 'update', 'delete'].map((action) => `${action}:me:authentication_methods`),
].join(' ');

const auth0 = new Auth0Client({
    domain,
    clientId: 'demo-native', // whose grant types hold the passkey's
    authorizationParams: { redirect_uri: window.location.origin, audience, scope },
});
const account = auth0.myAccount;

let enrolment;

on('signup', async () => {
    await auth0.passkey.signup({ email: at('email').value, name: 'Ada', scope, audience });
    await welcome('Signed up');
});

on('login', async () => {
    await auth0.passkey.login({ scope, audience });
    await welcome('Logged in');
});

on('add-passkey', async () => {
    const { location, auth_session, authn_params_public_key: options } = await account.enrollmentChallenge({
        type: 'passkey',
    });
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({
        ...options,
        excludeCredentials: [], // the same device may have several here
    });
    const credential = await navigator.credentials.create({ publicKey });
    const { id } = await account.enrollmentVerify({
        type: 'passkey',
        location,
        auth_session,
        authn_response: credential.toJSON(),
    });
    await account.updateAuthenticationMethod(id, { name: 'The other one' });
    await list('Added');
});

on('add-app', async () => {
    enrolment = await account.enrollmentChallenge({ type: 'totp' });
    at('secret').textContent = enrolment.manual_input_code;
    at('confirm').hidden = false;
});

on('confirm', async () => {
    const { location, auth_session } = enrolment;
    await account.enrollmentVerify({ type: 'totp', location, auth_session, otp_code: at('code').value });
    at('confirm').hidden = true;
    await list('Confirmed');
});

async function welcome(text) {
    show(await auth0.getIdTokenClaims());
    await list(text);
}

/** Each method with a button that removes it. */
async function list(text) {
    const methods = await account.getAuthenticationMethods();
    at('methods').replaceChildren(...methods.map(line));
    say(text);
}

function line({ id, type, name = '' }) {
    const button = Object.assign(document.createElement('button'), { textContent: 'Remove' });
    button.addEventListener('click', async () => {
        await account.deleteAuthenticationMethod(id);
        await list('Removed');
    });
    const item = document.createElement('li');
    item.append(`${type} ${name}`.trim(), ' ', button);
    return item;
}
