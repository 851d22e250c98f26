// A bank's web pages. Whoever is logged in may look; who moves money has to have shown a second factor: the ID token's
// `amr` says so. It is in `request.oidc.idTokenClaims`; from `request.oidc.user` the SDK leaves such claims out.

import { fileURLToPath } from 'node:url';
import express from 'express';
import openidConnect from 'express-openid-connect';
import { page } from './page.mjs';

const { auth, claimIncludes, requiresAuth } = openidConnect;
const { AUTH0_LOGOUT, PORT = '3000', RESPONSE_TYPE = 'id_token' } = process.env;

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** Lets through who has shown a second factor; sends everybody else to show one, and back to where they were going. */
const requiresMfa = (request, response, next) => {
    if (request.oidc.idTokenClaims.amr?.includes('mfa')) {
        next();
    } else {
        response.oidc.login({ authorizationParams: { acr_values: MULTI_FACTOR } });
    }
};

const app = express();

// Reads ISSUER_BASE_URL, BASE_URL, CLIENT_ID, CLIENT_SECRET and SECRET.
app.use(
    auth({
        authRequired: false,
        httpTimeout: 20_000,
        idpLogout: true,
        // Logs out at /v2/logout. Otherwise, and if the tenant's host is not auth0.com, at its end_session_endpoint.
        auth0Logout: AUTH0_LOGOUT === 'true',
        // `id_token` comes by form_post; with `code` the client proves itself at the token endpoint (Basic).
        authorizationParams: { response_type: RESPONSE_TYPE },
    }),
);

app.get('/', (request, response) => {
    response.send(page({ claims: request.oidc.idTokenClaims }));
});

app.get('/transfer', requiresAuth(), requiresMfa, (request, response) => {
    response.send(page({ claims: request.oidc.idTokenClaims, done: 'Transferred' }));
});

// The SDK's own check would send a browser to log in again, but not to show a second factor. To who does not accept
// HTML it answers 401.
app.get('/api/limits', claimIncludes('amr', 'mfa'), (request, response) => {
    response.json({ daily: 5000 });
});

app.get('/style.css', (request, response) => {
    response.sendFile(fileURLToPath(new URL('../harness/style.css', import.meta.url)));
});

app.use((failure, request, response, next) => {
    if (response.headersSent) {
        next(failure);
        return;
    }
    const { status = 500, message } = failure;
    response.status(status);
    response.format({
        html: () => response.send(page({ failure: message })),
        json: () => response.json({ error: message }),
    });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on http://localhost:${server.address().port}`);
});
