import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { CountReporter } from './vitest-counts.ts'

/** The quick suite: every test but those of tests/deep (vitest-deep.ts) and tests/e2e. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/deep/**', 'tests/e2e/**'],
    environment: 'node',
    passWithNoTests: false,
    // By default one core is left idle; most tests wait now and then, for a process, a socket or the disk.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new CountReporter()],
  },
})
