/** Finds a Chromium that starts, or installs one, before the tests: a test that needs it must not wait minutes for it. */
import { findChromium } from './chromium.ts'

try {
  const { path, from } = await findChromium()
  console.log(`Chromium for the tests: ${path} (${from})`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
