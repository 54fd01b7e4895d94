import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { ConfigInput, LoadedConfig } from '../../../src-main/config/load.ts'
import { loadConfig } from '../../../src-main/config/load.ts'

/** What each source says in a test; a source left out says nothing. */
export interface Said {
  readonly flags?: ConfigInput['flags']
  readonly env?: ConfigInput['env']
  /** The text of the `.env`. */
  readonly dotEnv?: string | Uint8Array
  readonly mode?: number
  /** The text of the settings file, or a value to write as JSON. */
  readonly settings?: unknown
}

/** Loads configurations from files in a folder that lives as long as one test. */
export function useConfigFiles() {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const load = ({ flags = {}, env = {}, dotEnv, mode = 0o600, settings }: Said) => {
    const envFile = join(folder, '.env')
    const settingsFile = join(folder, 'settings.json')
    if (dotEnv !== undefined) {
      writeFileSync(envFile, dotEnv)
      chmodSync(envFile, mode)
    }
    if (settings !== undefined) {
      writeFileSync(settingsFile, typeof settings === 'string' ? settings : JSON.stringify(settings))
    }
    return loadConfig({ flags, env, envFile, settingsFile })
  }
  return {
    folder: () => folder,
    load,
    /** The configuration. @throws when it is refused. */
    loaded(said: Said): LoadedConfig {
      const result = load(said)
      if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'))
      return result.value
    },
    /** The messages of a refusal without the folder's name; empty when nothing is refused. */
    complaints(said: Said): string[] {
      const result = load(said)
      return result.ok ? [] : result.error.map(({ message }) => message.replaceAll(`${folder}/`, ''))
    },
  }
}
