import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { nextSession, sessionAt, sessionOn } from '../../../market/calendar.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import type { Disposer } from '../../broker.ts'
import type { MarketTime } from './options.ts'

/** The end of the five-minute slot that is the first to end after a moment. */
function slotEndAfter(time: UtcMs): UtcMs {
  const today = sessionOn(exchangeDate(time))
  const session = today !== null && time < today.close ? today : nextSession(exchangeDate(time))
  const into = Math.max(0, time - session.open)
  const end = session.open + (Math.floor(into / ENGINE_BAR_MS) + 1) * ENGINE_BAR_MS
  return utcMs(Math.min(end, session.close))
}

/** Start of the slot that ends at `end`. */
function slotBefore(end: UtcMs): UtcMs {
  const session = sessionAt(utcMs(end - 1))
  if (session === null) return utcMs(end - ENGINE_BAR_MS)
  return utcMs(session.open + Math.floor((end - 1 - session.open) / ENGINE_BAR_MS) * ENGINE_BAR_MS)
}

/** Whether a whole slot of a session lies between two bars, so that a bar may be missing. */
export const skipsSlot = (last: UtcMs, next: UtcMs): boolean => {
  const session = sessionAt(last)
  const after =
    session === null ? slotEndAfter(last) : slotEndAfter(utcMs(Math.min(last + ENGINE_BAR_MS, session.close)))
  return slotBefore(after) < next
}

/**
 * Runs `run(start)` at `delayMs` of market time after the end of each five-minute slot, with the start of the newest
 * slot that is over by then: when market time jumps, what it jumped over is not made up for.
 */
export function afterEachSlot(time: MarketTime, delayMs: number, run: (start: UtcMs) => void): Disposer {
  let cancel: Disposer = () => {}
  let over = false
  const plan = (end: UtcMs): void => {
    cancel = time.at(utcMs(end + delayMs), () => {
      if (over) return
      let newest = end
      let next = slotEndAfter(end)
      for (; next + delayMs <= time.now(); next = slotEndAfter(next)) newest = next
      plan(next)
      run(slotBefore(newest))
    })
  }
  plan(slotEndAfter(utcMs(time.now() - delayMs)))
  return () => {
    over = true
    cancel()
  }
}
