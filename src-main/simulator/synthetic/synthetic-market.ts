import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import type { MarketData, MarketEvent } from '../../market/market-data.ts'
import { createRandom } from '../random.ts'
import { SYNTHETIC_SYMBOLS } from './instruments.ts'
import { generateDay, type PlannedDay, type SyntheticDay } from './synthetic-day.ts'

/** A market whose every price is invented: one seed and one plan give the same bytes. */
export interface SyntheticMarket extends MarketData {
  readonly origin: 'synthetic'
  readonly seed: number
  readonly days: readonly SyntheticDay[]
  events(): Iterable<MarketEvent>
}

const SYMBOLS: readonly Ticker[] = SYNTHETIC_SYMBOLS.map(({ symbol }) => symbol)

/**
 * @param seed a whole number; its lowest 32 bits count.
 * @param plan the sessions to fill, ascending. A day does not depend on those after it.
 */
export function createSyntheticMarket(seed: number, plan: readonly PlannedDay[]): SyntheticMarket {
  const random = createRandom(seed)
  const days: SyntheticDay[] = []
  for (const [index, planned] of plan.entries()) {
    days.push(generateDay(planned, days.at(-1) ?? null, random.stream(`day ${index}`)))
  }
  return {
    origin: 'synthetic',
    seed,
    days,
    symbols: SYMBOLS,
    sessions: plan.map(({ session }) => session),
    events: () => eventsOf(days),
  }
}

function* eventsOf(days: readonly SyntheticDay[]): Generator<MarketEvent> {
  for (const { session, symbols } of days) {
    yield { kind: 'session', day: session }
    for (let start: number = session.open, slot = 0; start < session.close; start += ENGINE_BAR_MS, slot++) {
      for (const symbol of SYMBOLS) {
        const bar = symbols.get(symbol)?.bars[slot]
        if (bar) yield { kind: 'bar', symbol, bar }
      }
      yield { kind: 'slot-end', time: utcMs(Math.min(start + ENGINE_BAR_MS, session.close)) }
    }
  }
}
