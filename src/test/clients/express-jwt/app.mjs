// A bank's API. Whoever is logged in may look. Who moves much money, or changes how it is moved, has to have shown a
// second factor: the access token's `amr` says which.
//
// So does Auth0's MFA guide, and so does Understudy's default profile. A live tenant never puts `amr` into an access
// token (`--profile tenant` plays that), and an Action cannot add a claim of that name. There, let a post-login Action
// say it in a claim of your own, and read that one in `requireAmr`:
//
//     const amr = (event.authentication?.methods ?? []).flatMap(({ name, type }) => (type ? [name, type] : [name]));
//     api.accessToken.setCustomClaim('https://api.example.test/amr', amr);

import express from 'express';
import { expressjwt, UnauthorizedError } from 'express-jwt';
import jwksRsa from 'jwks-rsa';

const { ISSUER_BASE_URL, AUDIENCE, PORT = '8080' } = process.env;

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

const requireToken = expressjwt({
    secret: jwksRsa.expressJwtSecret({ jwksUri: `${ISSUER_BASE_URL}/.well-known/jwks.json`, cache: true }),
    issuer: `${ISSUER_BASE_URL}/`,
    audience: AUDIENCE,
    algorithms: ['RS256'],
});

/** Lets through who has proven `method`; tells everybody else how to come back. */
const requireAmr = (method) => (request, response, next) => {
    if (request.auth.amr?.includes(method)) {
        next();
        return;
    }
    // The words of RFC 9470; its status would be 401, but to many clients that means: log in again.
    const error = 'insufficient_user_authentication';
    const error_description = `This needs ${method} in the amr of the access token.`;
    response
        .status(403)
        .set('WWW-Authenticate', `Bearer error="${error}", error_description="${error_description}", acr_values="${MULTI_FACTOR}"`)
        .json({ error, error_description, acr_values: MULTI_FACTOR });
};

const requireMfa = requireAmr('mfa');
const requireTotp = requireAmr('otp');

const requireMfaAbove = (limit) => (request, response, next) => {
    if (request.body.amount > limit) {
        requireMfa(request, response, next);
    } else {
        next();
    }
};

const requireAmount = (request, response, next) => {
    if (Number.isFinite(request.body?.amount) && request.body.amount > 0) {
        next();
    } else {
        response.status(400).json({ error: 'invalid_request', error_description: 'The amount has to be a positive number.' });
    }
};

const app = express();
app.use(requireToken);
app.use(express.json());

app.get('/balance', (request, response) => {
    response.json({ owner: request.auth.sub, balance: 2500 });
});

app.post('/transfer', requireAmount, requireMfaAbove(1000), (request, response) => {
    response.json({ transferred: request.body.amount });
});

app.post('/settings', requireMfa, (request, response) => {
    response.json({ saved: true });
});

app.post('/keys', requireTotp, (request, response) => {
    response.json({ created: true });
});

app.use((failure, request, response, next) => {
    if (!(failure instanceof UnauthorizedError)) {
        next(failure);
        return;
    }
    const { code: error, message: error_description } = failure;
    // To a request without a token the bare scheme is the answer (RFC 6750, section 3.1).
    const challenge = error === 'credentials_required' ? 'Bearer' : 'Bearer error="invalid_token"';
    response.status(401).set('WWW-Authenticate', challenge).json({ error, error_description });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on http://localhost:${server.address().port}`);
});
