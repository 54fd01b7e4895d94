import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { MINUTE_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import { STEP_MS } from '../../synthetic/day-frame.ts'
import type { ClientSession, GatewayService } from '../service.ts'
import { realtimeBar } from '../wire/history-messages.ts'
import type { RealtimeBarsRequest } from '../wire/requests.ts'
import { barOfPrices } from './history-prices.ts'
import { PRICE_KINDS, type PriceKind } from './history-query.ts'
import type { MarketContext } from './market-context.ts'
import type { MarketLines } from './market-lines.ts'
import { OpenRequests } from './open-requests.ts'

const PACING_MS = 10 * MINUTE_MS

interface Stream {
  readonly session: ClientSession
  readonly id: number
  readonly symbol: Ticker
  readonly price: PriceKind
}

/** Real-time bars of five seconds: each step of the market is one. */
export function createFiveSecondService(context: MarketContext, lines: MarketLines): GatewayService {
  const open = new OpenRequests<Stream>(() => lines.release())
  /** When streams were begun, operator ms. */
  let begun: number[] = []

  function begin(session: ClientSession, { id, contract, whatToShow }: RealtimeBarsRequest): void {
    const found = context.contracts.find(contract)
    const price = PRICE_KINDS.find((kind) => kind === whatToShow.toUpperCase())
    if (open.has(session, id)) {
      session.error(id, 322, "Error processing request.-'bQ' : cause - Duplicate ticker id")
    } else if (!found.ok) {
      session.error(id, found.error.code, found.error.message)
    } else if (price === undefined) {
      session.error(id, 321, `Error validating request.-'bQ' : cause - ${whatToShow} is not one of ${PRICE_KINDS}`)
    } else if (context.rights !== 'live') {
      session.error(id, 420, 'Invalid Real-time Query:No market data permissions')
    } else if (paced(session, id) && lines.take(session, id)) {
      open.add(session, id, { session, id, symbol: found.value.symbol, price })
    }
  }

  /** As many new streams in ten minutes as there may be requests for small bars. */
  function paced(session: ClientSession, id: number): boolean {
    const now = context.operator.monotonic()
    begun = begun.filter((at) => at > now - PACING_MS)
    if (begun.length >= context.limits.smallBars) {
      session.error(id, 420, 'Invalid Real-time Query:Historical data request pacing violation')
      context.breach(
        session,
        'small-bars',
        `more than ${context.limits.smallBars} new five-second streams in ten minutes`,
      )
      return false
    }
    begun.push(now)
    return true
  }

  function onEvent(event: SteppedEvent): void {
    if (event.kind !== 'step' || open.size === 0) return
    const traded = new Set(event.trades.map(({ symbol }) => symbol))
    for (const { session, id, symbol, price } of open.all()) {
      if (!traded.has(symbol) || !context.flows(symbol)) continue
      const bar = context.history.forming(symbol, STEP_MS, event.time)
      if (bar === null) continue
      const { start, ...prices } = barOfPrices(bar, price, context.halfSpread)
      session.send(realtimeBar(session.serverVersion, { id, time: utcMs(start), ...prices }))
    }
  }

  return {
    handlers: {
      'realtime-bars': begin,
      'cancel-realtime-bars': (session, { id }) => {
        if (!open.end(session, id)) session.error(id, 300, `Can't find EId with tickerId:${id}`)
      },
    },
    loseSubscriptions: () => open.clear(),
    close: context.onEvent(onEvent),
  }
}
