import { createAccountService } from '../../../../../src-main/simulator/tws-server/accounts/account-service.ts'
import { ContractBook } from '../../../../../src-main/simulator/tws-server/market/contracts.ts'
import type { GatewayBehaviour } from '../../../../../src-main/simulator/tws-server/orders/behaviour.ts'
import { BrokerLink } from '../../../../../src-main/simulator/tws-server/orders/broker-link.ts'
import {
  createOrderService,
  type OrderService,
} from '../../../../../src-main/simulator/tws-server/orders/order-service.ts'
import type {
  ClientSession,
  GatewayContext,
  GatewayService,
  WireField,
} from '../../../../../src-main/simulator/tws-server/service.ts'
import type { WireContract } from '../../../../../src-main/simulator/tws-server/wire/contract.ts'
import type { WireOrder } from '../../../../../src-main/simulator/tws-server/wire/order.ts'
import type { ClientRequest } from '../../../../../src-main/simulator/tws-server/wire/requests.ts'
import { AAPL, MSFT, TradingFloor } from '../../exchange/trading-floor.ts'
import { THREE_DAYS } from '../../synthetic/sessions.ts'
import { EMPTY_ORDER } from '../wire/empty-order.ts'

type Request<Kind extends ClientRequest['kind']> = Extract<ClientRequest, { readonly kind: Kind }>

/** An order as the client library writes one in which nothing is set. */
const PLAIN_ORDER: WireOrder = {
  ...EMPTY_ORDER,
  action: 'BUY',
  quantity: 100,
  type: 'MKT',
  tif: 'DAY',
  account: 'DU1000001',
  transmit: true,
}

const APPLE: WireContract = {
  conId: 0,
  symbol: 'AAPL',
  secType: 'STK',
  expiry: '',
  strike: null,
  right: '',
  multiplier: '',
  exchange: 'SMART',
  primaryExchange: '',
  currency: 'USD',
  localSymbol: '',
  tradingClass: '',
  includeExpired: false,
  secIdType: '',
  secId: '',
}

const NO_FILTER: Request<'executions'>['filter'] = {
  client: 0,
  account: '',
  time: '',
  symbol: '',
  secType: '',
  exchange: '',
  side: '',
}

/** A client that is connected, with what it is sent kept in order. */
export class TestClient implements ClientSession {
  readonly client: number
  readonly serverVersion: number
  readonly frames: (readonly WireField[])[] = []
  private readonly floor: GatewayFloor
  private readonly closers: (() => void)[] = []

  constructor(floor: GatewayFloor, client: number, serverVersion: number) {
    this.floor = floor
    this.client = client
    this.serverVersion = serverVersion
  }

  send(fields: readonly WireField[]): void {
    this.frames.push(fields)
  }

  error(id: number, code: number, text: string): void {
    this.frames.push([4, 2, id, code, text, ''])
  }

  onClose(run: () => void): void {
    this.closers.push(run)
  }

  ask<Kind extends ClientRequest['kind']>(request: Request<Kind>): void {
    this.floor.ask(this, request)
  }

  place(id: number, order: Partial<WireOrder> = {}, contract: Partial<WireContract> = {}): void {
    this.ask({ kind: 'place-order', id, contract: { ...APPLE, ...contract }, order: { ...PLAIN_ORDER, ...order } })
  }

  /** A bracket of 100 bought at `entry`, whose last child transmits it: ids `id`, `id + 1` (stop), `id + 2` (target). */
  bracket(id: number, entry: Partial<WireOrder>, stop: number, target: number): void {
    const child = { action: 'SELL', tif: 'GTC', parentId: id, quantity: entry.quantity ?? 100 } as const
    this.place(id, { ...entry, transmit: false })
    this.place(id + 1, { ...child, type: 'STP', auxPrice: stop, transmit: false })
    this.place(id + 2, { ...child, type: 'LMT', limitPrice: target })
  }

