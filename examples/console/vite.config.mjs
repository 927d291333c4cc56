// Builds the console into dist/console, where the server serves it. `npm run console:dev` serves it from source.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The server that `npm run console:dev` sends GraphQL to. */
const SERVER = process.env.SERVER ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  cacheDir: process.env.CONSOLE_CACHE ?? fileURLToPath(new URL('../../node_modules/.vite', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // `'use client'` is for frameworks that render on a server.
      checks: { moduleLevelDirective: false },
    },
    license: { fileName: 'assets/licenses.txt' },
  },
  server: { proxy: { '/graphql': SERVER } },
});
