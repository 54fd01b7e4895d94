import {
  BarSizeSetting,
  type Contract,
  DurationUnit,
  type IBApi,
  Instrument,
  LocationCode,
  LogLevel,
  MarketDataType,
  ScanCode,
  SecType,
  TickByTickDataType,
  WhatToShow,
} from '@stoqey/ib'
import type { WireContract } from '../../../../../src-main/simulator/tws-server/wire/contract.ts'
import type { ClientRequest } from '../../../../../src-main/simulator/tws-server/wire/requests.ts'

/** A call of the client library, and what the gateway is to understand. */
export interface RequestCase {
  readonly call: (api: IBApi) => void
  readonly request: ClientRequest
}

export const CONTRACT: Contract = {
  symbol: 'BRK B',
  secType: SecType.STK,
  exchange: 'SMART',
  primaryExch: 'NYSE',
  currency: 'USD',
}
export const READ_CONTRACT: WireContract = {
  conId: 0,
  symbol: 'BRK B',
  secType: 'STK',
  expiry: '',
  strike: null,
  right: '',
  multiplier: '',
  exchange: 'SMART',
  primaryExchange: 'NYSE',
  currency: 'USD',
  localSymbol: '',
  tradingClass: '',
  includeExpired: false,
  secIdType: '',
  secId: '',
}

const byId = (call: (api: IBApi, id: number) => void, kind: ClientRequest['kind']): RequestCase => ({
  call: (api) => call(api, 31),
  request: { kind, id: 31 } as ClientRequest,
})
const bare = (call: (api: IBApi) => void, kind: ClientRequest['kind']): RequestCase => ({
  call,
  request: { kind } as ClientRequest,
})
const notServed = (call: (api: IBApi) => void, message: number, name: string, id: number | null): RequestCase => ({
  call,
  request: { kind: 'not-served', message, name, id },
})

export const sessionRequests: readonly RequestCase[] = [
  bare((api) => api.reqManagedAccts(), 'managed-accounts'),
  { call: (api) => api.reqIds(1), request: { kind: 'ids', count: 1 } },
  bare((api) => api.reqCurrentTime(), 'current-time'),
  { call: (api) => api.setServerLogLevel(LogLevel.DETAIL), request: { kind: 'set-server-log-level', level: 5 } },
  { call: (api) => api.reqNewsBulletins(true), request: { kind: 'news-bulletins', all: true } },
  bare((api) => api.cancelNewsBulletins(), 'cancel-news-bulletins'),
]

