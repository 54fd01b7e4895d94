import { sessionsBetween } from '../../src-main/market/calendar.ts'
import { type SteppedEvent, syntheticSteps } from '../../src-main/simulator/exchange/steps.ts'
import { createSyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, sessionDate, type UtcMs } from '../../src-shared/domain/time.ts'

/** A small market of two days: what happens in it, and what its bars are in truth. */
export interface FaultMarket {
  readonly symbols: readonly Ticker[]
  readonly sessions: readonly SessionDay[]
  readonly events: readonly SteppedEvent[]
  /** The bars of a symbol from a moment on that have ended by another. */
  truth(symbol: Ticker, from: UtcMs, until: UtcMs): Bar[]
}

const SYMBOLS = ['SPY', 'XLK', 'AAPL', 'MSFT', 'NVDA'].map(ticker)
let made: FaultMarket | null = null

/** Made once: every sequence begins with the same market. */
export function faultMarket(): FaultMarket {
  made ??= make()
  return made
}

function make(): FaultMarket {
  const sessions = sessionsBetween(sessionDate('2024-11-14'), sessionDate('2024-11-15'))
  const market = createSyntheticMarket(
    1,
    sessions.map((session) => ({ session, type: 'mixed' as const })),
  )
  const wanted = new Set<Ticker>(SYMBOLS)
  const events: SteppedEvent[] = []
  const bars = new Map<Ticker, Bar[]>(SYMBOLS.map((symbol) => [symbol, []]))
  for (const event of syntheticSteps(market)) {
    if (event.kind === 'step') {
      events.push({ ...event, trades: event.trades.filter(({ symbol }) => wanted.has(symbol)) })
    } else if (event.kind === 'bar') {
      if (!wanted.has(event.symbol)) continue
      events.push(event)
      bars.get(event.symbol)?.push(event.bar)
    } else if (event.kind !== 'halt' || wanted.has(event.symbol)) events.push(event)
  }
  return {
    symbols: SYMBOLS,
    sessions: market.sessions,
    events,
    truth: (symbol, from, until) =>
      (bars.get(symbol) ?? []).filter(({ start }) => start >= from && start + ENGINE_BAR_MS <= until),
  }
}
