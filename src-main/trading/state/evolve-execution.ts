import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import type { CommissionReport, Execution } from '../../broker/reports.ts'
import type { TradingEvent } from '../journal/trading-event.ts'
import { correctionEvent, fillEvent } from '../ledger/broker-says.ts'
import { executionId, supersedes } from '../ledger/execution-id.ts'
import { emptyHolding, type Holding, withCommissions, withFill } from '../ledger/holding.ts'
import { averageFill, type LedgerOrder } from '../ledger/ledger-order.ts'
import { anchoredLevels, tighterStop } from '../staging/anchor.ts'
import { type CountedExecution, type DeskState, executionKey, findOrder, placeKey, type Trade } from './desk-state.ts'
import { passOrder, putOrder } from './evolve-order.ts'
import { foundForeign, foundLateCorrection } from './findings.ts'
import { withEntry, without } from './maps.ts'

/** The version of an execution that stands so far, when a message brings nothing newer; undefined when it does. */
function isOld(counted: CountedExecution | undefined, version: string): boolean {
  return counted !== undefined && !supersedes(version, counted.version)
}

/** An execution of ours, or a correction of one: order, holding and trade follow. Foreign ones are found, not counted. */
export function afterExecution(state: DeskState, book: Book, execution: Execution): DeskState {
  const { ref } = execution
  const known = ref === null ? undefined : findOrder(state, ref)
  const { base: id, version } = executionId(execution.execId)
  const base = executionKey(book, id)
  const past = state.pastExecutions.get(base)
  if (past !== undefined) {
    if (isOld(past, version)) return state
    const corrected = { ...past, version, shares: execution.shares, price: execution.price }
    const closed = { ...state, pastExecutions: withEntry(state.pastExecutions, base, corrected) }
    return foundLateCorrection(closed, book, execution, past)
  }
  if (ref === null || known === undefined || !sameBook(known.order.book, book)) {
    const { symbol, price } = execution
    const trade = { place: placeKey(book, symbol), price }
    const key = executionKey(book, execution.execId)
    const told = { ...state, foreignExecutions: withEntry(state.foreignExecutions, key, trade) }
    return foundForeign(told, book, execution)
  }
  const counted = state.executions.get(base)
  if (isOld(counted, version)) return state
  const { shares, price } = execution
  const entry: CountedExecution = { version, ref, shares, price }
  const withOrder = afterShares(
    { ...state, executions: withEntry(state.executions, base, entry) },
    known,
    execution,
    counted,
  )
  const { symbol, action } = known.order
  const key = placeKey(book, symbol)
  const signed = action === 'BUY' ? shares : -shares
  const before = withOrder.holdings.get(key) ?? emptyHolding(book, symbol)
  const centsOf = (fill: string): number => state.commissions.get(fill)?.cents ?? 0
  const filled = withFill(before, { base, time: execution.time, shares: signed, price })
  const holding = withCommissions(filled, centsOf)
  const held = stoppedOut(
    { ...withOrder, holdings: withEntry(withOrder.holdings, key, holding) },
    known,
    counted === undefined ? execution : null,
  )
  return afterHolding(held, holding, findOrder(held, ref) ?? known)
}

/** A stop that fills makes its side rest (strategy.md): when it was is kept for the engine. */
function stoppedOut(state: DeskState, { order }: LedgerOrder, execution: Execution | null): DeskState {
  if (execution === null || order.role !== 'stop') return state
  const side = order.action === 'SELL' ? 'long' : 'short'
  const entry = { side, time: execution.time } as const
  return { ...state, stoppedOut: withEntry(state.stoppedOut, placeKey(order.book, order.symbol), entry) }
}

function afterShares(
  state: DeskState,
  known: LedgerOrder,
  execution: Execution,
  counted: CountedExecution | undefined,
): DeskState {
  const { ref } = known.order
  const more = execution.shares - (counted?.shares ?? 0)
  const executed = {
    shares: known.executed.shares + more,
    value: known.executed.value + execution.shares * execution.price - (counted?.shares ?? 0) * (counted?.price ?? 0),
  }
  const filled =
    counted === undefined
      ? Math.max(known.filled, execution.cumulative, executed.shares)
      : Math.max(known.filled + more, executed.shares)
  const changed = putOrder(state, { ...known, executed, filled })
  if (filled === known.filled) return changed
  const isFill = counted === undefined || known.filled === 0
  return passOrder(changed, ref, isFill ? fillEvent(filled, known) : correctionEvent(filled, known))
}

