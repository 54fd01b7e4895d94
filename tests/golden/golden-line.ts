import type { ReferencePosition } from '../../src-main/engine/reference/exits.ts'
import type { Candidate, ReferenceScorecard, StandingVotes } from '../../src-main/engine/reference/scorecard.ts'
import type { ReferenceVote } from '../../src-main/engine/reference/votes.ts'
import { EDGE_CODES, signOf } from '../../src-shared/domain/vote.ts'

/** One line of golden vectors: the fields that its README names, and no others. */
export type GoldenLine = Readonly<Record<string, unknown>>

const KIND_NAME: Readonly<Record<Candidate['kind'], string>> = {
  momentum: 'MOMENTUM_CONTINUATION',
  meanReversion: 'MEAN_REVERSION',
}

const voteJson = ({ vote, confidence }: ReferenceVote): unknown => [vote, confidence]

function positionJson(position: ReferencePosition): unknown {
  return {
    d: signOf(position.side),
    e: position.entry,
    et: position.entryLabel,
    sl: position.stop,
    tp: position.target,
    atr: position.atr,
    best: position.best,
    tr: position.trailing,
    rg: position.regime,
  }
}

const standingJson = (standing: StandingVotes): unknown => ({
  RS: voteJson(standing.relativeStrength),
  ST: voteJson(standing.statistics),
  VP: voteJson(standing.volumeProfile),
  CAl: voteJson(standing.crossAsset.long),
  CAs: voteJson(standing.crossAsset.short),
  TDm: voteJson(standing.timeOfDay.momentum),
  TDr: voteJson(standing.timeOfDay.meanReversion),
})

/** A scorecard under the field names of the golden vectors. */
export function goldenLine(card: ReferenceScorecard): GoldenLine {
  const { bar, day, statistics, profile, strength, crossAsset, regime, standing, candidate, votes, closed } = card
  return {
    sym: card.symbol,
    ts: bar.label,
    n: card.bars,
    c: bar.close,
    act: card.action,
    rg: regime?.regime ?? null,
    rc: regime?.confidence ?? null,
    atr: card.atr,
    atrp: card.atr / bar.close,
    rsi: card.rsi,
    vwap: card.vwap,
    do: day.open,
    dh: day.high,
    dl: day.low,
    dv: day.volume,
    zp: statistics.price,
    zv: statistics.volume,
    zm: statistics.momentum,
    rp: statistics.rangePercentile,
    xv: statistics.extension,
    ext: statistics.extreme,
    poc: profile.poc,
    vah: profile.valueHigh,
    val: profile.valueLow,
    va: profile.place,
    dpoc: profile.fromPoc,
    sq: profile.structure,
    rss: strength.versusSector,
    rsm: strength.versusMarket,
    pct: strength.percentile,
    cal: crossAsset.long,
    cas: crossAsset.short,
    ...(standing === null ? {} : { sv: standingJson(standing) }),
    flow: card.flow,
    dir: candidate?.side ?? null,
    tt: candidate === null ? null : KIND_NAME[candidate.kind],
    votes: votes === null ? null : Object.fromEntries(EDGE_CODES.map((code) => [code, voteJson(votes[code])])),
    veto: card.vetoedBy,
    agree: card.agreeing,
    score: card.score,
    size: card.entry?.size ?? null,
    stop: card.entry?.stop ?? null,
    tgt: card.entry?.target ?? null,
    pos: card.position === null ? null : positionJson(card.position),
    ...(closed === null ? {} : { xpos: positionJson(closed) }),
  }
}
