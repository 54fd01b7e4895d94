import { type OpenLiveMarket, openLiveMarket } from '../../../../../../src-main/broker/ibkr/market/open-live-market.ts'
import type { LiveMarketOptions } from '../../../../../../src-main/broker/ibkr/market/options.ts'
import type { FeedNotice, LiveQuote } from '../../../../../../src-main/market/live-market.ts'
import { MINUTE_MS } from '../../../../../../src-shared/domain/time.ts'
import { HeldClock } from './held-clock.ts'
import { RecordingLink } from './recording-link.ts'
import { ScriptedTws } from './scripted-tws.ts'
import { DAYS } from './truth.ts'

export interface OpenMarket {
  readonly clock: HeldClock
  readonly link: RecordingLink
  readonly tws: ScriptedTws
  readonly live: OpenLiveMarket
  /** What `hear` was told, batch by batch. */
  readonly batches: (readonly LiveQuote[])[]
  readonly hear: (quotes: readonly LiveQuote[]) => void
  readonly notices: FeedNotice[]
}

/** A connected market, 47 minutes into the second session. */
export async function openMarket(options: Partial<LiveMarketOptions> = {}): Promise<OpenMarket> {
  const second = DAYS[1]
  if (second === undefined) throw new Error('two sessions are needed')
  const clock = new HeldClock(second.open + 47 * MINUTE_MS)
  const link = new RecordingLink(clock)
  const tws = new ScriptedTws(link, clock)
  const live = openLiveMarket(link, { marketTime: clock, ...options })
  const batches: (readonly LiveQuote[])[] = []
  const notices: FeedNotice[] = []
  live.onNotice((notice) => notices.push(notice))
  await link.connect()
  return { clock, link, tws, live, batches, notices, hear: (quotes) => batches.push(quotes) }
}
