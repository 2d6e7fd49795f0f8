// How the window's page is built: one script, one style sheet, nothing inline, nothing from elsewhere.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  server: { host: '127.0.0.1', port: 1420, strictPort: true },
  build: {
    // The oldest engines that the supported systems bring along.
    target: ['chrome111', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    // Pictures are made on demand only.
    include: mode === 'pictures' ? ['tests/pictures.ts'] : ['tests/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['tests/support/serve.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The browser tests share two cores with the browser itself.
    fileParallelism: false,
  },
}));
