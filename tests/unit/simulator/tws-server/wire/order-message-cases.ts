import { EventName } from '@stoqey/ib'
import { expect } from 'vitest'
import { completedOrder } from '../../../../../src-main/simulator/tws-server/wire/completed-order-message.ts'
import { openOrder } from '../../../../../src-main/simulator/tws-server/wire/open-order-message.ts'
import {
  commission,
  completedOrdersEnd,
  execution,
  executionEnd,
  openOrderEnd,
  orderBound,
  orderStatus,
} from '../../../../../src-main/simulator/tws-server/wire/order-messages.ts'
import { APPLE, type MessageCase, TIME } from './message-case.ts'

const STOP = {
  listing: APPLE,
  action: 'SELL',
  quantity: 100,
  type: 'TRAIL LIMIT',
  limitPrice: 188.5,
  auxPrice: 0.75,
  tif: 'GTD',
  account: 'DU1',
  permId: 900_000_001,
  status: 'PreSubmitted',
  orderRef: 'exit',
  ocaGroup: 'group',
  ocaType: 1,
  outsideRth: true,
  goodTillDate: '20240102 16:00:00 US/Eastern',
  triggerMethod: 2,
  trailStopPrice: 189.25,
  trailingPercent: 0.5,
  limitPriceOffset: 0.1,
} as const
const figures = (base: number): { initialMargin: number; maintenanceMargin: number; equityWithLoan: number } => ({
  initialMargin: base,
  maintenanceMargin: base + 1,
  equityWithLoan: base + 2,
})
const contract = expect.objectContaining({
  conId: 265_598,
  symbol: 'AAPL',
  secType: 'STK',
  exchange: 'SMART',
  currency: 'USD',
})
const READ_STOP = {
  action: 'SELL',
  totalQuantity: 100,
  orderType: 'TRAIL LIMIT',
  lmtPrice: 188.5,
  auxPrice: 0.75,
  tif: 'GTD',
  account: 'DU1',
  permId: 900_000_001,
  orderRef: 'exit',
  ocaGroup: 'group',
  ocaType: 1,
  outsideRth: true,
  goodTillDate: '20240102 16:00:00 US/Eastern',
  triggerMethod: 2,
  trailStopPrice: 189.25,
  trailingPercent: 0.5,
  lmtPriceOffset: 0.1,
}

export const orderCases: readonly MessageCase[] = [
  {
    build: (v) => openOrder(v, { ...STOP, orderId: 21, client: 7, parentId: 20 }),
    events: [
      [
        EventName.openOrder,
        21,
        contract,
        expect.objectContaining({ ...READ_STOP, orderId: 21, clientId: 7, parentId: 20, whatIf: false }),
        expect.objectContaining({ status: 'PreSubmitted', commission: undefined, initMarginAfter: undefined }),
      ],
    ],
  },
  {
    build: (v) =>
      openOrder(v, {
        listing: APPLE,
        action: 'BUY',
        quantity: 100,
        type: 'MKT',
        limitPrice: null,
        auxPrice: null,
        tif: 'DAY',
        account: 'DU1',
        permId: 0,
        status: 'PreSubmitted',
        orderRef: '',
        orderId: 22,
        client: 7,
        whatIf: true,
        margins: { before: figures(10), change: figures(20), after: figures(30) },
        commissionRange: { min: 1, max: 1.05 },
        warning: 'a warning',
      }),
    events: [
      [
        EventName.openOrder,
        22,
        contract,
        expect.objectContaining({ orderType: 'MKT', whatIf: true, lmtPrice: 0, trailStopPrice: undefined }),
        {
          status: 'PreSubmitted',
          initMarginBefore: 10,
          maintMarginBefore: 11,
          equityWithLoanBefore: 12,
          initMarginChange: 20,
          maintMarginChange: 21,
          equityWithLoanChange: 22,
          initMarginAfter: 30,
          maintMarginAfter: 31,
          equityWithLoanAfter: 32,
          commission: undefined,
          minCommission: 1,
          maxCommission: 1.05,
          commissionCurrency: 'USD',
          warningText: 'a warning',
        },
      ],
    ],
  },
  { build: (v) => openOrderEnd(v), events: [[EventName.openOrderEnd]] },
  {
    build: (v) =>
      orderStatus(v, {
        orderId: 21,
        status: 'PreSubmitted',
        filled: 40,
        remaining: 60,
        averagePrice: 190.123,
        permId: 900_000_001,
        parentId: 20,
        lastPrice: 190.2,
        client: 7,
        whyHeld: 'trigger',
      }),
    events: [[EventName.orderStatus, 21, 'PreSubmitted', 40, 60, 190.123, 900_000_001, 20, 190.2, 7, 'trigger', 0]],
  },
  {
    build: (v) =>
      execution(v, {
        id: -1,
        orderId: 21,
        listing: APPLE,
        execId: '0000e0d5.65000001.01.01',
        time: TIME,
        account: 'DU1',
        exchange: 'ISLAND',
        side: 'SLD',
        quantity: 40,
        price: 190.2,
        permId: 900_000_001,
        client: 7,
        liquidation: true,
        cumulativeQuantity: 40,
        averagePrice: 190.123,
        orderRef: 'exit',
        lastLiquidity: 2,
      }),
    events: [
      [
        EventName.execDetails,
        -1,
        expect.objectContaining({ conId: 265_598, exchange: 'ISLAND' }),
        {
          orderId: 21,
          execId: '0000e0d5.65000001.01.01',
          time: '20240102 09:30:05 US/Eastern',
          acctNumber: 'DU1',
          exchange: 'ISLAND',
          side: 'SLD',
          shares: 40,
          price: 190.2,
          permId: 900_000_001,
          clientId: 7,
          liquidation: 1,
          cumQty: 40,
          avgPrice: 190.123,
          orderRef: 'exit',
          evRule: '',
          evMultiplier: 0,
          modelCode: '',
          lastLiquidity: 2,
          pendingPriceRevision: false,
        },
      ],
    ],
  },
  { build: (v) => executionEnd(v, { id: 9 }), events: [[EventName.execDetailsEnd, 9]] },
  {
    build: (v) => commission(v, { execId: 'e1', commission: 1.05, realizedPnl: -12.5 }),
    events: [
      [
        EventName.commissionReport,
        {
          execId: 'e1',
          commission: 1.05,
          currency: 'USD',
          realizedPNL: -12.5,
          yield: undefined,
          yieldRedemptionDate: 0,
        },
      ],
    ],
  },
  {
    build: (v) => commission(v, { execId: 'e2', commission: 1, realizedPnl: null }),
    events: [[EventName.commissionReport, expect.objectContaining({ execId: 'e2', realizedPNL: undefined })]],
  },
  {
    build: (v) =>
      completedOrder(v, {
        ...STOP,
        status: 'Filled',
        filled: 100,
        completedAt: TIME,
        completedStatus: 'Filled Size: 100',
      }),
    events: [
      [
        EventName.completedOrder,
        contract,
        expect.objectContaining({ ...READ_STOP, filledQuantity: 100 }),
        {
          status: 'Filled',
          completedTime: '20240102 09:30:05 America/New_York',
          completedStatus: 'Filled Size: 100',
        },
      ],
    ],
  },
  { build: (v) => completedOrdersEnd(v), events: [[EventName.completedOrdersEnd]] },
  {
    build: (v) => orderBound(v, { permId: 900_000_001, client: 0, orderId: -5 }),
    events: [[EventName.orderBound, 900_000_001, 0, -5]],
  },
]
