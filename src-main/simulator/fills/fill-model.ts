import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Action, Decision } from '../../../src-shared/domain/decision.ts'
import type { FillInput } from '../../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { TickSize } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { Account, type AccountValues, type RoundTrip } from './account.ts'
import { anchorBracket, awayFromMarket, type Bracket, touchOf } from './bracket.ts'
import {
  type CommissionRates,
  commissionInCents,
  DEFAULT_COMMISSION,
  DEFAULT_SLIPPAGE,
  priceAfterSlippage,
  type Slippage,
} from './costs.ts'

interface FillModelOptions {
  /** Cash to begin with, dollars. */
  readonly account: number
  /** Most that one position may cost at the decision's close, dollars. */
  readonly maxPositionDollars: number
  readonly shorting: boolean
  readonly tickOf: (symbol: Ticker) => TickSize
  readonly slippage?: Slippage
  readonly commission?: CommissionRates
}

/** An execution in the simulated book. */
export interface SimulatedFill {
  /** As the engine takes it. */
  readonly input: FillInput
  /** Dollars. */
  readonly commission: number
  /** The round trip that it ends; null for an entry. */
  readonly roundTrip: RoundTrip | null
}

type EntryRefusal = 'no-shares' | 'shorting-off' | 'already-open' | 'already-working' | 'day-ended'

/** What a decision changed in the book. */
type DecisionOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'entry-working'; readonly side: Side; readonly quantity: number }
  | { readonly kind: 'entry-refused'; readonly code: EntryRefusal; readonly message: string }
  | { readonly kind: 'stop-moved'; readonly stop: number }
  | { readonly kind: 'close-working'; readonly reason: string }

/** A position with its working children. Dollars. */
interface SimulatedPosition extends Bracket {
  readonly symbol: Ticker
  readonly side: Side
  readonly quantity: number
  readonly average: number
  readonly opened: UtcMs
}

/**
 * The simulated book of one session. Bars and decisions come in market order: of each slot first the bars, whose fills
 * the engine is told before the slot's barrier, then the decisions. Everything is a function of that order.
 */
export interface FillModel {
  /** Places what the decision asks for; it works from the symbol's next bar. */
  onDecision(decision: Decision): DecisionOutcome
  /** Fills that the bar leads to, in time order. Only for a bar that the engine took, and before its barrier. */
  onBar(symbol: Ticker, bar: Bar): readonly SimulatedFill[]
  /** The end-of-day job of the market clock, at close − 5 min: no entry any more, all positions go at their next open. */
  onEndOfDay(session: SessionDay): void
  /** The close: a position for which no bar came any more goes at its last price. */
  onClose(session: SessionDay): readonly SimulatedFill[]
  account(): AccountValues
  positions(): readonly SimulatedPosition[]
  roundTrips(): readonly RoundTrip[]
}

interface WorkingEntry {
  readonly side: Side
  readonly quantity: number
  readonly decided: Extract<Action, { kind: 'enter' }>
  readonly atr: number
  /** The start of the last bar that may fill it. */
  readonly goodThrough: number
}

interface OpenPosition {
  readonly side: Side
  readonly quantity: number
  readonly entry: { readonly time: UtcMs; readonly price: number }
  bracket: Bracket
  /** Goes at the next open, whatever the children say. */
  closing: boolean
}

/** A live entry dies after two bars (safety.md); this one too, so that a gap in the data does not fill an old wish. */
const ENTRY_LIFE_BARS = 2

const REFUSAL_TEXT: Readonly<Record<EntryRefusal, string>> = {
  'no-shares': 'the size buys less than one share',
  'shorting-off': 'shorting is switched off',
  'already-open': 'a position is open',
  'already-working': 'an entry is working',
  'day-ended': 'the day has been ended',
}

const refused = (code: EntryRefusal): DecisionOutcome => ({ kind: 'entry-refused', code, message: REFUSAL_TEXT[code] })

/**
 * Executes decisions on bars: an entry takes the next bar's open, then its stop and target work as children of the
 * position, already on that bar. Entries, stops and closes pay slippage, targets fill at their price or better; every
 * order pays commission.
 */
