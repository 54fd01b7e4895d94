import type { Scorecard } from '../../../src-shared/contract/views/scorecard.ts'
import { ENGINE_BAR_MS } from '../../../src-shared/domain/time.ts'
import { timeOfDay } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'

/** The moment of the decision, and the profile that made it. */
export function AsItWas({ scorecard: { decided } }: { scorecard: Scorecard }) {
  if (decided === null) return null
  const { barStart, tradeKind, profile, profileHash } = decided
  return (
    <p className="rv-was cap">
      As it was at <Num className="i2">{timeOfDay(barStart + ENGINE_BAR_MS)}</Num>:{' '}
      {tradeKind === 'momentum' ? 'momentum' : 'mean reversion'}, profile{' '}
      <span className="i2" data-tip={`Profile ${profile}\n${profileHash}`}>
        {profile} <Num>{profileHash.slice(0, 6)}</Num>
      </span>
    </p>
  )
}
