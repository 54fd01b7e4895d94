import type { Ticker } from '../../src-shared/domain/ids.ts'
import { BREADTH_SYMBOLS, type Instrument, MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { sessionDate, type UtcMs } from '../../src-shared/domain/time.ts'
import { instrumentFor, type Universe } from '../config/universe.ts'
import { sessionsBetween } from '../market/calendar.ts'
import type { MarketData } from '../market/market-data.ts'
import { recordedSteps, type SteppedEvent, syntheticSteps } from '../simulator/exchange/steps.ts'
import { openBarFolder } from '../simulator/replay/bar-folder.ts'
import type { BarFileSurvey } from '../simulator/replay/survey.ts'
import { demoPlan, SHIPPED_SEED } from '../simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket } from '../simulator/synthetic/synthetic-market.ts'

/** A market to run a session on, and what to do with its symbols. */
export interface MarketSource {
  readonly kind: 'demo' | 'replay'
  /** For people: what the market is. */
  readonly name: string
  readonly market: MarketData
  /** Of the market where it is invented, of the steps within its bars where it is recorded, and of the exchange's ids. */
  readonly seed: number
  /** A fresh pass over the market with the steps within its bars, each time the same. */
  steps(): AsyncIterable<SteppedEvent> | Iterable<SteppedEvent>
  /** What tells its bars from others under the same name. */
  readonly fingerprint: string
  /** In feed order. */
  readonly instruments: readonly Instrument[]
  readonly traded: readonly Ticker[]
  /** Sessions before this moment only warm up. */
  readonly decideFrom: UtcMs
  /** Files of which rows were left out. */
  readonly skipped: readonly SkippedBars[]
}

interface SkippedBars {
  readonly file: string
  /** Rows by reason. */
  readonly counts: Readonly<Record<string, number>>
  /** For people: the counts with the first example of each. */
  readonly message: string
}

export interface SourceError {
  readonly code: 'symbol-without-bars' | 'market-missing' | 'bar-files'
  /** One line. */
  readonly message: string
}

/** Three full sessions in a row, in the past, so that nobody takes the demo for today. */
const DEMO_DATES = [sessionDate('2024-11-13'), sessionDate('2024-11-15')] as const

/**
 * The synthetic market: two sessions of warm-up and the day itself.
 * @param seed null: the shipped day's
 * @param symbols to trade; null: all of its stocks
 */
export function openDemo(
  universe: Universe,
  seed: number | null,
  symbols: readonly Ticker[] | null,
): Result<MarketSource, SourceError> {
  const market = createSyntheticMarket(seed ?? SHIPPED_SEED, demoPlan(sessionsBetween(...DEMO_DATES)))
  const name = `synthetic market, seed ${market.seed}`
  const lastSession = market.sessions.at(-1)
  if (lastSession === undefined) throw new Error('the demo market has no session')
  const steps = { seed: market.seed, steps: () => syntheticSteps(market), fingerprint: '', skipped: [] }
  return assemble('demo', name, market, universe, symbols, lastSession.open, steps)
}

/**
 * Recorded bars of a folder.
 * @param symbols to trade; null: all of its stocks. Everything else in the folder is context.
 * @param seed of what happens within the bars; null: the shipped day's
 */
export async function openReplay(
  universe: Universe,
  folder: string,
  symbols: readonly Ticker[] | null,
  seed: number | null = null,
): Promise<Result<MarketSource, SourceError>> {
  const opened = await openBarFolder(folder)
  if (!opened.ok) return { ok: false, error: { code: 'bar-files', message: opened.error.message } }
  const market = opened.value
  const firstSession = market.sessions[0]
  if (firstSession === undefined) throw new Error('a bar folder without sessions is an error of its own')
  const skipped = market.files.filter((file) => file.skipped.length > 0).map(describeSkips)
  const drawn = seed ?? SHIPPED_SEED
  const fingerprint = JSON.stringify(market.files.map(({ symbol, bars, first, last }) => [symbol, bars, first, last]))
  const steps = { seed: drawn, steps: () => recordedSteps(market, drawn), fingerprint, skipped }
  return assemble('replay', `bars of ${folder}`, market, universe, symbols, firstSession.open, steps)
}

function describeSkips({ path, skipped }: BarFileSurvey): SkippedBars {
  const words = skipped.map(
    ({ count, reason, firstLine, firstRow }) => `${count} (${reason}), the first in line ${firstLine}: ${firstRow}`,
  )
  return {
    file: path,
    counts: Object.fromEntries(skipped.map(({ reason, count }) => [reason, count])),
    message: `${path}: rows left out: ${words.join('; ')}`,
  }
}

function assemble(
  kind: MarketSource['kind'],
  name: string,
  market: MarketData,
  universe: Universe,
  symbols: readonly Ticker[] | null,
  decideFrom: UtcMs,
  rest: Pick<MarketSource, 'seed' | 'steps' | 'fingerprint' | 'skipped'>,
): Result<MarketSource, SourceError> {
  if (!market.symbols.includes(MARKET_SYMBOL)) {
    const message = `${name}: there are no bars of ${MARKET_SYMBOL}, from which the market's regime is read`
    return { ok: false, error: { code: 'market-missing', message } }
  }
  const unknown = symbols?.find((symbol) => !market.symbols.includes(symbol))
  if (unknown !== undefined) {
    const message = `${name}: there are no bars of ${unknown} (but of ${market.symbols.join(', ')})`
    return { ok: false, error: { code: 'symbol-without-bars', message } }
  }
  const instruments = inFeedOrder(market.symbols.map((symbol) => instrumentFor(universe, symbol)))
  const stocks = instruments.filter((instrument) => instrument.kind === 'stock').map(({ symbol }) => symbol)
  const traded = symbols ?? stocks
  return { ok: true, value: { ...rest, kind, name, market, instruments, traded, decideFrom } }
}

/** The market and its breadth first, then the other ETFs, then the stocks; within these as they come. */
function inFeedOrder(instruments: readonly Instrument[]): Instrument[] {
  const market = [MARKET_SYMBOL, ...BREADTH_SYMBOLS]
  const rank = ({ symbol, kind }: Instrument): number => {
    const index = market.indexOf(symbol)
    return index === -1 ? market.length + (kind === 'etf' ? 0 : 1) : index
  }
  return instruments.toSorted((a, b) => rank(a) - rank(b))
}
