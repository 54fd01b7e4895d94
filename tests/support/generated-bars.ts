import { createRandom, type Random } from '../../src-main/simulator/random.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/** All bars of one slot, in the order of the instruments. A symbol without a bar is missing. */
export interface SlotBars {
  readonly start: UtcMs
  readonly bars: readonly { readonly symbol: Ticker; readonly bar: Bar }[]
}

/** How rough a generated market is. Probabilities are per bar, or per symbol and session where it says so. */
interface Roughness {
  /** Deviation of a bar's move, fraction of the price. */
  readonly move: number
  /** Drift of a trending session's bar, fraction. */
  readonly drift: number
  /** Deviation of the gap between two sessions, fraction. */
  readonly gap: number
  /** A bar is missing. */
  readonly missing: number
  /** A symbol has no bars in a session at all. */
  readonly silent: number
  /** A bar has no volume; per session: the symbol trades no volume all day. */
  readonly noVolume: number
  /** A bar stays on one price. */
  readonly flat: number
  /** Prices lie on multiples of this many ticks, so that closes and volumes tie. */
  readonly grain: number
}

export const CALM: Roughness = {
  move: 0.0012,
  drift: 0.0004,
  gap: 0.006,
  missing: 0,
  silent: 0,
  noVolume: 0,
  flat: 0,
  grain: 1,
}

export const ROUGH: Roughness = {
  move: 0.0016,
  drift: 0.0006,
  gap: 0.015,
  missing: 0.01,
  silent: 0.03,
  noVolume: 0.02,
  flat: 0.03,
  grain: 5,
}

/**
 * Random walks that share a market factor, with trends, gaps and, as far as `roughness` asks, holes and ties.
 * The same arguments give the same bars.
 */
export function* generateSlots(
  seed: number,
  instruments: readonly Instrument[],
  sessions: readonly SessionDay[],
  roughness: Roughness = CALM,
): Generator<SlotBars> {
  const random = createRandom(seed)
  const market = random.stream('market')
  const walks = instruments.map((instrument) => new Walk(instrument, random.stream(instrument.symbol)))
  for (const session of sessions) {
    const trend = market.pick([-2, -1, -1, 0, 0, 0, 1, 1, 2]) * roughness.drift
    const shock = market.chance(0.1) ? 4 : 1
    const shared = market.gaussian() * roughness.gap
    for (const walk of walks) walk.startSession(shared, roughness)
    for (let start: number = session.open; start < session.close; start += ENGINE_BAR_MS) {
      const turn = start - session.open > (session.close - session.open) / 2 && shock > 1 ? -2 : 1
      const common = trend * turn + market.gaussian() * roughness.move * shock * 0.6
      const bars = walks.flatMap((walk) => {
        const bar = walk.step(utcMs(start), common, roughness)
        return bar === null ? [] : [{ symbol: walk.instrument.symbol, bar }]
      })
      yield { start: utcMs(start), bars }
    }
  }
}

class Walk {
  readonly instrument: Instrument
  private readonly random: Random
  private readonly beta: number
  private readonly size: number
  private price: number
  private silent = false
  private dry = false
  private ownTrend = 0

  constructor(instrument: Instrument, random: Random) {
    this.instrument = instrument
    this.random = random
    this.beta = instrument.kind === 'etf' ? random.uniform(0.9, 1.1) : random.uniform(0.5, 1.8)
    this.size = random.integer(500, 200_000)
    this.price = random.uniform(20, 400)
  }

  startSession(shared: number, { gap, silent, noVolume, drift }: Roughness): void {
    const { random } = this
    this.price *= 1 + this.beta * shared + random.gaussian() * gap
    this.silent = random.chance(silent)
    this.dry = random.chance(noVolume)
    this.ownTrend = random.gaussian() * drift
  }

  step(start: UtcMs, common: number, { move, missing, noVolume, flat, grain }: Roughness): Bar | null {
    const { random, instrument } = this
    const own = instrument.kind === 'etf' ? 0.3 : 1
    const step = instrument.tick * grain
    const onGrid = (dollars: number): number =>
      Math.max(1, Math.round(dollars / step)) * Math.round(step / instrument.tick)
    const before = this.price
    const still = random.chance(flat)
    const spike = random.chance(0.01) ? 6 : 1
    const change = this.beta * common + own * (this.ownTrend + spike * random.gaussian() * move)
    if (!still) this.price = Math.min(5_000, Math.max(5, before * (1 + change)))
    const open = onGrid(before * (1 + (still ? 0 : random.gaussian() * move * 0.1)))
    const close = still ? open : onGrid(this.price)
    const wick = (): number => (still ? 0 : Math.abs(random.gaussian()) * move * 0.5 * before)
    const high = Math.max(open, close, onGrid(Math.max(before, this.price) + wick()))
    const low = Math.min(open, close, onGrid(Math.min(before, this.price) - wick()))
    const surge = random.chance(0.02) ? 6 : 1
    const volume = random.chance(noVolume) || this.dry ? 0 : Math.round(this.size * surge * random.uniform(0.4, 1.6))
    if (this.silent || random.chance(missing)) return null
    const perDollar = Math.round(1 / instrument.tick)
    const dollars = (ticks: number): number => ticks / perDollar
    return {
      start,
      open: dollars(open),
      high: dollars(still ? open : high),
      low: dollars(still ? open : low),
      close: dollars(close),
      volume,
    }
  }
}
