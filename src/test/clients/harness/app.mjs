// A built application on one of the addresses that the demo tenant lists as callbacks.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const PORTS = [3000, 4200, 5173, 8080];

const TYPES = {
    '.css': 'text/css',
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.svg': 'image/svg+xml',
};

/**
 * Serves a folder as a single-page application: what is not a file is answered with index.html.
 *
 * @param folder the built application
 * @param config what the application fetches as /config.json: its domain, its client id
 * @param tls over https, with a certificate that nobody signed: the browser has to ignore it
 * @param mounts further folders, by the path they are served under
 * @returns origin: where it is; stop(): ends it
 */
export async function serveApp({ folder, config, tls = false, mounts = {} }) {
    const answer = async (request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, 'http://app').pathname));
        if (path === '/config.json') {
            response.writeHead(200, { 'Content-Type': TYPES['.json'] }).end(JSON.stringify(config));
            return;
        }
        const file = fileFor(path, folder, mounts);
        const content = await readFile(file).catch(() => null);
        if (content === null) {
            response.writeHead(404).end('There is no such file.');
            return;
        }
        response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
    };
    const server = tls ? https.createServer(await selfSigned(), answer) : http.createServer(answer);
    const port = await firstFree((candidate) => listen(server, candidate));
    return {
        origin: `${tls ? 'https' : 'http'}://localhost:${port}`,
        stop: () => {
            const closed = new Promise((resolve) => server.close(resolve));
            server.closeAllConnections();
            return closed;
        },
    };
}

/** A port of the demo tenant's list that nobody listens on, for an application that brings its own server. */
export function freePort() {
    return firstFree(async (candidate) => {
        const probe = createServer();
        await listen(probe, candidate);
        await new Promise((resolve) => probe.close(resolve));
    });
}

function fileFor(path, folder, mounts) {
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    if (mount) {
        return join(mounts[mount], path.slice(mount.length));
    }
    return join(folder, extname(path) ? path : 'index.html');
}

async function firstFree(take) {
    for (const port of PORTS) {
        try {
            await take(port);
            return port;
        } catch (failure) {
            if (failure.code !== 'EADDRINUSE') {
                throw failure;
            }
        }
    }
    throw new Error(`The demo tenant knows applications on the ports ${PORTS.join(', ')}; all of them are taken.`);
}

function listen(server, port) {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
            server.off('error', reject);
            resolve();
        });
    });
}

async function selfSigned() {
    const folder = await mkdtemp(join(tmpdir(), 'app-certificate-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const certificate = ['-x509', '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const ecKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await promisify(execFile)('openssl', ['req', ...certificate, ...ecKey, '-keyout', key, '-out', cert]);
    const files = { key: await readFile(key), cert: await readFile(cert) };
    await rm(folder, { recursive: true });
    return files;
}
