import { sizeEntry, weigh } from './consensus.ts'
import { type ExitCause, type ReferencePosition, takeBar } from './exits.ts'
import { type RegimeReading, voteRegime } from './regime.ts'
import type { Candidate, Flow, Outcome, Reading, StandingVotes } from './scorecard.ts'
import type { ReferenceVotes } from './votes.ts'

const WARM_UP_BARS = 30
const STRETCHED = 1.5

const EXIT_FLOW: Readonly<Record<ExitCause, Flow>> = {
  stop: 'exit_stop',
  target: 'exit_target',
  endOfDay: 'exit_eod',
}

function outcome(flow: Flow, reached: Partial<Outcome> = {}): Outcome {
  return {
    action: 'hold',
    candidate: null,
    votes: null,
    vetoedBy: null,
    agreeing: null,
    score: null,
    entry: null,
    position: null,
    closed: null,
    ...reached,
    flow,
  }
}

/** Exits come before entries, and a bar that closes a position opens none. */
export function decideBar(reading: Reading, position: ReferencePosition | null): Outcome {
  if (reading.bars < WARM_UP_BARS) return outcome('warmup')
  if (position !== null) return manage(position, reading)
  const { regime, standing } = reading
  if (regime === null || standing === null || regime.regime === 'UNKNOWN') return outcome('unknown')
  if (regime.regime === 'HIGH_VOLATILITY') return outcome('highvol')
  const candidate = chooseCandidate(regime, reading.statistics.price)
  if (candidate === null) return outcome('no_extreme')
  return consider(candidate, reading, regime, standing)
}

function manage(position: ReferencePosition, { bar }: Reading): Outcome {
  const { position: moved, cause } = takeBar(position, bar)
  if (cause === null) return outcome('position', { position: moved })
  return outcome(EXIT_FLOW[cause], { action: position.side === 'long' ? 'sell' : 'cover', closed: moved })
}

/** Up regimes go long and down regimes short; in a range a stretched price is bet to come back. */
function chooseCandidate({ regime }: RegimeReading, priceZ: number): Candidate | null {
  if (regime !== 'RANGE_BOUND') return { side: regime.endsWith('_UP') ? 'long' : 'short', kind: 'momentum' }
  if (priceZ > STRETCHED) return { side: 'short', kind: 'meanReversion' }
  if (priceZ < -STRETCHED) return { side: 'long', kind: 'meanReversion' }
  return null
}

function consider(candidate: Candidate, reading: Reading, regime: RegimeReading, standing: StandingVotes): Outcome {
  const { side, kind } = candidate
  const votes: ReferenceVotes = {
    RS: standing.relativeStrength,
    ST: standing.statistics,
    VP: standing.volumeProfile,
    CA: standing.crossAsset[side],
    TD: standing.timeOfDay[kind],
    RG: voteRegime(regime, side),
  }
  const consensus = weigh(votes, side)
  if (consensus.kind === 'veto') return outcome('veto', { candidate, votes, vetoedBy: consensus.edge })

  const { agreeing, score } = consensus
  if (consensus.kind !== 'enter') return outcome(consensus.kind, { candidate, votes, agreeing, score })

  const { bar, atr } = reading
  const entry = sizeEntry(bar.close, atr, side, score)
  const position: ReferencePosition = {
    side,
    entry: bar.close,
    entryLabel: bar.label,
    stop: entry.stop,
    target: entry.target,
    atr,
    best: bar.close,
    trailing: false,
    regime: regime.regime,
  }
  const action = side === 'long' ? 'buy' : 'short'
  return outcome('entry', { action, candidate, votes, agreeing, score, entry, position })
}
