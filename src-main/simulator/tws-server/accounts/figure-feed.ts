import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { AccountFigure } from '../wire/account-messages.ts'

/** TWS sends an account's figures anew every three minutes, unless a position changes (TWS API, Account Updates). */
const EVERY_MS = 3 * 60_000

interface FigureFeedOptions {
  readonly figures: () => readonly AccountFigure[]
  readonly send: (figure: AccountFigure) => void
}

/** Figures that a client has subscribed to: after the first time only those that have changed are sent. */
export class FigureFeed {
  private readonly options: FigureFeedOptions
  private readonly sent = new Map<string, string>()
  private lastTime = Number.NEGATIVE_INFINITY

  constructor(options: FigureFeedOptions) {
    this.options = options
  }

  /** @returns whether there was anything to send. */
  push(now: UtcMs): boolean {
    this.lastTime = now
    let news = false
    for (const figure of this.options.figures()) {
      const name = `${figure.account} ${figure.key} ${figure.currency}`
      if (this.sent.get(name) === figure.value) continue
      this.sent.set(name, figure.value)
      this.options.send(figure)
      news = true
    }
    return news
  }

  isDue(now: UtcMs): boolean {
    return now - this.lastTime >= EVERY_MS
  }
}
