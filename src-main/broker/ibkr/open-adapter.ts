import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { openLink } from './connection/open-link.ts'
import type { SendRate } from './connection/send-queue.ts'
import type { LinkTime } from './link.ts'
import { type OpenLiveMarket, openLiveMarket } from './market/open-live-market.ts'
import type { LiveMarketOptions } from './market/options.ts'
import { systemLinkTime } from './system-link-time.ts'

export interface AdapterOptions extends Pick<LiveMarketOptions, 'marketTime' | 'flush' | 'lines' | 'streams'> {
  readonly host: string
  readonly port: number
  /** Client id. */
  readonly client: number
  /** Of a gateway that marks its steps: how far market time is, in order with everything else that it sends. */
  readonly onMark?: (marketTime: UtcMs) => void
  readonly rate?: SendRate
  readonly time?: LinkTime
}

/** The way to one TWS or IB Gateway. */
export interface Adapter {
  readonly market: OpenLiveMarket
  /** Ends everything; nothing is sent or told afterwards. */
  close(): void
}

/** Begins to connect, and goes on trying until it is closed. */
export function openAdapter(options: AdapterOptions): Adapter {
  const { host, port, client, onMark, rate, time = systemLinkTime, marketTime, flush, lines, streams } = options
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
  link.connect()
  return {
    market,
    close() {
      market.close()
      link.close()
    },
  }
}
