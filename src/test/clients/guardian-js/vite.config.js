import { defineConfig } from 'vite';

// auth0-guardian-js comes as CommonJS for bundlers that know Node's `global`; its `events` and `url` are the packages.
export default defineConfig({
    define: { global: 'globalThis' },
    publicDir: false,
    build: { rollupOptions: { input: 'page.js', output: { entryFileNames: 'page.js' } } },
});
