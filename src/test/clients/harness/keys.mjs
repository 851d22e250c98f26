// Virtual authenticators of Chromium: what a person plugs in, touches, or has built into the device.

import { proceed } from './browser.mjs';

/** A security key: without a PIN, so that it cannot tell its owner from others. */
export const SECURITY_KEY = { transport: 'usb', hasUserVerification: false };

/** A security key whose owner has just typed its PIN. */
export const SECURITY_KEY_WITH_PIN = { transport: 'usb', hasUserVerification: true, isUserVerified: true };

/** What is built into the device, its owner's finger on it. */
export const PLATFORM = {
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
};

/**
 * Plugs an authenticator in. It belongs to this page, and stays through all that the page navigates to.
 *
 * @param traits as CDP's WebAuthn.VirtualAuthenticatorOptions; with `automaticPresenceSimulation: false` nobody touches it
 * @returns credentials(): what it holds, private keys and all; add(credential); clear(): forgets them all; verifies(flag):
 *     whether its owner can be verified from now on; unplug()
 */
export async function plugIn(page, traits = SECURITY_KEY) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', automaticPresenceSimulation: true, ...traits };
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
    const send = (method, parameters) => cdp.send(`WebAuthn.${method}`, { authenticatorId, ...parameters });
    return {
        credentials: async () => (await send('getCredentials')).credentials,
        add: (credential) => send('addCredential', { credential }),
        clear: () => send('clearCredentials'),
        verifies: (isUserVerified) => send('setUserVerified', { isUserVerified }),
        unplug: () => send('removeVirtualAuthenticator'),
    };
}

/** Uses what is plugged in, enrols it under the name that is suggested, and goes on. */
export async function enrolKey(page) {
    await proceed(page);
    await acceptName(page);
}

/** Once a key has answered: leaves it the name that is suggested, and goes on. */
export async function acceptName(page) {
    await page.locator('main.mfa-webauthn-change-key-nickname').waitFor();
    await proceed(page);
    await page.locator('main.mfa-webauthn-enrollment-success').waitFor();
    await proceed(page);
}
