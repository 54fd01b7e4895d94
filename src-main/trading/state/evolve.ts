import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver, ORDER_TRANSITIONS, type OrderEvent } from '../../../src-shared/domain/order-state.ts'
import type { Price } from '../../../src-shared/domain/price.ts'
import { MINUTE_MS, type UtcMs } from '../../../src-shared/domain/time.ts'
import { nextTradingState, traderInput } from '../../../src-shared/domain/trading-state-machine.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { TradingEvent } from '../journal/trading-event.ts'
import { carriedOver } from '../ledger/holding.ts'
import { newOrder, samePricing } from '../ledger/ledger-order.ts'
import { tighterStop } from '../staging/anchor.ts'
import { bracketOrders } from '../staging/bracket-orders.ts'
import type { BracketPlan, StagedOrder } from '../staging/staged-order.ts'
import {
  bookKey,
  type DeskState,
  EMPTY_DESK,
  findOrder,
  type PlaceKey,
  placeKey,
  sharesIn,
  type Trade,
} from './desk-state.ts'
import { afterAdoption, afterCommission, afterExecution } from './evolve-execution.ts'
import { afterReport, changeOrder, passOrder, putOrder } from './evolve-order.ts'
import { foundAbsent } from './findings.ts'
import { withEntry, without } from './maps.ts'

/** Answers that are remembered; an older command that comes again is taken for a new one with a used-up revision. */
const MOST_ANSWERS = 4_096
/** Acknowledged differences that are remembered. */
const MOST_ACKNOWLEDGED = 2_048

/** The state that a journal's events lead to. */
export const restore = (events: Iterable<TradingEvent>): DeskState => {
  let state = EMPTY_DESK
  for (const event of events) state = evolve(state, event)
  return state
}

/** The state after one more event. Pure: the same state and event give the same state. */
export function evolve(state: DeskState, event: TradingEvent): DeskState {
  switch (event.kind) {
    case 'day-started':
      return state.day?.date === event.day.date ? { ...state, day: event.day } : newDay({ ...state, day: event.day })
    case 'mode-changed':
      return { ...state, mode: event.mode, account: event.account ?? null, automaticApproval: false }
    case 'trading-state-changed':
      return { ...state, tradingState: nextTradingState(state.tradingState, traderInput(event.state)) }
    case 'automatic-approval-changed':
      return { ...state, automaticApproval: event.on }
    case 'breaker-tripped': {
      const { profit, limit } = event
      return { ...state, tripped: withEntry(state.tripped, bookKey(event.book), { profit, limit }) }
    }
    case 'command-answered':
      return { ...state, answers: remembered(state, event) }

    case 'order-staged':
      return withBracket(state, event.staged)
    case 'entry-refused':
      return state
    case 'order-edited':
      return edited(state, event.ref, event.revision, event.plan)
    case 'drift-shown': {
      const staged = state.brackets.get(event.ref)
      if (staged === undefined) return state
      const shown = { ...staged, reference: event.reference }
      return edited(withStaged(state, shown), event.ref, event.revision, staged.plan)
    }
    case 'order-approved':
      return passFamily(state, event.ref, 'approve')
    case 'order-declined':
      return passFamily(state, event.ref, 'decline')
    case 'order-expired':
      return passFamily(state, event.ref, 'expire')
    case 'order-refused':
      return passFamily(state, event.ref, 'refuse')

    case 'order-intent':
      return entered(passFamily(state, event.entry.ref, 'journal'), event.time)
    case 'amendment-intent':
      return amended(state, event.entry, event.time)
    case 'reduction-intent':
      return passOrder(putOrder(state, newOrder(event.order)), event.order.ref, 'approve', 'journal')
    case 'change-intent':
      return changeOrder(passOrder(state, event.ref, 'request-modify'), event.ref, {
        // What had been asked for before and is not answered stays asked for.
        asked: { ...findOrder(state, event.ref)?.asked, ...event.change },
      })
    case 'cancel-intent':
      return isCancellable(state, event.ref) ? passOrder(state, event.ref, 'request-cancel') : state
    case 'order-sent':
      return event.refs.reduce((next, ref) => passOrder(next, ref, 'send'), state)
    case 'request-refused':
      return afterRefusal(restricted(state, event), event.ref, event.request)

    case 'cancel-wanted':
      return changeOrder(state, event.ref, { cancelWanted: event.reason })
    case 'close-wanted': {
      const { reason, limit } = event
      // What is flat by now would otherwise be closed the next time that it is opened.
      if (sharesIn(state, event.book, event.symbol) === 0) return state
      return { ...state, closings: withEntry(state.closings, placeKey(event.book, event.symbol), { reason, limit }) }
    }
    case 'stop-wanted': {
      const key = placeKey(event.book, event.symbol)
      const trade = state.trades.get(key)
      if (trade === undefined) return state
      return moveStop(state, key, trade, event.stop)
    }
    case 'target-wanted': {
      const key = placeKey(event.book, event.symbol)
      const trade = state.trades.get(key)
      if (trade === undefined) return state
      return { ...state, trades: withEntry(state.trades, key, { ...trade, target: event.target, targetSet: true }) }
    }
    case 'best-close': {
      const key = placeKey(event.book, event.symbol)
      const trade = state.trades.get(key)
      if (trade === undefined) return state
      const sign = signOf(trade.side)
      const bestClose = sign * Math.max(sign * (trade.bestClose ?? event.close), sign * event.close)
      return { ...state, trades: withEntry(state.trades, key, { ...trade, bestClose }) }
    }

    case 'broker-order':
      return adoptStop(state, afterReport(state, event.report, event.time), event.report)
    case 'execution':
      return afterExecution(state, event.book, event.execution)
    case 'commission':
      return afterCommission(state, event.book, event.commission)
    case 'contact-lost':
      return event.refs.reduce((next, ref) => passOrder(next, ref, 'lose-contact'), state)
    case 'order-absent':
      return findOrder(state, event.ref)?.filled
        ? passOrder(state, event.ref, 'confirm-cancel-of-rest')
        : foundAbsent(passOrder(state, event.ref, 'find-absent'), event.ref)
    case 'position-adopted':
      return afterAdoption(state, event)
    case 'difference-acknowledged':
      return { ...state, acknowledged: acknowledged(state, event.difference) }
  }
}

