// The second factor without the tenant's pages, where something is sent: a code to a phone or an address, a push to an app.

import { Auth0Client, MfaRequiredError } from '@auth0/auth0-spa-js';
import { at, on, say, show } from './page.js';

const POLLING_MS = 5_000; // a tenant tells who asks more often to slow down
const STILL_OPEN = ['authorization_pending', 'slow_down'];

const { domain, clientId } = await (await fetch('/config.json')).json();

const auth0 = new Auth0Client({
    domain,
    clientId,
    authorizationParams: { redirect_uri: window.location.origin, audience: 'https://api.example.test' },
    useRefreshTokens: true,
});

let mfaToken;
let oobCode;

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

on('enrol', async () => {
    const to = at('to').value;
    const enrolment = await auth0.mfa.enroll({ mfaToken, ...particulars(at('factor').value, to) });
    keep(enrolment.recoveryCodes?.[0]);
    await answer(enrolment);
});

on('verify', async () => {
    await auth0.mfa.verify({ mfaToken, oobCode, bindingCode: at('code').value });
    await welcome('Verified');
});

function particulars(factorType, to) {
    return factorType === 'sms' || factorType === 'voice'
        ? { factorType, phoneNumber: to }
        : { factorType, ...(to && { email: to }) };
}

/** Has the person add a factor, or choose one of theirs. */
async function ask() {
    const factors = await auth0.mfa.getEnrollmentFactors(mfaToken);
    at('enrol').hidden = factors.length === 0;
    const authenticators = factors.length ? [] : await auth0.mfa.getAuthenticators(mfaToken);
    const reachable = authenticators.filter(({ authenticatorType, active }) => authenticatorType === 'oob' && active);
    at('authenticators').replaceChildren(...reachable.map(button));
    at('choose').hidden = reachable.length === 0;
}

/** The SDK does not say by which channel; the id does. */
function button({ id, name }) {
    const button = document.createElement('button');
    button.id = id;
    button.textContent = `${id.split('|')[0]} ${name}`;
    on(button, async () => {
        await answer(await auth0.mfa.challenge({ mfaToken, challengeType: 'oob', authenticatorId: id }));
    });
    return button;
}

/** Waits for what is typed back, or for what the app says. */
async function answer({ oobCode: opened, bindingMethod, barcodeUri }) {
    oobCode = opened;
    at('verify').hidden = bindingMethod !== 'prompt';
    at('barcode').textContent = barcodeUri ?? '';
    at('scan').hidden = !barcodeUri;
    say(bindingMethod === 'prompt' ? 'Sent' : 'Waiting');
    if (bindingMethod !== 'prompt') {
        await poll();
        await welcome('Verified');
    }
}

async function poll() {
    for (;;) {
        try {
            return await auth0.mfa.verify({ mfaToken, oobCode });
        } catch (refusal) {
            if (!STILL_OPEN.includes(refusal.error)) {
                throw refusal;
            }
        }
        await new Promise((resolve) => setTimeout(resolve, POLLING_MS));
    }
}

function keep(recoveryCode) {
    if (recoveryCode) {
        at('recovery').textContent = recoveryCode;
        at('keep').hidden = false;
    }
}

async function welcome(text) {
    ['enrol', 'choose', 'verify', 'scan'].forEach((part) => {
        at(part).hidden = true;
    });
    show(await auth0.getIdTokenClaims());
    say(text);
}
