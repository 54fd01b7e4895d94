import type { SessionDay } from '../../../src-shared/domain/time.ts'
import { cancelOrder } from './endings.ts'
import type { Floor } from './floor.ts'
import { worthOf } from './valuation.ts'

/** A regular session begins. Executions and completed orders of the one before are forgotten; nothing stands in a book. */
export function openSession(floor: Floor, day: SessionDay): void {
  for (const account of floor.accounts.values()) account.startDay(worthOf(floor, account).equity)
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
    const dateCame = timeInForce.tif === 'GTD' && timeInForce.until <= floor.now
    if (timeInForce.tif === 'DAY' || dateCame || !transmitted) cancelOrder(floor, order, 'end of day')
  }
  floor.session = null
  for (const book of floor.books.values()) book.pause()
  for (const order of floor.orders.allLive()) floor.announce(order)
}
