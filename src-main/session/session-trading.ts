import type { Redeem } from '../../src-shared/domain/authorisation.ts'
import { type Book, SIMULATED_BOOK } from '../../src-shared/domain/book.ts'
import { type AccountId, accountId, type OrderRef, type Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import type { RiskLimits } from '../../src-shared/domain/limits.ts'
import type { TickSize } from '../../src-shared/domain/price.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { SessionDay } from '../../src-shared/domain/time.ts'
import type { Broker, Disposer } from '../broker/broker.ts'
import type { Config } from '../config/keys.ts'
import type { MarketClock, OperatorClock } from '../market/clock.ts'
import { Exchange } from '../simulator/exchange/exchange.ts'
import type { ExchangeRequest } from '../simulator/exchange/exchange-request.ts'
import { DEFAULT_EXCHANGE_SETTINGS, type ExchangeSettings } from '../simulator/exchange/settings.ts'
import { SimulatedBroker } from '../simulator/exchange/simulated-broker.ts'
import { Desk } from '../trading/desk.ts'
import type { DeskOptions } from '../trading/desk-context.ts'
import { createGate, type LiveEntries } from '../trading/gate.ts'
import type { TradingJournal } from '../trading/journal/journal.ts'
import type { DeskState } from '../trading/state/desk-state.ts'
import type { MarketSource } from './market/market-source.ts'

/** The account of the simulated book. */
export const SIMULATED_ACCOUNT: AccountId = accountId('SIM1000001')
/** The client under which the desk's orders go to the exchange. */
const CLIENT = 1

/** How the exchange of a session behaves, by its configuration. */
export function exchangeSettings(config: Config): ExchangeSettings {
  return {
    ...DEFAULT_EXCHANGE_SETTINGS,
    slippage: { ticks: config.simulatedSlippageTicks, basisPoints: config.simulatedSlippageBasisPoints },
    commission: {
      perShare: config.simulatedCommissionPerShare,
      minimum: config.simulatedCommissionMinimum,
      maximumFraction: config.simulatedCommissionMaximumFraction,
    },
    shorting: config.simulatedShorting,
  }
}

/** The limits of each book: those configured, but for shorting, which has a setting of its own in the simulated book. */
function limitsBy(config: Config): (book: Book) => RiskLimits {
  const { maxManualOrderShares, maxPositionDollars, maxGrossExposureDollars, maxOpenPositions } = config
  const { maxDailyLossDollars, maxEntriesPerMinute, maxLeverage, maxMarginUse, priceCollar } = config
  const { staleAfterSeconds, staleAfterGaps, allowedSymbols, allowShorting, simulatedShorting } = config
  const ofAccounts: RiskLimits = {
    ...{ maxManualOrderShares, maxPositionDollars, maxGrossExposureDollars, maxOpenPositions },
    ...{ maxDailyLossDollars, maxEntriesPerMinute, maxLeverage, maxMarginUse, priceCollar },
    ...{ staleAfterSeconds, staleAfterGaps, allowedSymbols, allowShorting },
  }
  const simulated: RiskLimits = { ...ofAccounts, allowShorting: simulatedShorting }
  return ({ kind }) => (kind === 'simulated' ? simulated : ofAccounts)
}

/**
 * Takes the right to trade on an account, which one process has at a time.
 * @returns gives it back; or who has it, one sentence
 */
export type AccountOwnership = (account: AccountId) => Result<Disposer, string>

interface TradingParts {
  readonly source: MarketSource
  readonly config: Config
  readonly market: MarketClock
  readonly operator: OperatorClock
  readonly journal: TradingJournal
  /** What the journal of the run so far led to. */
  readonly restored: DeskState
  /** Whether entries may go to accounts. */
  readonly live: LiveEntries
  /** Takes an account for this process. */
  readonly ownAccount: AccountOwnership
  /** Runs what may fail outside of anybody's question. */
  readonly guard: (act: () => void) => void
  /** The regular session under way by the market's own clock. */
  readonly today: () => SessionDay | null
  readonly newRef: () => OrderRef
  readonly setAlarm: (ms: number, run: () => void) => Disposer
  readonly observer: DeskOptions['observer']
  readonly onRequest: (request: ExchangeRequest) => void
}

/**
 * The desk with its venues: the simulated book on an exchange of our own, from the moment at which the session trades;
 * and the accounts of the market's broker, from the moment at which it names them. What is held there is looked after
 * also while the session still reads its history.
 */
export class SessionTrading {
  readonly exchange: Exchange
  readonly desk: Desk
  /** For the market's broker: the gate of this session. */
  readonly redeem: Redeem
  /** Of orders to accounts. */
  readonly accountLimits: RiskLimits
  private readonly broker: SimulatedBroker
  private readonly ticks: Map<Ticker, TickSize>
  private readonly accounts = new Map<AccountId, Disposer>()
  /** Accounts that another process looks after, with that in words. */
  readonly elsewhere = new Map<AccountId, string>()
  private readonly ownAccount: AccountOwnership
  private readonly guard: TradingParts['guard']
  private readonly today: TradingParts['today']
  private endListening: Disposer = () => {}
  private deferred = 0
  private begun = false

  constructor(parts: TradingParts) {
    const { source, config, operator, market, restored, newRef, setAlarm, journal, observer, onRequest, live } = parts
    const gate = createGate(operator, live)
    this.ownAccount = parts.ownAccount
    this.guard = parts.guard
    // A market without a clock of its own reads its history in the time of that history.
    this.today = source.ownTime === null ? () => null : parts.today
    const limitsOf = limitsBy(config)
    this.accountLimits = limitsOf({ kind: 'account', account: SIMULATED_ACCOUNT })
    this.redeem = gate.redeem
    this.ticks = new Map(source.instruments.map(({ symbol, tick }) => [symbol, tick]))
    this.exchange = new Exchange({
      seed: source.seed,
      symbols: source.instruments.map(({ symbol }) => symbol),
      accounts: [{ id: SIMULATED_ACCOUNT, cash: config.simulatedAccountDollars }],
      settings: exchangeSettings(config),
      onRequest,
    })
    this.broker = new SimulatedBroker({
      exchange: this.exchange,
      client: CLIENT,
      accounts: [SIMULATED_ACCOUNT],
      redeem: gate.redeem,
      defer: (run) => this.defer(run),
    })
    this.desk = new Desk({
      venues: [],
      gate,
      journal,
      market,
      operator,
      limitsOf,
      tickOf: (symbol) => this.ticks.get(symbol) ?? null,
      newRef,
      setAlarm,
      guard: (act) => this.guard(act),
      observer,
      restored,
    })
  }

  /** More that can be traded. */
  list(instruments: readonly Instrument[]): void {
    for (const { symbol, tick } of instruments) {
      this.ticks.set(symbol, tick)
      this.exchange.list(symbol)
    }
  }

  /** The simulated book opens. @param again the exchange stands where an earlier process left it: what that kept back is gone */
  begin(again: boolean): void {
    if (again) this.exchange.forgetUntransmitted(CLIENT)
    this.broker.adoptOrders()
    for (const symbol of this.exchange.symbols) this.desk.takeQuote(this.exchange.quote(symbol))
    this.start()
    this.desk.addVenue({ book: SIMULATED_BOOK, account: SIMULATED_ACCOUNT, broker: this.broker })
  }

  /** The broker of the market is on its way: its accounts become venues when it names them. */
  connect(broker: Broker): void {
    const takeAccounts = (): void => {
      for (const account of broker.accounts()) {
        if (this.accounts.has(account)) continue
        const owned = this.ownAccount(account)
        if (!owned.ok) {
          this.elsewhere.set(account, owned.error)
          continue
        }
        this.elsewhere.delete(account)
        this.accounts.set(account, owned.value)
        this.start()
        this.desk.addVenue({ book: { kind: 'account', account }, account, broker: guarded })
      }
    }
    // What the desk makes of an event is no business of the broker's: what fails there is ours.
    const guarded: Broker = {
      ...broker,
      onEvent: (listener) => broker.onEvent((event) => this.guard(() => listener(event))),
    }
    this.endListening()
    this.endListening = guarded.onEvent((event) => {
      if (event.kind === 'connection') takeAccounts()
    })
    this.guard(takeAccounts)
  }

  /** A broker has named accounts: what is held there outlives whatever goes wrong here. */
  get hasAccounts(): boolean {
    return this.accounts.size > 0
  }

  /** The desk is at work: what is held is looked after, whether the session trades yet or not. */
  get isAtWork(): boolean {
    return this.begun
  }

  private start(): void {
    if (this.begun) return
    this.begun = true
    this.desk.start()
    // Prices and hours of what is held are those of today, also while earlier days are read.
    const today = this.today()
    if (today !== null) this.desk.startDay(today)
  }

  /**
   * Resolves when everything that was asked of the simulated book so far is answered, and acted on. A broker takes its
   * time, and nobody waits for it.
   */
  async settled(): Promise<void> {
    do {
      await this.desk.idle(SIMULATED_BOOK)
      await Promise.resolve()
    } while (this.deferred > 0 || this.desk.asks(SIMULATED_BOOK))
  }

  close(): void {
    this.endListening()
    this.desk.close()
    for (const giveBack of this.accounts.values()) giveBack()
    this.broker.close()
  }

  private defer(run: () => void): void {
    this.deferred += 1
    queueMicrotask(() => {
      this.deferred -= 1
      run()
    })
  }
}
