import { SIMULATED_BOOK } from '../../src-shared/domain/book.ts'
import { type AccountId, accountId, type OrderRef, type Ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import type { RiskLimits } from '../../src-shared/domain/limits.ts'
import type { TickSize } from '../../src-shared/domain/price.ts'
import type { Disposer } from '../broker/broker.ts'
import type { Config } from '../config/keys.ts'
import type { MarketClock, OperatorClock } from '../market/clock.ts'
import { Exchange } from '../simulator/exchange/exchange.ts'
import type { ExchangeRequest } from '../simulator/exchange/exchange-request.ts'
import { DEFAULT_EXCHANGE_SETTINGS, type ExchangeSettings } from '../simulator/exchange/settings.ts'
import { SimulatedBroker } from '../simulator/exchange/simulated-broker.ts'
import { Desk } from '../trading/desk.ts'
import type { DeskOptions } from '../trading/desk-context.ts'
import { createGate } from '../trading/gate.ts'
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

/** The limits of the simulated book: those configured, but for shorting, which has a setting of its own here. */
function simulatedLimits(config: Config): RiskLimits {
  const { maxManualOrderShares, maxPositionDollars, maxGrossExposureDollars, maxOpenPositions } = config
  const { maxDailyLossDollars, maxEntriesPerMinute, maxLeverage, maxMarginUse, priceCollar } = config
  const { staleAfterSeconds, staleAfterGaps, allowedSymbols, simulatedShorting } = config
  return {
    ...{ maxManualOrderShares, maxPositionDollars, maxGrossExposureDollars, maxOpenPositions },
    ...{ maxDailyLossDollars, maxEntriesPerMinute, maxLeverage, maxMarginUse, priceCollar },
    ...{ staleAfterSeconds, staleAfterGaps, allowedSymbols },
    allowShorting: simulatedShorting,
  }
}

interface TradingParts {
  readonly source: MarketSource
  readonly config: Config
  readonly market: MarketClock
  readonly operator: OperatorClock
  readonly journal: TradingJournal
  /** What the journal of the run so far led to. */
  readonly restored: DeskState
  readonly newRef: () => OrderRef
  readonly setAlarm: (ms: number, run: () => void) => Disposer
  readonly observer: DeskOptions['observer']
  readonly onRequest: (request: ExchangeRequest) => void
}

/** The simulated exchange, the broker on it and the desk that trades there. */
export class SimulatedTrading {
  readonly exchange: Exchange
  readonly desk: Desk
  private readonly broker: SimulatedBroker
  private readonly ticks: Map<Ticker, TickSize>
  private deferred = 0

  constructor(parts: TradingParts) {
    const { source, config, operator, market, restored, newRef, setAlarm, journal, observer, onRequest } = parts
    const gate = createGate(operator)
    const limits = simulatedLimits(config)
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
      venues: [{ book: SIMULATED_BOOK, account: SIMULATED_ACCOUNT, broker: this.broker }],
      gate,
      journal,
      market,
      operator,
      limitsOf: () => limits,
      tickOf: (symbol) => this.ticks.get(symbol) ?? null,
      newRef,
      setAlarm,
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

  /** The desk begins. @param again the exchange stands where an earlier process left it: what that kept back is gone */
  begin(again: boolean): void {
    if (again) this.exchange.forgetUntransmitted(CLIENT)
    this.broker.adoptOrders()
    for (const symbol of this.exchange.symbols) this.desk.takeQuote(this.exchange.quote(symbol))
    this.desk.start()
  }

  /** Resolves when everything that was asked so far is answered, and acted on. */
  async settled(): Promise<void> {
    do {
      await this.desk.idle()
      await Promise.resolve()
    } while (this.deferred > 0 || this.desk.asking)
  }

  close(): void {
    this.desk.close()
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
