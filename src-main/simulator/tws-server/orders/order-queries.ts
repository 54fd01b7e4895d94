import type { ExecutionRecord, OrderReport } from '../../../broker/reports.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import type { ClientSession, GatewayContext } from '../service.ts'
import { completedOrder } from '../wire/completed-order-message.ts'
import { openOrder } from '../wire/open-order-message.ts'
import {
  commission,
  completedOrdersEnd,
  execution,
  executionEnd,
  openOrderEnd,
  orderStatus,
} from '../wire/order-messages.ts'
import type { ExecutionsRequest } from '../wire/requests.ts'
import { readRequestTime } from '../wire/stamps.ts'
import type { GatewayBehaviour } from './behaviour.ts'
import { type OrderWording, stem, venueOf } from './order-wording.ts'
import { invalid } from './refusals.ts'

/** What TWS knows of orders: more than nothing, also while it does not reach its servers. */
interface Known {
  readonly open: readonly OrderReport[]
  readonly completed: readonly OrderReport[]
  readonly executions: readonly ExecutionRecord[]
}

/** Answers what clients ask about orders and executions. */
export class OrderQueries {
  private readonly context: GatewayContext
  private readonly wording: OrderWording
  private readonly behaviour: GatewayBehaviour
  /** What was known when TWS lost its servers; null while it reaches them. */
  private frozen: Known | null = null

  constructor(context: GatewayContext, wording: OrderWording, behaviour: GatewayBehaviour) {
    this.context = context
    this.wording = wording
    this.behaviour = behaviour
  }

  /** TWS has lost its servers, or regained them: meanwhile it answers with what it knew. */
  freeze(frozen: boolean): void {
    this.frozen = frozen ? this.current() : null
  }

  openOrders(): readonly OrderReport[] {
    return this.known().open
  }

  answerOpenOrders(session: ClientSession, concerns: (report: OrderReport) => boolean): void {
    for (const report of this.openOrders().filter(concerns)) {
      session.send(openOrder(session.serverVersion, this.wording.openOrder(report)))
      session.send(orderStatus(session.serverVersion, this.wording.status(report)))
    }
    session.send(openOrderEnd(session.serverVersion))
  }

  /** @param apiOnly without those that were placed in TWS itself. */
  answerCompleted(session: ClientSession, apiOnly: boolean): void {
    for (const report of this.known().completed) {
      if (apiOnly && report.orderId < 0) continue
      session.send(completedOrder(session.serverVersion, this.wording.completed(report)))
    }
    session.send(completedOrdersEnd(session.serverVersion))
  }

  answerExecutions(session: ClientSession, { id, filter }: ExecutionsRequest): void {
    const since = filter.time === '' ? 0 : readRequestTime(filter.time)
    if (since === null) {
      const { code, text } = invalid(`The time '${filter.time}' cannot be read`)
      session.error(id, code, text)
      return
    }
    for (const record of this.records()) {
      if (record.execution.time >= since && this.passes(record, filter)) this.tellExecution(session, record, id)
    }
    session.send(executionEnd(session.serverVersion, { id }))
  }

  /** The day's executions of a client, as if they had just happened. */
  pushExecutions(session: ClientSession): void {
    for (const record of this.records()) {
      if (record.execution.client === session.client) this.tellExecution(session, record, -1)
    }
  }

  /** Since the exchange's midnight (TWS API, Executions and Commissions). */
  private records(): readonly ExecutionRecord[] {
    const today = exchangeDate(this.context.exchange.now)
    const records = this.known().executions.filter(({ execution: { time } }) => exchangeDate(time) === today)
    if (this.behaviour.correctedExecutions === 'both') return records
    return [...new Map(records.map((record) => [stem(record.execution.execId), record])).values()]
  }

  private passes({ execution: done }: ExecutionRecord, filter: ExecutionsRequest['filter']): boolean {
    const { client, account, symbol, secType, exchange, side } = filter
    const venue = venueOf(this.context.contracts.of(done.symbol))
    return (
      (client === 0 || client === done.client) &&
      (account === '' || account === done.account) &&
      (symbol === '' || symbol === done.symbol) &&
      (secType === '' || secType === 'STK') &&
      (exchange === '' || exchange === 'SMART' || exchange === venue) &&
      (side === '' || side.toUpperCase().startsWith('B') === (done.action === 'BUY'))
    )
  }

  private tellExecution(
    session: ClientSession,
    { execution: done, commission: cost }: ExecutionRecord,
    id: number,
  ): void {
    const { serverVersion } = session
    session.send(execution(serverVersion, this.wording.execution(done, id)))
    if (cost === null) return
    const { execId, commission: amount, realisedAfterCommissions: realizedPnl } = cost
    session.send(commission(serverVersion, { execId, commission: amount, realizedPnl }))
  }

  private known(): Known {
    return this.frozen ?? this.current()
  }

  private current(): Known {
    const { exchange } = this.context
    return {
      open: exchange.openOrders(),
      completed: exchange.completedOrders(),
      executions: exchange.executions(),
    }
  }
}
