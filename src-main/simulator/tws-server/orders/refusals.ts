/** Why a request about an order is not carried out, as TWS says it. */
export interface OrderRefusal {
  /** IBKR's code. */
  readonly code: number
  readonly text: string
}

/** Code 321 with the cause, in the form in which TWS gives it. */
export const invalid = (cause: string): OrderRefusal => ({
  code: 321,
  text: `Error validating request.-'bW' : cause - ${cause}`,
})

/** Code 201: an order that TWS knows and that is not taken. */
export const rejected = (reason: string): OrderRefusal => ({ code: 201, text: `Order rejected - reason:${reason}` })

/** The words of IBKR's list of message codes (TWS API, Message Codes). */
export const DUPLICATE_ID: OrderRefusal = { code: 103, text: 'Duplicate order id' }
export const FILLED: OrderRefusal = { code: 104, text: 'Cannot modify a filled order.' }
export const ANOTHER_ORDER: OrderRefusal = { code: 105, text: 'Order being modified does not match original order.' }
export const INCOMPLETE: OrderRefusal = { code: 107, text: 'Cannot transmit incomplete order.' }
export const AUTO_BIND_CLIENT: OrderRefusal = {
  code: 327,
  text: 'Only API connections with clientId set to 0 can set the auto bind TWS orders property.',
}
export const ANOTHER_TYPE: OrderRefusal = {
  code: 329,
  text: 'Order modify failed. Cannot change to the new order type.',
}
export const NO_GOOD_TILL_DATE: OrderRefusal = { code: 334, text: 'Invalid Good Till Date order' }
export const UNREADABLE_DATE: OrderRefusal = {
  code: 337,
  text: 'The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xxx',
}
export const GOOD_AFTER_TIME: OrderRefusal = {
  code: 338,
  text: 'Good After Time orders are currently disabled on this exchange.',
}
export const UNSUPPORTED_TYPE: OrderRefusal = {
  code: 387,
  text: 'Unsupported order type for this exchange and security type.',
}
export const NO_SIZE: OrderRefusal = { code: 434, text: 'The order size cannot be zero.' }
export const NO_ACCOUNT: OrderRefusal = { code: 435, text: 'You must specify an account.' }
export const NO_ALGORITHM: OrderRefusal = {
  code: 439,
  text: 'Order processing failed. Algorithm definition not found.',
}
export const NO_PARENT: OrderRefusal = { code: 10006, text: 'Missing parent order' }
export const FRACTION: OrderRefusal = { code: 10243, text: 'Fractional-sized order cannot be placed via API.' }
export const READ_ONLY: OrderRefusal = invalid('The API interface is currently in Read-Only mode.')

export const notFound = (id: number): OrderRefusal => ({
  code: 10147,
  text: `OrderId ${id} that needs to be cancelled is not found.`,
})

/** @param permId names the order in the older of the two codes. */
export function tooLate(code: 10148 | 161, id: number, permId: number, state: string): OrderRefusal {
  if (code === 10148)
    return { code, text: `OrderId ${id} that needs to be cancelled cannot be cancelled, state: ${state}.` }
  return { code, text: `Cancel attempted when order is not in a cancellable state. Order permId =${permId}` }
}
