import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { FeedNotice, LiveMarketState } from '../../market/live-market.ts'

/**
 * The way to the market as far as it is shown, and what is known of single symbols. It may come before its session, and
 * stays to be read when that is over, until the next one has something to say.
 */
export class GatewayModel {
  /** Null: the market needs no gateway, or has said nothing yet. */
  shown: LiveMarketState | null = null
  /** It has been ready before. */
  beenReady = false
  /** What is wrong with a symbol's data; a new map with each change. */
  notices: ReadonlyMap<Ticker, FeedNotice> = new Map()
  private latest: LiveMarketState | null = null
  private over = false

  take(state: LiveMarketState): void {
    this.begin()
    this.latest = state
    if (state.state === 'ready') this.beenReady = true
  }

  /** Something has been heard that is not shown yet. */
  get behind(): boolean {
    return this.shown !== this.latest
  }

  /** Shows the newest that was heard. */
  show(): void {
    this.shown = this.latest
  }

  note(notice: FeedNotice): void {
    this.begin()
    const notices = new Map(this.notices)
    if (notice.kind === 'restored') notices.delete(notice.symbol)
    else notices.set(notice.symbol, notice)
    this.notices = notices
  }

  /** Its session is over: what comes from now on is of another market. */
  end(): void {
    this.over = true
  }

  /** Forgets what was said of a market that is over. */
  begin(): void {
    if (!this.over) return
    this.over = false
    this.shown = null
    this.latest = null
    this.beenReady = false
    this.notices = new Map()
  }
}
