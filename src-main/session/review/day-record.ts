import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import type { DayReview, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import type { OrderRef, SessionId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import { type DayProfit, dayProfit } from '../../trading/risk/exposure.ts'
import { bookKey, type DeskState } from '../../trading/state/desk-state.ts'
import { activityLine, EXPIRY_WORDS } from '../../trading/views/activity.ts'
import { type StoryStep, storyStep } from './order-stories.ts'

type Happening = Extract<ReviewRow, { row: 'happening' }>

/** Rows of a day, both included; one span for each session that had a part in it. */
interface RowSpan {
  readonly session: SessionId
  readonly first: number
  last: number
}

/** One day of a run, as its events tell it. */
export interface DayRecord {
  readonly day: SessionDay
  readonly spans: RowSpan[]
  readonly happenings: Happening[]
  readonly curve: DayReview['curve']
  readonly modes: DayReview['modes']
  /** The entry that a decision led to, and why one led to none, by symbol and start of the bar. */
  readonly staged: Map<string, OrderRef>
  readonly refused: Map<string, string>
  /** Why an entry did not go out, or did not fill, in a few words. */
  readonly endings: Map<OrderRef, string>
  readonly stories: Map<OrderRef, StoryStep[]>
  /** What trading knew at its end, or knows now. */
  state: DeskState
  profit: DayProfit
}

export const decisionKey = (symbol: string, barStart: number): string => `${symbol}/${barStart}`

const NO_PROFIT: DayProfit = { realised: 0, unrealised: 0, commissions: 0, profit: 0 }

/** @param seq of the row with which it begins */
export const newDay = (day: SessionDay, seq: number, session: SessionId, state: DeskState): DayRecord => ({
  day,
  spans: [{ session, first: seq, last: seq }],
  happenings: [],
  curve: [{ time: day.open, profit: 0 }],
  modes: [{ time: day.open, mode: state.mode }],
  staged: new Map(),
  refused: new Map(),
  endings: new Map(),
  stories: new Map(),
  state,
  profit: NO_PROFIT,
})

/** Takes down what an event means for the day. @param seq of its row */
export function noteEvent(
  record: DayRecord,
  seq: number,
  event: TradingEvent,
  before: DeskState,
  state: DeskState,
): void {
  record.state = state
  if (event.kind === 'mode-changed') record.modes.push({ time: event.time, mode: event.mode })
  noteEntry(record, event, state)
  const told = storyStep(event, seq, before, state)
  if (told !== null) record.stories.set(told.entry, [...(record.stories.get(told.entry) ?? []), told.step])
  const line = activityLine(event, state, before)
  if (line === null) return
  const { time, symbol, text, amount } = line
  record.happenings.push({ row: 'happening', seq, time, subject: SUBJECTS[line.subject], symbol, says: text, amount })
}

/** The day's profit as it stands goes on the curve; what happened at the same moment is one point. */
export function notePoint(record: DayRecord, time: UtcMs, priceOf: (symbol: Ticker) => number | null): void {
  record.profit = profitOf(record.state, priceOf)
  const { profit } = record.profit
  const last = record.curve.at(-1)
  if (last === undefined || last.time < time) record.curve.push({ time, profit })
  else record.curve[record.curve.length - 1] = { time: last.time, profit }
}

const SUBJECTS: Readonly<Record<ActivityLine['subject'], Happening['subject']>> = {
  session: 'session',
  decision: 'session',
  staged: 'approval',
  order: 'order',
  fill: 'fill',
  mode: 'mode',
  risk: 'refusal',
  error: 'refusal',
}

/** The day of all books together. */
function profitOf(state: DeskState, priceOf: (symbol: Ticker) => number | null): DayProfit {
  const books = new Map([...state.holdings.values()].map(({ book }) => [bookKey(book), book]))
  const cents = { realised: 0, unrealised: 0, commissions: 0 }
  for (const book of books.values()) {
    const day = dayProfit(state, book, priceOf)
    cents.realised += Math.round(day.realised * 100)
    cents.unrealised += Math.round(day.unrealised * 100)
    cents.commissions += Math.round(day.commissions * 100)
  }
  const { realised, unrealised, commissions } = cents
  return {
    realised: realised / 100,
    unrealised: unrealised / 100,
    commissions: commissions / 100,
    profit: (realised + unrealised - commissions) / 100,
  }
}

/** Takes down what becomes of a decision's order. */
function noteEntry({ staged, refused, endings }: DayRecord, event: TradingEvent, state: DeskState): void {
  switch (event.kind) {
    case 'order-staged': {
      const { symbol, barStart, ref } = event.staged
      if (barStart !== null) staged.set(decisionKey(symbol, barStart), ref)
      return
    }
    case 'entry-refused':
      if (event.barStart !== null) refused.set(decisionKey(event.symbol, event.barStart), event.message)
      return
    case 'order-declined':
      endings.set(event.ref, 'rejected by you')
      return
    case 'order-expired':
      endings.set(event.ref, `expired: ${EXPIRY_WORDS[event.reason]}`)
      return
    case 'order-refused':
      endings.set(event.ref, event.message)
      return
    case 'request-refused':
      if (event.request === 'order') endings.set(event.ref, `refused: ${event.message}`)
      return
    case 'cancel-wanted':
      if (state.brackets.has(event.ref)) endings.set(event.ref, `cancelled: ${event.reason}`)
      return
    default:
  }
}
