import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import type { ClientSession, GatewayService } from '../service.ts'
import type { MarketDataRequest } from '../wire/requests.ts'
import { marketDataType, snapshotEnd, tickParameters } from '../wire/tick-messages.ts'
import type { StockContract } from './contracts.ts'
import type { MarketContext } from './market-context.ts'
import type { MarketLines } from './market-lines.ts'
import { OpenRequests } from './open-requests.ts'
import { delayedTicks, liveTicks, type QuoteTicks, sendChanges, sendHalted, sendShortable } from './quote-ticks.ts'

/** The generic ticks of a stock that TWS accepts; the ones that are served here say so in the handler. */
const GENERIC_TICKS: readonly string[] = (
  '100,101,104,105,106,107,165,225,232,233,236,258,292,293,294,295,318,375,411,456,460,576,577,586,587,588,595,614,623,' +
  '619,49,mdoff'
).split(',')
const SHORTABLE = '236'

/** Market data types: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
type DataType = 1 | 2 | 3 | 4

interface Line {
  readonly session: ClientSession
  readonly id: number
  readonly symbol: Ticker
  readonly delayed: boolean
  readonly lots: boolean
  shown: QuoteTicks | null
}

const NO_PERMISSION = 'Requested market data is not subscribed.'

/** Streams and snapshots of quotes. */
export function createMarketDataService(context: MarketContext, lines: MarketLines): GatewayService {
  const wanted = new WeakMap<ClientSession, DataType>()
  const bySymbol = new Map<Ticker, Set<Line>>()
  const open = new OpenRequests<Line>((line) => {
    lines.release()
    bySymbol.get(line.symbol)?.delete(line)
  })
  const lots = context.tickSizes === 'lots'

  /** What the client gets of what it wants; null, with the reason told, when that is nothing. */
  function dataTypeFor(session: ClientSession, id: number): DataType | null {
    const want = wanted.get(session) ?? 1
    const closed = context.exchange.session === null
    if (context.rights === 'live') return want % 2 === 0 && closed ? 2 : 1
    if (context.rights === 'none' || want < 3) {
      const offer = context.rights === 'none' ? '' : ' Delayed market data is available.'
      session.error(id, 354, `${NO_PERMISSION}${offer}`)
      return null
    }
    session.error(id, 10167, `${NO_PERMISSION} Displaying delayed market data.`)
    return want === 4 && closed ? 4 : 3
  }

  function refuse({ id, genericTicks, snapshot }: MarketDataRequest, session: ClientSession): boolean {
    const unknown = genericTicks.find((tick) => tick !== '' && !GENERIC_TICKS.includes(tick.split(':')[0] ?? ''))
    if (open.has(session, id)) {
      session.error(id, 322, "Error processing request.-'bQ' : cause - Duplicate ticker id")
    } else if (unknown !== undefined) {
      const legal = `Legal ones for (STK) are: ${GENERIC_TICKS.join(',')}`
      session.error(
        id,
        321,
        `Error validating request.-'bQ' : cause - Incorrect generic tick list of ${unknown}.  ${legal}`,
      )
    } else if (snapshot && genericTicks.some((tick) => tick !== '')) {
      const cause = 'Snapshot market data subscription is not applicable to generic ticks'
      session.error(id, 321, `Error validating request.-'bQ' : cause - ${cause}`)
    } else return false
    return true
  }

  function begin(session: ClientSession, request: MarketDataRequest): void {
    if (refuse(request, session)) return
    const found = context.contracts.find(request.contract)
    if (!found.ok) {
      session.error(request.id, found.error.code, found.error.message)
      return
    }
    const type = dataTypeFor(session, request.id)
    if (type === null || (!request.snapshot && !lines.take(session, request.id))) return
    show(session, request, found.value, type)
  }

  function show(session: ClientSession, request: MarketDataRequest, contract: StockContract, type: DataType): void {
    const { id, genericTicks, snapshot } = request
    const { symbol, shortable } = contract
    const line: Line = { session, id, symbol, delayed: type > 2, lots, shown: null }
    const version = session.serverVersion
    session.send(tickParameters(version, { id, minTick: 0.01, bboExchange: '9c0001', snapshotPermissions: 3 }))
    session.send(marketDataType(version, { id, type }))
    update(line)
    sendHalted(session, id, context.exchange.quote(symbol).halted, line.delayed)
    if (genericTicks.includes(SHORTABLE)) sendShortable(session, id, shortable)
    if (snapshot) {
      session.send(snapshotEnd(version, { id }))
      return
    }
    open.add(session, id, line)
    const ofSymbol = bySymbol.get(symbol)
    if (ofSymbol === undefined) bySymbol.set(symbol, new Set([line]))
    else ofSymbol.add(line)
  }

  function update(line: Line, live?: QuoteTicks): void {
    const { symbol, delayed, shown } = line
    const now = delayed ? delayedTicks(context, symbol) : (live ?? liveTicks(context, symbol))
    sendChanges(line, shown, now)
    line.shown = now
  }

  function onEvent(event: SteppedEvent): void {
    if (event.kind === 'step') {
      for (const { symbol } of event.trades) updateAll(symbol)
    } else if (event.kind === 'session') {
      for (const symbol of bySymbol.keys()) updateAll(symbol)
    } else if (event.kind === 'halt' && context.flows(event.symbol)) {
      for (const { session, id, delayed } of bySymbol.get(event.symbol) ?? []) {
        sendHalted(session, id, event.halted, delayed)
      }
    }
  }

  function updateAll(symbol: Ticker): void {
    const ofSymbol = bySymbol.get(symbol)
    if (ofSymbol === undefined || ofSymbol.size === 0 || !context.flows(symbol)) return
    const live = liveTicks(context, symbol)
    for (const line of ofSymbol) update(line, live)
  }

  return {
    handlers: {
      'market-data': begin,
      'cancel-market-data': (session, { id }) => {
        if (!open.end(session, id)) session.error(id, 300, `Can't find EId with tickerId:${id}`)
      },
      'market-data-type': (session, { type }) => {
        if (type === 1 || type === 2 || type === 3 || type === 4) wanted.set(session, type)
        else session.error(-1, 321, `Error validating request.-'bQ' : cause - Invalid market data type: ${type}`)
      },
    },
    loseSubscriptions: () => open.clear(),
    close: context.onEvent(onEvent),
  }
}