export const marketRequests: readonly RequestCase[] = [
  {
    call: (api) => api.reqContractDetails(30, { ...CONTRACT, conId: 72_063_691 }),
    request: { kind: 'contract-data', id: 30, contract: { ...READ_CONTRACT, conId: 72_063_691 }, issuerId: '' },
  },
  { call: (api) => api.reqMatchingSymbols(30, 'brk'), request: { kind: 'matching-symbols', id: 30, pattern: 'brk' } },
  { call: (api) => api.reqMarketRule(26), request: { kind: 'market-rule', rule: 26 } },
  {
    call: (api) =>
      api.reqHistoricalData(
        31,
        CONTRACT,
        '20240102 16:00:00 US/Eastern',
        '2 D',
        BarSizeSetting.MINUTES_ONE,
        WhatToShow.TRADES,
        true,
        2,
        false,
      ),
    request: {
      kind: 'historical-data',
      id: 31,
      contract: READ_CONTRACT,
      end: '20240102 16:00:00 US/Eastern',
      barSize: '1 min',
      duration: '2 D',
      regularHoursOnly: true,
      whatToShow: 'TRADES',
      formatDate: 2,
      keepUpToDate: false,
      options: [],
    },
  },
  {
    call: (api) =>
      api.reqHistoricalData(32, CONTRACT, '', '3600 S', BarSizeSetting.SECONDS_FIVE, WhatToShow.MIDPOINT, 0, 1, true),
    request: {
      kind: 'historical-data',
      id: 32,
      contract: READ_CONTRACT,
      end: '',
      barSize: '5 secs',
      duration: '3600 S',
      regularHoursOnly: false,
      whatToShow: 'MIDPOINT',
      formatDate: 1,
      keepUpToDate: true,
      options: [],
    },
  },
  byId((api, id) => api.cancelHistoricalData(id), 'cancel-historical-data'),
  {
    call: (api) => api.reqHeadTimestamp(33, CONTRACT, WhatToShow.TRADES, true, 2),
    request: {
      kind: 'head-timestamp',
      id: 33,
      contract: READ_CONTRACT,
      regularHoursOnly: true,
      whatToShow: 'TRADES',
      formatDate: 2,
    },
  },
  byId((api, id) => api.cancelHeadTimestamp(id), 'cancel-head-timestamp'),
  {
    call: (api) => api.reqMktData(34, CONTRACT, '236,49', false, false),
    request: {
      kind: 'market-data',
      id: 34,
      contract: READ_CONTRACT,
      genericTicks: ['236', '49'],
      snapshot: false,
      regulatorySnapshot: false,
    },
  },
  {
    call: (api) => api.reqMktData(35, CONTRACT, null, true, true),
    request: {
      kind: 'market-data',
      id: 35,
      contract: READ_CONTRACT,
      genericTicks: [],
      snapshot: true,
      regulatorySnapshot: true,
    },
  },
  byId((api, id) => api.cancelMktData(id), 'cancel-market-data'),
  {
    call: (api) => api.reqMarketDataType(MarketDataType.DELAYED),
    request: { kind: 'market-data-type', type: 3 },
  },
  {
    call: (api) => api.reqRealTimeBars(36, CONTRACT, 5, WhatToShow.TRADES, true),
    request: {
      kind: 'realtime-bars',
      id: 36,
      contract: READ_CONTRACT,
      barSize: 5,
      whatToShow: 'TRADES',
      regularHoursOnly: true,
    },
  },
  byId((api, id) => api.cancelRealTimeBars(id), 'cancel-realtime-bars'),
  {
    call: (api) => api.reqTickByTickData(37, CONTRACT, TickByTickDataType.BidAsk, 0, true),
    request: {
      kind: 'tick-by-tick',
      id: 37,
      contract: READ_CONTRACT,
      tickType: 'BidAsk',
      numberOfTicks: 0,
      ignoreSize: true,
    },
  },
  byId((api, id) => api.cancelTickByTickData(id), 'cancel-tick-by-tick'),
  bare((api) => api.reqScannerParameters(), 'scanner-parameters'),
  {
    call: (api) =>
      api.reqScannerSubscription(
        38,
        {
          numberOfRows: 50,
          instrument: Instrument.STK,
          locationCode: LocationCode.STK_US_MAJOR,
          scanCode: ScanCode.TOP_PERC_GAIN,
          abovePrice: 5,
          belowPrice: 5_000,
          aboveVolume: 500_000,
        },
        [],
        [{ tag: 'avgVolumeAbove', value: '500000' }],
      ),
    request: {
      kind: 'scanner-subscription',
      id: 38,
      rows: 50,
      instrument: 'STK',
      location: 'STK.US.MAJOR',
      scanCode: 'TOP_PERC_GAIN',
      abovePrice: 5,
      belowPrice: 5_000,
      aboveVolume: 500_000,
      marketCapAbove: null,
      marketCapBelow: null,
      stockType: '',
      filters: [{ tag: 'avgVolumeAbove', value: '500000' }],
    },
  },
  byId((api, id) => api.cancelScannerSubscription(id), 'cancel-scanner-subscription'),
]

