import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { SessionDay } from '../../../src-shared/domain/time.ts'
import { previousSession } from '../../market/calendar.ts'
import type { MarketData, MarketEvent } from '../../market/market-data.ts'
import type { DayType } from '../../simulator/synthetic/day-types.ts'
import { createSyntheticMarket } from '../../simulator/synthetic/synthetic-market.ts'

/** Enough for the averages over 20 sessions that stocks are chosen by. */
const EARLIER_SESSIONS = 20
const TYPES: readonly DayType[] = ['mixed', 'trend', 'range']
/** Apart from the seeds that people type, so that no day comes twice. */
const SEED_STEP = 0x5eed

export interface EarlierDays {
  /** Ascending; the last is the one before the market's first. */
  readonly sessions: readonly SessionDay[]
  /** Bars alone, without the steps within them. */
  events(): Iterable<MarketEvent>
}

/**
 * Invented sessions before a synthetic market's own, which stays as it is: they end where it begins, so that daily bars
 * and averages reach further back than the demo's warm-up.
 */
export async function earlierDays(market: MarketData, seed: number): Promise<EarlierDays> {
  const sessions: SessionDay[] = []
  for (let next = market.sessions[0]; next !== undefined && sessions.length < EARLIER_SESSIONS; ) {
    next = previousSession(next.date)
    sessions.unshift(next)
  }
  const plan = sessions.map((session, day) => ({ session, type: TYPES[day % TYPES.length] ?? 'mixed' }))
  const earlier = createSyntheticMarket(seed + SEED_STEP, plan)
  const opens = await firstOpens(market)
  const factors = new Map<Ticker, number>()
  for (const [symbol, { bars }] of earlier.days.at(-1)?.symbols ?? []) {
    const close = bars.at(-1)?.close
    const open = opens.get(symbol)
    if (close !== undefined && open !== undefined) factors.set(symbol, open / close)
  }
  return { sessions, events: () => scaled(earlier.events(), factors) }
}

async function firstOpens(market: MarketData): Promise<ReadonlyMap<Ticker, number>> {
  const opens = new Map<Ticker, number>()
  for await (const event of market.events()) {
    if (event.kind === 'bar') opens.set(event.symbol, event.bar.open)
    else if (event.kind === 'slot-end') break
  }
  return opens
}

function* scaled(events: Iterable<MarketEvent>, factors: ReadonlyMap<Ticker, number>): Generator<MarketEvent> {
  for (const event of events) {
    if (event.kind !== 'bar') yield event
    else yield { ...event, bar: scaledBar(event.bar, factors.get(event.symbol) ?? 1) }
  }
}

/** In whole cents; rounding keeps low, open, close and high in their order. */
function scaledBar(bar: Bar, factor: number): Bar {
  const cents = (dollars: number): number => Math.max(1, Math.round(dollars * factor * 100)) / 100
  return { ...bar, open: cents(bar.open), high: cents(bar.high), low: cents(bar.low), close: cents(bar.close) }
}