/** An order that is over in our books is cancelled all the same where the broker still lists it: nothing changes here. */
function isCancellable(state: DeskState, ref: OrderRef): boolean {
  const known = findOrder(state, ref)
  return known === undefined || !isOver(known.order.state)
}

/** What ended before today is dropped, but for what belongs to an open position, which is carried over. */
function newDay(state: DeskState): DeskState {
  const holdings = new Map([...state.holdings].filter(([, { shares }]) => shares !== 0))
  const kept = new Set([...state.trades.values()].map(({ entry }) => entry))
  const isKept = (ref: OrderRef, parent: OrderRef | null): boolean =>
    kept.has(ref) || (parent !== null && kept.has(parent))
  return {
    ...state,
    holdings: new Map([...holdings].map(([key, holding]) => [key, carriedOver(holding)])),
    over: new Map([...state.over].filter(([ref, { order }]) => isKept(ref, order.parent))),
    brackets: new Map([...state.brackets].filter(([ref]) => kept.has(ref) || state.live.has(ref))),
    executions: new Map(),
    pastExecutions: state.executions,
    foreignExecutions: new Map(),
    commissions: new Map(),
    movedStops: new Map([...state.movedStops].filter(([ref]) => kept.has(ref))),
    stoppedOut: new Map(),
    entryTimes: [],
    tripped: new Map(),
    answers: new Map(),
    findings: new Map([...state.findings].filter(([id]) => !state.acknowledged.has(id))),
    shortRestricted: new Set(),
  }
}

/** What is known of stays known while it stands; what has become another difference has another id. */
function acknowledged({ acknowledged: before }: DeskState, difference: string): DeskState['acknowledged'] {
  const after = new Set(before)
  const [oldest] = after
  if (after.size >= MOST_ACKNOWLEDGED && oldest !== undefined) after.delete(oldest)
  return after.add(difference)
}

/** IBKR tells of a short-sale restriction in the words with which it rejects an order, and nowhere else. */
const SHORT_SALE_RULE = /short[- ]sale (?:restriction|price test|rule)|uptick|up-tick|rule 201/i

function restricted(
  state: DeskState,
  { ref, request, message }: Extract<TradingEvent, { kind: 'request-refused' }>,
): DeskState {
  const order = findOrder(state, ref)?.order
  const isShort = request !== 'cancel' && order?.role === 'entry' && order.action === 'SELL'
  if (order === undefined || !isShort || !SHORT_SALE_RULE.test(message)) return state
  return { ...state, shortRestricted: new Set(state.shortRestricted).add(order.symbol) }
}

