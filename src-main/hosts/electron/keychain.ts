import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { SafeStorage } from 'electron'
import type { Keychain } from '../../config/order-token/keychain.ts'
import { Secret } from '../../config/secret.ts'
import { makeFolderFor } from '../cli/data-files.ts'

type Storage = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
>

interface KeychainParts {
  /** Electron's `safeStorage`; the app must be ready. */
  readonly storage: Storage
  readonly platform: NodeJS.Platform
  /** Where what the keychain encrypted is kept. */
  readonly file: string
}

/** More than any token encrypted takes, bytes. */
const MOST_BYTES = 65_536

const USE_THE_ENVIRONMENT = 'set TRADING_ORDER_TOKEN in the environment or in .env.'

/**
 * The keychain by way of Electron's safeStorage: the key is the operating system's, what it encrypted lies in a file of
 * the settings folder. On Linux without a keyring safeStorage would use a key that everybody has (`basic_text`): that
 * counts as no keychain.
 */
export function electronKeychain({ storage, platform, file }: KeychainParts): Keychain {
  function unavailable(): string | null {
    if (platform === 'linux') {
      const backend = storage.getSelectedStorageBackend()
      if (backend === 'basic_text' || backend === 'unknown') {
        return `This desktop has no keyring that this program can use: ${USE_THE_ENVIRONMENT}`
      }
    }
    return storage.isEncryptionAvailable() ? null : `The keychain cannot be used: ${USE_THE_ENVIRONMENT}`
  }

  function trying<Value>(what: string, run: () => Value): { ok: true; value: Value } | { ok: false; error: string } {
    try {
      return { ok: true, value: run() }
    } catch (error) {
      // The message of a failed encryption could hold what was encrypted: the code of a file's failure cannot.
      const { code } = error as NodeJS.ErrnoException
      return {
        ok: false,
        error: `The order token in ${file} cannot be ${what}${code === undefined ? '' : ` (${code})`}.`,
      }
    }
  }

  return {
    unavailable,
    read() {
      return trying('read', () => {
        const bytes = readIfThere(file)
        if (bytes === null) return null
        if (bytes.length > MOST_BYTES) throw new RangeError('too long')
        return new Secret(storage.decryptString(bytes))
      })
    },
    write(token) {
      const problem = unavailable()
      if (problem !== null) return { ok: false, error: problem }
      return trying('written', () => {
        const bytes = storage.encryptString(token.reveal())
        makeFolderFor(file)
        writeFileSync(`${file}.new`, bytes, { mode: 0o600, flush: true })
        renameSync(`${file}.new`, file)
        return null
      })
    },
    remove() {
      return trying('removed', () => {
        rmSync(file, { force: true })
        return null
      })
    },
  }
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
