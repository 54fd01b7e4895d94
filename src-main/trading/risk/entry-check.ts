import type { Book } from '../../../src-shared/domain/book.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../../src-shared/domain/limits.ts'
import { letsOut } from '../../../src-shared/domain/mode.ts'
import { MINUTE_MS, SECOND_MS } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { Connection } from '../../broker/connection.ts'
import type { AccountValues } from '../../broker/reports.ts'
import type { Moment } from '../moment.ts'
import { bookKey, type DeskState, placeKey, sharesIn, takesEntries, waitingBrackets } from '../state/desk-state.ts'
import { dayProfit, exposureOf, isGoing } from './exposure.ts'
import type { QuoteBoard } from './quote-board.ts'
import { type Refusal, refusal } from './refusals.ts'

/** How long before the close nothing is entered any more. */
export const CUT_OFF_MS = 30 * MINUTE_MS

/** Dollars from which on IBKR counts no day trades (FINRA's pattern day trader rule). */
const DAY_TRADES_FREE_FROM = 25_000
/** By how much a market's clock may be set back without anything being made of it. */
const CLOCK_SLACK_MS = 2 * SECOND_MS

/**
 * Initial margin of an entry as a fraction of its value, as far as the broker has not said (Regulation T: 50 %).
 */
export const INITIAL_MARGIN = 0.5

/** What an entry would be. */
export interface EntryShape {
  /** The reference under which it waits already; null when it is not staged yet. */
  readonly ref: string | null
  readonly origin: 'decision' | 'hand'
  readonly book: Book
  readonly symbol: Ticker
  readonly side: Side
  readonly quantity: number
  /** Dollars a share; null at the market. */
  readonly limit: number | null
}

/** Everything that an entry is measured against. */
export interface EntryGround {
  readonly state: DeskState
  readonly now: Moment
  readonly limits: RiskLimits
  readonly quotes: QuoteBoard
  readonly connection: Connection
  /** Null until the broker told them. */
  readonly values: AccountValues | null
  /** The account's shares of the symbol as the broker last said; null when it has not. */
  readonly net: number | null
}

type Check = (entry: EntryShape, ground: EntryGround) => Refusal | null

const checkGround: Check = (entry, { state, now, connection }) => {
  if (!takesEntries(state, entry.book)) return refusal('another-mode')
  if (!letsOut(state.tradingState, 'raises')) return refusal('trading-state', { state: state.tradingState })
  const tripped = state.tripped.get(bookKey(entry.book))
  if (tripped !== undefined) {
    return refusal('breaker-tripped', { loss: -tripped.profit, limit: tripped.limit })
  }
  if (now.behind > CLOCK_SLACK_MS) return refusal('clock-went-back', { seconds: now.behind / SECOND_MS })
  const { day } = state
  if (day === null || now.market < day.open || now.market >= day.close) return refusal('no-session')
  if (now.market >= day.close - CUT_OFF_MS) return refusal('past-cut-off', { minutes: CUT_OFF_MS / MINUTE_MS })
  if (connection.state !== 'ready') return refusal('not-connected', { reason: connection.reason })
  return null
}

const checkSymbol: Check = ({ symbol, side, book, ref }, { state, limits, net }) => {
  const { allowedSymbols, allowShorting } = limits
  if (allowedSymbols !== null && !allowedSymbols.includes(symbol)) return refusal('symbol-not-allowed', { symbol })
  if (side === 'short' && !allowShorting) return refusal('shorting-off', { symbol })
  // One position a symbol, whatever its book: the engine manages it by its symbol.
  for (const holding of state.holdings.values()) {
    const amends = ref !== null && state.trades.get(placeKey(holding.book, symbol))?.entry === ref
    if (holding.symbol === symbol && holding.shares !== 0 && !amends) return refusal('position-open', { symbol })
  }
  for (const known of state.live.values()) {
    if (known.order.symbol === symbol && isGoing(known) && known.order.ref !== ref)
      return refusal('entry-working', { symbol })
  }
  const waiting = waitingBrackets(state).some((staged) => staged.symbol === symbol && staged.ref !== ref)
  if (waiting) return refusal('entry-waiting', { symbol })
  if (net === null) return refusal('net-unknown', { symbol })
  const own = sharesIn(state, book, symbol)
  return net !== own ? refusal('net-differs', { symbol, own, net }) : null
}

/** What the broker says of selling short. What it does not say does not hold anything up: it will answer itself. */
const checkShort: Check = ({ symbol, side, limit }, { state, quotes }) => {
  if (side !== 'short') return null
  const quote = quotes.quote(symbol)
  if (quote?.shortable === 'no') return refusal('not-shortable', { symbol })
  if (quote?.shortable === 'locate') return refusal('locate-needed', { symbol })
  if (!state.shortRestricted.has(symbol)) return null
  const bid = quote?.bid ?? null
  const above = limit !== null && bid !== null && limit > bid
  return above ? null : refusal('short-restricted', { symbol, limit, bid })
}

const checkPrice: Check = ({ symbol, limit }, { quotes, now, limits }) => {
  const stale = quotes.refuse(symbol, now.monotonic, limits)
  if (stale !== null) return stale
  const last = quotes.price(symbol)
  if (last === null) return refusal('no-quote', { symbol })
  const away = limit === null ? 0 : Math.abs(limit - last) / last
  const collar = limits.priceCollar
  return limit !== null && away > collar + 1e-9 ? refusal('collar', { limit, last, away, collar }) : null
}

