import { EventName } from '@stoqey/ib'
import type { Redeem } from '../../../../src-shared/domain/authorisation.ts'
import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { systemOperatorTime } from '../../../market/clock.ts'
import type { ListedContract, LiveMarketState, LiveQuote } from '../../../market/live-market.ts'
import type { Broker, Disposer } from '../../broker.ts'
import type { RawOrders, WireMessage } from '../../probe-port.ts'
import { openLink } from '../connection/open-link.ts'
import type { SendRate } from '../connection/send-queue.ts'
import type { IbkrLink } from '../link.ts'
import { type OpenLiveMarket, openLiveMarket } from '../market/open-live-market.ts'
import type { MarketTime } from '../market/options.ts'
import { openIbkrBroker } from '../orders/open-broker.ts'
import { openProbeOrders } from './probe-orders.ts'
import { onProbeMessages } from './wire-messages.ts'

export interface ProbeWayOptions {
  readonly host: string
  readonly port: number
  readonly client: number
  /** Null: the first that the gateway names. */
  readonly account: AccountId | null
  readonly symbol: Ticker
  readonly redeem: Redeem
  readonly marketTime: MarketTime
  readonly rate?: SendRate
  readonly onMessage: (message: WireMessage) => void
  readonly onQuote: (quote: LiveQuote) => void
}

/** One connection of the probe, with everything on it. */
export interface ProbeWay {
  readonly broker: Broker
  readonly raw: RawOrders
  accounts(): readonly AccountId[]
  state(): LiveMarketState
  contract(): Promise<Result<ListedContract, string>>
  /** The first order id and the text of the time that the handshake named; what is not known yet is 0 or empty. */
  handshake(): { readonly nextOrderId: number; readonly connectionTime: string }
  /** Order ids that were taken since the last call. */
  takenIds(): readonly number[]
  /** TWS's clock. It answers when it has taken everything that was sent before. */
  time(): ReturnType<IbkrLink['brokerTime']>
  /** Resolves when it is ready; false when it is not within so many operator ms, or its one attempt failed. */
  ready(limitMs: number, attempts: 'one' | 'many'): Promise<boolean>
  close(): void
}

/** Begins to connect. */
export function openProbeWay(options: ProbeWayOptions): ProbeWay {
  const { host, port, client, account, symbol, redeem, marketTime, rate } = options
  const link = openLink({
    ...{ host, port, client, time: systemOperatorTime, random: Math.random, marketNow: () => marketTime.now() },
    ...(rate === undefined ? {} : { rate }),
  })
  let taken: number[] = []
  let handshake = { nextOrderId: 0, connectionTime: '' }
  // What the adapter takes for its orders is told by nobody else before TWS answers, which it may do with an error only.
  const watched: IbkrLink = {
    ...link,
    takeOrderId() {
      const id = link.takeOrderId()
      if (id !== null) taken.push(id)
      return id
    },
  }
  const disposers: Disposer[] = [
    link.on(EventName.server, (_version: unknown, time: unknown) => {
      handshake = { ...handshake, connectionTime: String(time) }
    }),
    link.on(EventName.nextValidId, (id: unknown) => {
      if (handshake.nextOrderId === 0 && typeof id === 'number') handshake = { ...handshake, nextOrderId: id }
    }),
    onProbeMessages(link, options.onMessage),
  ]
  const market: OpenLiveMarket = openLiveMarket(watched, { marketTime })
  const listed = (wanted: Ticker): ListedContract | null => market.listed(wanted)
  const broker = openIbkrBroker(watched, {
    ...{ redeem, listed, marketNow: () => marketTime.now() },
    ...(account === null ? {} : { account }),
  })
  disposers.push(
    market.followQuotes([symbol], (quotes) => {
      for (const quote of quotes) options.onQuote(quote)
    }),
  )
  link.connect()
  return {
    broker,
    raw: openProbeOrders(watched, { redeem, listed }),
    accounts: () => link.accounts(),
    state: () => market.state(),
    async contract() {
      const found = await market.contract(symbol)
      return found.ok ? found : { ok: false, error: found.error.message }
    },
    handshake: () => handshake,
    takenIds() {
      const ids = taken
      taken = []
      return ids
    },
    time: () => link.brokerTime(),
    ready: (limitMs, attempts) => whenReady(link, limitMs, attempts),
    close() {
      for (const dispose of disposers.splice(0)) dispose()
      broker.close()
      market.close()
      link.close()
    },
  }
}

function whenReady(link: IbkrLink, limitMs: number, attempts: 'one' | 'many'): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (ready: boolean): void => {
      stopListening()
      stopTimer()
      resolve(ready)
    }
    const stopListening = link.onConnection(({ state }) => {
      if (state === 'ready') end(true)
      else if (attempts === 'one' && state === 'reconnecting') end(false)
    })
    const stopTimer = link.time.after(limitMs, () => end(false))
    if (link.connection().state === 'ready') end(true)
  })
}
