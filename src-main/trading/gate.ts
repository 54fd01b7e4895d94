import {
  type Authorisation,
  type OrderRequest,
  REDEMPTION_REFUSALS,
  type Redeem,
  type RedemptionRefusal,
} from '../../src-shared/domain/authorisation.ts'
import type { AccountId, OrderRef } from '../../src-shared/domain/ids.ts'
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
  readonly mode: Mode
  readonly until: number
  readonly untilWall: number
  readonly generation: number
  /** Which arming it was given under; null for the simulated book, which needs none. */
  readonly epoch: number | null
  used: boolean
}

/** Whether entries may go to accounts: arming, as the gate sees it. */
export interface LiveEntries {
  /** Why no entry goes to the account in this mode now, every condition looked at anew; null: it may. */
  refuse(account: AccountId, mode: Mode): Refusal | null
  /** Another number after every arming and every end of one. */
  readonly epoch: number
}

const NOTHING_ARMED: LiveEntries = { refuse: () => refusal('live-closed'), epoch: 0 }

/**
 * The gate makes authorisations, and nothing else does. It knows each by its identity: a copy, or an object that merely
 * looks like one, is worth nothing.
 */
export interface Gate {
  /**
   * The right to send one entry, or another revision of one that works, once, within seconds. All limits have been
   * checked by then; the gate itself sees to it that an entry goes to the book of its mode, and to an account only
   * while exactly that one is armed and every gate of arming is open.
   */
  authorise(entry: OrderRequest, mode: Mode): Result<Authorisation, Refusal>
  /** Takes back whatever has been given and not used: mode, trading state or limits have changed. */
  withdraw(): void
  /** For brokers, which call it as the last thing before the first byte. Everything is looked at once more. */
  readonly redeem: Redeem
}

/** @param live without it no entry goes to an account. */
export function createGate(clock: OperatorClock, live: LiveEntries = NOTHING_ARMED): Gate {
  const given = new WeakMap<Authorisation, Given>()
  /** The newest revision of each entry that has gone out: none goes twice, whoever asks for it. */
  const gone = new Map<OrderRef, number>()
  let generation = 0

  function refuseEntry({ book, role }: OrderRequest, mode: Mode): Refusal | null {
    if (role !== 'entry') return refusal('bad-command', { problem: 'an authorisation is for entries only' })
    if (book.kind === 'simulated') return mode === 'dry-run' ? null : refusal('another-mode')
    return mode === 'dry-run' ? refusal('live-closed') : live.refuse(book.account, mode)
  }

  const refuse = (code: RedemptionRefusal, message: string = REDEMPTION_REFUSALS[code]): ReturnType<Redeem> => ({
    ok: false,
    error: { code, message },
  })

  return {
    authorise(entry, mode) {
      const refused = refuseEntry(entry, mode)
      if (refused !== null) return { ok: false, error: refused }
      const authorisation = Object.freeze({}) as Authorisation
      given.set(authorisation, {
        bound: commandText(entry),
        mode,
        until: clock.monotonic() + GOOD_FOR_MS,
        untilWall: clock.now() + GOOD_FOR_MS,
        generation,
        epoch: entry.book.kind === 'simulated' ? null : live.epoch,
        used: false,
      })
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
      if (known.epoch !== null && known.epoch !== live.epoch) return refuse('withdrawn')
      if (known.bound !== commandText(order)) return refuse('another-order')
      if (order.revision <= (gone.get(order.ref) ?? 0)) return refuse('used')
      const closed = refuseEntry(order, known.mode)
      if (closed !== null) return refuse('gate-closed', closed.message)
      gone.set(order.ref, order.revision)
      return { ok: true, value: null }
    },
  }
}
