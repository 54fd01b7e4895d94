import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../../src-shared/domain/result.ts'

/** How long fetching Electron's binary may take, ms. */
export const INSTALL_MS = 60_000

/** Where the binary lies in its folder. */
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}
const PROGRAM = PROGRAMS[process.platform] ?? 'electron'

export interface ElectronPlaces {
  /** The package `electron`, whose installer fetches the binary. */
  readonly packageFolder: string
  /** A folder with a binary that is used instead (`ELECTRON_OVERRIDE_DIST_PATH`). */
  readonly override: string | undefined
}

/** @returns the path of Electron's binary; null when it is not there (or is another version's) */
export function findElectron({ packageFolder, override }: ElectronPlaces): string | null {
  if (override !== undefined && override !== '') {
    const binary = join(override, PROGRAM)
    return existsSync(binary) ? binary : null
  }
  const folder = join(packageFolder, 'dist')
  const binary = join(folder, PROGRAM)
  // The installer names the program last: without that it was ended in the middle.
  const isWhole = existsSync(binary) && textOf(join(packageFolder, 'path.txt')) === PROGRAM
  return isWhole && installedVersion(folder) === packageVersion(packageFolder) ? binary : null
}

/**
 * Fetches the binary with the package's own installer, which is killed when it takes too long.
 * @returns the binary's path, or in a few words why there is none
 */
export async function installElectron(places: ElectronPlaces, withinMs = INSTALL_MS): Promise<Result<string, string>> {
  const { packageFolder, override } = places
  if (override !== undefined && override !== '') {
    return { ok: false, error: `there is no Electron in ELECTRON_OVERRIDE_DIST_PATH (${override})` }
  }
  const installer = join(packageFolder, 'install.js')
  if (!existsSync(installer)) return { ok: false, error: 'Electron is not part of this installation' }
  const ended = await runInstaller(installer, withinMs)
  const binary = findElectron(places)
  if (binary !== null) return { ok: true, value: binary }
  const why = ended === 'killed' ? `within ${withinMs / 1000} s` : 'here'
  return { ok: false, error: `Electron's binary could not be fetched ${why}` }
}

/** It leaves nothing running: a killed installer's download goes with its process. */
function runInstaller(installer: string, withinMs: number): Promise<'ended' | 'killed'> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { stdio: 'ignore' })
    let result: 'ended' | 'killed' = 'ended'
    const timer = setTimeout(() => {
      result = 'killed'
      child.kill('SIGKILL')
    }, withinMs)
    const end = (): void => {
      clearTimeout(timer)
      resolve(result)
    }
    child.once('error', end)
    child.once('close', end)
  })
}

const installedVersion = (folder: string): string | null => textOf(join(folder, 'version'))?.replace(/^v/, '') ?? null

function packageVersion(folder: string): string | null {
  const text = textOf(join(folder, 'package.json'))
  if (text === null) return null
  const { version }: { readonly version?: unknown } = JSON.parse(text)
  return typeof version === 'string' ? version : null
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
