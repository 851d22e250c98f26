// Understudy as a child process: a tenant of its own for a test file, on free ports.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where everything that a suite leaves behind goes. */
export const TARGET = join(REPOSITORY, 'target');

const JAR = process.env.UNDERSTUDY_JAR ?? join(TARGET, 'understudy.jar');
const LINES_TO_SHOW = 20;

// A test run that is broken off ends by way of its exit handlers, so that no Understudy outlives it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => process.exit(1));
}

/**
 * Starts Understudy and waits until it is ready.
 *
 * @param flags more flags, e.g. '--profile', 'tenant'
 * @returns http and https: origins; httpDomain and httpsDomain: host:port of these; ca: path of the certificate
 *     authority's PEM file; tenant: its name; lab: test control; stop(): ends it
 */
export async function startUnderstudy(...flags) {
    await mkdir(TARGET, { recursive: true });
    const state = await mkdtemp(join(TARGET, 'understudy-state-'));
    const given = ['--port', '0', '--https-port', '0', '--json', '--state', state, ...flags];
    // No setting comes from anywhere else: neither from an understudy.yaml in the folder nor from the environment.
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('UNDERSTUDY_'));
    const child = spawn('java', ['-jar', JAR, ...given], {
        cwd: state,
        env: Object.fromEntries(environment),
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    const kill = () => child.kill();
    process.once('exit', kill);

    const stop = async () => {
        kill();
        await ended;
        process.off('exit', kill);
        await rm(state, { recursive: true, force: true });
    };
    try {
        const { http, https, ca, tenant } = await readyLine(child, ended);
        return {
            http,
            https,
            httpDomain: new URL(http).host,
            httpsDomain: new URL(https).host,
            ca,
            tenant,
            lab: labAt(http),
            stop,
        };
    } catch (failure) {
        await stop();
        throw failure;
    }
}

/** The object that Understudy prints when it answers requests; everything before it is its log. */
async function readyLine(child, ended) {
    const said = [];
    const remember = (line) => {
        said.push(line);
        said.splice(0, said.length - LINES_TO_SHOW);
    };
    createInterface({ input: child.stderr }).on('line', remember);
    const ready = new Promise((resolve) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
            remember(line);
            if (line.startsWith('{"ready":true')) {
                resolve(JSON.parse(line));
            }
        });
    });
    const gone = ended.then((reason) => {
        throw new Error(`Understudy (${JAR}) did not start: ${reason}\n${said.join('\n')}`);
    });
    return Promise.race([ready, gone]);
}

/** The lab API of one tenant: what a test may know and change behind the application's back. */
function labAt(origin) {
    const call = async (method, path, body) => {
        const answer = await fetch(`${origin}/lab/api/${path}`, { method, body: body && JSON.stringify(body) });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`${method} /lab/api/${path}: ${answer.status} ${text}`);
        }
        return text && JSON.parse(text);
    };
    const query = (parameters) => new URLSearchParams(parameters);
    return {
        call,
        reset: () => call('POST', 'reset'),
        policy: (policy) => call('PUT', 'policy', { policy }),
        clock: () => call('GET', 'clock'),
        advance: (by) => call('POST', 'clock/advance', { by }),
        nextOtpStep: () => call('POST', 'clock/next-otp-step'),
        messages: (parameters) => call('GET', `messages?${query(parameters)}`),
        codes: (user) => call('GET', `users/${encodeURIComponent(user)}/codes`),
        phone: (user, rule) => call('PUT', `users/${encodeURIComponent(user)}/phone`, { rule }),
        scan: (user, uri) => call('POST', `users/${encodeURIComponent(user)}/phone/scan`, { uri }),
        approve: (push) => call('POST', `pushes/${push}/approve`),
        deny: (push) => call('POST', `pushes/${push}/deny`),
        pushes: () => call('GET', 'pushes'),
        message: (parameters) => call('GET', `messages/wait?${query(parameters)}`),
        events: (parameters) => call('GET', `events?${query(parameters)}`),
        requests: (parameters) => call('GET', `requests?${query(parameters)}`),
    };
}
