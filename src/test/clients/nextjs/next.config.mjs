import { dirname } from 'node:path';

/** @type {import('next').NextConfig} */
export default {
    // The folder above, because the style sheet is shared with the other applications there.
    turbopack: { root: dirname(import.meta.dirname) },
};
