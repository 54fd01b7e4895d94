import type { BarRefusal } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type {
  BarInput,
  BarrierInput,
  EngineInput,
  EnginePosition,
  EpochInput,
} from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { Epoch } from './epoch.ts'
import type { FlipDistances } from './flip-distance.ts'
import { profileSchema } from './profiles/profile.ts'

/** What an input led to. Most inputs lead to nothing. */
type EngineOutput =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly refusal: BarRefusal | 'unknown-symbol' }
  | { readonly kind: 'decided'; readonly decisions: readonly Decision[] }

/**
 * The Orchestrator: a state machine over its input log. No I/O, no clock, no randomness: the same inputs give the same
 * decisions, bit for bit.
 */
export interface Engine {
  /**
   * @throws Error on an input before the first epoch, an epoch whose profile does not validate, a barrier off the
   * sessions' slots, a fill that no position can have had, or a change of symbols that would lose one that is needed: a
   * broken log, never a market event.
   */
  apply(input: EngineInput): EngineOutput
  /** Flip distances of the symbol's newest decision; null when its last barrier did not decide it. Computed when asked. */
  flipDistances(symbol: Ticker): FlipDistances | null
  /** The average true range of a symbol's bars so far, dollars; null while there is none. */
  range(symbol: Ticker): number | null
  /** The position as fills have made it. */
  position(symbol: Ticker): EnginePosition | null
}

const NONE: EngineOutput = { kind: 'none' }

export function createEngine(): Engine {
  let epoch: Epoch | null = null

  const running = (): Epoch => {
    if (epoch === null) throw new Error('the engine was given an input before its first epoch')
    return epoch
  }

  const start = (input: EpochInput): void => {
    epoch = new Epoch(input, profileSchema.parse(input.profileData))
  }

  const takeBar = (input: BarInput): EngineOutput => {
    const refusal = running().takeBar(input.symbol, input.bar)
    return refusal === null ? NONE : { kind: 'refused', refusal }
  }

  const decide = (input: BarrierInput): EngineOutput => ({
    kind: 'decided',
    decisions: running().decide(input.barStart),
  })

  return {
    apply(input) {
      switch (input.kind) {
        case 'bar':
          return takeBar(input)
        case 'barrier':
          return decide(input)
        case 'fill':
          running().takeFill(input)
          return NONE
        case 'position':
          running().restore(input)
          return NONE
        case 'symbols':
          running().changeSymbols(input)
          return NONE
        case 'epoch':
          start(input)
          return NONE
      }
    },
    flipDistances: (symbol) => running().flipDistances(symbol),
    range: (symbol) => running().range(symbol),
    position: (symbol) => running().position(symbol),
  }
}
