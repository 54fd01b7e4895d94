import { useMemo } from 'react'
import type { DecisionReview } from '../../../src-shared/contract/views/review.ts'
import { ENGINE_BAR_MS } from '../../../src-shared/domain/time.ts'
import { PriceChart } from '../../charts/price-chart.tsx'
import { useSettings } from '../../stores/settings.ts'
import { price, timeOfDay } from '../../ui/format.ts'
import { decisionOverlays } from './decision-overlays.ts'
import type { DecisionRow } from './review-filters.ts'

/** The chart as it was when it was decided: what came later is hatched. */
export function DecisionChart({ review, row }: { review: DecisionReview; row: DecisionRow }) {
  const { theme, pair } = useSettings()
  const { scorecard, candles, decimals, seq } = review
  const overlays = useMemo(() => decisionOverlays(review, row), [review, row])
  const { symbol, decided } = scorecard
  const close = decided?.close ?? candles.at(-1)?.close
  const when = decided === null ? '' : ` at ${timeOfDay(decided.barStart + ENGINE_BAR_MS, 'minutes')}`
  return (
    <div className="rv-chart">
      <PriceChart
        key={seq}
        candles={candles}
        decimals={decimals}
        tick={10 ** -decimals}
        overlays={overlays}
        label={`${symbol} until its decision${when}${close === undefined ? '' : `, close ${price(close, decimals)}`}.`}
        theme={`${theme} ${pair}`}
      />
    </div>
  )
}
