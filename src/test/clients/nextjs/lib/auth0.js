import { Auth0Client, filterDefaultIdTokenClaims } from '@auth0/nextjs-auth0/server';

/** Reads AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, AUTH0_SECRET and APP_BASE_URL. */
export const auth0 = new Auth0Client({
    // The SDK takes neither localhost nor a port for a tenant otherwise. Leave it out where the tenant is a real one.
    allowInsecureRequests: true,

    // Of the ID token the SDK keeps who somebody is, and drops how they logged in: amr, acr and auth_time.
    async beforeSessionSaved(session) {
        const { amr, acr, auth_time } = session.user;
        return { ...session, user: { ...filterDefaultIdTokenClaims(session.user), amr, acr, auth_time } };
    },
});
