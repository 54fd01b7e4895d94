import { EDGE_CODES, type EdgeCode, type Side, signOf } from '../../../src-shared/domain/vote.ts'
import type { ReferenceVote, ReferenceVotes } from './votes.ts'

/** What the six votes come to; a veto ends it before anything is counted. */
type Consensus =
  | { readonly kind: 'veto'; readonly edge: EdgeCode }
  | {
      readonly kind: 'insufficient' | 'weak' | 'enter'
      readonly agreeing: number
      readonly score: number
    }

/** Fraction of the account to put into the position, and its two exits in dollars. */
export interface Entry {
  readonly size: number
  readonly stop: number
  readonly target: number
}

const LEAST_AGREEING = 4
const LEAST_SCORE = 0.5
const STOP_ATRS = 2.5
const TARGET_ATRS = 4

/** A quirk of the original: a veto is a number like the others, so a veto of the other side agrees, 99-fold. */
const VALUE: Readonly<Record<ReferenceVote['vote'], number>> = {
  STRONG_LONG: 2,
  LONG: 1,
  NEUTRAL: 0,
  SHORT: -1,
  STRONG_SHORT: -2,
  VETO_LONG: -99,
  VETO_SHORT: 99,
}

export function weigh(votes: ReferenceVotes, side: Side): Consensus {
  const vetoOfSide = side === 'long' ? 'VETO_LONG' : 'VETO_SHORT'
  const edge = EDGE_CODES.find((code) => votes[code].vote === vetoOfSide)
  if (edge !== undefined) return { kind: 'veto', edge }

  let agreeing = 0
  let total = 0
  for (const code of EDGE_CODES) {
    const value = VALUE[votes[code].vote]
    if (value * signOf(side) <= 0) continue
    agreeing += 1
    total += Math.abs(value) * votes[code].confidence
  }
  const score = total / EDGE_CODES.length
  const kind = agreeing < LEAST_AGREEING ? 'insufficient' : score < LEAST_SCORE ? 'weak' : 'enter'
  return { kind, agreeing, score }
}

export function sizeEntry(close: number, atr: number, side: Side, score: number): Entry {
  return {
    size: Math.min(0.03, 0.01 * Math.min(2, 1 + score)),
    stop: close - signOf(side) * STOP_ATRS * atr,
    target: close + signOf(side) * TARGET_ATRS * atr,
  }
}
