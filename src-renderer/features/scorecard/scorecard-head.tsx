import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import type { Scorecard, SideCard } from '../../../src-shared/contract/views/scorecard.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { Badge, Segmented } from '../../ui/controls.tsx'
import { hundredths } from '../../ui/format.ts'

const KIND_WORDS = { momentum: 'momentum', meanReversion: 'mean reversion' } as const

/** Turns between the two cards of a symbol without a candidate. */
const SIDES = [
  { value: 'long', label: 'long' },
  { value: 'short', label: 'short' },
] as const satisfies readonly { value: Side; label: string }[]

interface FactsProps {
  readonly scorecard: Scorecard
  readonly card: SideCard
  readonly onSide: (side: Side) => void
}

/** The card in numbers: whose it is, how many agree, the score and what is needed. */
function Facts({ scorecard: { decided, cards, needs }, card, onSide }: FactsProps) {
  const { side, agreeing, ownAgreeing, withData, score } = card
  const candidate = decided?.candidate ?? null
  return (
    <div className="facts">
      {candidate === null ? (
        <span>
          <Badge kind="line" icon="neutral">
            no candidate
          </Badge>
          {cards.length > 1 && <Segmented label="Card" value={side} options={SIDES} onChange={onSide} />}
        </span>
      ) : (
        <span>
          <Badge kind={candidate} icon={candidate}>
            {candidate.toUpperCase()} candidate
          </Badge>
        </span>
      )}
      {decided !== null && candidate !== null && <span className="i3 opt">{KIND_WORDS[decided.tradeKind]}</span>}
      <span data-tip={`${needs.agreeing} of 6 have to agree`}>
        <b>{agreeing} of 6</b> <span className="i3">agree</span>
        {withData < 6 && <span className="i3 opt">({6 - withData} without data)</span>}
      </span>
      <span data-tip={`A score of ${hundredths(needs.score)} is needed`}>
        {/* Cut off, not rounded: 0.498 is not shown as the 0.50 that it misses. */}
        <b>{hundredths(Math.trunc(score))}</b>{' '}
        <span className="i3">
          score<span className={clsx(candidate === null && 'opt')}>, {hundredths(needs.score)} needed</span>
        </span>
      </span>
      <span className="opt" data-tip="Edges that look at the symbol itself: Strength, Statistics, Volume">
        <b>
          {ownAgreeing} of {needs.ownAgreeing}
        </b>{' '}
        <span className="i3">own edges</span>
      </span>
    </div>
  )
}

interface ScorecardHeadProps extends Omit<FactsProps, 'card'> {
  readonly card: SideCard | null
  /** At the right end. */
  readonly aside: ReactNode
}

export function ScorecardHead({ card, aside, ...facts }: ScorecardHeadProps) {
  return (
    <div className="head sc-head">
      <h2>Scorecard</h2>
      {card !== null && <Facts card={card} {...facts} />}
      <span className="grow" />
      {aside}
    </div>
  )
}
