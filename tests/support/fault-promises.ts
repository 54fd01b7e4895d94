import { SECOND_MS, utcMs } from '../../src-shared/domain/time.ts'
import { type FaultFloor, FLOOR_STREAMS } from './fault-floor.ts'
import { faultMarket } from './fault-market.ts'

/** Bars of a slot that ended longer ago than this have to be there. */
const SETTLED_MS = 15 * SECOND_MS

/** What is not as it should be while nothing goes wrong; null when everything is. */
export function missingFrom(floor: FaultFloor): string | null {
  return missingSubscription(floor) ?? missingQuote(floor) ?? missingBar(floor)
}

function missingSubscription({ live, gateway, ledger }: FaultFloor): string | null {
  const { symbols } = faultMarket()
  const { state, reason, lines, streams, history } = live.state()
  if (state !== 'ready') return `${state}: ${reason}`
  if (lines.used !== symbols.length) return `${lines.used} lines in use`
  if (streams.used !== FLOOR_STREAMS) return `${streams.used} streams in use`
  if (history.open !== FLOOR_STREAMS || history.waiting !== 0) return `history ${JSON.stringify(history)}`
  if (gateway.stats().lines !== symbols.length) return `${gateway.stats().lines} lines at the gateway`
  if (gateway.sessions.length !== 1) return `${gateway.sessions.length} sessions at the gateway`
  const wanted = symbols.length + FLOOR_STREAMS
  return ledger.open() === wanted ? null : `${ledger.open()} subscriptions at the gateway`
}

function missingQuote({ gateway, quotes }: FaultFloor): string | null {
  for (const symbol of faultMarket().symbols) {
    const quote = quotes.get(symbol)
    const { bid, ask, last } = gateway.exchange.quote(symbol)
    if (quote?.bid === bid && quote.ask === ask && quote.last === last) continue
    return `the quote of ${symbol} is ${JSON.stringify(quote)}, not ${bid} ${ask} ${last}`
  }
  return null
}

function missingBar({ finals, since, marketNow }: FaultFloor): string | null {
  const market = faultMarket()
  for (const symbol of market.symbols) {
    const told = new Map((finals.get(symbol) ?? []).map((bar) => [bar.start, bar]))
    for (const bar of market.truth(symbol, since, utcMs(marketNow() - SETTLED_MS))) {
      const found = JSON.stringify(told.get(bar.start))
      const truth = JSON.stringify(bar)
      if (found !== truth) return `${symbol} at ${new Date(bar.start).toISOString()}: ${found}, not ${truth}`
    }
  }
  return null
}