/** An entry is about to be changed: it has its new revision, and the change is on its way. */
function amended(state: DeskState, entry: OrderRequest, time: UtcMs): DeskState {
  const { ref, revision, pricing, quantity } = entry
  const asking = passOrder(state, ref, 'request-modify')
  const known = findOrder(asking, ref)
  if (known === undefined) return asking
  return entered(
    putOrder(asking, { ...known, order: { ...known.order, revision }, asked: { pricing, quantity } }),
    time,
  )
}

function remembered(
  { answers }: DeskState,
  { id, text, answer }: Extract<TradingEvent, { kind: 'command-answered' }>,
): DeskState['answers'] {
  const [oldest] = answers.keys()
  const kept = answers.size < MOST_ANSWERS || oldest === undefined ? answers : without(answers, oldest)
  return withEntry(kept, id, { text, answer })
}

/**
 * A stop that works tighter than we know of, because somebody moved it elsewhere or what we journaled of our own move
 * was lost, is taken over: nothing of ours may loosen it.
 */
function adoptStop(before: DeskState, state: DeskState, report: OrderReport): DeskState {
  const known = report.ref === null ? undefined : before.live.get(report.ref)
  if (known === undefined || known.order.role !== 'stop' || known.asked !== null || report.pricing.type !== 'STP') {
    return state
  }
  const key = placeKey(known.order.book, known.order.symbol)
  const trade = state.trades.get(key)
  if (trade === undefined || samePricing(known.order.pricing, report.pricing)) return state
  return moveStop(state, key, trade, report.pricing.stop)
}

/** A stop only ever moves to where it is tighter. */
function moveStop(state: DeskState, key: PlaceKey, trade: Trade, wanted: Price): DeskState {
  const stop = tighterStop(trade.side, trade.stop, wanted)
  if (stop === trade.stop) return state
  return {
    ...state,
    trades: withEntry(state.trades, key, { ...trade, stop, moved: true }),
    movedStops: withEntry(state.movedStops, trade.entry, stop),
  }
}

const withStaged = (state: DeskState, staged: StagedOrder): DeskState => ({
  ...state,
  brackets: withEntry(state.brackets, staged.ref, staged),
})

/** The bracket and its three orders, as staged. */
function withBracket(state: DeskState, staged: StagedOrder): DeskState {
  const { entry, stop, target } = bracketOrders(staged)
  return [entry, stop, target].reduce((next, order) => putOrder(next, newOrder(order)), withStaged(state, staged))
}

function edited(state: DeskState, ref: OrderRef, revision: number, plan: BracketPlan): DeskState {
  const before = state.brackets.get(ref)
  if (before === undefined) return state
  const staged = { ...before, revision, plan }
  const { entry, stop, target } = bracketOrders(staged)
  const passed = passFamily(withStaged(state, staged), ref, 'edit')
  return [entry, stop, target].reduce((next, request) => {
    const known = next.live.get(request.ref)
    return known === undefined ? next : putOrder(next, { ...known, order: { ...request, state: known.order.state } })
  }, passed)
}

/** Lets the same happen to an entry and its children, as far as they have not gone out. */
function passFamily(state: DeskState, ref: OrderRef, event: OrderEvent): DeskState {
  const { live } = state
  const children = [...live.values()].filter(({ order }) => order.parent === ref).map(({ order }) => order.ref)
  return [ref, ...children].reduce((next, each) => passOrder(next, each, event), state)
}

/** An entry is about to go out: it counts for the limit a minute. */
const entered = (state: DeskState, time: UtcMs): DeskState => ({
  ...state,
  entryTimes: [...state.entryTimes.filter((earlier) => earlier > time - MINUTE_MS), time],
})

function afterRefusal(state: DeskState, ref: OrderRef, request: 'order' | 'change' | 'cancel'): DeskState {
  const known = findOrder(state, ref)
  if (known === undefined) return state
  if (request === 'cancel') return passOrder(state, ref, 'reject-cancel')
  if (request === 'change') return changeOrder(passOrder(state, ref, 'reject-modify'), ref, { asked: null })
  if (known.order.state === 'journaled') return passOrder(state, ref, 'refuse')
  // Of an order that is filled in part, over or about to be changed, only its status tells what became of it.
  const canTell = !isOver(known.order.state) && known.filled === 0 && 'reject' in ORDER_TRANSITIONS[known.order.state]
  return canTell ? passOrder(state, ref, 'reject') : state
}
