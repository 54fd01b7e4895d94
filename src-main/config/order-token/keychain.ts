import type { Result } from '../../../src-shared/domain/result.ts'
import type { Secret } from '../secret.ts'

/** The keychain of the operating system, with the one secret that we keep in it. Failures are one sentence. */
export interface Keychain {
  /** Why it cannot be used; null when it can. */
  unavailable(): string | null
  /** Null: it holds none. */
  read(): Result<Secret | null, string>
  write(token: Secret): Result<null, string>
  remove(): Result<null, string>
}

const NONE = 'This program runs without a keychain: set TRADING_ORDER_TOKEN in the environment or in .env.'

/** Where there is no keychain: in a browser's host and on the command line. */
export const NO_KEYCHAIN: Keychain = {
  unavailable: () => NONE,
  read: () => ({ ok: true, value: null }),
  write: () => ({ ok: false, error: NONE }),
  remove: () => ({ ok: false, error: NONE }),
}
