import type { DecisionReview } from '../../../src-shared/contract/views/review.ts'
import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { signed } from '../../engine/reasons/wording.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import { type DeskState, findOrder, placeKey } from '../../trading/state/desk-state.ts'
import { EXPIRY_WORDS } from '../../trading/views/activity.ts'
import { money, plain, priced } from '../../trading/words.ts'

export type StoryStep = DecisionReview['story'][number]

interface Told {
  readonly entry: OrderRef
  readonly step: string
  readonly says: string
}

/** The entry to whose story something of an order belongs: itself, its parent, or what it closes. */
function entryOf(state: DeskState, ref: OrderRef): OrderRef | null {
  const order = findOrder(state, ref)?.order
  if (order === undefined) return null
  if (order.role === 'entry') return order.ref
  return order.parent ?? state.trades.get(placeKey(order.book, order.symbol))?.entry ?? null
}

/**
 * What an event adds to the story of an order; null for one that adds nothing.
 * @param seq of its row
 */
export function storyStep(
  event: TradingEvent,
  seq: number,
  before: DeskState,
  after: DeskState,
): { readonly entry: OrderRef; readonly step: StoryStep } | null {
  const told = tell(event, seq, before, after)
  if (told === null) return null
  return { entry: told.entry, step: { time: event.operatorTime, step: told.step, says: told.says } }
}

function tell(event: TradingEvent, seq: number, before: DeskState, after: DeskState): Told | null {
  const of = (ref: OrderRef, step: string, says: string): Told | null => {
    const entry = entryOf(after, ref) ?? entryOf(before, ref)
    return entry === null ? null : { entry, step, says }
  }
  const roleOf = (ref: OrderRef): string => findOrder(after, ref)?.order.role ?? 'order'
  switch (event.kind) {
    case 'order-staged': {
      const { ref, plan, side } = event.staged
      return of(ref, 'staged', `${describe(side, plan)}, risk ${money(plan.quantity * plan.stopDistance)} dollars`)
    }
    case 'order-edited': {
      const side = after.brackets.get(event.ref)?.side ?? 'long'
      return of(event.ref, 'edited', `${describe(side, event.plan)}, stop ${priced(event.plan.stop)}`)
    }
    case 'drift-shown':
      return of(event.ref, 'to approve again', `the price had gone to ${priced(event.reference)}`)
    case 'order-approved':
      return of(event.ref, 'approved', event.by === 'trader' ? 'by the trader' : 'automatically')
    case 'order-declined':
      return of(event.ref, 'rejected', 'by the trader')
    case 'order-expired':
      return of(event.ref, 'expired', EXPIRY_WORDS[event.reason])
    case 'order-refused':
      return of(event.ref, 'not sent', event.message)
    case 'order-intent':
      return of(event.entry.ref, 'journaled', `row ${plain(seq)}, before the first byte`)
    case 'order-sent': {
      const [ref] = event.refs
      return ref === undefined ? null : of(ref, 'sent', event.refs.length === 1 ? roleOf(ref) : 'with stop and target')
    }
    case 'broker-order': {
      const { ref, orderId, status } = event.report
      if (ref === null || findOrder(before, ref)?.report !== null || roleOf(ref) !== 'entry') return null
      return status === 'Inactive' ? null : of(ref, 'acknowledged', `order id ${orderId}`)
    }
    case 'change-intent': {
      const { pricing, quantity } = event.change
      const level =
        pricing === undefined ? null : 'stop' in pricing ? pricing.stop : 'limit' in pricing ? pricing.limit : null
      const parts = [
        ...(level === null ? [] : [`to ${priced(level)}`]),
        ...(quantity === undefined ? [] : [`for ${plain(quantity)} shares`]),
      ]
      return of(event.ref, `${roleOf(event.ref)} moved`, parts.join(', '))
    }
    case 'cancel-wanted':
      return of(event.ref, 'to be cancelled', event.reason)
    case 'request-refused':
      return of(event.ref, 'refused', event.message)
    case 'contact-lost': {
      const [ref] = event.refs
      return ref === undefined ? null : of(ref, 'unknown', event.reason)
    }
    case 'order-absent':
      return of(event.ref, 'never there', 'the broker has never had it')
    case 'execution':
      return filled(event, before, after, of)
    default:
      return null
  }
}

function filled(
  { book, execution }: Extract<TradingEvent, { kind: 'execution' }>,
  before: DeskState,
  after: DeskState,
  of: (ref: OrderRef, step: string, says: string) => Told | null,
): Told | null {
  const { ref, shares, price, symbol } = execution
  const order = ref === null ? undefined : findOrder(after, ref)?.order
  if (ref === null || order === undefined) return null
  const at = `${plain(shares)} at ${priced(price)}`
  if (order.role === 'entry') return of(ref, 'filled', at)
  const key = placeKey(book, symbol)
  const earned = (after.holdings.get(key)?.realised ?? 0) - (before.holdings.get(key)?.realised ?? 0)
  return of(
    ref,
    order.role === 'close' ? 'closed' : `${order.role} filled`,
    `${at}, ${signed(earned / 100, 2)} dollars`,
  )
}

const describe = (side: string, { quantity, limit }: { quantity: number; limit: number | null }): string =>
  `${side === 'long' ? 'buy' : 'sell'} ${plain(quantity)}, ${limit === null ? 'at the market' : `limit ${priced(limit)}`}`
