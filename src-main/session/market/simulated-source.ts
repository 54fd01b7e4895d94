import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { sessionDate, type UtcMs } from '../../../src-shared/domain/time.ts'
import { instrumentFor, type Universe } from '../../config/universe.ts'
import { sessionsBetween } from '../../market/calendar.ts'
import type { MarketData } from '../../market/market-data.ts'
import { recordedSteps, type SteppedEvent, syntheticSteps, timeOfStepped } from '../../simulator/exchange/steps.ts'
import { openBarFolder } from '../../simulator/replay/bar-folder.ts'
import type { BarFileSurvey } from '../../simulator/replay/survey.ts'
import { demoPlan, SHIPPED_SEED } from '../../simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket } from '../../simulator/synthetic/synthetic-market.ts'
import { pace } from '../../simulator/virtual-clock.ts'
import { inFeedOrder } from './feed-order.ts'
import type { MarketSource, MarketStage, SessionEvent, SkippedBars } from './market-source.ts'

/** A market of the simulator, as it is in itself: whoever runs it directly sees each of its steps. */
export interface SimulatedSource extends MarketSource {
  readonly kind: 'demo' | 'replay'
  readonly market: MarketData
  /** A fresh pass over the market with the steps within its bars, each time the same. */
  steps(): AsyncIterable<SteppedEvent> | Iterable<SteppedEvent>
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
): Result<SimulatedSource, SourceError> {
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
): Promise<Result<SimulatedSource, SourceError>> {
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
  kind: SimulatedSource['kind'],
  name: string,
  market: MarketData,
  universe: Universe,
  symbols: readonly Ticker[] | null,
  decideFrom: UtcMs,
  rest: Pick<SimulatedSource, 'seed' | 'steps' | 'fingerprint' | 'skipped'>,
): Result<SimulatedSource, SourceError> {
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
  const value: SimulatedSource = {
    ...rest,
    ...{ kind, name, market, instruments, traded, decideFrom },
    sessions: market.sessions,
    ...directly(rest.steps),
  }
  return { ok: true, value }
}

/** How a simulated market is run without a wire between it and the session: as fast as its steps are taken. */
export function directly(
  steps: SimulatedSource['steps'],
): Pick<MarketSource, 'ownTime' | 'inRealTime' | 'fillsFrom' | 'run' | 'close'> {
  return {
    ownTime: null,
    inRealTime: false,
    close: () => {},
    fillsFrom: 'steps',
    run: ({ clock }: MarketStage): AsyncIterable<SessionEvent> => {
      if (clock === null) throw new Error('a simulated market runs by a simulated clock')
      return pace(steps(), clock, timeOfStepped)
    },
  }
}