/** What our own shares become when the trader takes shares over, or writes lost ones off. */
export function afterAdoption(
  state: DeskState,
  { book, symbol, shares, price, time }: Extract<TradingEvent, { kind: 'position-adopted' }>,
): DeskState {
  const key = placeKey(book, symbol)
  const before = state.holdings.get(key) ?? emptyHolding(book, symbol)
  const holding = withFill(before, { base: `adopted ${before.fills.length} ${time}`, time, shares, price })
  const taken = { ...state, holdings: withEntry(state.holdings, key, holding) }
  if (holding.shares === 0) {
    return { ...taken, trades: without(taken.trades, key), closings: without(taken.closings, key) }
  }
  const trade = taken.trades.get(key)
  const turned = trade !== undefined && signOf(trade.side) * holding.shares < 0
  return turned ? { ...taken, trades: without(taken.trades, key) } : taken
}

/** A flat position is managed no more; one that an entry opened, or added to, is measured from its average price. */
function afterHolding(state: DeskState, holding: Holding, known: LedgerOrder): DeskState {
  const key = placeKey(holding.book, holding.symbol)
  if (holding.shares === 0) {
    return { ...state, trades: without(state.trades, key), closings: without(state.closings, key) }
  }
  const trade = state.trades.get(key)
  if (trade !== undefined && signOf(trade.side) * holding.shares < 0) {
    return { ...state, trades: without(state.trades, key) }
  }
  if (known.order.role !== 'entry' || (trade !== undefined && trade.entry !== known.order.ref)) return state
  const next = tradeAfterEntry(state, trade, known)
  // What a correction has turned round was opened by no entry.
  return next === null || signOf(next.side) * holding.shares < 0
    ? state
    : { ...state, trades: withEntry(state.trades, key, next) }
}

function tradeAfterEntry(state: DeskState, trade: Trade | undefined, known: LedgerOrder): Trade | null {
  const bracket = state.brackets.get(known.order.ref)
  const average = averageFill(known)
  if (bracket === undefined || average === null || sideOf(known.order.action) !== bracket.side) return null
  const { book, symbol, side, atr, ref, tick, plan } = bracket
  const levels = anchoredLevels(side, average, plan, tick)
  const moved = state.movedStops.get(ref)
  const stop = moved === undefined ? levels.stop : tighterStop(side, levels.stop, moved)
  if (trade === undefined) {
    const isMoved = moved !== undefined
    return { book, symbol, entry: ref, side, atr, ...levels, stop, moved: isMoved, targetSet: false, bestClose: null }
  }
  return {
    ...trade,
    stop,
    target: trade.targetSet ? trade.target : levels.target,
  }
}

const sideOf = (action: Order['action']): Trade['side'] => (action === 'BUY' ? 'long' : 'short')

/** What an execution cost. That of a corrected execution takes the place of the original's. */
export function afterCommission(state: DeskState, book: Book, { execId, commission }: CommissionReport): DeskState {
  const { base: id, version } = executionId(execId)
  const base = executionKey(book, id)
  const known = state.commissions.get(base)
  if (known !== undefined && known.version !== version && !supersedes(version, known.version)) return state
  const cents = Math.round(commission * 100)
  if (known?.version === version && known.cents === cents) return state
  const commissions = withEntry(state.commissions, base, { cents, version })
  const execution = state.executions.get(base)
  const order = execution === undefined ? undefined : findOrder(state, execution.ref)?.order
  const key = order === undefined ? undefined : placeKey(book, order.symbol)
  const holding = key === undefined ? undefined : state.holdings.get(key)
  // One that comes before its execution is counted with it.
  if (key === undefined || holding === undefined) return { ...state, commissions }
  const paid = withCommissions(holding, (fill) => commissions.get(fill)?.cents ?? 0)
  return { ...state, commissions, holdings: withEntry(state.holdings, key, paid) }
}