export function createFillModel(options: FillModelOptions): FillModel {
  const { maxPositionDollars, shorting, tickOf } = options
  const { slippage = DEFAULT_SLIPPAGE, commission = DEFAULT_COMMISSION } = options
  const account = new Account(options.account)
  const entries = new Map<Ticker, WorkingEntry>()
  const open = new Map<Ticker, OpenPosition>()
  let endedUntil = 0

  function enter(decision: Decision, decided: WorkingEntry['decided']): DecisionOutcome {
    const { symbol, atr, barStart } = decision
    const { side, size, entry } = decided
    if (barStart < endedUntil) return refused('day-ended')
    if (side === 'short' && !shorting) return refused('shorting-off')
    if (open.has(symbol)) return refused('already-open')
    if (entries.has(symbol)) return refused('already-working')
    const dollars = Math.min(size * account.values().equity, maxPositionDollars)
    const quantity = Math.max(0, Math.floor(dollars / entry))
    if (quantity === 0) return refused('no-shares')
    const goodThrough = barStart + ENTRY_LIFE_BARS * ENGINE_BAR_MS
    entries.set(symbol, { side, quantity, decided, atr, goodThrough })
    return { kind: 'entry-working', side, quantity }
  }

  function moveStop(symbol: Ticker, price: number): DecisionOutcome {
    const position = open.get(symbol)
    if (position === undefined) return { kind: 'unchanged' }
    const { side, bracket } = position
    const stop = awayFromMarket(side, price, tickOf(symbol))
    if (signOf(side) * stop <= signOf(side) * bracket.stop) return { kind: 'unchanged' }
    position.bracket = { ...bracket, stop }
    return { kind: 'stop-moved', stop }
  }

  function closeNow(symbol: Ticker, reason: string): DecisionOutcome {
    const position = open.get(symbol)
    if (position === undefined) return { kind: 'unchanged' }
    position.closing = true
    return { kind: 'close-working', reason }
  }

  function fillEntry(symbol: Ticker, bar: Bar): SimulatedFill | null {
    const entry = entries.get(symbol)
    if (entry === undefined) return null
    entries.delete(symbol)
    if (bar.start > entry.goodThrough) return null
    const { side, quantity, decided, atr } = entry
    const tick = tickOf(symbol)
    const price = priceAfterSlippage(bar.open, side === 'long', tick, slippage)
    const bracket = anchorBracket(side, price, decided, tick)
    const cents = commissionInCents(quantity, price, commission)
    const execution = { time: bar.start, price }
    account.open(symbol, side, quantity, execution, Math.abs(price - bracket.stop), cents)
    open.set(symbol, { side, quantity, entry: execution, bracket, closing: false })
    const input: FillInput = {
      kind: 'fill',
      symbol,
      time: bar.start,
      role: 'entry',
      side,
      quantity,
      price,
      entry: { atr, stop: bracket.stop },
    }
    return { input, commission: cents / 100, roundTrip: null }
  }

  function leave(symbol: Ticker, role: RoundTrip['exit']['role'], time: UtcMs, price: number): SimulatedFill {
    const { side, quantity } = open.get(symbol)!
    open.delete(symbol)
    const cents = commissionInCents(quantity, price, commission)
    const roundTrip = account.close(symbol, { time, price, role }, cents)
    const input: FillInput = { kind: 'fill', symbol, time, role, side, quantity, price }
    return { input, commission: cents / 100, roundTrip }
  }

  function leaveAtMarket(symbol: Ticker, role: 'stop' | 'close', time: UtcMs, market: number): SimulatedFill {
    const buying = open.get(symbol)!.side === 'short'
    return leave(symbol, role, time, priceAfterSlippage(market, buying, tickOf(symbol), slippage))
  }

  function fillChildren(symbol: Ticker, bar: Bar): SimulatedFill | null {
    const position = open.get(symbol)
    if (position === undefined) return null
    if (position.closing) return leaveAtMarket(symbol, 'close', bar.start, bar.open)
    const touch = touchOf(position.side, position.bracket, bar)
    if (touch === null) return null
    // A bar does not tell when within it: by its last millisecond it had happened.
    const time = touch.atOpen ? bar.start : utcMs(bar.start + ENGINE_BAR_MS - 1)
    if (touch.role === 'stop') return leaveAtMarket(symbol, 'stop', time, touch.price)
    return leave(symbol, 'target', time, touch.price)
  }

  return {
    onDecision(decision) {
      const { symbol, action, exit } = decision
      if (action.kind === 'enter') return enter(decision, action)
      if (exit?.kind === 'moveStop') return moveStop(symbol, exit.price)
      if (exit?.kind === 'closeNow') return closeNow(symbol, exit.reason)
      return { kind: 'unchanged' }
    },
    onBar(symbol, bar) {
      const fills = [fillEntry(symbol, bar), fillChildren(symbol, bar)].filter((fill) => fill !== null)
      account.mark(symbol, bar.close)
      return fills
    },
    onEndOfDay(session) {
      endedUntil = session.close
      entries.clear()
      for (const position of open.values()) position.closing = true
    },
    onClose(session) {
      endedUntil = session.close
      entries.clear()
      return [...open.keys()].map((symbol) => leaveAtMarket(symbol, 'close', session.close, account.lastPrice(symbol)))
    },
    account: () => account.values(),
    positions: () =>
      [...open].map(([symbol, { side, quantity, entry, bracket }]) => ({
        symbol,
        side,
        quantity,
        average: entry.price,
        opened: entry.time,
        ...bracket,
      })),
    roundTrips: () => account.roundTrips(),
  }
}
