import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { FeedNotice } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { IbkrLink } from '../link.ts'

/** What can be wrong with a symbol's data, each at most once at a time. */
export type NoticeSubject = 'contract' | 'quality' | 'line' | 'competing' | 'history' | 'lots'

/** Sentences about single symbols: each is said once, and once again when it is over. */
export class Notices {
  private readonly listeners = new Set<(notice: FeedNotice) => void>()
  private readonly standing = new Map<string, FeedNotice>()
  private readonly link: IbkrLink

  constructor(link: IbkrLink) {
    this.link = link
  }

  on(listener: (notice: FeedNotice) => void): Disposer {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Says it, unless the same stands already. */
  raise(subject: NoticeSubject, notice: FeedNotice): void {
    const key = `${subject} ${notice.symbol}`
    const before = this.standing.get(key)
    if (before?.kind === notice.kind && before.message === notice.message) return
    this.standing.set(key, notice)
    this.tell(notice)
  }

  /** It is over: said if it stood. */
  clear(subject: NoticeSubject, symbol: Ticker, message: string): void {
    if (this.standing.delete(`${subject} ${symbol}`)) this.tell({ symbol, kind: 'restored', message })
  }

  /** Nobody follows the symbol any more: what stood is forgotten without a word. */
  forget(subject: NoticeSubject, symbol: Ticker): void {
    this.standing.delete(`${subject} ${symbol}`)
  }

  close(): void {
    this.listeners.clear()
    this.standing.clear()
  }

  private tell(notice: FeedNotice): void {
    for (const listener of [...this.listeners]) callGuarded(this.link, () => listener(notice))
  }
}

/** Calls a listener of ours: what it throws is reported, and nobody else suffers. */
export function callGuarded(link: IbkrLink, run: () => void): void {
  try {
    run()
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    link.report('error', `A listener of the market data failed: ${text}`)
  }
}
