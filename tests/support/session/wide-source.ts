import type { MarketData, MarketEvent } from '../../../src-main/market/market-data.ts'
import { directly, type SimulatedSource } from '../../../src-main/session/market/simulated-source.ts'
import { recordedSteps } from '../../../src-main/simulator/exchange/steps.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { BREADTH_SYMBOLS, type Instrument, MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { generateSlots } from '../generated-bars.ts'

const SEED = 1

/** As many generated symbols as asked for, all but the market's traded, every day decided, as a recorded market comes. */
export function wideSource(symbols: number, sessions: readonly SessionDay[]): SimulatedSource {
  const names = [MARKET_SYMBOL, ...BREADTH_SYMBOLS]
  for (let index = 0; names.length < symbols; index++) names.push(ticker(`W${index}`))
  const instruments = names.map(
    (symbol, index): Instrument => ({
      symbol,
      tick: PENNY,
      kind: index < 3 ? 'etf' : 'stock',
      sectorEtf: MARKET_SYMBOL,
      related: [],
    }),
  )
  return generatedSource(instruments, sessions, () => eventsOf(SEED, instruments, sessions))
}

/** A recorded market that says what it is told to; every day from `decideFrom` on is decided. */
export function generatedSource(
  instruments: readonly Instrument[],
  sessions: readonly SessionDay[],
  events: () => Iterable<MarketEvent>,
  decideFrom: UtcMs = sessions[0]!.open,
): SimulatedSource {
  const symbols = instruments.map(({ symbol }) => symbol)
  const market: MarketData = { origin: 'recorded', symbols, sessions, events }
  return {
    kind: 'replay',
    name: `${symbols.length} generated symbols`,
    market,
    seed: SEED,
    steps: () => recordedSteps(market, SEED),
    fingerprint: '',
    sessions,
    ...directly(() => recordedSteps(market, SEED)),
    instruments,
    traded: instruments.filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol),
    decideFrom,
    skipped: [],
  }
}

/** A generated market as its source tells it. @param change spoils single bars; null drops one */
export function* eventsOf(
  seed: number,
  instruments: readonly Instrument[],
  sessions: readonly SessionDay[],
  change: (symbol: Ticker, bar: Bar) => Bar | null = (_symbol, bar) => bar,
): Generator<MarketEvent> {
  let day: SessionDay | undefined
  for (const { start, bars } of generateSlots(seed, instruments, sessions)) {
    const today = sessions.find(({ open, close }) => start >= open && start < close)
    if (today !== undefined && today !== day) yield { kind: 'session', day: today }
    day = today
    for (const { symbol, bar } of bars) {
      const changed = change(symbol, bar)
      if (changed !== null) yield { kind: 'bar', symbol, bar: changed }
    }
    yield { kind: 'slot-end', time: utcMs(start + ENGINE_BAR_MS) }
  }
}
