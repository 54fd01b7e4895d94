import type { Marker } from '../../../src-shared/contract/views/symbol.ts'
import type { Decision, HoldReason } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { capitalised, signed } from '../../engine/reasons/wording.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import { type DeskState, findOrder, placeKey } from '../../trading/state/desk-state.ts'
import { plain, priced } from '../../trading/words.ts'
import { vetoWords } from './words/veto-note.ts'

const SHORT_OF_CONSENSUS: readonly HoldReason[] = ['few-edges', 'few-agree', 'few-own-edges', 'weak-score']

/** Whether a candidate was there and the other rules of consensus, no veto, stopped it. */
export const isShortOfConsensus = ({ action, candidate }: Decision): boolean =>
  candidate !== null && action.kind === 'hold' && SHORT_OF_CONSENSUS.includes(action.why)

/** What a decision leaves on the chart; null for one without a candidate, or whose order is marked by itself. */
export function decisionMarker(decision: Decision): Marker | null {
  const { barStart, close, candidate, cards } = decision
  if (candidate === null) return null
  const at = { time: barStart, price: close, side: candidate }
  const veto = vetoWords(decision)
  if (veto !== null) return { ...at, kind: 'vetoed', says: veto }
  if (!isShortOfConsensus(decision)) return null
  const says = `${capitalised(candidate)} short of consensus: ${cards[0].agreeing} of 6 agree`
  return { ...at, kind: 'short-of-consensus', says }
}

/** What a happening of trading leaves on its symbol's chart; null for most. */
export function eventMarker(
  event: TradingEvent,
  state: DeskState,
  before: DeskState,
): { readonly symbol: Ticker; readonly marker: Marker } | null {
  if (event.kind === 'order-staged') {
    const { symbol, side, plan, reference, barStart } = event.staged
    const price = plan.limit ?? reference
    const says = `Staged: ${side} ${plain(plan.quantity)} at ${priced(price)}`
    return { symbol, marker: { time: barStart ?? event.time, price, side, kind: 'staged', says } }
  }
  if (event.kind !== 'execution') return null
  const { ref, symbol, action, shares, price, time } = event.execution
  const order = ref === null ? undefined : findOrder(state, ref)?.order
  if (order === undefined) return null
  const bought: Side = action === 'BUY' ? 'long' : 'short'
  const amount = `${action} ${plain(shares)} at ${priced(price)}`
  if (order.role === 'entry') {
    return { symbol, marker: { time, price, side: bought, kind: 'filled', says: `Filled: ${amount}` } }
  }
  const key = placeKey(event.book, symbol)
  const realised = (at: DeskState): number => at.holdings.get(key)?.realised ?? 0
  const earned = signed((realised(state) - realised(before)) / 100, 2)
  const side: Side = bought === 'long' ? 'short' : 'long'
  const says = `Closed by its ${order.role === 'close' ? 'close order' : order.role}: ${amount}, ${earned}`
  return { symbol, marker: { time, price, side, kind: 'closed', says } }
}
