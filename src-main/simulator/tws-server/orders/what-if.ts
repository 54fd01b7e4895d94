import type { Result } from '../../../../src-shared/domain/result.ts'
import type { MarginEstimate } from '../../../broker/reports.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { OrderTicket } from '../../exchange/order-ticket.ts'
import type { ExchangeRefusal } from '../../exchange/refusals.ts'
import type { StockContract } from '../market/contracts.ts'
import type { OpenOrder, WhatIfMargins } from '../wire/open-order-message.ts'
import { zonedStamp } from '../wire/stamps.ts'

/** Dollars to the cent: differences of exact cents are not exact. */
const cents = (dollars: number): number => Math.round(dollars * 100) / 100

function marginsOf(estimate: MarginEstimate, equity: number): WhatIfMargins {
  const before = {
    initialMargin: estimate.initialMarginBefore,
    maintenanceMargin: estimate.maintenanceMarginBefore,
    equityWithLoan: equity,
  }
  const after = {
    initialMargin: estimate.initialMarginAfter,
    maintenanceMargin: estimate.maintenanceMarginAfter,
    equityWithLoan: estimate.netLiquidationAfter,
  }
  const change = {
    initialMargin: cents(after.initialMargin - before.initialMargin),
    maintenanceMargin: cents(after.maintenanceMargin - before.maintenanceMargin),
    equityWithLoan: cents(after.equityWithLoan - before.equityWithLoan),
  }
  return { before, change, after }
}

/** What an order would do to its account's margin. Nothing is placed, and no id is used up. */
export function whatIf(
  exchange: Exchange,
  ticket: OrderTicket,
  listing: StockContract,
): Result<OpenOrder, ExchangeRefusal> {
  const estimate = exchange.estimateMargin(ticket)
  if (!estimate.ok) return estimate
  const { pricing, timeInForce, oca } = ticket
  const { commission, initialMarginAfter, netLiquidationAfter } = estimate.value
  return {
    ok: true,
    value: {
      orderId: ticket.orderId,
      listing,
      action: ticket.action,
      quantity: ticket.quantity,
      type: pricing.type,
      limitPrice: 'limit' in pricing ? pricing.limit : null,
      auxPrice: pricing.type === 'TRAIL' ? pricing.trail : 'stop' in pricing ? pricing.stop : null,
      tif: timeInForce.tif,
      account: ticket.account,
      permId: 0,
      status: 'PreSubmitted',
      orderRef: ticket.orderRef,
      ocaGroup: oca?.group ?? '',
      outsideRth: ticket.outsideRegularHours,
      goodTillDate: timeInForce.tif === 'GTD' ? zonedStamp(timeInForce.until) : '',
      client: ticket.client,
      parentId: ticket.parentId ?? 0,
      whatIf: true,
      margins: marginsOf(estimate.value, exchange.accountValues(ticket.account).netLiquidation),
      commission,
      commissionRange: { min: commission, max: commission },
      warning:
        initialMarginAfter > netLiquidationAfter
          ? 'The account has less than the initial margin that it would need.'
          : '',
    },
  }
}
