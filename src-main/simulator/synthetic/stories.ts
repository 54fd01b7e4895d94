import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Random } from '../random.ts'
import { easedStep } from './curves.ts'
import { type DayFrame, minutesPerStep, STEPS_PER_BAR, stepsOf } from './day-frame.ts'
import { DAY_CHARACTER } from './day-types.ts'
import { halfLifeDecay } from './exact-math.ts'
import { SYNTHETIC_STOCKS } from './instruments.ts'

/** What a stock's stories add to its day, step by step. */
interface StoryPath {
  /** Fractions of the day's open. */
  readonly price: Float64Array
  /** A factor. */
  readonly volume: Float64Array
}

const RUNNERS = [1, 2] as const
const CONTRARIANS = [1, 3] as const
const RUN_SIZE = [0.008, 0.015] as const
const RUN_START_MINUTES = [30, 200] as const
const RUN_MINUTES = [60, 120] as const
const RUN_VOLUME = 1.5
const FADE_CHANCE = 0.5
/** What a run that fades gives back, as a share, and in how many minutes. */
const FADE_SHARE = [0.5, 0.9] as const
const FADE_MINUTES = [45, 90] as const

const SPIKE_MINUTES = [60, 330] as const
const SPIKE_BARS = 1.5
const SPIKE_VOLUME = 2.8
const SPIKE_STAYS = 0.42
/** Half of what does not stay is gone after so many minutes. */
const SPIKE_HALF_LIFE_MINUTES = 25
/** A spike goes against what its sector did in so many bars; of this many moments it takes the one where that was most. */
const SECTOR_LOOK_BACK_BARS = 10
const SPIKE_CHANCES = 4
/** A stock does not spike again within this time. */
const SPIKE_REST_MINUTES = 90

/**
 * The day's stories: one or two stocks run with the market's direction (about half of them fade), one to three run
 * against it, and spikes stand out against what their sector has just done and partly come back.
 * @param deviations each stock's own deviation of one bar, a fraction.
 * @param sectorPath the path of a sector's ETF.
 */
export function planStories(
  frame: DayFrame,
  deviations: ReadonlyMap<Ticker, number>,
  sectorPath: (etf: Ticker) => Float64Array,
): ReadonlyMap<Ticker, StoryPath> {
  const stories = new Map(SYNTHETIC_STOCKS.map(({ symbol }) => [symbol, emptyStory(frame.steps)]))
  planRuns(frame, stories)
  planSpikes(frame, stories, deviations, sectorPath)
  return stories
}

const emptyStory = (steps: number): StoryPath => ({
  price: new Float64Array(steps),
  volume: new Float64Array(steps).fill(1),
})

function planRuns(frame: DayFrame, stories: ReadonlyMap<Ticker, StoryPath>): void {
  const random = frame.random.stream('runs')
  const cast = random.shuffle(SYNTHETIC_STOCKS)
  const runners = random.integer(...RUNNERS)
  const contrarians = random.integer(...CONTRARIANS)
  for (const [index, { symbol }] of cast.slice(0, runners + contrarians).entries()) {
    addRun(frame, stories.get(symbol)!, index < runners ? frame.direction : -frame.direction, random)
  }
}

function addRun(frame: DayFrame, story: StoryPath, sign: number, random: Random): void {
  const size = sign * random.uniform(...RUN_SIZE)
  const start = stepsOf(frame, random.uniform(...RUN_START_MINUTES))
  const length = stepsOf(frame, random.uniform(...RUN_MINUTES))
  const lost = random.chance(FADE_CHANCE) ? random.uniform(...FADE_SHARE) : 0
  const fade = stepsOf(frame, random.uniform(...FADE_MINUTES))
  for (let step = start; step < frame.steps; step++) {
    const since = step - start + 1
    story.price[step]! += size * (easedStep(since / length) - lost * easedStep((since - length) / fade))
    if (since <= length) story.volume[step]! *= RUN_VOLUME
  }
}

/** A moment at which a stock may spike. */
interface SpikeMoment {
  readonly symbol: Ticker
  readonly start: number
  /** What its sector did before, a fraction. */
  readonly sectorMove: number
}

function planSpikes(
  frame: DayFrame,
  stories: ReadonlyMap<Ticker, StoryPath>,
  deviations: ReadonlyMap<Ticker, number>,
  sectorPath: (etf: Ticker) => Float64Array,
): void {
  const random = frame.random.stream('spikes')
  const { spikes, spikeSize } = DAY_CHARACTER[frame.type]
  const rest = stepsOf(frame, SPIKE_REST_MINUTES)
  const taken: SpikeMoment[] = []
  const count = random.integer(...spikes)
  while (taken.length < count) {
    const moments = Array.from({ length: SPIKE_CHANCES }, () => drawMoment(frame, random, sectorPath))
    const free = moments.filter(({ symbol, start }) =>
      taken.every((other) => other.symbol !== symbol || Math.abs(other.start - start) >= rest),
    )
    const [best] = free.sort((a, b) => Math.abs(b.sectorMove) - Math.abs(a.sectorMove))
    // There are more stocks than spikes: the next draw finds one that is free.
    if (best === undefined) continue
    taken.push(best)
    const against = best.sectorMove >= 0 ? -1 : 1
    const size = against * random.uniform(...spikeSize) * deviations.get(best.symbol)!
    addSpike(frame, stories.get(best.symbol)!, best.start, size)
  }
}

/** Half a bar after a bar's start, so that a spike is the second half of one bar and all of the next. */
function drawMoment(frame: DayFrame, random: Random, sectorPath: (etf: Ticker) => Float64Array): SpikeMoment {
  const { symbol, sectorEtf } = random.pick(SYNTHETIC_STOCKS)
  const bar = Math.floor(stepsOf(frame, random.uniform(...SPIKE_MINUTES)) / STEPS_PER_BAR)
  const start = (bar + 0.5) * STEPS_PER_BAR
  const path = sectorPath(sectorEtf)
  const before = Math.max(0, start - SECTOR_LOOK_BACK_BARS * STEPS_PER_BAR)
  return { symbol, start, sectorMove: path[start]! - path[before]! }
}

/** @param size of the spike at its height, a fraction. */
function addSpike(frame: DayFrame, story: StoryPath, start: number, size: number): void {
  const length = SPIKE_BARS * STEPS_PER_BAR
  const keep = halfLifeDecay(minutesPerStep(frame), SPIKE_HALF_LIFE_MINUTES)
  let passing = 1 - SPIKE_STAYS
  for (let step = start; step < frame.steps; step++) {
    const since = step - start + 1
    if (since <= length) {
      story.price[step]! += (size * since) / length
      story.volume[step]! *= SPIKE_VOLUME
    } else {
      passing *= keep
      story.price[step]! += size * (SPIKE_STAYS + passing)
    }
  }
}