  cancel(id: number): void {
    this.ask({ kind: 'cancel-order', id, manualCancelTime: '' })
  }

  executions(filter: Partial<Request<'executions'>['filter']> = {}): string[] {
    this.heard()
    this.ask({ kind: 'executions', id: 77, filter: { ...NO_FILTER, ...filter } })
    return this.heard()
  }

  openOrders(): string[] {
    this.heard()
    this.ask({ kind: 'open-orders' })
    return this.heard().filter((line) => line.startsWith('5 ') || line === '53')
  }

  /** What it was sent since the last call, in short. */
  heard(): string[] {
    return this.frames.splice(0).map(inShort)
  }

  /** Codes of the errors to an id since the last call, which forgets everything else. */
  codes(id: number): number[] {
    return this.frames.splice(0).flatMap((fields) => (fields[0] === 4 && fields[2] === id ? [Number(fields[3])] : []))
  }

  close(): void {
    this.floor.drop(this)
    for (const run of this.closers) run()
  }
}

const STATUS = /^(Pre)?Submitted$|^Filled$|^Cancelled$|^Inactive$/

function inShort(fields: readonly WireField[]): string {
  switch (fields[0]) {
    case 3:
      return `3 #${fields[1]} ${fields[2]} ${fields[3]}/${Number(fields[3]) + Number(fields[4])}${fields[10] ? ` ${fields[10]}` : ''}`
    case 4:
      return `4 #${fields[2]} ${fields[3]}`
    case 5:
      return `5 #${fields[1]} ${fields.find((field) => STATUS.test(String(field)))}`
    case 11:
      return `11 #${fields[2]} ${fields[18]} ${fields[19]}@${fields[20]}`
    case 59:
      return `59 ${fields[3]}`
    case 53:
    case 102:
      return `${fields[0]}`
    default:
      return fields.join(' ')
  }
}

interface FloorOptions {
  readonly behaviour?: Partial<GatewayBehaviour>
  readonly floor?: ConstructorParameters<typeof TradingFloor>[0]
  readonly readOnly?: boolean
}

/** The order and account services on an exchange whose market a test moves; clients without sockets. */
export class GatewayFloor {
  readonly market: TradingFloor
  readonly orders: OrderService
  readonly contracts = new ContractBook([AAPL, MSFT].map((symbol) => ({ symbol })))
  readonly link = new BrokerLink()
  /** Operator time. */
  operatorMs = 0
  private readonly clients: TestClient[] = []
  private readonly services: readonly GatewayService[]

  constructor({ behaviour = {}, floor = {}, readOnly = false }: FloorOptions = {}) {
    this.market = new TradingFloor({ ...floor, settings: { outsideHours: 'taken', ...floor.settings } })
    const { exchange } = this.market
    const context: GatewayContext = {
      exchange,
      accounts: exchange.accounts,
      marketNow: () => exchange.now,
      brokerNow: () => exchange.now,
      operator: { monotonic: () => this.operatorMs, after: () => () => {} },
      sessions: () => this.clients,
      days: THREE_DAYS,
      symbols: exchange.symbols,
      contracts: this.contracts,
      readOnly,
    }
    this.orders = createOrderService(context, { behaviour, link: this.link })
    this.services = [this.orders, createAccountService(context, { link: this.link })]
  }

  connect(client: number, serverVersion = 193): TestClient {
    const session = new TestClient(this, client, serverVersion)
    this.clients.push(session)
    for (const service of this.services) service.welcome?.(session)
    return session
  }

  drop(client: TestClient): void {
    this.clients.splice(this.clients.indexOf(client), 1)
  }

  ask<Kind extends ClientRequest['kind']>(session: TestClient, request: Request<Kind>): void {
    for (const { handlers } of this.services) {
      const handler: ((session: ClientSession, request: Request<Kind>) => void) | undefined = handlers[request.kind]
      handler?.(session, request)
    }
  }

  close(): void {
    for (const service of this.services) service.close?.()
  }
}
