import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MODES } from '../../../src-shared/domain/mode.ts'
import type { Order } from '../../../src-shared/domain/order.ts'
import type { ExpiryReason, TradingEvent } from '../journal/trading-event.ts'
import type { StagedOrder } from '../staging/staged-order.ts'
import { type DeskState, findOrder, placeKey } from '../state/desk-state.ts'
import { money, plain, priced } from '../words.ts'

/** A line of what happened, before it has its number. */
export type ActivityNote = Omit<ActivityLine, 'number'>

/** Why a staged order stopped waiting, for the trader. */
export const EXPIRY_WORDS: Readonly<Record<ExpiryReason, string>> = {
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
 * @param before the state before it; without it nothing is said of what a fill earned.
 */
export function activityLine(
  event: TradingEvent,
  state: DeskState,
  before: DeskState | null = null,
): ActivityNote | null {
  const said = say(event, state, before)
  if (said === null) return null
  const { subject, symbol = null, text, mark = 'plain', amount = null } = said
  return { time: event.time, subject, symbol, text, mark, amount }
}

interface Said {
  readonly subject: ActivityLine['subject']
  readonly symbol?: Ticker
  readonly text: string
  readonly mark?: ActivityLine['mark']
  readonly amount?: number | null
}

const sideMark = (action: Order['action']): 'long' | 'short' => (action === 'BUY' ? 'long' : 'short')

function say(event: TradingEvent, state: DeskState, before: DeskState | null): Said | null {
  const ofOrder = (
    ref: Order['ref'],
    subject: Said['subject'],
    mark: ActivityLine['mark'],
    text: (order: Order) => string,
  ): Said | null => {
    const known = findOrder(state, ref)
    return known === undefined ? null : { subject, symbol: known.order.symbol, text: text(known.order), mark }
  }
  switch (event.kind) {
    case 'day-started':
      return { subject: 'session', text: `The session of ${event.day.date} has begun.` }
    case 'mode-changed': {
      const mark = event.mode === 'dry-run' ? 'plain' : 'warning'
      const where = event.account == null ? '' : ` on ${event.account}`
      return { subject: 'mode', text: `${MODES[event.mode].shown}${where}: ${event.reason}.`, mark }
    }
    case 'trading-state-changed': {
      const mark = event.state === 'active' ? 'good' : 'warning'
      return { subject: 'mode', text: `Trading is ${event.state}: ${event.reason}.`, mark }
    }
    case 'automatic-approval-changed': {
      const text = `Automatic approval is ${event.on ? 'on' : 'off'}: ${event.reason}.`
      return { subject: 'mode', text, mark: event.on ? 'warning' : 'plain' }
    }
    case 'breaker-tripped': {
      const text = `The breaker has tripped: the day stands at ${money(event.profit)} dollars, the limit is ${money(-event.limit)}.`
      return { subject: 'risk', text, mark: 'error', amount: event.profit }
    }
    case 'order-staged':
      return stagedLine('Staged', event.staged)
    case 'entry-refused':
      return { subject: 'risk', symbol: event.symbol, text: `Not staged: ${event.message}`, mark: 'warning' }
    case 'order-edited': {
      const staged = state.brackets.get(event.ref)
      return staged === undefined ? null : stagedLine('Edited', staged)
    }
    case 'drift-shown':
      return ofOrder(
        event.ref,
        'staged',
        'warning',
        () => `The price has gone to ${priced(event.reference)}: to be approved again.`,
      )
    case 'order-approved': {
      const how = event.by === 'automatic' ? ' automatically' : ''
      return ofOrder(event.ref, 'staged', 'good', (order) => `Approved${how}: ${asked(order)}.`)
    }
    case 'order-declined':
      return ofOrder(event.ref, 'staged', 'plain', (order) => `Rejected: ${asked(order)}.`)
    case 'order-expired':
      return ofOrder(
        event.ref,
        'staged',
        'plain',
        (order) => `Expired: ${asked(order)}; ${EXPIRY_WORDS[event.reason]}.`,
      )
    case 'order-refused':
      return ofOrder(event.ref, 'risk', 'warning', (order) => `Not sent: ${asked(order)}. ${event.message}`)
    case 'reduction-intent':
      return { subject: 'order', symbol: event.order.symbol, text: `Sent: ${asked(event.order)}.` }
    case 'change-intent':
      return ofOrder(
        event.ref,
        'order',
        'plain',
        (order) => `The ${order.role} goes to ${changeOf(event.change, order)}.`,
      )
    case 'request-refused':
      return ofOrder(
        event.ref,
        'error',
        'error',
        (order) => `Refused (${event.request}): ${asked(order)}: ${event.message}.`,
      )
    case 'cancel-wanted':
      return ofOrder(event.ref, 'order', 'plain', (order) => `To be cancelled: ${asked(order)}; ${event.reason}.`)
    case 'close-wanted':
      return { subject: 'order', symbol: event.symbol, text: `The position is being closed: ${event.reason}.` }
    case 'amendment-intent': {
      const { symbol } = event.entry
      return {
        subject: 'order',
        symbol,
        text: `To be changed: ${asked(event.entry)}.`,
        mark: sideMark(event.entry.action),
      }
    }
    case 'target-wanted':
      return { subject: 'order', symbol: event.symbol, text: `The target goes to ${priced(event.target)}.` }
    case 'position-adopted': {
      const change = `${event.shares > 0 ? '+' : '−'}${plain(Math.abs(event.shares))} at ${priced(event.price)}`
      const text = `Our books now follow the account's: ${change}, ${event.reason}.`
      return { subject: 'order', symbol: event.symbol, text, mark: 'warning' }
    }
    case 'difference-acknowledged':
      return {
        subject: 'error',
        ...(event.symbol === null ? {} : { symbol: event.symbol }),
        text: `Acknowledged: ${event.message}`,
      }
    case 'execution':
      return executionLine(event, state, before)
    case 'contact-lost': {
      const orders = event.refs.length === 1 ? 'One order is' : `${event.refs.length} orders are`
      return { subject: 'error', text: `${orders} unknown: ${event.reason}.`, mark: 'error' }
    }
    case 'order-absent':
      return ofOrder(event.ref, 'error', 'warning', (order) => `The broker has never had it: ${asked(order)}.`)
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

function stagedLine(word: string, staged: StagedOrder): Said {
  const { symbol, side, plan } = staged
  const amount = plan.quantity * plan.stopDistance
  return { subject: 'staged', symbol, text: `${word}: ${describe(staged)}.`, mark: side, amount }
}

function executionLine(
  { book, execution }: Extract<TradingEvent, { kind: 'execution' }>,
  state: DeskState,
  before: DeskState | null,
): Said {
  const { symbol, action, shares, price, liquidation, ref } = execution
  const known = ref === null ? undefined : findOrder(state, ref)
  const whose = known === undefined ? ', not ours' : ''
  const how = liquidation ? ', closed by the broker' : ''
  const role = known === undefined || known.order.role === 'entry' ? '' : `${known.order.role} `
  const text = `Filled: ${role}${action} ${plain(shares)} at ${priced(price)}${how}${whose}.`
  const key = placeKey(book, symbol)
  const realised = (at: DeskState | null): number => at?.holdings.get(key)?.realised ?? 0
  const earned = known === undefined || known.order.role === 'entry' ? null : (realised(state) - realised(before)) / 100
  return { subject: 'fill', symbol, text, mark: sideMark(action), amount: before === null ? null : earned }
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
