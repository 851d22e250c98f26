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

on('add-app', () => begin({ type: 'totp' }));
on('add-push', () => begin({ type: 'push-notification' }));
on('add-phone', () =>
    begin({ type: 'phone', phone_number: at('to').value, preferred_authentication_method: 'sms' }),
);
on('add-address', () => begin({ type: 'email', email: at('to').value }));

on('confirm', async () => {
    const { type, location, auth_session } = enrolment;
    const typed = type === 'push-notification' ? {} : { otp_code: at('code').value }; // the app has answered by itself
    await account.enrollmentVerify({ type, location, auth_session, ...typed });
    at('confirm').hidden = true;
    await list('Confirmed');
});

async function begin(options) {
    enrolment = { ...(await account.enrollmentChallenge(options)), type: options.type };
    at('secret').textContent = enrolment.manual_input_code ?? enrolment.barcode_uri ?? '';
    at('code').value = '';
    at('confirm').hidden = false;
    say('Begun');
}

async function welcome(text) {
    show(await auth0.getIdTokenClaims());
    await list(text);
}

/** Each method with a button that removes it, and a phone with one that has it called. */
async function list(text) {
    const methods = await account.getAuthenticationMethods();
    at('methods').replaceChildren(...methods.map(line));
    say(text);
}

function line({ id, type, name, phone_number, email, preferred_authentication_method: preferred }) {
    const item = document.createElement('li');
    item.append([type, name ?? email ?? phone_number, preferred].filter(Boolean).join(' '), ' ');
    item.append(button('Remove', () => account.deleteAuthenticationMethod(id), 'Removed'));
    if (preferred) {
        const call = { preferred_authentication_method: 'voice' };
        item.append(button('Call it', () => account.updateAuthenticationMethod(id, call), 'Changed'));
    }
    return item;
}

function button(text, action, done) {
    const button = Object.assign(document.createElement('button'), { textContent: text });
    on(button, async () => {
        await action();
        await list(done);
    });
    return button;
}
