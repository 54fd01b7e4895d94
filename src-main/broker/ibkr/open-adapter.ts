import { REDEMPTION_REFUSALS, type Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { type OperatorTime, systemOperatorTime } from '../../market/clock.ts'
import type { BrokerOptions } from '../broker.ts'
import { openLink } from './connection/open-link.ts'
import type { SendRate } from './connection/send-queue.ts'
import { type OpenLiveMarket, openLiveMarket } from './market/open-live-market.ts'
import type { LiveMarketOptions } from './market/options.ts'
import { type IbkrBroker, openIbkrBroker } from './orders/open-broker.ts'

export interface AdapterOptions
  extends Pick<LiveMarketOptions, 'marketTime' | 'flush' | 'lines' | 'streams'>,
    Partial<BrokerOptions> {
  readonly host: string
  readonly port: number
  /** Client id. */
  readonly client: number
  /** Of a gateway that marks its steps: how far market time is, in order with everything else that it sends. */
  readonly onMark?: (marketTime: UtcMs) => void
  readonly rate?: SendRate
  readonly time?: OperatorTime
}

/** The way to one TWS or IB Gateway. */
export interface Adapter {
  readonly market: OpenLiveMarket
  readonly broker: IbkrBroker
  /** Ends everything; nothing is sent or told afterwards. */
  close(): void
}

/** Without a gate nothing that adds exposure goes out. */
const CLOSED: Redeem = () => ({ ok: false, error: { code: 'not-ours', message: REDEMPTION_REFUSALS['not-ours'] } })

/** Begins to connect, and goes on trying until it is closed. */
export function openAdapter(options: AdapterOptions): Adapter {
  const { host, port, client, onMark, rate, time = systemOperatorTime, marketTime, flush, lines, streams } = options
  const { redeem = CLOSED } = options
  const link = openLink({
    ...{ host, port, client, time },
    random: Math.random,
    marketNow: () => marketTime.now(),
    ...(onMark === undefined ? {} : { onMark }),
    ...(rate === undefined ? {} : { rate }),
  })
  const market = openLiveMarket(link, {
    marketTime,
    ...(flush === undefined ? {} : { flush }),
    ...(lines === undefined ? {} : { lines }),
    ...(streams === undefined ? {} : { streams }),
  })
  const broker = openIbkrBroker(link, {
    redeem,
    marketNow: () => marketTime.now(),
    listed: (symbol) => market.listed(symbol),
  })
  link.connect()
  return {
    market,
    broker,
    close() {
      broker.close()
      market.close()
      link.close()
    },
  }
}
