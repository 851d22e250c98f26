// What an authenticator app computes (RFC 6238 with its defaults: SHA-1, six digits, thirty seconds).

import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** The code that an app which holds this Base32 secret shows at the given time. */
export function totp(secret, at) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(new Date(at).getTime() / STEP_MS)));
    const mac = createHmac('sha1', base32(secret)).update(counter).digest();
    const number = mac.readUInt32BE(mac.at(-1) & 0x0f) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
}

function base32(text) {
    const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
    return Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
}
