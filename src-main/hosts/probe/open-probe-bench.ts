import type { Authorisation, OrderRequest, Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { SECOND_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { SendRate } from '../../broker/ibkr/connection/send-queue.ts'
import type { MarketTime } from '../../broker/ibkr/market/options.ts'
import { openProbeWay, type ProbeWay } from '../../broker/ibkr/probe/open-probe-way.ts'
import type { WireMessage } from '../../broker/probe-port.ts'
import { calendarDisagreement } from '../../market/broker-hours.ts'
import { sessionAt } from '../../market/calendar.ts'
import type { ListedContract, LiveQuote } from '../../market/live-market.ts'
import type { ProbeBench } from '../../research/probe/bench.ts'

/** What lets the probe's orders out. */
export interface ProbeGate {
  readonly redeem: Redeem
  authorise(entry: OrderRequest): Result<Authorisation, string>
}

/** How the probe waits: on the machine's clock, or by moving a simulated market on. */
export interface ProbePace {
  /** @param settled resolves when everything that was sent has been answered */
  wait(until: () => boolean, limitMs: number, settled: () => Promise<void>): Promise<boolean>
}

interface ProbeBenchOptions {
  readonly host: string
  readonly port: number
  readonly client: number
  /** Null: the first that the gateway names. */
  readonly account: AccountId | null
  readonly symbol: Ticker
  readonly gate: ProbeGate
  readonly marketTime: MarketTime
  readonly pace: ProbePace
  readonly rate?: SendRate
  /** The wall clock: a gateway whose clock is another one is no TWS. */
  readonly wallNow: () => UtcMs
  /** Told which probe begins. */
  readonly onBegin?: (name: string) => void
  /** Whether every account may be used. @returns in words why not */
  readonly refuseAccounts: (accounts: readonly AccountId[]) => string | null
}

export interface OpenProbeBench extends ProbeBench {
  close(): void
}

/** Operator ms from the start until it is connected; a client id stays taken for about a minute after a loss. */
const CONNECT_MS = 30 * SECOND_MS
const RECONNECT_MS = 120 * SECOND_MS
/** A TWS is never further from the wall clock. */
const MOST_CLOCK_MS = 10 * 60 * SECOND_MS
const QUOTE_MS = 5 * SECOND_MS

/** Why no bench could be opened. `refused`: by a gate. */
export interface NoBench {
  readonly kind: 'unreachable' | 'refused'
  readonly message: string
}

/** Connects, and looks at the account, the symbol and its price. */
export async function openProbeBench(options: ProbeBenchOptions): Promise<Result<OpenProbeBench, NoBench>> {
  const bench = new Bench(options)
  const refused = await bench.open()
  if (refused === null) return { ok: true, value: bench }
  bench.close()
  return { ok: false, error: refused }
}

class Bench implements OpenProbeBench {
  readonly symbol: Ticker
  readonly client: number
  private readonly options: ProbeBenchOptions
  private readonly listeners = new Set<(message: WireMessage) => void>()
  private way: ProbeWay
  private chosen: AccountId | null = null
  private listed: ListedContract | null = null
  private newest: LiveQuote | null = null
  private simulated = false
  /** Ms by which a simulated gateway's clock is ahead of ours. */
  private ahead = 0

  constructor(options: ProbeBenchOptions) {
    this.options = options
    this.symbol = options.symbol
    this.client = options.client
    this.way = this.connect()
  }

  get account(): AccountId {
    if (this.chosen === null) throw new Error('the bench has not been opened')
    return this.chosen
  }

  get tick(): number {
    return this.listed?.tick ?? 0.01
  }

  async open(): Promise<NoBench | null> {
    const { options, way } = this
    const unreachable = (message: string): NoBench => ({ kind: 'unreachable', message })
    if (!(await way.ready(CONNECT_MS, 'one'))) {
      const { host, port, reason } = way.state()
      return unreachable(`There is no connection to ${host}:${port}: ${reason}`)
    }
    const accounts = way.accounts()
    const refused = options.refuseAccounts(accounts)
    if (refused !== null) return { kind: 'refused', message: refused }
    const account = options.account ?? accounts[0]
    if (account === undefined || !accounts.includes(account)) return unreachable(`There is no account ${account} here.`)
    this.chosen = account
    const contract = await way.contract()
    if (!contract.ok) return unreachable(contract.error)
    this.listed = contract.value
    const time = await way.time()
    if (!time.ok) return unreachable(time.error.message)
    this.simulated = Math.abs(time.value - options.wallNow()) > MOST_CLOCK_MS
    const ahead = time.value - this.now()
    this.ahead = Math.abs(ahead) > MOST_CLOCK_MS ? ahead : 0
    await this.wait(() => this.newest !== null, QUOTE_MS)
    return null
  }

  facts(): ReturnType<ProbeBench['facts']> {
    return { ...this.way.handshake(), serverVersion: this.way.state().serverVersion ?? 0, simulated: this.simulated }
  }

  broker(): ReturnType<ProbeBench['broker']> {
    return this.way.broker
  }

  raw(): ReturnType<ProbeBench['raw']> {
    return this.way.raw
  }

  authorise(entry: OrderRequest): Result<Authorisation, string> {
    return this.options.gate.authorise(entry)
  }

  takenIds(): readonly number[] {
    return this.way.takenIds()
  }

  onMessage(listener: (message: WireMessage) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  now(): UtcMs {
    return utcMs(this.options.marketTime.now() + this.ahead)
  }

  wait(until: () => boolean, limitMs: number): Promise<boolean> {
    return this.options.pace.wait(until, limitMs, async () => {
      await this.way.time()
    })
  }

  quote(): ReturnType<ProbeBench['quote']> {
    const { newest } = this
    if (newest === null || newest.quality !== 'live' || newest.halted) return null
    const { bid, ask } = newest
    return bid === null || ask === null || bid <= 0 || ask < bid ? null : { bid, ask }
  }

  lastPrice(): number | null {
    const { newest } = this
    return newest?.last ?? newest?.previousClose ?? newest?.bid ?? null
  }

  closed(): string | null {
    const day = sessionAt(this.now())
    if (day === null) return 'the market is closed: run it in regular hours'
    const differs = this.listed === null ? 'the contract is not known' : calendarDisagreement(day, this.listed)
    if (differs !== null) return differs
    return this.quote() === null ? `there are no live prices of ${this.symbol}, or it is halted` : null
  }

  async reconnect(): Promise<boolean> {
    this.way.close()
    this.way = this.connect()
    if (!(await this.way.ready(RECONNECT_MS, 'many'))) return false
    await this.way.contract()
    this.newest = null
    await this.wait(() => this.newest !== null, QUOTE_MS)
    return true
  }

  begin(name: string): void {
    this.options.onBegin?.(name)
  }

  close(): void {
    this.way.close()
    this.listeners.clear()
  }

  private connect(): ProbeWay {
    const { host, port, client, account, symbol, gate, marketTime, rate } = this.options
    return openProbeWay({
      ...{ host, port, client, account, symbol, redeem: gate.redeem, marketTime },
      ...(rate === undefined ? {} : { rate }),
      onMessage: (message) => {
        for (const listener of [...this.listeners]) listener(message)
      },
      onQuote: (quote) => {
        this.newest = quote
      },
    })
  }
}
