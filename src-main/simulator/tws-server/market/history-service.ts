import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { MINUTE_MS, type UtcMs } from '../../../../src-shared/domain/time.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import type { ClientSession, GatewayService } from '../service.ts'
import type { Violation } from '../sessions/limits.ts'
import { type HistoryBar, headTimestamp, history, historyUpdate } from '../wire/history-messages.ts'
import type { HeadTimestampRequest, HistoricalDataRequest } from '../wire/requests.ts'
import { barDate, dailyBarDate } from '../wire/stamps.ts'
import type { StockContract } from './contracts.ts'
import { HistoryPacing } from './history-pacing.ts'
import { barOfPrices } from './history-prices.ts'
import { type HistoryQuery, type PriceKind, readHistoryQuery } from './history-query.ts'
import type { MarketContext } from './market-context.ts'
import { OpenRequests } from './open-requests.ts'
import type { TapeBar } from './symbol-day.ts'

const DAY_MS = 24 * 60 * MINUTE_MS
const HMDS = 'Historical Market Data Service error message:'

/** A history that is kept up to date. */
interface Kept {
  readonly session: ClientSession
  readonly id: number
  readonly symbol: Ticker
  /** Of a bar, ms. */
  readonly length: number
  readonly price: PriceKind
  readonly formatDate: number
  /** What was told of the newest bar. */
  told: TapeBar | null
}

const PACING_WORDS: Readonly<
  Record<(Violation['limit'] & `${string}-history`) | 'history-of-contract' | 'small-bars', string>
> = {
  'identical-history': 'the same bars twice within 15 seconds',
  'history-of-contract': 'six or more requests for one contract within 2 seconds',
  'small-bars': 'more than 60 requests for small bars within 10 minutes',
}

