import type { DecisionReview } from '../../../src-shared/contract/views/review.ts'
import { MATRIX_BARS } from '../../../src-shared/contract/views/scorecard.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { AuditReader } from '../../audit/audit-reader.ts'
import { readEvent } from '../../audit/engine-log.ts'
import { decimalsOf } from '../../trading/views/decimals.ts'
import { candlesOfDay } from '../streams/candles.ts'
import { matrixColumn, scorecardView } from '../streams/words/scorecard-view.ts'
import { type DayRecord, decisionKey } from './day-record.ts'
import type { RunFold } from './run-fold.ts'
import type { Run } from './runs.ts'

interface Found {
  readonly seq: number
  readonly decision: Decision
}

/**
 * A decision as it was: what was stored of it, and the bars that had been stored by then. Between pieces of the search
 * others may do something.
 * @returns null when the day has no such decision. @throws UnreadableEvent
 */
export function* reviewDecision(
  reader: AuditReader,
  run: Run,
  fold: RunFold,
  record: DayRecord,
  symbol: Ticker,
  barStart: UtcMs,
): Generator<void, DecisionReview | null> {
  const today = yield* decisionsOf(reader, record, symbol, barStart)
  const found = today.at(-1)
  if (found === undefined || found.decision.barStart !== barStart) return null
  const before = fold.sessions.findLast(({ open }) => open < record.day.open)
  const yesterday = before === undefined ? undefined : fold.days.get(before.date)
  const earlier = yesterday === undefined ? [] : yield* decisionsOf(reader, yesterday, symbol, barStart)
  const decisions = [...earlier, ...today].map(({ decision }) => decision)
  const bars = yield* barsOf(reader, run, symbol, before?.open ?? record.day.open, found)
  const atrs = new Map(decisions.map(({ barStart: start, atr }) => [start, atr]))
  const instrument = fold.instruments.get(symbol)
  const decimals = decimalsOf(instrument?.tick ?? 0.01)
  const { decision } = found
  return {
    seq: found.seq,
    scorecard: scorecardView({
      decision,
      profile: fold.profile(decision.profileHash),
      // Where votes would have flipped is not stored.
      flips: null,
      decimals,
      matrix: decisions.slice(-MATRIX_BARS).map(matrixColumn),
    }),
    candles: [...(before === undefined ? [] : [before]), record.day].flatMap((day) => {
      const inDay = bars.filter(({ start }) => start >= day.open && start < day.close)
      const dayBars = {
        day,
        bars: inDay,
        atrs: inDay.map(({ start }) => atrs.get(start) ?? null),
        minutes: [],
        forming: null,
      }
      return candlesOfDay(dayBars, '5m', Number.NEGATIVE_INFINITY)
    }),
    decimals,
    ...orderOf(record, symbol, barStart),
  }
}

/** The symbol's decisions of a day up to a bar, in their order. */
function* decisionsOf(
  reader: AuditReader,
  { day, spans }: DayRecord,
  symbol: Ticker,
  upTo: UtcMs,
): Generator<void, Found[]> {
  const found: Found[] = []
  for (const { first, last } of spans) {
    for (const rows of reader.walk({ types: ['decision'], symbols: [symbol], from: first, to: last })) {
      for (const row of rows) {
        const decision = readEvent(row, 'decision')
        if (decision.barStart > upTo) return found
        if (decision.barStart >= day.open) found.push({ seq: row.seq, decision })
      }
      yield
    }
  }
  return found
}

/** The symbol's bars since `from` that had been stored when it was decided, ascending. */
function* barsOf(
  reader: AuditReader,
  { sessions }: Run,
  symbol: Ticker,
  from: UtcMs,
  { seq, decision }: Found,
): Generator<void, Bar[]> {
  const bars = new Map<number, Bar>()
  for (const { firstSeq, lastSeq } of sessions.toReversed()) {
    if (firstSeq > seq) continue
    const to = Math.min(lastSeq, seq)
    for (const rows of reader.walk({ types: ['bar'], symbols: [symbol], from: firstSeq, to, order: 'newest-first' })) {
      for (const row of rows) {
        const bar = readEvent(row, 'bar')
        if (bar.start < from) return ascending(bars)
        if (bar.start <= decision.barStart && !bars.has(bar.start)) bars.set(bar.start, bar)
      }
      yield
    }
  }
  return ascending(bars)
}

const ascending = (bars: ReadonlyMap<number, Bar>): Bar[] =>
  [...bars.values()].sort((one, other) => one.start - other.start)

function orderOf(
  { staged, state, stories }: DayRecord,
  symbol: Ticker,
  barStart: UtcMs,
): Pick<DecisionReview, 'order' | 'story'> {
  const ref = staged.get(decisionKey(symbol, barStart))
  const bracket = ref === undefined ? undefined : state.brackets.get(ref)
  if (ref === undefined || bracket === undefined) return { order: null, story: [] }
  const { quantity, limit, stop, target } = bracket.plan
  return { order: { ref, quantity, limit, stop, target }, story: [...(stories.get(ref) ?? [])] }
}
