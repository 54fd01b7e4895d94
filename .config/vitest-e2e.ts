import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { CountReporter } from './vitest-counts.ts'

/** The whole product in real Chromium, as it is built. Two files at a time: one mostly waits while the other draws. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['tests/e2e/**/*.test.ts'],
    // The documents' pictures are taken when they are asked for: nothing is proven by them.
    exclude: process.env['UPDATE_SCREENSHOTS'] === '1' ? [] : ['tests/e2e/pictures.test.ts'],
    globalSetup: ['tests/support/e2e-setup.ts'],
    environment: 'node',
    passWithNoTests: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new CountReporter()],
  },
})