export const accountRequests: readonly RequestCase[] = [
  {
    call: (api) => api.reqAccountUpdates(true, 'DU1'),
    request: { kind: 'account-updates', subscribe: true, account: 'DU1' },
  },
  {
    call: (api) => api.reqAccountSummary(40, 'All', 'NetLiquidation, BuyingPower,$LEDGER:USD'),
    request: {
      kind: 'account-summary',
      id: 40,
      group: 'All',
      tags: ['NetLiquidation', 'BuyingPower', '$LEDGER:USD'],
    },
  },
  byId((api, id) => api.cancelAccountSummary(id), 'cancel-account-summary'),
  {
    call: (api) => api.reqAccountUpdatesMulti(41, 'DU1', 'M', true),
    request: { kind: 'account-updates-multi', id: 41, account: 'DU1', model: 'M', ledgerAndNlv: true },
  },
  byId((api, id) => api.cancelAccountUpdatesMulti(id), 'cancel-account-updates-multi'),
  bare((api) => api.reqPositions(), 'positions'),
  bare((api) => api.cancelPositions(), 'cancel-positions'),
  {
    call: (api) => api.reqPositionsMulti(42, 'DU1', null),
    request: { kind: 'positions-multi', id: 42, account: 'DU1', model: '' },
  },
  byId((api, id) => api.cancelPositionsMulti(id), 'cancel-positions-multi'),
  { call: (api) => api.reqPnL(43, 'DU1'), request: { kind: 'pnl', id: 43, account: 'DU1', model: '' } },
  byId((api, id) => api.cancelPnL(id), 'cancel-pnl'),
  {
    call: (api) => api.reqPnLSingle(44, 'DU1', null, 265_598),
    request: { kind: 'pnl-single', id: 44, account: 'DU1', model: '', conId: 265_598 },
  },
  byId((api, id) => api.cancelPnLSingle(id), 'cancel-pnl-single'),
]

export const orderRequests: readonly RequestCase[] = [
  { call: (api) => api.cancelOrder(21), request: { kind: 'cancel-order', id: 21, manualCancelTime: '' } },
  {
    call: (api) => api.cancelOrder(22, '20240102-14:30:00'),
    request: { kind: 'cancel-order', id: 22, manualCancelTime: '20240102-14:30:00' },
  },
  bare((api) => api.reqGlobalCancel(), 'global-cancel'),
  bare((api) => api.reqOpenOrders(), 'open-orders'),
  bare((api) => api.reqAllOpenOrders(), 'all-open-orders'),
  { call: (api) => api.reqAutoOpenOrders(true), request: { kind: 'auto-open-orders', bind: true } },
  { call: (api) => api.reqCompletedOrders(true), request: { kind: 'completed-orders', apiOnly: true } },
  {
    call: (api) => api.reqExecutions(45, {}),
    request: {
      kind: 'executions',
      id: 45,
      filter: { client: 0, account: '', time: '', symbol: '', secType: '', exchange: '', side: '' },
    },
  },
  {
    call: (api) =>
      api.reqExecutions(46, { clientId: '7', acctCode: 'DU1', time: '20240102-00:00:00', symbol: 'AAPL', side: 'BUY' }),
    request: {
      kind: 'executions',
      id: 46,
      filter: {
        client: 7,
        account: 'DU1',
        time: '20240102-00:00:00',
        symbol: 'AAPL',
        secType: '',
        exchange: '',
        side: 'BUY',
      },
    },
  },
]

export const refusedRequests: readonly RequestCase[] = [
  notServed((api) => api.reqMktDepth(50, CONTRACT, 5, true), 10, 'market depth', 50),
  notServed((api) => api.cancelMktDepth(50, true), 11, 'cancel market depth', 50),
  notServed((api) => api.reqFundamentalData(51, CONTRACT, 'ReportSnapshot'), 52, 'fundamental data', 51),
  notServed((api) => api.calculateOptionPrice(52, CONTRACT, 1, 2), 55, 'calculate option price', 52),
  notServed((api) => api.queryDisplayGroups(53), 67, 'query display groups', 53),
  notServed((api) => api.reqSecDefOptParams(54, 'AAPL', '', 'STK', 265_598), 78, 'option parameters', 54),
  notServed((api) => api.reqSoftDollarTiers(55), 79, 'soft dollar tiers', 55),
  notServed((api) => api.reqFamilyCodes(), 80, 'family codes', null),
  notServed((api) => api.reqMktDepthExchanges(), 82, 'market depth exchanges', null),
  notServed((api) => api.reqSmartComponents(56, '9c0001'), 83, 'smart components', 56),
  notServed((api) => api.reqNewsProviders(), 85, 'news providers', null),
  notServed((api) => api.reqHistogramData(57, CONTRACT, true, 3, DurationUnit.DAY), 88, 'histogram', 57),
  notServed(
    (api) => api.reqHistoricalTicks(58, CONTRACT, '20240102 09:30:00', null, 10, WhatToShow.TRADES, 1, true),
    96,
    'historical ticks',
    58,
  ),
  notServed((api) => api.reqUserInfo(59), 104, 'user information', 59),
]
