import { utcMs } from '../../../../src-shared/domain/time.ts'
import type { BrokerStatus, Execution, OrderReport } from '../../../broker/reports.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { ContractBook, StockContract } from '../market/contracts.ts'
import type { CompletedOrder } from '../wire/completed-order-message.ts'
import type { OpenOrder } from '../wire/open-order-message.ts'
import type { ExecutionData, OrderStatusData } from '../wire/order-messages.ts'
import type { ReportedOrder } from '../wire/reported-order.ts'
import { zonedStamp } from '../wire/stamps.ts'
import type { AskedOrders } from './asked-orders.ts'
import type { OwnOrders } from './own-orders.ts'

const OCA_REDUCE_WITHOUT_BLOCK = 3
const OVER: readonly BrokerStatus[] = ['Filled', 'Cancelled', 'ApiCancelled', 'Inactive']

export const isOver = ({ status }: Pick<OrderReport, 'status'>): boolean => OVER.includes(status)

/** The venue that TWS names for a trade of a stock that is listed there. */
export const venueOf = ({ primaryExchange }: StockContract): string =>
  primaryExchange === 'NASDAQ' ? 'ISLAND' : primaryExchange

/** Puts the exchange's reports into the words of the protocol. */
export class OrderWording {
  private readonly exchange: Exchange
  private readonly contracts: ContractBook
  private readonly orders: AskedOrders
  private readonly own: OwnOrders

  constructor(exchange: Exchange, contracts: ContractBook, orders: AskedOrders, own: OwnOrders) {
    this.exchange = exchange
    this.contracts = contracts
    this.orders = orders
    this.own = own
  }

  openOrder(report: OrderReport): OpenOrder {
    return {
      ...this.reported(report),
      orderId: this.own.shown(report.orderId),
      client: report.client,
      parentId: this.own.shown(report.parentId ?? 0),
      commission: report.status === 'Filled' ? this.exchange.commission(report.client, report.orderId) : null,
    }
  }

  status(report: OrderReport): OrderStatusData {
    return {
      orderId: this.own.shown(report.orderId),
      status: report.status,
      filled: report.filled,
      remaining: report.remaining,
      averagePrice: report.averagePrice ?? 0,
      permId: report.permId,
      parentId: this.own.shown(report.parentId ?? 0),
      lastPrice: report.lastFillPrice ?? 0,
      client: report.client,
      whyHeld: report.whyHeld,
    }
  }

  completed(report: OrderReport): CompletedOrder {
    const { endedAt, cancelling } = this.orders.of(report.permId)
    const parent = report.parentId === null ? null : this.exchange.order(report.client, report.parentId)
    return {
      ...this.reported(report),
      filled: report.filled,
      parentPermId: parent?.permId ?? null,
      completedAt: utcMs(endedAt ?? this.exchange.now),
      completedStatus: completedStatus(report, cancelling),
    }
  }

  /** @param id of the request that it answers; −1 when it is pushed. */
  execution(execution: Execution, id: number): ExecutionData {
    const listing = this.contracts.of(execution.symbol)
    return {
      id,
      orderId: this.own.shown(execution.orderId),
      listing,
      execId: execution.execId,
      time: execution.time,
      account: execution.account,
      exchange: venueOf(listing),
      side: execution.action === 'BUY' ? 'BOT' : 'SLD',
      quantity: execution.shares,
      price: execution.price,
      permId: execution.permId,
      client: execution.client,
      liquidation: execution.liquidation,
      cumulativeQuantity: execution.cumulative,
      averagePrice: execution.averagePrice,
      orderRef: execution.ref ?? '',
    }
  }

  private reported(report: OrderReport): ReportedOrder {
    const { pricing, timeInForce } = report
    const asked = this.orders.asked(report)
    const percent = asked?.order.trailingPercent || null
    const implied = report.ocaGroup === null ? 0 : OCA_REDUCE_WITHOUT_BLOCK
    const named = asked === null || asked.order.ocaGroup === '' ? implied : asked.order.ocaType || 1
    return {
      listing: this.contracts.of(report.symbol),
      exchange: asked?.exchange || 'SMART',
      action: report.action,
      quantity: report.quantity,
      type: pricing.type,
      limitPrice: 'limit' in pricing ? pricing.limit : null,
      auxPrice:
        pricing.type === 'TRAIL' ? (percent === null ? pricing.trail : null) : 'stop' in pricing ? pricing.stop : null,
      tif: timeInForce.tif,
      account: report.account,
      permId: report.permId,
      status: report.status,
      orderRef: report.ref ?? '',
      ocaGroup: report.ocaGroup ?? '',
      ocaType: named,
      outsideRth: report.outsideRegularHours,
      goodTillDate: timeInForce.tif === 'GTD' ? zonedStamp(timeInForce.until) : '',
      triggerMethod: asked?.order.triggerMethod ?? 0,
      trailStopPrice: pricing.type === 'TRAIL' ? pricing.stop : null,
      trailingPercent: percent,
    }
  }
}

/** An execution's id without the number that its corrections change. */
export const stem = (execId: string): string => execId.slice(0, execId.lastIndexOf('.'))

function completedStatus({ status, filled }: OrderReport, cancelling: boolean): string {
  if (status === 'Filled') return `Filled Size: ${filled}`
  if (status === 'Inactive') return 'Rejected by System'
  return cancelling ? 'Cancelled by Trader' : 'Cancelled by System'
}
