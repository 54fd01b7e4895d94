import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, utcMs } from '../../../src-shared/domain/time.ts'
import type { Random } from '../random.ts'
import { dayFrame, STEPS_PER_BAR } from './day-frame.ts'
import type { DayType, Direction } from './day-types.ts'
import { SYNTHETIC_STOCKS, SYNTHETIC_SYMBOLS } from './instruments.ts'
import { dayPaths } from './paths.ts'
import { stepVolumes, volumeCurve } from './volumes.ts'

/** Every symbol here is quoted in pennies. */
const CENTS_PER_DOLLAR = 100

/** Standard deviations of what the market, and each symbol beside it, does between two sessions. */
const MARKET_OVERNIGHT = 0.0015
const OWN_OVERNIGHT = 0.0012
/** One stock a day opens with a gap of this size, either way. */
const GAP = [0.012, 0.025] as const
/** The first day begins near the symbol's price. */
const FIRST_PRICE = [0.97, 1.03] as const

export interface PlannedDay {
  readonly session: SessionDay
  readonly type: DayType
  /** Which way the day's plan points; drawn when it is left out. */
  readonly direction?: Direction
}

/** One symbol's day. */
interface SymbolDay {
  /** The price at the end of each step of five seconds, in whole cents. */
  readonly cents: Int32Array
  /** Shares traded in each step. */
  readonly volumes: Int32Array
  /** The five-minute bars of these steps. */
  readonly bars: readonly Bar[]
}

export interface SyntheticDay {
  readonly session: SessionDay
  readonly type: DayType
  readonly direction: Direction
  readonly symbols: ReadonlyMap<Ticker, SymbolDay>
}

/**
 * One synthetic day of the session's length.
 * @param before the day whose closing prices it goes on from; null for the first.
 * @param random the day's own source: nothing else may draw from it.
 */
export function generateDay(planned: PlannedDay, before: SyntheticDay | null, random: Random): SyntheticDay {
  const { session, type } = planned
  const direction = planned.direction ?? (random.stream('direction').chance(0.5) ? 1 : -1)
  const frame = dayFrame(session, type, direction, random)
  const paths = dayPaths(frame)
  const opens = openingPrices(before, random.stream('overnight'))
  const curve = volumeCurve(frame)
  const symbols = new Map<Ticker, SymbolDay>()
  for (const { symbol, dailyVolume } of SYNTHETIC_SYMBOLS) {
    const path = paths.get(symbol)!
    const cents = inCents(opens.get(symbol)!, path.price)
    const volumes = stepVolumes(frame, symbol, dailyVolume, curve, path.volume)
    symbols.set(symbol, { cents, volumes, bars: barsOf(session, cents, volumes) })
  }
  return { session, type, direction, symbols }
}

/** @param open dollars. @param path fractions of it. */
function inCents(open: number, path: Float64Array): Int32Array {
  const cents = new Int32Array(path.length)
  for (let step = 0; step < path.length; step++) cents[step] = Math.round(open * (1 + path[step]!) * CENTS_PER_DOLLAR)
  return cents
}

/** Dollars, not yet on the tick. */
function openingPrices(before: SyntheticDay | null, random: Random): ReadonlyMap<Ticker, number> {
  if (before === null) {
    return new Map(SYNTHETIC_SYMBOLS.map(({ symbol, price }) => [symbol, price * random.uniform(...FIRST_PRICE)]))
  }
  const market = MARKET_OVERNIGHT * random.gaussian()
  const gap = random.uniform(...GAP) * (random.chance(0.5) ? 1 : -1)
  const gapping = random.pick(SYNTHETIC_STOCKS).symbol
  return new Map(
    SYNTHETIC_SYMBOLS.map(({ symbol, beta }) => {
      const close = before.symbols.get(symbol)!.cents.at(-1)! / CENTS_PER_DOLLAR
      const own = symbol === gapping ? gap : OWN_OVERNIGHT * random.gaussian()
      return [symbol, close * (1 + beta * market + own)]
    }),
  )
}

function barsOf(session: SessionDay, cents: Int32Array, volumes: Int32Array): Bar[] {
  return Array.from({ length: cents.length / STEPS_PER_BAR }, (_, slot) => {
    const from = slot * STEPS_PER_BAR
    let low = cents[from]!
    let high = low
    let volume = 0
    for (let step = from; step < from + STEPS_PER_BAR; step++) {
      low = Math.min(low, cents[step]!)
      high = Math.max(high, cents[step]!)
      volume += volumes[step]!
    }
    return {
      start: utcMs(session.open + slot * ENGINE_BAR_MS),
      open: cents[from]! / CENTS_PER_DOLLAR,
      high: high / CENTS_PER_DOLLAR,
      low: low / CENTS_PER_DOLLAR,
      close: cents[from + STEPS_PER_BAR - 1]! / CENTS_PER_DOLLAR,
      volume,
    }
  })
}
