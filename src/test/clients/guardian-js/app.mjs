// A bank whose pages are its own: it takes the password itself, has the second factor proven with guardian.js, and trades
// its signature for tokens. The login's mfa_token is guardian.js's ticket.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { html } from './html.mjs';

const { TENANT, PORT = '3000' } = process.env;
const CLIENT = { client_id: 'demo-backend', client_secret: 'demo-backend-secret' };
const FILES = { '/page.js': 'dist/page.js', '/style.css': '../harness/style.css' };
const TYPES = { js: 'text/javascript', css: 'text/css' };

const waiting = new Map(); // logins that lack a second factor, by the cookie of their browser

const routes = {
    'GET /': () => html.login(),

    'POST /': async ({ username, password }, login) => {
        const answer = await token({ grant_type: 'password', username, password, scope: 'openid' });
        if (answer.error !== 'mfa_required') {
            return answer.error ? html.failure(answer) : html.account(answer.id_token);
        }
        waiting.set(login, answer.mfa_token);
        return html.secondFactor({ ticket: answer.mfa_token, service: `${TENANT}/appliance-mfa`, account: username });
    },

    'POST /signed-in': async ({ signature }, login) => {
        const answer = await token({
            grant_type: 'http://auth0.com/oauth/grant-type/mfa-oob',
            mfa_token: waiting.get(login),
            oob_code: signature,
        });
        return answer.error ? html.failure(answer) : html.account(answer.id_token);
    },
};

async function token(parameters) {
    const answer = await fetch(`${TENANT}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...CLIENT, ...parameters }),
    });
    return answer.json();
}

const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://bank');
    const file = FILES[pathname];
    if (file) {
        const content = await readFile(new URL(file, import.meta.url));
        response.writeHead(200, { 'Content-Type': TYPES[file.split('.').at(-1)] }).end(content);
        return;
    }
    const route = routes[`${request.method} ${pathname}`];
    if (!route) {
        response.writeHead(404).end();
        return;
    }
    const [, login = randomUUID()] = request.headers.cookie?.match(/login=([\w-]+)/) ?? [];
    const body = await route(Object.fromEntries(new URLSearchParams(await text(request))), login);
    response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Set-Cookie': `login=${login}; HttpOnly; SameSite=Lax`,
    });
    response.end(body);
});

server.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on http://localhost:${server.address().port}`);
});
