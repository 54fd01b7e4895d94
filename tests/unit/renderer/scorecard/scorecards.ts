import type { Cells } from '../../../../src-shared/contract/views/common.ts'
import type { Scorecard, SideCard } from '../../../../src-shared/contract/views/scorecard.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import type { Side, Vote } from '../../../../src-shared/domain/vote.ts'

const EDGES = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD'] as const
const BAR = Date.UTC(2023, 10, 15, 15, 35)

const votesOf = (statistics: Vote): Cells => {
  const long = { vote: 'LONG', confidence: 60 } as const
  return { RG: long, RS: long, ST: { vote: statistics, confidence: 60 }, VP: long, CA: long, TD: long }
}

const sideCard = (side: Side, statistics: Vote): SideCard => ({
  side,
  agreeing: side === 'long' ? 5 : 0,
  ownAgreeing: side === 'long' ? 2 : 0,
  withData: 6,
  score: 41.6,
  vetoedBy: statistics === 'VETO_LONG' ? ['ST'] : [],
  edges: EDGES.map((edge) => ({
    edge,
    cell: votesOf(statistics)[edge],
    reason: `The reason of ${edge} on the ${side} card`,
    inputs: [{ name: 'price', value: '+2.67 σ' }],
    flip: edge === 'ST' ? 'lifts at 487.00' : null,
  })),
})

const matrix: Scorecard['matrix'] = Array.from({ length: 30 }, (_, index) => ({
  barStart: utcMs(BAR - (29 - index) * ENGINE_BAR_MS),
  side: 'long',
  candidate: true,
  agreeing: index === 29 ? 5 : 3,
  cells: votesOf(index === 29 ? 'VETO_LONG' : 'NEUTRAL'),
}))

/** NVDA, a long candidate that Statistics vetoes. */
export const VETOED: Scorecard = {
  symbol: ticker('NVDA'),
  decided: {
    barStart: utcMs(BAR),
    close: 487.32,
    atr: 1.28,
    candidate: 'long',
    tradeKind: 'momentum',
    profile: 'default',
    profileHash: '0'.repeat(64),
    outcome: 'veto',
    verdict: 'Statistics vetoes this long: price is 2.7 σ above its mean.',
    beyond: 'Without the veto: 5 of 6 agree, but the score of 0.41 is under 0.50.',
    exit: null,
  },
  cards: [sideCard('long', 'VETO_LONG')],
  needs: { agreeing: 4, ownAgreeing: 2, score: 50 },
  matrix,
}

/** The same symbol without a candidate: both cards. */
export const UNDECIDED: Scorecard = {
  ...VETOED,
  decided:
    VETOED.decided === null
      ? null
      : { ...VETOED.decided, candidate: null, outcome: 'hold', verdict: 'No trade: the market ranges.', beyond: null },
  cards: [sideCard('long', 'NEUTRAL'), sideCard('short', 'NEUTRAL')],
}
