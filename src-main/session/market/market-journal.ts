import type { AuditLog } from '../../audit/audit-log.ts'
import type { FeedNotice, LiveMarketState, MarketMessage } from '../../market/live-market.ts'

/** Writes down what becomes of the way to the market: each change of its state, and each message about it, once. */
export class MarketJournal {
  private readonly log: Pick<AuditLog, 'append'>
  private state: LiveMarketState['state'] | null = null
  private newest: MarketMessage | null = null

  constructor(log: Pick<AuditLog, 'append'>) {
    this.log = log
  }

  record({ state, reason, messages }: LiveMarketState): void {
    for (const { code, severity, text } of this.unseen(messages)) {
      this.log.append({ type: 'broker-message', payload: { code, severity, text: text.toWellFormed() } })
    }
    if (state === this.state) return
    this.state = state
    this.log.append({ type: 'connection', payload: { state, reason: reason.toWellFormed() } })
  }

  notice({ symbol, kind, message }: FeedNotice): void {
    this.log.append({ type: 'feed-notice', payload: { kind, message: message.toWellFormed() }, symbol })
  }

  /** What has come since the last time, oldest first; one that says what the last one said is not written again. */
  private unseen(messages: readonly MarketMessage[]): readonly MarketMessage[] {
    const { newest } = this
    const isSeen = ({ code, text }: MarketMessage): boolean => code === newest?.code && text === newest.text
    const seen = messages.findIndex(isSeen)
    this.newest = messages[0] ?? newest
    return messages.slice(0, seen < 0 ? messages.length : seen).reverse()
  }
}
