import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { curveThrough } from './curves.ts'
import { type DayFrame, dayNoise, minutesPerStep } from './day-frame.ts'
import { DAY_CHARACTER, marketKnots } from './day-types.ts'
import { sineOfTurns } from './exact-math.ts'
import { SECTOR_ETFS, SYNTHETIC_ETFS, SYNTHETIC_STOCKS } from './instruments.ts'
import { planStories } from './stories.ts'

const MARKET_NOISE = 0.0005
const MARKET_HALF_LIFE_MINUTES = 25
/** A stock's own deviation of one bar, before the day type's factor. */
const OWN_NOISE = [0.0007, 0.0014] as const
const OWN_HALF_LIFE_MINUTES = 90
/** Index and sector ETFs wander a little beside what they hold. */
const ETF_NOISE = 0.00015

const SECTOR_SWING = [0.0014, 0.002] as const
const SECTOR_PERIOD_MINUTES = [100, 140] as const
/** How far the leading sector ends above its swings in the day's direction, and the lagging one below. */
const SECTOR_LEAD = [0.0015, 0.003] as const
/** How much of its sector's own move a stock takes. */
const SECTOR_LOADING = [0.9, 1.1] as const

/** Where a symbol goes in one day. */
interface SymbolPath {
  /** Fractions of the day's open, at the end of each step. */
  readonly price: Float64Array
  /** What its stories do to its volume, as a factor; null without one. */
  readonly volume: Float64Array | null
}

/** The day's paths: the market's plan and noise, the sectors' own moves, each stock's own noise and stories. */
export function dayPaths(frame: DayFrame): ReadonlyMap<Ticker, SymbolPath> {
  const paths = new Map<Ticker, SymbolPath>()
  const market = marketPath(frame)
  const sectors = sectorMoves(frame)
  for (const { symbol, beta } of SYNTHETIC_ETFS) {
    const price = market.slice()
    if (symbol !== MARKET_SYMBOL) {
      scale(price, beta)
      add(price, dayNoise(frame, `etf ${symbol}`, ETF_NOISE, OWN_HALF_LIFE_MINUTES))
    }
    const own = sectors.get(symbol)
    if (own) add(price, own)
    paths.set(symbol, { price, volume: null })
  }

  const deviations = ownDeviations(frame)
  const stories = planStories(frame, deviations, (etf) => paths.get(etf)!.price)
  for (const { symbol, beta, sectorEtf } of SYNTHETIC_STOCKS) {
    const price = market.slice()
    scale(price, beta)
    add(price, sectors.get(sectorEtf)!, frame.random.stream(`loading ${symbol}`).uniform(...SECTOR_LOADING))
    add(price, dayNoise(frame, `own ${symbol}`, deviations.get(symbol)!, OWN_HALF_LIFE_MINUTES))
    const story = stories.get(symbol)
    if (story) add(price, story.price)
    paths.set(symbol, { price, volume: story?.volume ?? null })
  }
  return paths
}

function marketPath(frame: DayFrame): Float64Array {
  const path = curveThrough(marketKnots(frame.type, frame.direction, frame.random.stream('plan')), frame.steps)
  add(path, dayNoise(frame, 'market', MARKET_NOISE, MARKET_HALF_LIFE_MINUTES))
  return path
}

/** What each sector does beside the market: it swings, and one leads in the day's direction while another lags. */
function sectorMoves(frame: DayFrame): ReadonlyMap<Ticker, Float64Array> {
  const random = frame.random.stream('sectors')
  const [leader, laggard] = random.shuffle(SECTOR_ETFS)
  return new Map(
    SECTOR_ETFS.map((etf) => {
      const swing = random.uniform(...SECTOR_SWING)
      const turnsPerStep = minutesPerStep(frame) / random.uniform(...SECTOR_PERIOD_MINUTES)
      const phase = random.uniform()
      const lead = random.uniform(...SECTOR_LEAD) * frame.direction
      const ramp = etf === leader ? lead : etf === laggard ? -lead : 0
      const start = sineOfTurns(phase)
      const move = Float64Array.from({ length: frame.steps }, (_, step) => {
        const elapsed = step + 1
        return swing * (sineOfTurns(phase + elapsed * turnsPerStep) - start) + (ramp * elapsed) / frame.steps
      })
      return [etf, move]
    }),
  )
}

function ownDeviations(frame: DayFrame): ReadonlyMap<Ticker, number> {
  const random = frame.random.stream('deviations')
  const factor = DAY_CHARACTER[frame.type].ownNoise
  return new Map(SYNTHETIC_STOCKS.map(({ symbol }) => [symbol, factor * random.uniform(...OWN_NOISE)]))
}

function scale(path: Float64Array, factor: number): void {
  for (let step = 0; step < path.length; step++) path[step]! *= factor
}

function add(path: Float64Array, other: Float64Array, factor = 1): void {
  for (let step = 0; step < path.length; step++) path[step]! += factor * other[step]!
}
