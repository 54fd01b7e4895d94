import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import type { Book } from '../../../../src-shared/domain/book.ts'

/** Orders as lines to read. */

const price = (dollars: number, decimals: number): string => dollars.toFixed(decimals)

function pricing({ pricing: prices, decimals }: OrderView): string {
  switch (prices.type) {
    case 'MKT':
      return 'at the market'
    case 'LMT':
      return `limit ${price(prices.limit, decimals)}`
    case 'STP':
      return `stop ${price(prices.stop, decimals)}`
    case 'STP LMT':
      return `stop ${price(prices.stop, decimals)} limit ${price(prices.limit, decimals)}`
    case 'TRAIL':
      return `stop ${price(prices.stop, decimals)} trailing by ${price(prices.trail, decimals)}`
  }
}

/** `simulated book` or `account DU1234567`. */
export const bookText = (book: Book): string =>
  book.kind === 'simulated' ? 'simulated book' : `account ${book.account}`

/** E.g. `BUY 20 NVDA limit 487.30 GTD`. */
const orderText = (order: OrderView): string =>
  `${order.action} ${order.quantity} ${order.symbol} ${pricing(order)} ${order.timeInForce}`

/** Where it stands, e.g. `partially filled, 12 of 20 filled at 487.28, cancel wanted: STOP`. */
export function standingText(order: OrderView): string {
  const { state, filled, quantity, average, decimals, cancelWanted, held, over } = order
  return [
    state.replaceAll('-', ' '),
    ...(filled === 0
      ? []
      : [`${filled} of ${quantity} filled at ${average === null ? '–' : price(average, decimals)}`]),
    ...(cancelWanted === null || over ? [] : [`its end is wanted: ${cancelWanted}`]),
    ...(held === null ? [] : [held]),
  ].join(', ')
}

/** E.g. `a1b2-7  entry  BUY 20 NVDA limit 487.30 GTD  acknowledged  (simulated book)`. */
export const orderLine = (order: OrderView): string =>
  `${order.ref}  ${order.role.padEnd(6)} ${orderText(order)}  ${standingText(order)}  (${bookText(order.book)})`

/** The entry with what protects it, or the one order that is named; in the order in which they were made. */
export const familyOf = (orders: readonly OrderView[], ref: string): readonly OrderView[] =>
  orders.filter((order) => order.ref === ref || order.parent === ref)
