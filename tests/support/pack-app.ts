import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..', '..')
const PACK_MS = 300_000

const require = createRequire(import.meta.url)
const BUILDER = join(dirname(require.resolve('electron-builder/package.json')), 'cli.js')
const ELECTRON = require.resolve('electron/package.json')

/** By this Electron's fuses are found in its binary; then come a version, their number and a state of each. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = 8

/**
 * A folder with the shape of Electron's distribution and nothing in it that runs: enough for electron-builder to put the
 * app into it and to turn its fuses, where Electron itself cannot be fetched.
 */
function makeStubElectron(folder: string, version: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  const fuses = Buffer.concat([Buffer.from(FUSE_SENTINEL), Buffer.from([1, FUSES]), Buffer.from('0'.repeat(FUSES))])
  const head = Buffer.from('#!/bin/sh\necho "This is not Electron: it was packed with a stub." >&2\nexit 1\n')
  writeFileSync(join(folder, 'electron'), Buffer.concat([head, fuses]))
  chmodSync(join(folder, 'electron'), 0o755)
  writeFileSync(join(folder, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), `${name} of a stub\n`)
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '')
}

/** What was made. */
export interface PackedApp {
  readonly folder: string
  readonly asar: string
  /** Whether it runs: with a real Electron, and not with the stub. */
  readonly electron: 'real' | 'stub'
}

/**
 * Packs the built app for Linux into an unpacked folder, without the network.
 * @param output a folder, which is emptied
 * @throws Error with what electron-builder said when it fails.
 */
export function packApp(output: string): PackedApp {
  if (!existsSync(join(ROOT, 'out', 'main', 'electron.js'))) throw new Error('build first: npm run build')
  const work = mkdtempSync(join(tmpdir(), 'pack-'))
  try {
    const { version } = JSON.parse(readFileSync(ELECTRON, 'utf8')) as {
      version: string
    }
    const real = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? ''
    const stub = join(work, 'electron')
    if (real === '') makeStubElectron(stub, version)
    rmSync(output, { recursive: true, force: true })
    const settings = {
      electronDist: real === '' ? stub : real,
      electronVersion: version,
      'directories.output': output,
    }
    const flags = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`)
    const { status, stdout, stderr, error } = spawnSync(
      process.execPath,
      [BUILDER, '--linux', 'dir', '--publish', 'never', ...flags],
      { cwd: ROOT, encoding: 'utf8', timeout: PACK_MS, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    if (status !== 0)
      throw new Error(`electron-builder: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`)
    const name = readdirSync(output).find((each) => each.endsWith('unpacked'))
    if (name === undefined) throw new Error(`electron-builder made no unpacked folder:\n${stdout}`)
    const folder = join(output, name)
    return { folder, asar: join(folder, 'resources', 'app.asar'), electron: real === '' ? 'stub' : 'real' }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
