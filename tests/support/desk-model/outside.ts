import { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../src-main/simulator/exchange/settings.ts'
import { SimulatedBroker } from '../../../src-main/simulator/exchange/simulated-broker.ts'
import type { Attempts } from '../../../src-main/trading/arming/lockout.ts'
import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import { type Book, SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { type AccountId, accountId, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import { type SessionDay, sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { believed } from './behaviours.ts'
import { ModelClocks } from './clocks.ts'
import { ModelJournal } from './journal.ts'
import { Truth } from './truth.ts'
import { type Handed, ModelWire } from './wire.ts'

export const SYMBOLS: readonly Ticker[] = ['AAPL', 'NVDA', 'XOM'].map(ticker)
const SIMULATED_ACCOUNT = accountId('SIM1000001')
export const ACCOUNTS = [accountId('DU1000001'), accountId('DU1000002')] as const

const DATE = '2024-11-15'
const minuteOf = (hour: number, minute: number): number =>
  Date.parse(`${DATE}T00:00:00Z`) + ((hour + 5) * 60 + minute) * 60_000
export const DAY: SessionDay = {
  date: sessionDate(DATE),
  open: utcMs(minuteOf(9, 30)),
  close: utcMs(minuteOf(16, 0)),
  openMinute: 570,
}

const CASH = 500_000
/** How each symbol trades: entries wait in a wide market, and are filled at once in a narrow one; some of it is thin. */
const MARKETS = [
  { spread: 0.005, size: 500 },
  { spread: 0.005, size: 60 },
  { spread: 0.0002, size: 500 },
] as const
/** The client under whose id the cockpit's orders go, and another one that trades on the same accounts. */
const OURS = 1
export const THEIRS = 9

/** A broker with its exchange, the way to it, and what really happened there. */
export interface Side {
  readonly exchange: Exchange
  readonly broker: SimulatedBroker
  readonly wire: ModelWire
  readonly truth: Truth
  readonly venues: readonly { readonly book: Book; readonly account: AccountId }[]
}

/** What the world does to arming, beside what the desk knows. */
export interface Surroundings {
  feedLost: string | null
  /** Since when the window that controls has been silent; null: it answers. Monotonic ms. */
  silentSince: number | null
  skewMs: number
  hoursDisagree: boolean
  /** The accounts that the broker names. */
  accounts: readonly AccountId[]
  /** Since when the broker of the accounts has not been ready. Monotonic ms. */
  lostSince: number | null
}

interface OutsideOptions {
  readonly behaviour: number
  readonly onHanded: (side: Side, handed: Handed) => void
  readonly onProblem: (problem: string) => void
}

/** What outlives a cockpit: the clocks, the disk, brokers and market, and the references used so far. */
export class Outside {
  readonly clocks = new ModelClocks(minuteOf(10, 0))
  readonly journal = new ModelJournal()
  /** The door of the cockpit that runs: brokers outlive it. */
  readonly door: { redeem: Redeem } = { redeem: () => ({ ok: false, error: { code: 'not-ours', message: 'closed' } }) }
  readonly simulated: Side
  readonly live: Side
  readonly surroundings: Surroundings = {
    feedLost: null,
    silentSince: null,
    skewMs: 0,
    hoursDisagree: false,
    accounts: ACCOUNTS,
    lostSince: null,
  }
  attempts: Attempts | null = null
  refs = 0
  commands = 0
  private readonly prices = new Map<Ticker, number>(SYMBOLS.map((symbol, index) => [symbol, 50 * (index + 1)]))

  constructor({ behaviour, onHanded, onProblem }: OutsideOptions) {
    const side = (seed: number, venues: Side['venues']): Side => {
      const { exchange: exchangeBehaviour, broker: brokerBehaviour } = believed(behaviour)
      const exchange = new Exchange({
        seed,
        symbols: SYMBOLS,
        accounts: venues.map(({ account }) => ({ id: account, cash: CASH })),
        settings: {
          ...DEFAULT_EXCHANGE_SETTINGS,
          slippage: { ticks: 1, basisPoints: 0 },
          outsideHours: 'taken',
          behaviour: exchangeBehaviour,
        },
      })
      const redeem: Redeem = (authorisation, order) => this.door.redeem(authorisation, order)
      const accounts = venues.map(({ account }) => account)
      const broker = new SimulatedBroker({
        exchange,
        client: OURS,
        accounts,
        redeem,
        behaviour: brokerBehaviour,
        // The wire keeps what is said until the desk has gone on.
        defer: (run) => run(),
      })
      const now = (): number => this.clocks.monotonic
      const truth = new Truth({ exchange, client: OURS, now, onFlip: onProblem })
      const made: Side = {
        exchange,
        broker,
        wire: new ModelWire(broker, {
          redeem,
          onHanded: (handed) => onHanded(made, handed),
          onEntry: (ref) => truth.entries.add(ref),
        }),
        truth,
        venues,
      }
      return made
    }
    this.simulated = side(1, [{ book: SIMULATED_BOOK, account: SIMULATED_ACCOUNT }])
    this.live = side(
      2,
      ACCOUNTS.map((account) => ({ book: { kind: 'account', account }, account })),
    )
    this.live.broker.onEvent((event) => {
      if (event.kind !== 'connection') return
      if (event.connection.state === 'ready') this.surroundings.lostSince = null
      else this.surroundings.lostSince ??= this.clocks.monotonic
    })
    for (const { exchange } of this.sides) exchange.take({ kind: 'session', day: DAY })
    for (const symbol of SYMBOLS) this.trade(symbol)
  }

  get sides(): readonly [Side, Side] {
    return [this.simulated, this.live]
  }

  sideOf(book: Book): Side {
    return book.kind === 'simulated' ? this.simulated : this.live
  }

  price(symbol: Ticker): number {
    return this.prices.get(symbol) ?? 500
  }

  /** The market moves in a symbol, and with it what works there. */
  move(symbol: Ticker, factor: number): void {
    this.prices.set(symbol, Math.max(1, Math.round(this.price(symbol) * factor * 100) / 100))
    this.trade(symbol)
  }

  /** How a symbol is quoted now. */
  quote(symbol: Ticker, change: Partial<Quote> = {}): Quote {
    const last = symbol === MARKET_SYMBOL ? 500 : this.price(symbol)
    const cents = Math.round(last * 100)
    return {
      symbol,
      time: utcMs(this.clocks.market),
      bid: (cents - 1) / 100,
      ask: (cents + 1) / 100,
      last,
      bidSize: 500,
      askSize: 500,
      quality: 'live',
      halted: false,
      ...change,
    }
  }

  /** Time has passed at the exchanges. */
  passTime(): void {
    for (const { exchange } of this.sides) exchange.advance(utcMs(this.clocks.market))
  }

  private trade(symbol: Ticker): void {
    const { spread, size } = MARKETS[SYMBOLS.indexOf(symbol)] ?? MARKETS[0]
    const last = this.price(symbol)
    const at = (factor: number): number => Math.round(last * factor * 100) / 100
    const quote = { bid: at(1 - spread), ask: at(1 + spread), bidSize: size, askSize: size }
    for (const { exchange } of this.sides) exchange.takeQuote(this.quote(symbol, quote))
  }
}
