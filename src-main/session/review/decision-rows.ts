import type { DecisionResult, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import type { Profile } from '../../engine/profiles/profile.ts'
import { findOrder } from '../../trading/state/desk-state.ts'
import { isShortOfConsensus } from '../streams/markers.ts'
import { shownScore, whyNot } from '../streams/words/why.ts'
import { type DayRecord, decisionKey } from './day-record.ts'
import { type DayTrade, tradesOf } from './trades.ts'

type DecisionRow = Extract<ReviewRow, { row: 'decision' }>
type Outcome = Pick<DecisionRow, 'result' | 'says' | 'r' | 'profit'>

/** Makes the rows of a day's decisions, with what each of them led to as far as it is known. */
export class DecisionRows {
  private readonly record: DayRecord
  private readonly trades: ReadonlyMap<OrderRef, DayTrade>

  constructor(record: DayRecord) {
    this.record = record
    this.trades = new Map(
      tradesOf(record.state).flatMap((trade) => (trade.entry === null ? [] : [[trade.entry, trade]])),
    )
  }

  /** @param seq of the decision's row in the audit */
  row(seq: number, decision: Decision, profile: Profile): DecisionRow {
    const { symbol, barStart, candidate, cards } = decision
    const [card] = cards
    return {
      row: 'decision',
      seq,
      time: utcMs(barStart + ENGINE_BAR_MS),
      barStart,
      symbol,
      candidate,
      cells: card.votes,
      agreeing: card.agreeing,
      score: shownScore(card, profile),
      vetoedBy: [...card.vetoedBy],
      ...this.outcome(decision, profile),
    }
  }

  private outcome(decision: Decision, profile: Profile): Outcome {
    const none = { r: null, profit: null }
    const { action } = decision
    if (action.kind === 'enter') return this.entered(decisionKey(decision.symbol, decision.barStart))
    const says = whyNot(decision, profile)
    return { ...none, result: resultOf(decision), says }
  }

  private entered(key: string): Outcome {
    const { staged, refused, endings, state } = this.record
    const none = { r: null, profit: null }
    const ref = staged.get(key)
    if (ref === undefined) return { ...none, result: 'not-sent', says: refused.get(key) ?? 'not staged' }
    const known = findOrder(state, ref)
    if ((known?.filled ?? 0) === 0) {
      const says = endings.get(ref) ?? waiting(known?.order.state)
      return { ...none, result: 'not-sent', says }
    }
    const trade = this.trades.get(ref)
    const { exit = null, r = null, profit = null } = trade ?? {}
    return { result: 'filled', says: `filled, ${exit ?? 'open'}`, r, profit }
  }
}

const waiting = (state: string | undefined): string =>
  state === 'staged'
    ? 'waits for approval'
    : state === 'cancelled' || state === 'expired'
      ? 'not filled in time'
      : 'not filled'

function resultOf(decision: Decision): DecisionResult {
  const { action, candidate } = decision
  if (candidate !== null && action.kind === 'hold' && action.why === 'veto') return 'vetoed'
  return isShortOfConsensus(decision) ? 'short-of-consensus' : 'held'
}
