import type { Book } from '../../../src-shared/domain/book.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import type { Execution } from '../../broker/reports.ts'
import { priced, shares } from '../words.ts'
import { bookKey, type DeskState, type Finding, findOrder, liveIn, sharesIn } from './desk-state.ts'
import { withEntry } from './maps.ts'

/** Unacknowledged findings that are kept; more than that is one situation, and the first ones tell of it. */
const MOST_FINDINGS = 500

/** Keeps a finding about an account, once. What is wrong in the simulated book is a bug of ours, and no difference. */
function found(state: DeskState, finding: Finding): DeskState {
  const { findings } = state
  if (finding.book.kind === 'simulated' || findings.has(finding.id) || findings.size >= MOST_FINDINGS) return state
  return { ...state, findings: withEntry(findings, finding.id, finding) }
}

/** An order does what the transition table does not know. */
export function foundContradiction(state: DeskState, ref: OrderRef, message: string): DeskState {
  const order = findOrder(state, ref)?.order
  if (order === undefined) return state
  const { book, symbol, state: orderState } = order
  const id = `contradiction ${bookKey(book)} ${ref} ${orderState} ${state.contradictions.length}`
  const said = `The broker contradicts itself about order ${ref} of ${symbol}: ${message}.`
  return found(state, { id, kind: 'contradiction', book, symbol, message: said })
}

/** The broker has never had an order that may have been sent. */
export function foundAbsent(state: DeskState, ref: OrderRef): DeskState {
  const order = findOrder(state, ref)?.order
  if (order === undefined) return state
  const { book, symbol, role, action, quantity } = order
  const what = `${role} ${action} ${quantity} ${symbol}`
  const message = `It was about to be sent, and the broker has never had it: ${what} (${ref}). It counts as expired.`
  return found(state, { id: `absent ${bookKey(book)} ${ref} ${quantity}`, kind: 'absent', book, symbol, message })
}

const tradeOf = ({ action, shares: count, symbol, price }: Execution): string =>
  `${action} ${shares(count)} of ${symbol} at ${priced(price)}`

const fillId = (kind: Finding['kind'], book: Book, { execId, shares: count, price }: Execution): string =>
  `${kind} ${bookKey(book)} ${execId} ${count}@${price}`

/** A trade that no order of ours made, where it concerns us: the broker's own, one under our name, one in our symbol. */
export function foundForeign(state: DeskState, book: Book, execution: Execution): DeskState {
  const { symbol, liquidation, ref } = execution
  const say = (kind: Finding['kind'], message: string): DeskState =>
    found(state, { id: fillId(kind, book, execution), kind, book, symbol, message })
  if (liquidation) return say('liquidation', `The broker has closed a position by itself: ${tradeOf(execution)}.`)
  if (ref !== null) {
    return say(
      'unknown-fill',
      `There was a trade under the reference ${ref}, which we do not know: ${tradeOf(execution)}.`,
    )
  }
  const concerns = sharesIn(state, book, symbol) !== 0 || liveIn(state, book, symbol).length > 0
  return concerns ? say('foreign-fill', `Somebody else has traded in our symbol: ${tradeOf(execution)}.`) : state
}

/** A trade of an earlier day has been corrected: our books of that day are closed, and stay as they are. */
export function foundLateCorrection(
  state: DeskState,
  book: Book,
  execution: Execution,
  before: { readonly shares: number; readonly price: number },
): DeskState {
  const was = `${shares(before.shares)} at ${priced(before.price)}`
  const message = `A trade of an earlier day has been corrected: ${tradeOf(execution)}, it was ${was}.`
  const { symbol } = execution
  const id = fillId('late-correction', book, execution)
  return found(state, { id, kind: 'late-correction', book, symbol, message })
}
