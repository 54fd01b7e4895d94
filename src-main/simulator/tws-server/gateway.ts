import { createServer, type Server, type Socket } from 'node:net'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { Exchange } from '../exchange/exchange.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../exchange/settings.ts'
import type { SteppedEvent } from '../exchange/steps.ts'
import { createAccountService } from './accounts/account-service.ts'
import { type Gateway, type GatewayOptions, type GatewayStats, type Loss, MARK_CODE } from './gateway-options.ts'

export type { Gateway, GatewayOptions } from './gateway-options.ts'

import { createContractService } from './market/contract-service.ts'
import { ContractBook } from './market/contracts.ts'
import { FigureBook } from './market/day-figures.ts'
import { createFiveSecondService } from './market/five-second-service.ts'
import { createHistoryService } from './market/history-service.ts'
import { HistoryStore } from './market/history-store.ts'
import type { MarketContext } from './market/market-context.ts'
import { createMarketDataService } from './market/market-data-service.ts'
import { MarketLines } from './market/market-lines.ts'
import { createScannerService } from './market/scanner-service.ts'
import { createTickByTickService } from './market/tick-by-tick-service.ts'
import { hoursFrom } from './market/trading-hours.ts'
import { BrokerLink } from './orders/broker-link.ts'
import type { OrderScript } from './orders/order-script.ts'
import { createOrderService } from './orders/order-service.ts'
import type { ClientSession, GatewayService } from './service.ts'
import { createBasicsService } from './sessions/basics-service.ts'
import type { Connection } from './sessions/connection.ts'
import { type Interception, InterceptionChain } from './sessions/interception.ts'
import { DEFAULT_LIMITS, type GatewayLimits, NO_LIMITS, type Violation } from './sessions/limits.ts'
import { OwnTimers } from './sessions/own-timers.ts'
import { type Notice, Reception } from './sessions/reception.ts'
import { MAX_SERVER_VERSION } from './wire/versions.ts'

/** More than TWS takes (32), so that it is the limits of the protocol that are met. */
const MOST_SOCKETS = 256

/** Kept for a look at them; a client that goes on breaking limits must not fill memory. */
const MOST_VIOLATIONS = 1_000

export function createGateway(options: GatewayOptions): Gateway {
  return new SimulatedGateway(options)
}

class SimulatedGateway implements Gateway {
  readonly exchange: Exchange
  readonly script: OrderScript
  private readonly options: GatewayOptions
  private readonly limits: GatewayLimits
  private readonly history = new HistoryStore()
  private readonly figures = new FigureBook()
  private readonly interceptions = new InterceptionChain()
  private readonly lines: MarketLines
  private readonly services: readonly GatewayService[]
  private readonly reception: Reception
  private readonly listeners = new Set<(event: SteppedEvent) => void>()
  private readonly stopped = new Set<Ticker>()
  private readonly violations: Violation[] = []
  private readonly sockets = new Set<Socket>()
  private readonly timers: OwnTimers
  private servers: Server[] = []
  private closed = false
  private refusing = false
  private skew = 0
  private failures = 0

  constructor(options: GatewayOptions) {
    this.options = options
    this.limits = options.limits === 'none' ? NO_LIMITS : { ...DEFAULT_LIMITS, ...options.limits }
    const symbols = options.symbols.map(({ symbol }) => symbol)
    this.exchange = new Exchange({ ...options, symbols, settings: { outsideHours: 'taken', ...options.settings } })
    this.timers = new OwnTimers(options.operator)
    const context = this.contextOf(options)
    this.lines = new MarketLines(context)
    const link = new BrokerLink()
    const orders = createOrderService(context, { behaviour: options.behaviour ?? {}, link })
    this.script = orders.script
    this.services = [
      createBasicsService(context),
      createContractService(context),
      createHistoryService(context),
      createMarketDataService(context, this.lines),
      createFiveSecondService(context, this.lines),
      createTickByTickService(context, this.lines),
      createScannerService(context),
      orders,
      createAccountService(context, { link }),
    ]
    this.reception = new Reception({
      context,
      limits: this.limits,
      host: { interceptions: this.interceptions, maxServerVersion: options.maxServerVersion ?? MAX_SERVER_VERSION },
      services: this.services,
      breach: context.breach,
      guard: (run) => this.guard(run),
    })
    this.reception.notices = options.notices ?? this.reception.notices
  }

  get session(): SessionDay | null {
    return this.exchange.session
  }

  get sessions(): readonly Connection[] {
    return this.reception.sessions
  }

