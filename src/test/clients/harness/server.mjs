// An application with a server of its own: Express, Next.js, Flask.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ADDRESS = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/;

/**
 * Starts a server and waits until it says where it listens.
 *
 * @param command the program and its arguments
 * @param folder where it is started
 * @param env what it finds in its environment beside the suite's own
 * @returns origin: where it listens; stop(): ends it
 */
export async function startServer({ command: [program, ...parameters], folder, env }) {
    const child = spawn(program, parameters, {
        cwd: folder,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    const kill = () => child.kill();
    process.once('exit', kill);

    const said = [];
    const address = new Promise((resolve) => {
        for (const stream of [child.stdout, child.stderr]) {
            createInterface({ input: stream }).on('line', (line) => {
                said.push(line);
                const [origin] = line.match(ADDRESS) ?? [];
                if (origin) {
                    resolve(origin.replace('127.0.0.1', 'localhost'));
                }
            });
        }
    });
    const gone = ended.then((reason) => {
        throw new Error(`${program} ${parameters.join(' ')} ended before it listened: ${reason}\n${said.join('\n')}`);
    });
    return {
        origin: await Promise.race([address, gone]),
        stop: async () => {
            kill();
            await ended;
            process.off('exit', kill);
        },
    };
}