/** Bars of the past, and those that are kept up to date as they form. */
export function createHistoryService(context: MarketContext): GatewayService {
  const open = new OpenRequests<Kept>()
  const pacing = new HistoryPacing(context.limits)
  const noPermission = context.rights === 'none'

  function answer(session: ClientSession, request: HistoricalDataRequest): void {
    const { id, contract: described } = request
    const found = context.contracts.find(described)
    if (open.has(session, id)) {
      session.error(id, 322, "Error processing request.-'bN' : cause - Duplicate ticker id")
      return
    }
    if (!found.ok) {
      session.error(id, found.error.code, found.error.message)
      return
    }
    const query = readHistoryQuery(request, context.history.sessions, context.marketNow())
    const wrong = query.ok ? wrongWith(request) : query.error
    if (wrong !== null) session.error(id, 321, `Error validating request.-'bN' : cause - ${wrong}`)
    if (wrong !== null || !query.ok) return
    if (noPermission) {
      session.error(id, 162, `${HMDS}No market data permissions for ${found.value.primaryExchange} STK`)
    } else if (!paced(session, request, found.value, query.value)) {
      session.error(id, 162, `${HMDS}Historical data request pacing violation`)
    } else if (hasRoom(session, id)) {
      tell(session, request, found.value, query.value)
    }
  }

  function wrongWith({ end, keepUpToDate }: HistoricalDataRequest): string | null {
    return keepUpToDate && end !== '' ? 'End Date/Time: End date not supported with keepUpToDate' : null
  }

  function paced(
    session: ClientSession,
    request: HistoricalDataRequest,
    { conId }: StockContract,
    { length }: HistoryQuery,
  ): boolean {
    const { contract, whatToShow, end, duration, regularHoursOnly, keepUpToDate } = request
    const { exchange } = contract
    const identity = JSON.stringify([
      conId,
      exchange,
      whatToShow,
      length,
      end,
      duration,
      regularHoursOnly,
      keepUpToDate,
    ])
    const broken = pacing.refuse({ conId, exchange, whatToShow, identity, length }, context.operator.monotonic())
    if (broken !== null) context.breach(session, broken, PACING_WORDS[broken])
    return broken === null
  }

  function hasRoom(session: ClientSession, id: number): boolean {
    const { histories } = context.limits
    if (open.size < histories) return true
    session.error(id, 162, `${HMDS}Max number of simultaneous historical data requests reached: ${histories}`)
    context.breach(session, 'open-histories', `more than ${histories} open requests for history`)
    return false
  }

  function tell(
    session: ClientSession,
    request: HistoricalDataRequest,
    contract: StockContract,
    query: HistoryQuery,
  ): void {
    const { id, formatDate, keepUpToDate, whatToShow } = request
    const { symbol } = contract
    const { length, from, until, price } = query
    const bars = context.history.bars(symbol, length, from, until)
    if (bars.length === 0 && !keepUpToDate) {
      session.error(id, 162, `${HMDS}HMDS query returned no data: ${symbol}@SMART ${whatToShow}`)
      return
    }
    const rows = bars.map((bar) => rowOf(barOfPrices(bar, price, context.halfSpread), length, formatDate))
    session.send(history(session.serverVersion, { id, start: from, end: until, bars: rows }))
    if (!keepUpToDate) return
    open.add(session, id, { session, id, symbol, length, price, formatDate, told: bars.at(-1) ?? null })
  }

  /** Every step tells of the bar that is forming; when a bar turns out otherwise than its steps, it is told again. */
  function onEvent(event: SteppedEvent): void {
    if (open.size === 0) return
    if (event.kind === 'step') {
      const traded = new Set(event.trades.map(({ symbol }) => symbol))
      for (const kept of open.all()) if (traded.has(kept.symbol)) update(kept, event.time, true)
    } else if (event.kind === 'bar') {
      for (const kept of open.all()) if (kept.symbol === event.symbol) update(kept, event.bar.start, false)
    }
  }

  function update(kept: Kept, time: UtcMs, evenIfSame: boolean): void {
    const { session, id, symbol, length, price, formatDate } = kept
    if (!context.flows(symbol)) return
    const bar = context.history.forming(symbol, length, time)
    if (bar === null || (kept.told !== null && bar.start < kept.told.start)) return
    if (!evenIfSame && kept.told !== null && sameBar(bar, kept.told)) return
    kept.told = bar
    const row = rowOf(barOfPrices(bar, price, context.halfSpread), length, formatDate)
    session.send(historyUpdate(session.serverVersion, { id, bar: row }))
  }

  function tellHead(session: ClientSession, { id, contract, formatDate }: HeadTimestampRequest): void {
    const found = context.contracts.find(contract)
    if (!found.ok) {
      session.error(id, found.error.code, found.error.message)
      return
    }
    const time = context.history.head(found.value.symbol)
    if (time === null) session.error(id, 162, `${HMDS}No head time stamp`)
    else session.send(headTimestamp(session.serverVersion, { id, time, formatDate }))
  }

  return {
    handlers: {
      'historical-data': answer,
      'cancel-historical-data': (session, { id }) => {
        if (!open.end(session, id)) session.error(id, 366, `No historical data query found for ticker id:${id}`)
        else session.error(id, 162, `${HMDS}API historical data query cancelled: ${id}`)
      },
      'head-timestamp': tellHead,
      // It was answered at once.
      'cancel-head-timestamp': () => {},
    },
    loseSubscriptions: () => open.clear(),
    close: context.onEvent(onEvent),
  }
}

const sameBar = (a: TapeBar, b: TapeBar): boolean =>
  a.start === b.start &&
  a.open === b.open &&
  a.high === b.high &&
  a.low === b.low &&
  a.close === b.close &&
  a.volume === b.volume

function rowOf(bar: TapeBar, length: number, formatDate: number): HistoryBar {
  const date = length >= DAY_MS ? dailyBarDate(exchangeDate(bar.start)) : barDate(bar.start, formatDate)
  const { open, high, low, close, volume, wap, count } = bar
  return { date, open, high, low, close, volume, wap: Math.round(wap * 1_000) / 1_000, count }
}
