import {
  type Authorisation,
  type OrderRequest,
  REDEMPTION_REFUSALS,
  type Redeem,
  type RedemptionRefusal,
} from '../../src-shared/domain/authorisation.ts'
import type { Mode } from '../../src-shared/domain/mode.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { OperatorClock } from '../market/clock.ts'
import { commandText } from './commands.ts'
import { type Refusal, refusal } from './risk/refusals.ts'

/** How long an authorisation is good, milliseconds of operator time. */
const GOOD_FOR_MS = 5_000

interface Given {
  /** The whole order: reference, revision, book and account, and every price of it. */
  readonly bound: string
  readonly until: number
  readonly untilWall: number
  readonly generation: number
  used: boolean
}

/**
 * The gate makes authorisations, and nothing else does. It knows each by its identity: a copy, or an object that merely
 * looks like one, is worth nothing.
 */
export interface Gate {
  /**
   * The right to send one entry, once, within seconds. All limits have been checked by then; the gate itself sees to it
   * that an entry goes to the book of its mode.
   */
  authorise(entry: OrderRequest, mode: Mode): Result<Authorisation, Refusal>
  /** Takes back whatever has been given and not used: mode, trading state or limits have changed. */
  withdraw(): void
  /** For brokers, which call it as the last thing before the first byte. */
  readonly redeem: Redeem
}

/** Why the gate gives no authorisation for an entry; null when it would. In this build live books are closed to entries. */
export function refuseAtGate({ book, role }: Pick<OrderRequest, 'book' | 'role'>, mode: Mode): Refusal | null {
  if (role !== 'entry') return refusal('bad-command', { problem: 'an authorisation is for entries only' })
  if (book.kind !== 'simulated') return refusal('live-closed')
  return mode === 'dry-run' ? null : refusal('another-mode')
}

export function createGate(clock: OperatorClock): Gate {
  const given = new WeakMap<Authorisation, Given>()
  let generation = 0

  const refuse = (code: RedemptionRefusal): ReturnType<Redeem> => ({
    ok: false,
    error: { code, message: REDEMPTION_REFUSALS[code] },
  })

  return {
    authorise(entry, mode) {
      const refused = refuseAtGate(entry, mode)
      if (refused !== null) return { ok: false, error: refused }
      const authorisation = Object.freeze({}) as Authorisation
      const until = clock.monotonic() + GOOD_FOR_MS
      const untilWall = clock.now() + GOOD_FOR_MS
      given.set(authorisation, { bound: commandText(entry), until, untilWall, generation, used: false })
      return { ok: true, value: authorisation }
    },
    withdraw() {
      generation += 1
    },
    redeem(authorisation, order) {
      const known = given.get(authorisation)
      if (known === undefined) return refuse('not-ours')
      if (known.used) return refuse('used')
      known.used = true
      // The wall clock sees a sleep that the monotonic one may not.
      if (clock.monotonic() >= known.until || clock.now() >= known.untilWall) return refuse('out-of-time')
      if (known.generation !== generation) return refuse('withdrawn')
      if (known.bound !== commandText(order)) return refuse('another-order')
      return { ok: true, value: null }
    },
  }
}
