import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { LiveQuote } from '../../market/live-market.ts'
import type { Candidate, CandidateSource, FilterFailure, Measures } from './candidate.ts'

/** What a stock has to be to be day-traded. Dollars, fractions, shares. */
const FILTERS = { leastPrice: 5, mostPrice: 5_000, leastAtr: 0.015, leastVolume: 500_000, leastMove: 0.01 } as const

/** What a fraction of each counts. */
const WEIGHTS = { move: 50, range: 30, gap: 20 } as const

export const scoreOf = ({ move, range, gap }: Measures): number =>
  Math.abs(move) * WEIGHTS.move + range * WEIGHTS.range + Math.abs(gap) * WEIGHTS.gap

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`
const signedPercent = (fraction: number): string => `${fraction < 0 ? '−' : '+'}${percent(Math.abs(fraction))}`

/** A symbol of which nothing is known yet but where it comes from. */
export interface Found {
  readonly symbol: Ticker
  readonly sources: readonly CandidateSource[]
}

/** The filters that measures do not pass, with the numbers. */
function failuresOf({ last, atr, averageVolume, move }: Measures): FilterFailure[] {
  const { leastPrice, mostPrice, leastAtr, leastVolume, leastMove } = FILTERS
  const failures: FilterFailure[] = []
  const fail = (filter: FilterFailure['filter'], value: number, message: string): void => {
    failures.push({ filter, value, message })
  }
  if (last < leastPrice) fail('price', last, `price ${last.toFixed(2)} is below ${leastPrice}`)
  if (last > mostPrice) fail('price', last, `price ${last.toFixed(2)} is above ${mostPrice}`)
  if (!(atr >= leastAtr)) fail('atr', atr, `ATR ${percent(atr)} is below ${percent(leastAtr)}`)
  if (!(averageVolume >= leastVolume)) {
    const [found, least] = [averageVolume, leastVolume].map((shares) => Math.round(shares).toLocaleString('en-US'))
    fail('average-volume', averageVolume, `average volume ${found} is below ${least}`)
  }
  if (!(Math.abs(move) >= leastMove)) fail('move', move, `move ${signedPercent(move)} is below ±${percent(leastMove)}`)
  return failures
}

/** A candidate by its measures. @param quote null: none was asked for */
export function judged({ symbol, sources }: Found, measures: Measures, quote: LiveQuote | null): Candidate {
  const failures = failuresOf(measures)
  if (quote?.halted === true) failures.push({ filter: 'halted', value: null, message: 'trading in it is halted' })
  const quality = quote?.quality ?? null
  return { symbol, sources, measures, score: scoreOf(measures), rank: null, failures, quality }
}

/** A candidate that could not be measured. @param reason goes on after its symbol */
export function unmeasured({ symbol, sources }: Found, reason: string): Candidate {
  const failures: FilterFailure[] = [{ filter: 'not-measured', value: null, message: reason }]
  return { symbol, sources, measures: null, score: null, rank: null, failures, quality: null }
}

/** In their order, with ranks: those that pass, the others by score, those without measures; ties by symbol. */
export function ranked(candidates: readonly Candidate[]): Candidate[] {
  const group = ({ failures, score }: Candidate): number => (failures.length === 0 ? 0 : score === null ? 2 : 1)
  const inOrder = candidates.toSorted(
    (a, b) => group(a) - group(b) || (b.score ?? 0) - (a.score ?? 0) || (a.symbol < b.symbol ? -1 : 1),
  )
  return inOrder.map((candidate, index) => (group(candidate) === 0 ? { ...candidate, rank: index + 1 } : candidate))
}
