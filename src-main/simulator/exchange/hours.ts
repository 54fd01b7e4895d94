import type { SessionDay } from '../../../src-shared/domain/time.ts'
import { cancelOrder } from './endings.ts'
import type { Floor } from './floor.ts'
import type { ExchangeOrder } from './order.ts'
import { markOf, worthOf } from './valuation.ts'

/** Trading after the close goes on for four hours (nyse.com, Holidays and trading hours: until 20:00). */
const LATE_SESSION_MS = 4 * 3_600_000

const forTheDayAndLate = ({ timeInForce, outsideRegularHours }: ExchangeOrder): boolean =>
  timeInForce.tif === 'DAY' && outsideRegularHours

/** A regular session begins. Executions and completed orders of the one before are forgotten; nothing stands in a book. */
export function openSession(floor: Floor, day: SessionDay): void {
  for (const account of floor.accounts.values()) {
    const values = [...account.openPositions()].map(
      ([symbol, { shares }]) => [symbol, shares * markOf(floor, account, symbol)] as const,
    )
    account.startDay(worthOf(floor, account).equity, new Map(values))
  }
  floor.orders.startDay()
  floor.executions.startDay()
  floor.session = day
  for (const book of floor.books.values()) book.open()
  for (const order of floor.orders.allLive()) floor.announce(order)
}

/** The session ends, and with it the orders for the day, those whose date has come and those never transmitted. */
export function closeSession(floor: Floor): void {
  for (const order of floor.orders.allLive()) {
    const { timeInForce, transmitted } = order
    if (forTheDayAndLate(order) && transmitted) continue
    const dateCame = timeInForce.tif === 'GTD' && timeInForce.until <= floor.now
    if (timeInForce.tif === 'DAY' || dateCame || !transmitted) cancelOrder(floor, order, 'end of day')
  }
  if (floor.session !== null) floor.dayEnd = floor.session.close + LATE_SESSION_MS
  floor.session = null
  for (const book of floor.books.values()) book.pause()
  for (const order of floor.orders.allLive()) floor.announce(order)
}

/** Trading after the close ends, and with it the orders for the day that worked there. */
export function closeLateSession(floor: Floor): void {
  floor.dayEnd = Number.POSITIVE_INFINITY
  for (const order of floor.orders.allLive()) if (forTheDayAndLate(order)) cancelOrder(floor, order, 'end of day')
}
