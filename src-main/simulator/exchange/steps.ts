import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type MarketData, type MarketEvent, timeOfEvent } from '../../market/market-data.ts'
import { createRandom, type Random } from '../random.ts'
import { STEP_MS, STEPS_PER_BAR } from '../synthetic/day-frame.ts'
import type { SyntheticDay } from '../synthetic/synthetic-day.ts'
import type { SyntheticMarket } from '../synthetic/synthetic-market.ts'
import { pathOfBar } from './bar-path.ts'

/** What one symbol did in a step: where it ended and how much traded. */
export interface StepTrade {
  readonly symbol: Ticker
  /** Dollars a share. */
  readonly price: number
  /** 0: nothing traded, the market only moved there. */
  readonly shares: number
}

/** Five seconds of all symbols that have a bar. */
interface StepEvent {
  readonly kind: 'step'
  /** The last millisecond of the step: by then all of it has happened. */
  readonly time: UtcMs
  /** In the market's order of symbols. */
  readonly trades: readonly StepTrade[]
}

/** Trading in a symbol stops, or goes on with its next step. */
interface HaltEvent {
  readonly kind: 'halt'
  readonly time: UtcMs
  readonly symbol: Ticker
  readonly halted: boolean
}

/**
 * A market as the exchange sees it: what a market source says, and before the bars of each slot the steps within them.
 */
export type SteppedEvent = MarketEvent | StepEvent | HaltEvent

/** The market time at which an event becomes known; successive ones never decrease. */
export const timeOfStepped = (event: SteppedEvent): UtcMs =>
  event.kind === 'step' || event.kind === 'halt' ? event.time : timeOfEvent(event)

type BarEvent = Extract<MarketEvent, { kind: 'bar' }>

/** One symbol's slot, step by step. */
interface Tape {
  readonly symbol: Ticker
  readonly priceAt: (step: number) => number
  readonly sharesAt: (step: number) => number
}

/** A synthetic market with the steps from which its bars are made. */
export function* syntheticSteps(market: SyntheticMarket): Generator<SteppedEvent, void, undefined> {
  const days = new Map(market.days.map((day) => [day.session.date, day]))
  let day: SyntheticDay | null = null
  let bars: BarEvent[] = []
  for (const event of market.events()) {
    if (event.kind === 'bar') {
      bars.push(event)
      continue
    }
    if (event.kind === 'session') day = days.get(event.day.date) ?? null
    const start = bars[0]?.bar.start
    if (start !== undefined && day !== null) yield* stepsOfSlot(start, tapesOf(day, start))
    yield* bars
    bars = []
    yield event
  }
}

function tapesOf({ session, symbols }: SyntheticDay, slotStart: number): Tape[] {
  const from = ((slotStart - session.open) / ENGINE_BAR_MS) * STEPS_PER_BAR
  return [...symbols].map(([symbol, { cents, volumes }]) => ({
    symbol,
    priceAt: (step) => cents[from + step]! / 100,
    sharesAt: (step) => volumes[from + step]!,
  }))
}

/**
 * A market of bars with steps drawn within them: those of a bar depend on the seed, its symbol and itself alone.
 */
export async function* recordedSteps(data: MarketData, seed: number): AsyncGenerator<SteppedEvent, void, undefined> {
  const random = createRandom(seed)
  let bars: BarEvent[] = []
  for await (const event of data.events()) {
    if (event.kind === 'bar') {
      bars.push(event)
      continue
    }
    const start = bars[0]?.bar.start
    if (start !== undefined)
      yield* stepsOfSlot(
        start,
        bars.map((bar) => drawnTape(bar, random)),
      )
    yield* bars
    bars = []
    yield event
  }
}

function drawnTape({ symbol, bar }: BarEvent, random: Random): Tape {
  const { prices, shares } = pathOfBar(bar, random.stream(`${symbol} ${bar.start}`))
  return { symbol, priceAt: (step) => prices[step]!, sharesAt: (step) => shares[step]! }
}

function* stepsOfSlot(slotStart: number, tapes: readonly Tape[]): Generator<StepEvent, void, undefined> {
  for (let step = 0; step < STEPS_PER_BAR; step++) {
    const time = utcMs(slotStart + (step + 1) * STEP_MS - 1)
    yield {
      kind: 'step',
      time,
      trades: tapes.map(({ symbol, priceAt, sharesAt }) => ({ symbol, price: priceAt(step), shares: sharesAt(step) })),
    }
  }
}
