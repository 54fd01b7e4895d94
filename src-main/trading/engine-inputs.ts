import type { Book } from '../../src-shared/domain/book.ts'
import type { EngineInput, EnginePosition, PositionInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import type { Execution } from '../broker/reports.ts'
import { averagePrice } from './ledger/holding.ts'
import { type DeskState, findOrder, placeKey, sharesIn } from './state/desk-state.ts'

const sideOf = (shares: number): Side => (shares > 0 ? 'long' : 'short')

/** An open position as the engine manages it; null when it is flat, or nothing is known to manage it by. */
function enginePosition(state: DeskState, book: Book, symbol: Ticker): EnginePosition | null {
  const key = placeKey(book, symbol)
  const holding = state.holdings.get(key)
  const trade = state.trades.get(key)
  if (holding === undefined || trade === undefined || holding.shares === 0) return null
  const { side, atr, stop, bestClose } = trade
  return { side, quantity: Math.abs(holding.shares), average: averagePrice(holding), atr, stop, bestClose }
}

/** Whether the engine manages what is held somewhere: what no entry of ours explains it has never heard of. */
export const isManaged = (
  state: DeskState,
  { book, symbol }: { readonly book: Book; readonly symbol: Ticker },
): boolean => state.trades.has(placeKey(book, symbol))

/** The position that replaces what the engine held for the symbol, with the stop-out after which its side rests. */
export function positionInput(state: DeskState, book: Book, symbol: Ticker): PositionInput {
  const stoppedOut = state.stoppedOut.get(placeKey(book, symbol)) ?? null
  return { kind: 'position', symbol, position: enginePosition(state, book, symbol), stoppedOut }
}

/**
 * What an execution is for the engine: a fill of the position that it opens, adds to or reduces; where it is none of
 * these, as a correction is, the whole position anew. Null when it changed nothing of ours.
 */
export function engineInputOf(
  before: DeskState,
  after: DeskState,
  book: Book,
  { symbol, time, ref, price }: Execution,
): EngineInput | null {
  const [was, is] = [sharesIn(before, book, symbol), sharesIn(after, book, symbol)]
  const known = ref === null ? undefined : findOrder(after, ref)
  if (known === undefined || after.executions === before.executions) return null
  const isNew = after.executions.size > before.executions.size
  const place = { book, symbol }
  const key = placeKey(book, symbol)
  const unheard = !isManaged(before, place) && !isManaged(after, place)
  // Another book may hold the same symbol, and that one is the engine's.
  if (unheard && [...after.trades.values()].some((other) => other.symbol === symbol)) return null
  const { role } = known.order
  const quantity = Math.abs(is - was)
  const fill = { kind: 'fill', symbol, time, role, quantity, price } as const
  const trade = after.trades.get(key)
  // A position that no entry of ours explains, as a correction can leave one, is none of the engine's.
  const inStep = isManaged(before, place) === (was !== 0)
  const isFill = isNew && inStep && was * is >= 0
  if (isFill && role === 'entry' && Math.abs(is) > Math.abs(was) && trade !== undefined) {
    return { ...fill, side: trade.side, entry: { atr: trade.atr, stop: trade.stop } }
  }
  if (isFill && role !== 'entry' && Math.abs(is) < Math.abs(was)) return { ...fill, side: sideOf(was) }
  return positionInput(after, book, symbol)
}
