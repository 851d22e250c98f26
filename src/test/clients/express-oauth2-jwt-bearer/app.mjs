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
import { auth, UnauthorizedError } from 'express-oauth2-jwt-bearer';

const { PORT = '8080' } = process.env;

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** A refusal in the words of RFC 9470; its status would be 401, but to many clients that means: log in again. */
class InsufficientUserAuthentication extends UnauthorizedError {
    constructor(method) {
        super(`This needs ${method} in the amr of the access token.`);
        this.code = 'insufficient_user_authentication';
        this.status = 403;
        this.statusCode = 403;
        this.headers = {
            'WWW-Authenticate': `Bearer error="${this.code}", error_description="${this.message}", acr_values="${MULTI_FACTOR}"`,
        };
        this.acr_values = MULTI_FACTOR;
    }
}

// The SDK's own claimIncludes('amr', 'mfa') is shorter, but answers 401 invalid_token: a client would log in again.
const requireAmr = (method) => (request, response, next) => {
    next(request.auth.payload.amr?.includes(method) ? undefined : new InsufficientUserAuthentication(method));
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
app.use(auth({ timeoutDuration: 20_000 })); // reads ISSUER_BASE_URL and AUDIENCE
app.use(express.json());

app.get('/balance', (request, response) => {
    response.json({ owner: request.auth.payload.sub, balance: 2500 });
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
    const { status, headers, code: error, message: error_description, acr_values } = failure;
    response.status(status).set(headers).json({ error, error_description, acr_values });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on http://localhost:${server.address().port}`);
});
