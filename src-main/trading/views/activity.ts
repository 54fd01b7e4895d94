import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MODES } from '../../../src-shared/domain/mode.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { ExpiryReason, TradingEvent } from '../journal/trading-event.ts'
import type { StagedOrder } from '../staging/staged-order.ts'
import { type DeskState, findOrder } from '../state/desk-state.ts'
import { money, plain, priced } from '../words.ts'

/** One line of what happened. */
export interface ActivityLine {
  /** Market time. */
  readonly time: UtcMs
  readonly symbol: Ticker | null
  readonly text: string
}

const EXPIRED: Readonly<Record<ExpiryReason, string>> = {
  time: 'its time is over',
  'next decision': 'the next decision has come',
  'mode change': 'the mode has changed',
  'cut-off': 'no entries this late',
  suspend: 'the machine slept',
  stop: 'STOP',
  breaker: 'the breaker is tripped',
  restart: 'the cockpit was restarted before it went out',
}

/**
 * The line for an event; null for those that a trader does not follow.
 * @param state after the event.
 */
export function activityLine(event: TradingEvent, state: DeskState): ActivityLine | null {
  const said = say(event, state)
  return said === null ? null : { time: event.time, symbol: said.symbol, text: said.text }
}

type Said = Pick<ActivityLine, 'symbol' | 'text'> | null

const general = (text: string): Said => ({ symbol: null, text })

function say(event: TradingEvent, state: DeskState): Said {
  const ofOrder = (ref: Order['ref'], text: (order: Order) => string): Said => {
    const known = findOrder(state, ref)
    return known === undefined ? null : { symbol: known.order.symbol, text: text(known.order) }
  }
  switch (event.kind) {
    case 'day-started':
      return general(`The session of ${event.day.date} has begun.`)
    case 'mode-changed':
      return general(`${MODES[event.mode].shown}: ${event.reason}.`)
    case 'trading-state-changed':
      return general(`Trading is ${event.state}: ${event.reason}.`)
    case 'automatic-approval-changed':
      return general(`Automatic approval is ${event.on ? 'on' : 'off'}: ${event.reason}.`)
    case 'breaker-tripped':
      return general(
        `The breaker has tripped: the day stands at ${money(event.profit)} dollars, the limit is ${money(-event.limit)}.`,
      )
    case 'order-staged':
      return { symbol: event.staged.symbol, text: `Staged: ${describe(event.staged)}.` }
    case 'entry-refused':
      return { symbol: event.symbol, text: `Not staged: ${event.message}` }
    case 'order-edited': {
      const staged = state.brackets.get(event.ref)
      return staged === undefined ? null : { symbol: staged.symbol, text: `Edited: ${describe(staged)}.` }
    }
    case 'drift-shown':
      return ofOrder(event.ref, () => `The price has gone to ${priced(event.reference)}: to be approved again.`)
    case 'order-approved':
      return ofOrder(
        event.ref,
        (order) => `Approved${event.by === 'automatic' ? ' automatically' : ''}: ${asked(order)}.`,
      )
    case 'order-declined':
      return ofOrder(event.ref, (order) => `Rejected: ${asked(order)}.`)
    case 'order-expired':
      return ofOrder(event.ref, (order) => `Expired: ${asked(order)}; ${EXPIRED[event.reason]}.`)
    case 'order-refused':
      return ofOrder(event.ref, (order) => `Not sent: ${asked(order)}. ${event.message}`)
    case 'reduction-intent':
      return { symbol: event.order.symbol, text: `Sent: ${asked(event.order)}.` }
    case 'change-intent':
      return ofOrder(event.ref, (order) => `The ${order.role} goes to ${changeOf(event.change, order)}.`)
    case 'request-refused':
      return ofOrder(event.ref, (order) => `Refused (${event.request}): ${asked(order)}: ${event.message}.`)
    case 'cancel-wanted':
      return ofOrder(event.ref, (order) => `To be cancelled: ${asked(order)}; ${event.reason}.`)
    case 'close-wanted':
      return { symbol: event.symbol, text: `The position is being closed: ${event.reason}.` }
    case 'execution': {
      const { symbol, action, shares, price, liquidation, ref } = event.execution
      const whose = ref !== null && findOrder(state, ref) !== undefined ? '' : ', not ours'
      const how = liquidation ? ', closed by the broker' : ''
      return { symbol, text: `Filled: ${action} ${plain(shares)} at ${priced(price)}${how}${whose}.` }
    }
    case 'contact-lost':
      return general(
        `${event.refs.length === 1 ? 'One order is' : `${event.refs.length} orders are`} unknown: ${event.reason}.`,
      )
    case 'order-absent':
      return ofOrder(event.ref, (order) => `The broker has never had it: ${asked(order)}.`)
    case 'command-answered':
    case 'order-intent':
    case 'cancel-intent':
    case 'order-sent':
    case 'stop-wanted':
    case 'best-close':
    case 'broker-order':
    case 'commission':
      return null
  }
}

function describe({ side, plan, symbol }: StagedOrder): string {
  const at = plan.limit === null ? 'at the market' : `at ${priced(plan.limit)}`
  const action = side === 'long' ? 'BUY' : 'SELL'
  return `${action} ${plain(plan.quantity)} ${symbol} ${at}, stop ${priced(plan.stop)}, target ${priced(plan.target)}`
}

const asked = ({ role, action, quantity, symbol, pricing }: OrderRequest): string =>
  `${role} ${action} ${plain(quantity)} ${symbol} ${pricedAs(pricing)}`

/** The price that a child stands at. */
const levelOf = (pricing: Order['pricing']): string =>
  'stop' in pricing ? priced(pricing.stop) : 'limit' in pricing ? priced(pricing.limit) : 'the market'

function pricedAs(pricing: Order['pricing']): string {
  switch (pricing.type) {
    case 'MKT':
      return 'at the market'
    case 'LMT':
      return `at ${priced(pricing.limit)}`
    case 'STP':
    case 'TRAIL':
      return `from ${priced(pricing.stop)}`
    case 'STP LMT':
      return `from ${priced(pricing.stop)} at ${priced(pricing.limit)}`
  }
}

function changeOf(
  { pricing, quantity }: Extract<TradingEvent, { kind: 'change-intent' }>['change'],
  order: Order,
): string {
  const parts = [
    ...(pricing === undefined ? [] : [levelOf(pricing)]),
    ...(quantity === undefined ? [] : [`${plain(quantity)} of ${plain(order.quantity)} shares`]),
  ]
  return parts.join(', ')
}
