import type { SessionDay } from '../../../../src-shared/domain/time.ts'
import type { ExchangeMessage } from '../../exchange/message.ts'
import type { ClientSession, GatewayContext, GatewayService, RequestHandlers } from '../service.ts'
import { AskedOrders } from './asked-orders.ts'
import { DEFAULT_GATEWAY_BEHAVIOUR, type GatewayBehaviour } from './behaviour.ts'
import { BrokerLink } from './broker-link.ts'
import { OrderEntry } from './order-entry.ts'
import { OrderMessenger } from './order-messenger.ts'
import { OrderQueries } from './order-queries.ts'
import { OrderScript } from './order-script.ts'
import { OrderWording } from './order-wording.ts'
import { OwnOrders } from './own-orders.ts'
import { AUTO_BIND_CLIENT } from './refusals.ts'

interface OrderServiceOptions {
  readonly behaviour?: Partial<GatewayBehaviour>
  /** Whether TWS reaches IBKR's servers; by default it always does, until a script says otherwise. */
  readonly link?: BrokerLink
}

export interface OrderService extends GatewayService {
  readonly script: OrderScript
}

/** Orders, their messages and what can be asked about them. */
export function createOrderService(context: GatewayContext, options: OrderServiceOptions = {}): OrderService {
  const behaviour = { ...DEFAULT_GATEWAY_BEHAVIOUR, ...options.behaviour }
  return new GatewayOrders(context, behaviour, options.link ?? new BrokerLink())
}

class GatewayOrders implements OrderService {
  readonly handlers: RequestHandlers
  readonly script: OrderScript
  private readonly context: GatewayContext
  private readonly behaviour: GatewayBehaviour
  private readonly link: BrokerLink
  private readonly orders = new AskedOrders()
  private readonly own: OwnOrders
  private readonly messenger: OrderMessenger
  private readonly queries: OrderQueries
  private readonly entry: OrderEntry
  private readonly disposers: readonly (() => void)[]
  /** What the exchange said while TWS did not reach it. */
  private unheard: ExchangeMessage[] = []
  private session: SessionDay | null = null

  constructor(context: GatewayContext, behaviour: GatewayBehaviour, link: BrokerLink) {
    const { exchange, contracts } = context
    const { orders } = this
    this.context = context
    this.behaviour = behaviour
    this.link = link
    this.own = new OwnOrders(exchange, behaviour.boundIds)
    const { own } = this
    const wording = new OrderWording(exchange, contracts, orders, own)
    this.messenger = new OrderMessenger({ context, behaviour, orders, own, wording })
    this.queries = new OrderQueries(context, wording, behaviour)
    this.entry = new OrderEntry({ context, behaviour, link, orders, own, messenger: this.messenger })
    this.script = new OrderScript(exchange, this.messenger, link, behaviour)
    this.handlers = this.handlersOf()
    this.disposers = [
      exchange.onMessage((message) => this.hear(message)),
      exchange.onTime(() => this.forgetOldOrders()),
      link.onChange((up) => this.changeLink(up)),
    ]
  }

  welcome(session: ClientSession): void {
    session.onClose(() => this.leave(session.client))
    if (this.behaviour.executionsOnConnect === 'pushed-again') this.queries.pushExecutions(session)
  }

  close(): void {
    for (const dispose of this.disposers) dispose()
  }

  private handlersOf(): RequestHandlers {
    const { entry, queries } = this
    return {
      'place-order': (session, request) => entry.place(session, request),
      'cancel-order': (session, request) => entry.cancel(session, request),
      'global-cancel': (session) => entry.cancelAll(session),
      'open-orders': (session) => this.openOrders(session),
      'all-open-orders': (session) => queries.answerOpenOrders(session, () => true),
      'auto-open-orders': (session, { bind }) => this.autoOpenOrders(session, bind),
      'completed-orders': (session, { apiOnly }) => queries.answerCompleted(session, apiOnly),
      executions: (session, request) => queries.answerExecutions(session, request),
    }
  }

  /** The client's own; client 0 is given those of TWS itself as well, bound. */
  private openOrders(session: ClientSession): void {
    const { queries, messenger } = this
    if (session.client === 0) for (const report of queries.openOrders()) messenger.bind(report)
    queries.answerOpenOrders(session, ({ client }) => client === session.client)
  }

  private autoOpenOrders(session: ClientSession, bind: boolean): void {
    if (session.client !== 0) {
      session.error(-1, AUTO_BIND_CLIENT.code, AUTO_BIND_CLIENT.text)
      return
    }
    this.own.automatic = bind
    this.queries.answerOpenOrders(session, ({ client, orderId }) => client === 0 && this.own.shown(orderId) !== 0)
  }

  private hear(message: ExchangeMessage): void {
    if (this.link.isUp) this.messenger.hear(message)
    else this.unheard.push(message)
  }

  private changeLink(up: boolean): void {
    this.queries.freeze(!up)
    if (!up) return
    const unheard = this.unheard
    this.unheard = []
    for (const message of unheard) this.messenger.hear(message)
    this.entry.resume()
  }

  private leave(client: number): void {
    if (client === 0) this.own.automatic = false
    if (this.behaviour.heldChains === 'forgotten') this.context.exchange.forgetUntransmitted(client)
  }

  /** With each session the exchange forgets what ended in the one before. */
  private forgetOldOrders(): void {
    const { exchange } = this.context
    if (exchange.session === this.session) return
    this.session = exchange.session
    const known = [...exchange.openOrders(), ...exchange.completedOrders(), ...exchange.heldOrders()]
    this.orders.keep(new Set(known.map(({ permId }) => permId)))
  }
}
