import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import type { ClientSession, GatewayService } from '../service.ts'
import type { TickByTickRequest } from '../wire/requests.ts'
import { type TickByTick, tickByTick } from '../wire/tick-messages.ts'
import type { MarketContext } from './market-context.ts'
import type { MarketLines } from './market-lines.ts'
import { OpenRequests } from './open-requests.ts'

const KINDS = { Last: 'last', AllLast: 'all-last', BidAsk: 'bid-ask', MidPoint: 'midpoint' } as const
type Kind = (typeof KINDS)[keyof typeof KINDS]

interface Stream {
  readonly session: ClientSession
  readonly id: number
  readonly symbol: Ticker
  readonly kind: Kind
}

const isKind = (text: string): text is keyof typeof KINDS => Object.hasOwn(KINDS, text)

/** Tick-by-tick data: what each step trades, and where it leaves the book. */
export function createTickByTickService(context: MarketContext, lines: MarketLines): GatewayService {
  const open = new OpenRequests<Stream>(() => lines.release())

  function begin(session: ClientSession, { id, contract, tickType }: TickByTickRequest): void {
    const found = context.contracts.find(contract)
    if (open.has(session, id)) {
      session.error(id, 322, "Error processing request.-'bQ' : cause - Duplicate ticker id")
    } else if (!found.ok) {
      session.error(id, found.error.code, found.error.message)
    } else if (!isKind(tickType)) {
      session.error(id, 10187, `Failed to request tick-by-tick data:No such type ${tickType}`)
    } else if (context.rights !== 'live') {
      session.error(id, 10189, 'Failed to request tick-by-tick data:No market data permissions')
    } else if (hasRoom(session, id) && lines.take(session, id)) {
      const stream: Stream = { session, id, symbol: found.value.symbol, kind: KINDS[tickType] }
      open.add(session, id, stream)
      tell(stream, null)
    }
  }

  function hasRoom(session: ClientSession, id: number): boolean {
    if (open.size < context.limits.tickByTick) return true
    session.error(id, 10190, 'Max number of tick-by-tick requests has been reached')
    context.breach(session, 'tick-by-tick', `more than ${context.limits.tickByTick} tick-by-tick streams`)
    return false
  }

  /** @param traded what a step traded; null: where the market stands */
  function tell({ session, id, symbol, kind }: Stream, traded: { price: number; shares: number } | null): void {
    const { bid, ask, bidSize, askSize, time } = context.exchange.quote(symbol)
    let tick: TickByTick['tick'] | null = null
    if (kind === 'last' || kind === 'all-last') {
      if (traded !== null && traded.shares > 0) {
        const { price, shares: size } = traded
        tick = { kind, price, size, exchange: 'ISLAND', conditions: '', pastLimit: false, unreported: false }
      }
    } else if (bid !== null && ask !== null) {
      tick = kind === 'midpoint' ? { kind, midpoint: (bid + ask) / 2 } : { kind, bid, ask, bidSize, askSize }
    }
    if (tick !== null) session.send(tickByTick(session.serverVersion, { id, time, tick }))
  }

  function onEvent(event: SteppedEvent): void {
    if (event.kind !== 'step' || open.size === 0) return
    for (const trade of event.trades) {
      if (!context.flows(trade.symbol)) continue
      for (const stream of open.all()) if (stream.symbol === trade.symbol) tell(stream, trade)
    }
  }

  return {
    handlers: {
      'tick-by-tick': begin,
      'cancel-tick-by-tick': (session, { id }) => {
        if (!open.end(session, id)) session.error(id, 300, `Can't find EId with tickerId:${id}`)
      },
    },
    loseSubscriptions: () => open.clear(),
    close: context.onEvent(onEvent),
  }
}
