/** Where an order can stand, from the card to its end. */
export const ORDER_STATES = [
  'staged',
  'approved',
  'journaled',
  'sent',
  'held',
  'acknowledged',
  'partially-filled',
  'filled',
  'cancelled',
  'cancelled-after-partial',
  'rejected',
  'inactive',
  'expired',
  'pending-cancel',
  'cancel-rejected',
  'pending-modify',
  'modify-rejected',
  'unknown',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

/**
 * What happens to an order. Fills are counted as far as they are known by any message: the plain event means that
 * nothing is filled, `…-rest` and `…-part` that something is and something is left.
 */
export const ORDER_EVENTS = {
  edit: 'the trader changes the staged order',
  approve: 'the trader approves it, or it needs no approval because it reduces',
  decline: 'the trader rejects it',
  refuse: 'our own gate refuses it',
  journal: 'the intent is written down: durably, or of a reduction while the audit is away, to the emergency file',
  send: 'its first byte goes out',
  hold: 'the broker has it but does not work it: not transmitted, or waiting for shares to borrow',
  acknowledge: 'the broker works it as last asked for; nothing is filled',
  'acknowledge-rest': 'the broker works what is left of it as last asked for',
  'fill-part': 'an execution leaves a rest',
  'fill-rest': 'an execution, or the status after it, leaves nothing',
  'correct-to-none': 'corrected executions come to nothing',
  'correct-to-part': 'corrected executions come to a part',
  'correct-to-full': 'corrected executions come to all of it',
  'request-cancel': 'we ask for its end',
  'confirm-cancel': 'it was ended, by us, the broker, its group or the account; nothing is filled',
  'confirm-cancel-of-rest': 'its rest was ended, by whomever, or by its good-till-date',
  'reject-cancel': 'the broker could not cancel: too late, or not found',
  'request-modify': 'we ask for another price or quantity',
  'reject-modify': 'the broker refuses the change; the original lives',
  reject: 'the broker refuses the order',
  deactivate: 'the broker calls it inactive; nothing is filled',
  expire: 'its time is over, ours or its good-till-date, or the mode changed while it waited; nothing is filled',
  'lose-contact': 'no answer came in time, or the connection or our process went first',
  'find-absent': 'two clean queries of the broker did not know it; nothing is filled',
} as const
export type OrderEvent = keyof typeof ORDER_EVENTS

type Row = Readonly<Partial<Record<OrderEvent, OrderState>>>

/** How an order can end that may be at the broker, and what we can always do about it. */
const AT_THE_BROKER = {
  'fill-rest': 'filled',
  'confirm-cancel': 'cancelled',
  'confirm-cancel-of-rest': 'cancelled-after-partial',
  deactivate: 'inactive',
  expire: 'expired',
  'lose-contact': 'unknown',
  'request-cancel': 'pending-cancel',
} as const satisfies Row

/** What the broker says of an order for whose answer nobody waits. */
const WORKING = {
  ...AT_THE_BROKER,
  acknowledge: 'acknowledged',
  'acknowledge-rest': 'partially-filled',
  hold: 'held',
  'fill-part': 'partially-filled',
  reject: 'rejected',
} as const satisfies Row

/** Several requests can be out: the refusal of one comes after the answer to another. */
const OLD_REQUESTS_REFUSED = {
  'reject-cancel': 'cancel-rejected',
  'reject-modify': 'modify-rejected',
} as const satisfies Row

const CORRECTIONS_WHILE_WORKING = {
  'correct-to-none': 'acknowledged',
  'correct-to-part': 'partially-filled',
  'correct-to-full': 'filled',
} as const satisfies Row

/** While an answer is awaited, news of fills does not end the waiting, unless nothing is left to wait for. */
const stillWaiting = (state: OrderState): Row => ({
  'fill-part': state,
  'correct-to-none': state,
  'correct-to-part': state,
  'correct-to-full': 'filled',
})

/** Fills that were on their way when the order ended. They happen, and the shares are there. */
const LATE_FILLS = {
  'fill-part': 'cancelled-after-partial',
  'fill-rest': 'filled',
  'confirm-cancel-of-rest': 'cancelled-after-partial',
} as const satisfies Row

const LATE_CORRECTIONS = {
  'correct-to-none': 'cancelled',
  'correct-to-part': 'cancelled-after-partial',
  'correct-to-full': 'filled',
} as const satisfies Row

/** Messages that repeat what is known, or answer requests that crossed the order's end, change nothing any more. */
const nothingNew = (state: OrderState, ...events: OrderEvent[]): Row =>
  Object.fromEntries([...events, 'reject-cancel', 'reject-modify'].map((event) => [event, state]))

/**
 * The one table of order states: from a state by an event to a state. A pair that is not here is a bug, or a broker
 * that contradicts itself. No way leads back before `sent`, so nothing goes out twice.
 */
export const ORDER_TRANSITIONS: Readonly<Record<OrderState, Row>> = {
  staged: {
    edit: 'staged',
    approve: 'approved',
    decline: 'rejected',
    refuse: 'rejected',
    expire: 'expired',
    'request-cancel': 'cancelled',
  },
  approved: { journal: 'journaled', refuse: 'rejected', expire: 'expired', 'request-cancel': 'cancelled' },
  journaled: {
    send: 'sent',
    refuse: 'rejected',
    expire: 'expired',
    'request-cancel': 'cancelled',
    // A process that dies here does not know afterwards whether it sent.
    'lose-contact': 'unknown',
  },
  sent: WORKING,
  held: { ...WORKING, ...OLD_REQUESTS_REFUSED },
  acknowledged: { ...WORKING, ...OLD_REQUESTS_REFUSED, 'request-modify': 'pending-modify' },
  'partially-filled': {
    ...OLD_REQUESTS_REFUSED,
    ...CORRECTIONS_WHILE_WORKING,
    'acknowledge-rest': 'partially-filled',
    'fill-part': 'partially-filled',
    'fill-rest': 'filled',
    'confirm-cancel-of-rest': 'cancelled-after-partial',
    'lose-contact': 'unknown',
    'request-cancel': 'pending-cancel',
    'request-modify': 'pending-modify',
  },
  'pending-cancel': {
    ...AT_THE_BROKER,
    ...stillWaiting('pending-cancel'),
    acknowledge: 'pending-cancel',
    'acknowledge-rest': 'pending-cancel',
    hold: 'pending-cancel',
    reject: 'rejected',
    'reject-cancel': 'cancel-rejected',
    'reject-modify': 'pending-cancel',
  },
  'cancel-rejected': {
    ...WORKING,
    ...OLD_REQUESTS_REFUSED,
    ...CORRECTIONS_WHILE_WORKING,
    'request-modify': 'pending-modify',
  },
  'pending-modify': {
    ...AT_THE_BROKER,
    ...stillWaiting('pending-modify'),
    acknowledge: 'acknowledged',
    'acknowledge-rest': 'partially-filled',
    hold: 'pending-modify',
    'reject-cancel': 'pending-modify',
    'reject-modify': 'modify-rejected',
    'request-modify': 'pending-modify',
  },
  'modify-rejected': {
    ...WORKING,
    ...OLD_REQUESTS_REFUSED,
    ...CORRECTIONS_WHILE_WORKING,
    'request-modify': 'pending-modify',
  },
  unknown: {
    ...WORKING,
    // A fill shows that it was at the broker, not that its rest still is.
    ...stillWaiting('unknown'),
    'reject-cancel': 'unknown',
    'reject-modify': 'unknown',
    'find-absent': 'expired',
  },
  filled: { ...LATE_CORRECTIONS, ...nothingNew('filled', 'fill-rest') },
  cancelled: { ...LATE_FILLS, ...nothingNew('cancelled', 'confirm-cancel') },
  'cancelled-after-partial': {
    ...LATE_FILLS,
    ...LATE_CORRECTIONS,
    ...nothingNew('cancelled-after-partial', 'confirm-cancel-of-rest'),
  },
  // A refused order is announced twice: by its error and by its status.
  rejected: nothingNew('rejected', 'reject', 'deactivate', 'confirm-cancel'),
  inactive: { ...LATE_FILLS, ...nothingNew('inactive', 'deactivate', 'reject', 'confirm-cancel') },
  expired: { ...LATE_FILLS, ...nothingNew('expired', 'expire', 'confirm-cancel', 'find-absent') },
}

const OVER: readonly OrderState[] = [
  'filled',
  'cancelled',
  'cancelled-after-partial',
  'rejected',
  'inactive',
  'expired',
]

/** Whether the order is over: it works nowhere, and only late news can still change what was filled. */
export const isOver = (state: OrderState): boolean => OVER.includes(state)

/** A pair of state and event that is not in the table. */
export class OrderTransitionError extends Error {
  override readonly name = 'OrderTransitionError'
  readonly state: OrderState
  readonly event: OrderEvent

  constructor(state: OrderState, event: OrderEvent) {
    super(`an order that is ${state} cannot ${event}: ${ORDER_EVENTS[event]}`)
    this.state = state
    this.event = event
  }
}

/** The state after the event. @throws OrderTransitionError when the table has no such pair. */
export function transition(state: OrderState, event: OrderEvent): OrderState {
  const next = ORDER_TRANSITIONS[state][event]
  if (next === undefined) throw new OrderTransitionError(state, event)
  return next
}
