import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { isBuildStale } from '../../src-main/hosts/start/stale-build.ts'
import { findChromium } from './chromium.ts'
import { ELECTRON_WAYS } from './electron-app.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Before the first end-to-end test: the product is built and a Chromium is there, or nothing is run at all. */
export async function setup(): Promise<void> {
  if (isBuildStale(ROOT)) {
    const { status, stdout, stderr } = spawnSync(NPM, ['run', '--silent', 'build'], { cwd: ROOT, encoding: 'utf8' })
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`)
  }
  const { path, from } = await findChromium()
  // Test files find it at once.
  process.env['CHROME_PATH'] ??= path
  const real = ELECTRON_WAYS.includes('real')
  console.log(`end-to-end tests in Chromium: ${path} (${from})`)
  console.log(
    real
      ? "Electron's specs run on the fake module and on the real binary of ELECTRON_OVERRIDE_DIST_PATH"
      : "Electron's specs run on the fake module; ELECTRON_OVERRIDE_DIST_PATH would name a real binary for a second run",
  )
}
