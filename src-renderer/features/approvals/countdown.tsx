import { clsx } from 'clsx'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { useSecondsLeft } from '../../stores/cards.ts'
import { duration } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'

/** Under so many seconds the countdown warns. */
const SHORT_S = 15
const RADIUS = 8
const ROUND = 2 * Math.PI * RADIUS

/** What is left to approve a card, as time and as a ring of all that it had. */
export function Countdown({ card }: { card: Card }) {
  const seconds = useSecondsLeft(card)
  const share = Math.min(1, (seconds * 1_000) / card.lifetime)
  return (
    <span className={clsx('countdown', seconds < SHORT_S && 'soon')} data-tip="Time left to approve; then it expires">
      <Num>{seconds === 0 ? 'expired' : duration(seconds * 1_000)}</Num>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <circle className="all" cx="10" cy="10" r={RADIUS} />
        <circle className="left" cx="10" cy="10" r={RADIUS} strokeDasharray={`${share * ROUND} ${ROUND}`} />
      </svg>
    </span>
  )
}