  take(event: SteppedEvent): void {
    this.exchange.take(event)
    this.history.take(event)
    this.figures.take(event)
    for (const listener of this.listeners) this.guard(() => listener(event))
  }

  preload(events: Iterable<SteppedEvent>): void {
    for (const event of events) this.take(event)
  }

  advance(time: UtcMs): void {
    this.exchange.advance(time)
  }

  listen(port: number, host = '127.0.0.1'): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket))
    server.maxConnections = MOST_SOCKETS
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        this.servers.push(server)
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.timers.close()
    for (const connection of this.reception.everybody()) connection.drop()
    for (const socket of this.sockets) socket.destroy()
    await Promise.all(this.servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
    for (const service of this.services) service.close?.()
  }

  restart(downMs = this.limits.restartMs): void {
    for (const connection of this.reception.everybody()) connection.drop()
    this.script.restart()
    this.refusing = true
    this.timers.after(downMs, () => {
      this.refusing = false
    })
  }

  mark(): void {
    for (const session of this.sessions) session.error(-1, MARK_CODE, `market time ${this.marketNow()}`)
  }

  stats(): GatewayStats {
    const connections = this.reception.everybody()
    const total = (of: 'received' | 'sent'): number =>
      connections.reduce((sum, { counts }) => sum + counts[of], this.reception.past[of])
    return {
      connections: connections.length,
      sessions: this.sessions.length,
      received: total('received'),
      sent: total('sent'),
      lines: this.lines.inUse,
      violations: [...this.violations],
      failures: this.failures,
    }
  }

  intercept(link: Interception): () => void {
    return this.interceptions.add(link)
  }

  notice(code: number, text: string): void {
    for (const session of this.sessions) session.error(-1, code, text)
  }

  setNotices(notices: readonly Notice[]): void {
    this.reception.notices = notices
  }

  dropClients(how: Loss, busyMs = 0): void {
    for (const session of this.sessions) {
      if (busyMs > 0) this.keepBusy(session.client, busyMs)
      if (how === 'clean') session.end()
      else if (how === 'reset') session.drop()
      else session.goSilent()
    }
  }

  loseSubscriptions(): void {
    for (const service of this.services) service.loseSubscriptions?.()
  }

  async moveTo(port: number, host?: string): Promise<number> {
    const before = [...this.servers]
    const found = await this.listen(port, host)
    this.servers = this.servers.filter((server) => !before.includes(server))
    for (const server of before) server.close()
    return found
  }

  skewClock(ms: number): void {
    this.skew = ms
  }

  setFlow(symbol: Ticker, flows: boolean): void {
    if (flows) this.stopped.delete(symbol)
    else this.stopped.add(symbol)
  }

  private keepBusy(client: number, ms: number): void {
    this.reception.busy.add(client)
    this.timers.after(ms, () => this.reception.busy.delete(client))
  }

  private accept(socket: Socket): void {
    if (this.refusing || this.closed) {
      socket.destroy()
      return
    }
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
    this.reception.accept(socket)
  }

  private marketNow(): UtcMs {
    const { marketNow, days } = this.options
    return marketNow?.() ?? utcMs(Math.max(this.exchange.now, days[0]?.open ?? 0))
  }

  private contextOf(options: GatewayOptions): MarketContext {
    const { days, operator, settings } = options
    const { ticks } = settings?.slippage ?? DEFAULT_EXCHANGE_SETTINGS.slippage
    return {
      exchange: this.exchange,
      accounts: this.exchange.accounts,
      marketNow: () => this.marketNow(),
      brokerNow: () => utcMs(this.marketNow() + this.skew),
      operator,
      sessions: () => this.sessions,
      days,
      symbols: this.exchange.symbols,
      contracts: new ContractBook(options.symbols),
      readOnly: options.readOnly ?? false,
      history: this.history,
      figures: this.figures,
      limits: this.limits,
      hours: options.hours ?? hoursFrom,
      rights: options.rights ?? 'live',
      tickSizes: options.tickSizes ?? 'shares',
      halfSpread: ticks,
      onEvent: (listener) => {
        this.listeners.add(listener)
        return () => this.listeners.delete(listener)
      },
      flows: (symbol) => !this.stopped.has(symbol),
      breach: (session, limit, message) => this.breach(session, limit, message),
    }
  }

  private breach({ client }: ClientSession, limit: Violation['limit'], message: string): void {
    const violation: Violation = { limit, client, message }
    if (this.violations.length < MOST_VIOLATIONS) this.violations.push(violation)
    this.options.onViolation?.(violation)
  }

  /** A bug in one handler must not be the end of every client. */
  private guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.failures += 1
      this.options.onFailure?.(error)
    }
  }
}
