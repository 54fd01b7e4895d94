import { EventName } from '@stoqey/ib'
import { expect } from 'vitest'
import {
  accountDownloadEnd,
  accountSummary,
  accountSummaryEnd,
  accountUpdateMulti,
  accountUpdateMultiEnd,
  accountUpdateTime,
  accountValue,
  pnl,
  pnlSingle,
  portfolioValue,
  position,
  positionEnd,
  positionMulti,
  positionMultiEnd,
} from '../../../../../src-main/simulator/tws-server/wire/account-messages.ts'
import { APPLE, type MessageCase, TIME } from './message-case.ts'

const HELD = { account: 'DU1', listing: APPLE, quantity: -200, averageCost: 190.005 }
const CASH = { account: 'DU1', key: 'TotalCashValue', value: '1000000.00', currency: 'USD' }
const contract = (fields: object): unknown =>
  expect.objectContaining({
    conId: 265_598,
    symbol: 'AAPL',
    secType: 'STK',
    currency: 'USD',
    tradingClass: 'NMS',
    ...fields,
  })

export const accountCases: readonly MessageCase[] = [
  {
    build: (v) => position(v, HELD),
    events: [[EventName.position, 'DU1', contract({ exchange: '' }), -200, 190.005]],
  },
  { build: (v) => positionEnd(v), events: [[EventName.positionEnd]] },
  {
    build: (v) => positionMulti(v, { id: 3, model: '', ...HELD }),
    events: [[EventName.positionMulti, 3, 'DU1', '', contract({}), -200, 190.005]],
  },
  { build: (v) => positionMultiEnd(v, { id: 3 }), events: [[EventName.positionMultiEnd, 3]] },
  {
    build: (v) => accountValue(v, CASH),
    events: [[EventName.updateAccountValue, 'TotalCashValue', '1000000.00', 'USD', 'DU1']],
  },
  {
    build: (v) =>
      portfolioValue(v, {
        ...HELD,
        primaryExchange: 'NASDAQ',
        price: 191,
        value: -38_200,
        unrealized: -199,
        realized: 12.5,
      }),
    events: [
      [EventName.updatePortfolio, contract({ primaryExch: 'NASDAQ' }), -200, 191, -38_200, 190.005, -199, 12.5, 'DU1'],
    ],
  },
  { build: (v) => accountUpdateTime(v, { time: TIME }), events: [[EventName.updateAccountTime, '09:30']] },
  { build: (v) => accountDownloadEnd(v, { account: 'DU1' }), events: [[EventName.accountDownloadEnd, 'DU1']] },
  {
    build: (v) => accountSummary(v, { id: 4, ...CASH }),
    events: [[EventName.accountSummary, 4, 'DU1', 'TotalCashValue', '1000000.00', 'USD']],
  },
  { build: (v) => accountSummaryEnd(v, { id: 4 }), events: [[EventName.accountSummaryEnd, 4]] },
  {
    build: (v) => accountUpdateMulti(v, { id: 5, model: 'M', ...CASH }),
    events: [[EventName.accountUpdateMulti, 5, 'DU1', 'M', 'TotalCashValue', '1000000.00', 'USD']],
  },
  // The library reads this id as a text.
  { build: (v) => accountUpdateMultiEnd(v, { id: 5 }), events: [[EventName.accountUpdateMultiEnd, '5']] },
  {
    build: (v) => pnl(v, { id: 6, daily: -12.5, unrealized: 3, realized: null }),
    events: [[EventName.pnl, 6, -12.5, 3, undefined]],
  },
  {
    build: (v) => pnlSingle(v, { id: 7, quantity: 100, daily: null, unrealized: 3, realized: 4, value: 19_000 }),
    events: [[EventName.pnlSingle, 7, 100, undefined, 3, 4, 19_000]],
  },
]
