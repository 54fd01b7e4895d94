import { type Book, sameBook } from '../../../src-shared/domain/book.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import type { CommissionReport, Execution } from '../../broker/reports.ts'
import { correctionEvent, fillEvent } from '../ledger/broker-says.ts'
import { executionId, supersedes } from '../ledger/execution-id.ts'
import { emptyHolding, type Holding, withCommissions, withFill } from '../ledger/holding.ts'
import { averageFill, type LedgerOrder } from '../ledger/ledger-order.ts'
import { anchoredLevels, tighterStop } from '../staging/anchor.ts'
import { type CountedExecution, type DeskState, findOrder, placeKey, type Trade } from './desk-state.ts'
import { passOrder, putOrder } from './evolve-order.ts'
import { withEntry, without } from './maps.ts'

/** The version of an execution that stands so far, when a message brings nothing newer; undefined when it does. */
function isOld(counted: CountedExecution | undefined, version: string): boolean {
  return counted !== undefined && !supersedes(version, counted.version)
}

/** An execution of ours, or a correction of one: order, holding and trade follow. Foreign ones change nothing here. */
export function afterExecution(state: DeskState, book: Book, execution: Execution): DeskState {
  const { ref } = execution
  const known = ref === null ? undefined : findOrder(state, ref)
  if (ref === null || known === undefined || !sameBook(known.order.book, book)) return state
  const { base, version } = executionId(execution.execId)
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
    return { book, symbol, entry: ref, side, atr, ...levels, stop, moved: isMoved, bestClose: null }
  }
  return {
    ...trade,
    stop,
    target: levels.target,
  }
}

const sideOf = (action: Order['action']): Trade['side'] => (action === 'BUY' ? 'long' : 'short')

/** What an execution cost. That of a corrected execution takes the place of the original's. */
export function afterCommission(state: DeskState, book: Book, { execId, commission }: CommissionReport): DeskState {
  const { base, version } = executionId(execId)
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
