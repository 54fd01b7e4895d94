import type { Book } from './book.ts'
import { cancelOrder, rejectOrder } from './endings.ts'
import { fillOrder } from './fill.ts'
import type { Floor } from './floor.ts'
import { type ExchangeOrder, waitsForTrigger, workingShares } from './order.ts'
import { refusal } from './refusals.ts'

/** Takes the market's price, whatever it is: market orders, and stops once they are triggered. */
const isMarketOrder = ({ terms }: ExchangeOrder): boolean => terms.limit === 0

/**
 * Cents at which an order would trade now; null when the market is not there. An order that comes to the market takes
 * what stands there, with slippage, but never worse than its limit. One that has stood in the book is taken at its own
 * price, and only when the other side has come all the way to it: a mere trade at its price leaves it in its queue. At
 * an opening everybody trades at the market's price.
 */
function tradePrice(order: ExchangeOrder, book: Book): number | null {
  const { buying, resting, terms } = order
  const taken = book.takerPrice(buying)
  if (taken === null || isMarketOrder(order)) return taken
  const market = buying ? book.ask : book.bid
  if (buying ? market > terms.limit : market < terms.limit) return null
  if (resting && !book.opening) return terms.limit
  const asked = resting ? market : taken
  return buying ? Math.min(terms.limit, asked) : Math.max(terms.limit, asked)
}

/** Price first, then time. */
function byPriority(one: ExchangeOrder, other: ExchangeOrder): number {
  const [first, second] = [isMarketOrder(one), isMarketOrder(other)]
  if (first !== second) return first ? -1 : 1
  const better = one.buying ? other.terms.limit - one.terms.limit : one.terms.limit - other.terms.limit
  return better === 0 ? one.rank - other.rank : better
}

/** Cents by which a trailing stop follows the market at `last`. */
const trailAt = ({ terms, trailing }: ExchangeOrder, last: number): number =>
  trailing === null || trailing.percent === null
    ? terms.trail
    : Math.max(1, Math.round((last * trailing.percent) / 100))

const behindMarket = (buying: boolean, last: number, trail: number): number =>
  Math.max(1, buying ? Math.ceil(last + trail) : Math.floor(last - trail))

/** Puts a stop that begins at the market where the market is now. */
function startTrailing(order: ExchangeOrder, last: number): void {
  const trail = trailAt(order, last)
  order.trailing = { percent: order.trailing?.percent ?? null, fromMarket: false }
  order.terms = { ...order.terms, trail, stop: behindMarket(order.buying, last, trail) }
}

/** Moves a trailing stop after the market, never back. */
function followMarket(order: ExchangeOrder, last: number): void {
  const { buying, terms } = order
  const trail = trailAt(order, last)
  const followed = behindMarket(buying, last, trail)
  const stop = buying ? Math.min(terms.stop, followed) : Math.max(terms.stop, followed)
  if (stop !== terms.stop) order.terms = { ...terms, stop, trail }
}

/** Stops that the last trade reaches become market or limit orders; trailing ones that it does not reach follow it. */
function triggerStops(floor: Floor, book: Book): void {
  const { last } = book
  if (Number.isNaN(last)) return
  for (const order of floor.orders.liveIn(book.symbol)) {
    if (!waitsForTrigger(order) || workingShares(order, floor.settings.behaviour) === 0) continue
    if (order.trailing?.fromMarket) startTrailing(order, last)
    const { buying, terms } = order
    if (buying ? last >= terms.stop : last <= terms.stop) {
      order.triggered = true
      floor.announce(order)
    } else if (terms.trail > 0) {
      followMarket(order, last)
    }
  }
}

/** Shares that the order may sell: where nobody may sell short, no more than the account has. */
function sellable(floor: Floor, order: ExchangeOrder): number {
  if (order.buying || floor.settings.shorting) return Number.POSITIVE_INFINITY
  return Math.max(0, floor.account(order.account).position(order.symbol).shares)
}

/** @returns whether anything traded. */
function matchSide(floor: Floor, book: Book, buying: boolean): boolean {
  const { behaviour } = floor.settings
  const candidates = floor.orders
    .liveIn(book.symbol)
    .filter((order) => order.buying === buying && !waitsForTrigger(order))
    .sort(byPriority)
  let traded = false
  for (const order of candidates) {
    // Fills of the orders before it may have ended or reduced it.
    const working = workingShares(order, behaviour)
    if (working === 0) continue
    const price = tradePrice(order, book)
    if (price === null) {
      order.resting = !isMarketOrder(order)
      continue
    }
    const most = sellable(floor, order)
    if (most === 0) {
      if (order.filled > 0) cancelOrder(floor, order, 'nothing left to do')
      else rejectOrder(floor, order, refusal('shorting-off', `no ${order.symbol} is held`))
      continue
    }
    const shares = Math.min(working, most, buying ? book.askSize : book.bidSize)
    if (shares === 0) continue
    fillOrder(floor, book, order, shares, price)
    traded = true
  }
  return traded
}

/**
 * Lets the orders of one symbol meet its book. Every fill can call children to life, so it goes on until nothing trades
 * any more; afterwards each side of the book is used up, or no order can take it.
 * @param newPrices whether the book has just been made anew; without that nothing happens before an opening trade.
 */
export function matchOrders(floor: Floor, book: Book, newPrices: boolean): void {
  if (floor.session === null || book.halted || (book.opening && !newPrices)) return
  if (floor.orders.liveIn(book.symbol).length > 0) {
    let trading = true
    while (trading) {
      triggerStops(floor, book)
      const bought = matchSide(floor, book, true)
      // Where one trade reaches both children of an entry, it is the stop that it reaches first.
      triggerStops(floor, book)
      const sold = matchSide(floor, book, false)
      trading = bought || sold
    }
  }
  book.opening = false
}