const checkSize: Check = ({ origin, quantity, symbol, limit }, { limits, quotes }) => {
  const { maxManualOrderShares, maxPositionDollars } = limits
  if (origin === 'hand' && quantity > maxManualOrderShares) {
    return refusal('hand-shares', { would: quantity, limit: maxManualOrderShares })
  }
  const would = quantity * (limit ?? quotes.price(symbol) ?? 0)
  return would > maxPositionDollars ? refusal('position-dollars', { would, limit: maxPositionDollars }) : null
}

/** Shares of an entry that have been traded already: of one that is being amended. */
const tradedOf = (state: DeskState, ref: string | null): number =>
  ref === null ? 0 : (state.live.get(ref as OrderRef)?.executed.shares ?? 0)

const checkBook: Check = ({ book, symbol, side, quantity, limit, ref }, { state, now, limits, quotes, values }) => {
  const priceOf = (of: Ticker): number | null => quotes.price(of)
  const { profit } = dayProfit(state, book, priceOf)
  if (profit <= -limits.maxDailyLossDollars) {
    return refusal('daily-loss', { loss: -profit, limit: limits.maxDailyLossDollars })
  }
  const minuteAgo = now.market - MINUTE_MS
  const entries = state.entryTimes.filter((time) => time > minuteAgo).length + 1
  if (entries > limits.maxEntriesPerMinute) {
    return refusal('entries-a-minute', { would: entries, limit: limits.maxEntriesPerMinute })
  }
  const exposure = exposureOf(state, book, priceOf, ref)
  const positions = exposure.symbols.size + (exposure.symbols.has(symbol) ? 0 : 1)
  if (positions > limits.maxOpenPositions) {
    return refusal('open-positions', { would: positions, limit: limits.maxOpenPositions })
  }
  const added = (quantity - tradedOf(state, ref)) * (limit ?? quotes.price(symbol) ?? 0)
  const gross = exposure.held + exposure.working + added
  if (gross > limits.maxGrossExposureDollars) {
    return refusal('gross-exposure', { would: gross, limit: limits.maxGrossExposureDollars })
  }
  if (values === null) return null
  const going = exposure.working + added
  return checkAccount(gross, going, values, limits) ?? checkConditions(positions, side, going, values)
}

/**
 * What the broker's own rules would refuse later. Everything is closed on its day, so that each position, and each entry
 * that works, is a day trade to come.
 * @param going dollars of entries that work, and of the new one.
 */
function checkConditions(positions: number, side: Side, going: number, values: AccountValues): Refusal | null {
  const { netLiquidation: worth, dayTradesLeft: left, settledCash, cash, buyingPower } = values
  if (left !== null && worth < DAY_TRADES_FREE_FROM && positions > left) {
    return refusal('day-trades', { would: positions, left, worth, from: DAY_TRADES_FREE_FROM })
  }
  // IBKR does not name the kind of an account: one that may buy for no more than its cash has no margin to buy with.
  const withoutMargin = buyingPower <= cash + 0.01
  const short = settledCash !== null && withoutMargin && side === 'long' && going > settledCash
  return short ? refusal('settled-cash', { would: going, limit: settledCash }) : null
}

/** @param going dollars of entries that work, and of the new one. */
function checkAccount(gross: number, going: number, values: AccountValues, limits: RiskLimits): Refusal | null {
  const { netLiquidation, initialMargin, buyingPower } = values
  const leverage = netLiquidation > 0 ? gross / netLiquidation : Number.POSITIVE_INFINITY
  if (leverage > limits.maxLeverage) return refusal('leverage', { would: leverage, limit: limits.maxLeverage })
  const margin = (initialMargin + INITIAL_MARGIN * going) / netLiquidation
  if (margin > limits.maxMarginUse) return refusal('margin-use', { would: margin, limit: limits.maxMarginUse })
  return going > buyingPower ? refusal('buying-power', { would: going, limit: buyingPower }) : null
}

const checkAccountKnown: Check = ({ book }, { values }) => {
  if (values === null) return refusal('no-account-values', { account: bookKey(book) })
  const { currency, account } = values
  return currency === 'USD' ? null : refusal('base-currency', { account, currency })
}

/** In the order in which they are said: whether at all, the symbol, its price, the order, the book. */
const CHECKS: readonly Check[] = [
  checkGround,
  checkSymbol,
  checkPrice,
  checkShort,
  checkSize,
  checkAccountKnown,
  checkBook,
]

/** The first limit that an entry would break; null when it may go out. Asked at staging and again at the door. */
export function refuseEntry(entry: EntryShape, ground: EntryGround): Refusal | null {
  for (const check of CHECKS) {
    const refused = check(entry, ground)
    if (refused !== null) return refused
  }
  return null
}

/** The checks that come before there is a bracket: whether an entry in the symbol is possible at all. */
export function refuseSymbol(entry: EntryShape, ground: EntryGround): Refusal | null {
  for (const check of [checkGround, checkSymbol, checkAccountKnown]) {
    const refused = check(entry, ground)
    if (refused !== null) return refused
  }
  return ground.quotes.refuse(entry.symbol, ground.now.monotonic, ground.limits)
}
