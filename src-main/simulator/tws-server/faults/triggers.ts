import { MINUTE_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { exchangeDate, utcFromExchange } from '../../../market/exchange-time.ts'
import type { GatewayTime } from '../service.ts'
import type { ScriptEntry, When } from './script-schema.ts'

const SECOND_MS = 1_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** How often an entry may still happen. */
const mostOf = ({ every, times }: ScriptEntry): number =>
  every === undefined ? 1 : (times ?? Number.POSITIVE_INFINITY)

/** Waits for the n-th of something. */
export interface Counter {
  /** One more of it. @returns whether it is one of those that are waited for */
  count(): boolean
}

export function createCounter(entry: ScriptEntry, first: number): Counter {
  let left = mostOf(entry)
  let next = first
  let counted = 0
  return {
    count() {
      counted += 1
      if (left <= 0 || counted !== next) return false
      left -= 1
      next += entry.every ?? 0
      return true
    },
  }
}

/** Waits for moments of market time. */
export interface MarketAlarm {
  /** @returns whether a moment has come; what market time jumps over counts once */
  reached(now: UtcMs): boolean
}

export function createMarketAlarm(entry: ScriptEntry, first: UtcMs): MarketAlarm {
  const step = (entry.every ?? 0) * SECOND_MS
  let left = mostOf(entry)
  let due = first
  return {
    reached(now) {
      if (left <= 0 || now < due) return false
      left -= 1
      if (step > 0) due = utcMs(due + (Math.floor((now - due) / step) + 1) * step)
      return true
    },
  }
}

/** The first moment of an entry on the market's clock; null when it does not wait for one. */
export function firstMarketMoment(when: When, start: UtcMs): UtcMs | null {
  if ('marketSeconds' in when) return utcMs(start + when.marketSeconds * SECOND_MS)
  if (!('marketTime' in when)) return null
  const today = utcFromExchange(exchangeDate(start), when.marketTime)
  return today >= start ? today : utcFromExchange(exchangeDate(utcMs(start + DAY_MS)), when.marketTime)
}

/** Runs at moments of operator time. @returns ends it */
export function runOnTime(operator: GatewayTime, entry: ScriptEntry, seconds: number, run: () => void): () => void {
  const begun = operator.monotonic()
  const step = (entry.every ?? 0) * SECOND_MS
  let left = mostOf(entry)
  let due = begun + seconds * SECOND_MS
  let cancel: () => void = () => {}
  const plan = (): void => {
    cancel = operator.after(Math.max(0, due - operator.monotonic()), () => {
      left -= 1
      // What a sleep of the machine jumped over is not made up for.
      due = Math.max(due + step, operator.monotonic())
      if (left > 0) plan()
      run()
    })
  }
  plan()
  return () => cancel()
}
