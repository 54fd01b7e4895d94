/** Why the exchange refuses a request, each with the code that TWS gives it. */
const REFUSALS = {
  'duplicate-id': { code: 103, says: 'Duplicate order id' },
  filled: { code: 104, says: 'Cannot modify a filled order' },
  'off-tick': { code: 110, says: 'The price does not conform to the minimum price variation for this contract' },
  'no-order': { code: 135, says: "Can't find order with ID" },
  'unknown-symbol': { code: 200, says: 'No security definition has been found for the request' },
  'not-found': { code: 10147, says: 'The order that needs to be cancelled is not found' },
  'too-late': { code: 10148, says: 'The order that needs to be cancelled cannot be cancelled' },
  invalid: { code: 321, says: 'Error validating request' },
  'outside-hours': { code: 201, says: 'Order rejected - reason: there is no trading outside regular hours' },
  'shorting-off': { code: 201, says: 'Order rejected - reason: the account may not sell short' },
  'buying-power': { code: 201, says: 'Order rejected - reason: insufficient buying power' },
  'too-many-orders': { code: 201, says: 'Order rejected - reason: too many working orders on this side' },
  'no-price': { code: 201, says: 'Order rejected - reason: there is no market price yet' },
  'date-passed': { code: 201, says: 'Order rejected - reason: the good-till-date has passed' },
  'group-over': { code: 201, says: 'Order rejected - reason: its OCA group has been filled' },
  'parent-over': { code: 201, says: 'Order rejected - reason: its parent is over' },
  'not-a-child': { code: 201, says: 'Order rejected - reason: it cannot be a child of its parent' },
  scripted: { code: 201, says: 'Order rejected - reason' },
} as const
export type RefusalReason = keyof typeof REFUSALS

export interface ExchangeRefusal {
  readonly reason: RefusalReason
  /** TWS's code. */
  readonly code: number
  readonly message: string
}

export function refusal(reason: RefusalReason, detail: string): ExchangeRefusal {
  const { code, says } = REFUSALS[reason]
  return { reason, code, message: detail === '' ? says : `${says}: ${detail}` }
}

/** TWS does not know the order that is to be cancelled, or knows that it is over. */
export const NOT_FOUND_CODE = REFUSALS['not-found'].code
export const TOO_LATE_CODE = REFUSALS['too-late'].code
/** TWS announces the end of a cancelled order as an error. */
export const ORDER_CANCELLED_CODE = 202
/** TWS warns that an order waits for the market to open. The order lives. */
export const ORDER_WAITS_CODE = 399
