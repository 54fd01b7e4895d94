import type { Result } from '../../../src-shared/domain/result.ts'
import { Secret } from '../secret.ts'
import type { Keychain } from './keychain.ts'
import { matcherOf } from './matcher.ts'

/** Where the token in force comes from, and why there is none. */
interface Standing {
  readonly source: 'none' | 'environment' | 'keychain'
  readonly problem: { readonly says: string; readonly opens: string } | null
}

type Match = (typed: string) => boolean
const NEVER: Match = () => false

const NOT_SET: Standing = {
  source: 'none',
  problem: {
    says: 'TRADING_ORDER_TOKEN is not set.',
    opens: 'Set it in the environment or in .env, or keep a token in the keychain, and start again.',
  },
}

/**
 * The order token from its two sources: the environment, `.env` included, and the keychain. Where both have one they
 * must be the same: as with every other setting of safety no source overrules the other, and arming waits until one of
 * them is gone. Only the keychain is ever written.
 */
export class OrderTokenStore {
  readonly #keychain: Keychain
  readonly #fixed: string | null
  #standing: Standing
  #inForce: Match = NEVER
  #kept: Match | null = null

  /** @param environment the configured one, from the environment or `.env`. */
  constructor(environment: Secret | null, keychain: Keychain) {
    this.#keychain = keychain
    const unavailable = keychain.unavailable()
    const read = unavailable === null ? keychain.read() : ({ ok: true, value: null } as const)
    const kept = read.ok ? read.value : null
    this.#kept = kept && matcherOf(kept)
    const token = environment ?? kept
    this.#inForce = token === null ? NEVER : matcherOf(token)
    this.#standing = standingOf(environment, kept, read.ok ? null : read.error)
    this.#fixed = fixedBy(environment, unavailable, read.ok ? null : read.error)
    if (this.#standing.problem !== null) this.#inForce = NEVER
  }

  standing(): Standing {
    return this.#standing
  }

  /** Why it cannot be set here, one sentence; null when it can. */
  fixed(): string | null {
    return this.#fixed
  }

  /** Whether the typed text is the token in force; in constant time. */
  matches(typed: string): boolean {
    return this.#inForce(typed)
  }

  /** Whether the keychain holds one, in force or not. */
  isKept(): boolean {
    return this.#kept !== null
  }

  /** Whether the typed text is the one in the keychain; in constant time. */
  matchesKept(typed: string): boolean {
    return this.#kept?.(typed) ?? false
  }

  /**
   * Keeps a token in the keychain, in place of the one there. In place of one in force it is in force now; a first one
   * is with the next start, so that nobody who comes upon an open window can set a token and arm with it.
   */
  keep(token: string): Result<'now' | 'next-start', string> {
    if (this.#fixed !== null) return { ok: false, error: this.#fixed }
    const secret = new Secret(token)
    const written = this.#keychain.write(secret)
    if (!written.ok) return written
    const match = matcherOf(secret)
    this.#kept = match
    if (this.#standing.source !== 'keychain' || this.#standing.problem !== null)
      return { ok: true, value: 'next-start' }
    this.#inForce = match
    return { ok: true, value: 'now' }
  }

  /** Removes the one in the keychain. Where another comes from the environment, that one counts from the next start. */
  forget(): Result<null, string> {
    const removed = this.#keychain.remove()
    if (!removed.ok) return removed
    this.#kept = null
    if (this.#standing.source === 'keychain') {
      this.#standing = NOT_SET
      this.#inForce = NEVER
    }
    return removed
  }
}

function standingOf(environment: Secret | null, kept: Secret | null, unreadable: string | null): Standing {
  if (environment !== null && kept !== null && !matcherOf(environment)(kept.reveal())) {
    return {
      source: 'environment',
      problem: {
        says: 'The environment and the keychain hold different order tokens.',
        opens: 'Remove the one in the keychain or TRADING_ORDER_TOKEN, and start again.',
      },
    }
  }
  if (environment !== null) return { source: 'environment', problem: null }
  if (kept !== null) return { source: 'keychain', problem: null }
  if (unreadable === null) return NOT_SET
  return { source: 'none', problem: { says: unreadable, opens: 'Unlock the keychain and start again.' } }
}

function fixedBy(environment: Secret | null, unavailable: string | null, unreadable: string | null): string | null {
  if (environment !== null) {
    return 'The order token comes from the environment or .env: change TRADING_ORDER_TOKEN there, and start again.'
  }
  return unavailable ?? unreadable
}
