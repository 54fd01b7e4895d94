import type { DecisionReview } from '../../../src-shared/contract/views/review.ts'
import type { Marker } from '../../../src-shared/contract/views/symbol.ts'
import { type Level, NO_OVERLAYS, type Overlays } from '../../charts/overlays.ts'
import { shares } from '../../ui/format.ts'
import type { DecisionRow } from './review-filters.ts'

const MARKER_KINDS: Readonly<Record<DecisionRow['result'], Marker['kind'] | null>> = {
  filled: 'filled',
  'not-sent': 'staged',
  vetoed: 'vetoed',
  'short-of-consensus': 'short-of-consensus',
  held: null,
}

/** A decision on its chart: its mark, the prices of the order that it led to, and the veil over what came later. */
export function decisionOverlays(
  { scorecard, order }: Pick<DecisionReview, 'scorecard' | 'order'>,
  { time, barStart, candidate, result, says }: Pick<DecisionRow, 'time' | 'barStart' | 'candidate' | 'result' | 'says'>,
): Overlays {
  const kind = MARKER_KINDS[result]
  const close = scorecard.decided?.close
  return {
    ...NO_OVERLAYS,
    levels: order === null ? [] : levelsOf(order),
    markers:
      kind === null || candidate === null || close === undefined
        ? []
        : [{ time, price: close, side: candidate, kind, says }],
    cutAt: barStart,
  }
}

function levelsOf({ quantity, limit, stop, target }: NonNullable<DecisionReview['order']>): Level[] {
  const fixed = { line: 'solid', grip: false } as const
  // The stop of a long lies under its target.
  const action = stop < target ? 'Buy' : 'Sell'
  return [
    ...(limit === null
      ? []
      : [{ ...fixed, id: 'limit', price: limit, text: `${action} ${shares(quantity)}`, tone: 'neutral' } as const]),
    { ...fixed, id: 'stop', price: stop, text: 'Stop', tone: 'loss' },
    { ...fixed, id: 'target', price: target, text: 'Target', tone: 'gain' },
  ]
}
