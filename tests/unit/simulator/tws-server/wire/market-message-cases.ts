import { EventName } from '@stoqey/ib'
import { expect } from 'vitest'
import {
  contractData,
  contractDataEnd,
  marketRule,
  symbolSamples,
} from '../../../../../src-main/simulator/tws-server/wire/contract-messages.ts'
import {
  headTimestamp,
  history,
  historyUpdate,
  realtimeBar,
} from '../../../../../src-main/simulator/tws-server/wire/history-messages.ts'
import { scannerData, scannerParameters } from '../../../../../src-main/simulator/tws-server/wire/scanner-messages.ts'
import {
  currentTime,
  errorMessage,
  managedAccounts,
  nextValidId,
} from '../../../../../src-main/simulator/tws-server/wire/session-messages.ts'
import { barDate, dailyBarDate } from '../../../../../src-main/simulator/tws-server/wire/stamps.ts'
import {
  marketDataType,
  snapshotEnd,
  tickByTick,
  tickGeneric,
  tickParameters,
  tickPrice,
  tickSize,
  tickString,
} from '../../../../../src-main/simulator/tws-server/wire/tick-messages.ts'
import { sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'
import { APPLE, type MessageCase, SECONDS, TIME } from './message-case.ts'

const BAR = { open: 190.1, high: 190.5, low: 189.9, close: 190.25, volume: 12_345, wap: 190.123, count: 42 }
const EDGES = 'finished-20240102 09:30:05 US/Eastern-20240102 09:31:05 US/Eastern'
const TRADE = { price: 190.1, size: 100, exchange: 'ISLAND', conditions: ' T', pastLimit: false, unreported: true }

export const marketCases: readonly MessageCase[] = [
  {
    build: (v) => managedAccounts(v, { accounts: ['DU1', 'DU2'] }),
    events: [[EventName.managedAccounts, 'DU1,DU2']],
  },
  { build: (v) => nextValidId(v, { orderId: 17 }), events: [[EventName.nextValidId, 17]] },
  { build: (v) => currentTime(v, { time: TIME }), events: [[EventName.currentTime, SECONDS]] },
  {
    build: (v) => errorMessage(v, { id: 5, code: 200, text: 'Señal → keine' }),
    events: [[EventName.error, 'Señal → keine', 200, 5, undefined]],
  },
  {
    build: (v) => errorMessage(v, { id: 6, code: 201, text: 'refused', advancedReject: '{"8230":"é"}' }),
    events: [[EventName.error, 'refused', 201, 6, { 8230: 'é' }]],
  },
  {
    build: (v) => errorMessage(v, { id: -1, code: 2104, text: 'Market data farm connection is OK:usfarm' }),
    events: [[EventName.info, 'Market data farm connection is OK:usfarm', 2104]],
  },
  {
    build: (v) =>
      contractData(v, {
        id: 11,
        listing: APPLE,
        name: 'APPLE INC',
        stockType: 'COMMON',
        primaryExchange: 'NASDAQ',
        exchange: 'SMART',
        venues: ['SMART', 'ISLAND'],
        orderTypes: ['LMT', 'MKT'],
        minTick: 0.01,
        marketRules: [26, 26],
        industry: 'Technology',
        category: 'Computers',
        subcategory: 'Hardware',
        tradingHours: '20240102:0400-20240102:2000',
        liquidHours: '20240102:0930-20240102:1600',
        identifiers: [{ type: 'ISIN', value: 'US0378331005' }],
      }),
    events: [
      [
        EventName.contractDetails,
        11,
        expect.objectContaining({
          contract: expect.objectContaining({
            conId: 265_598,
            symbol: 'AAPL',
            secType: 'STK',
            exchange: 'SMART',
            primaryExch: 'NASDAQ',
            currency: 'USD',
            localSymbol: 'AAPL',
            tradingClass: 'NMS',
          }),
          minTick: 0.01,
          longName: 'APPLE INC',
          marketRuleIds: '26,26',
          stockType: 'COMMON',
          timeZoneId: 'US/Eastern',
          liquidHours: '20240102:0930-20240102:1600',
          secIdList: [{ tag: 'ISIN', value: 'US0378331005' }],
          suggestedSizeIncrement: 100,
        }),
      ],
    ],
  },
  { build: (v) => contractDataEnd(v, { id: 11 }), events: [[EventName.contractDetailsEnd, 11]] },
  {
    build: (v) =>
      symbolSamples(v, {
        id: 12,
        samples: [
          { conId: 1, symbol: 'A', name: 'A CORP', primaryExchange: 'NYSE', derivatives: ['OPT', 'WAR'] },
          { conId: 2, symbol: 'AA', name: 'AA INC', primaryExchange: 'NYSE', derivatives: [] },
        ],
      }),
    events: [
      [
        EventName.symbolSamples,
        12,
        [
          {
            contract: expect.objectContaining({ symbol: 'A', description: 'A CORP' }),
            derivativeSecTypes: ['OPT', 'WAR'],
          },
          { contract: expect.objectContaining({ symbol: 'AA', primaryExch: 'NYSE' }), derivativeSecTypes: [] },
        ],
      ],
    ],
  },
  {
    build: (v) =>
      marketRule(v, {
        rule: 26,
        increments: [
          { lowEdge: 0, increment: 0.0001 },
          { lowEdge: 1, increment: 0.01 },
        ],
      }),
    events: [
      [
        EventName.marketRule,
        26,
        [
          { lowEdge: 0, increment: 0.0001 },
          { lowEdge: 1, increment: 0.01 },
        ],
      ],
    ],
  },
  {
    build: (v) =>
      history(v, {
        id: 13,
        start: TIME,
        end: utcMs(TIME + 60_000),
        bars: [
          { date: barDate(TIME, 2), ...BAR },
          { date: barDate(TIME, 1), ...BAR },
          { date: dailyBarDate(sessionDate('2024-01-02')), ...BAR },
        ],
      }),
    events: [
      ...[String(SECONDS), '20240102  09:30:05', '20240102'].map(
        (date) =>
          [EventName.historicalData, 13, date, 190.1, 190.5, 189.9, 190.25, 12_345, 42, 190.123, undefined] as const,
      ),
      [EventName.historicalData, 13, EDGES, -1, -1, -1, -1, -1, -1, -1, false],
    ],
  },
  {
    build: (v) => historyUpdate(v, { id: 13, bar: { date: barDate(TIME, 2), ...BAR } }),
    events: [[EventName.historicalDataUpdate, 13, String(SECONDS), 190.1, 190.5, 189.9, 190.25, 12_345, 42, 190.123]],
  },
  {
    build: (v) => headTimestamp(v, { id: 14, time: TIME, formatDate: 1 }),
    events: [[EventName.headTimestamp, 14, '20240102-14:30:05']],
  },
  {
    build: (v) => realtimeBar(v, { id: 15, time: TIME, ...BAR }),
    events: [[EventName.realtimeBar, 15, SECONDS, 190.1, 190.5, 189.9, 190.25, 12_345, 190.123, 42]],
  },
  {
    build: (v) => tickPrice(v, { id: 16, type: 1, price: 190.1, size: 300, attributes: 1 }),
    // BID_SIZE is 0 among the tick types, so the library leaves the size of a bid out.
    events: [[EventName.tickPrice, 16, 1, 190.1, true]],
  },
  {
    build: (v) => tickPrice(v, { id: 16, type: 2, price: 190.2, size: 200 }),
    events: [
      [EventName.tickPrice, 16, 2, 190.2, false],
      [EventName.tickSize, 16, 3, 200],
    ],
  },
  { build: (v) => tickSize(v, { id: 16, type: 8, value: 123_456 }), events: [[EventName.tickSize, 16, 8, 123_456]] },
  { build: (v) => tickGeneric(v, { id: 16, type: 49, value: 0 }), events: [[EventName.tickGeneric, 16, 49, 0]] },
  {
    build: (v) => tickString(v, { id: 16, type: 45, value: String(SECONDS) }),
    events: [[EventName.tickString, 16, 45, String(SECONDS)]],
  },
  {
    // The library reads the smallest step as an integer: 0.01 is 0.
    build: (v) => tickParameters(v, { id: 16, minTick: 0.01, bboExchange: '9c0001', snapshotPermissions: 3 }),
    events: [[EventName.tickReqParams, 16, 0, '9c0001', 3]],
  },
  { build: (v) => marketDataType(v, { id: 16, type: 3 }), events: [[EventName.marketDataType, 16, 3]] },
  { build: (v) => snapshotEnd(v, { id: 16 }), events: [[EventName.tickSnapshotEnd, 16]] },
  {
    build: (v) => tickByTick(v, { id: 17, time: TIME, tick: { kind: 'all-last', ...TRADE } }),
    events: [
      [
        EventName.tickByTickAllLast,
        17,
        2,
        String(SECONDS),
        190.1,
        100,
        { pastLimit: false, unreported: true },
        'ISLAND',
        ' T',
      ],
    ],
  },
  {
    build: (v) =>
      tickByTick(v, { id: 17, time: TIME, tick: { kind: 'bid-ask', bid: 190, ask: 190.1, bidSize: 1, askSize: 2 } }),
    events: [
      [EventName.tickByTickBidAsk, 17, String(SECONDS), 190, 190.1, 1, 2, { bidPastLow: false, askPastHigh: false }],
    ],
  },
  {
    build: (v) => tickByTick(v, { id: 17, time: TIME, tick: { kind: 'midpoint', midpoint: 190.05 } }),
    events: [[EventName.tickByTickMidPoint, 17, String(SECONDS), 190.05]],
  },
  {
    build: (v) => scannerParameters(v, { xml: '<ScanParameterResponse/>' }),
    events: [[EventName.scannerParameters, '<ScanParameterResponse/>']],
  },
  {
    build: (v) => scannerData(v, { id: 18, rows: [{ listing: APPLE }, { listing: { ...APPLE, conId: 2 } }] }),
    events: [
      ...[265_598, 2].map(
        (conId, rank) =>
          [
            EventName.scannerData,
            18,
            rank,
            expect.objectContaining({
              contract: expect.objectContaining({ conId, symbol: 'AAPL' }),
              marketName: 'NMS',
            }),
            '',
            '',
            '',
            '',
          ] as const,
      ),
      [EventName.scannerDataEnd, 18],
    ],
  },
]
