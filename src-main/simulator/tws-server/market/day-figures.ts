import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'

/** What a symbol has done in the session so far. Dollars and shares. */
export interface DayFigures {
  readonly open: number | null
  readonly high: number | null
  readonly low: number | null
  readonly last: number | null
  /** Shares of the last step that traded any, and its moment. */
  readonly lastShares: number
  readonly lastTime: UtcMs | null
  readonly volume: number
  /** The last price of an earlier session. */
  readonly previousClose: number | null
  /** Shares in an average earlier session; null before there was one. */
  readonly averageVolume: number | null
}

type Draft = { -readonly [Field in keyof DayFigures]: DayFigures[Field] }

interface Kept {
  readonly today: Draft
  sessions: number
  shares: number
}

const NOTHING: DayFigures = {
  open: null,
  high: null,
  low: null,
  last: null,
  lastShares: 0,
  lastTime: null,
  volume: 0,
  previousClose: null,
  averageVolume: null,
}

/** The day's figures of every symbol, kept as its market goes. */
export class FigureBook {
  private readonly kept = new Map<Ticker, Kept>()

  of(symbol: Ticker): DayFigures {
    return this.kept.get(symbol)?.today ?? NOTHING
  }

  take(event: SteppedEvent): void {
    if (event.kind === 'session') this.startDay()
    if (event.kind !== 'step') return
    for (const { symbol, price, shares } of event.trades) {
      const { today } = this.keptOf(symbol)
      today.open ??= price
      today.high = Math.max(today.high ?? price, price)
      today.low = Math.min(today.low ?? price, price)
      today.last = price
      today.volume += shares
      if (shares > 0) {
        today.lastShares = shares
        today.lastTime = event.time
      }
    }
  }

  private startDay(): void {
    for (const kept of this.kept.values()) {
      const { today } = kept
      if (today.last !== null) {
        kept.sessions += 1
        kept.shares += today.volume
      }
      const { last: previousClose } = today
      const averageVolume = kept.sessions === 0 ? null : kept.shares / kept.sessions
      Object.assign(today, NOTHING, { previousClose: previousClose ?? today.previousClose, averageVolume })
    }
  }

  private keptOf(symbol: Ticker): Kept {
    let kept = this.kept.get(symbol)
    if (kept === undefined) {
      kept = { today: { ...NOTHING }, sessions: 0, shares: 0 }
      this.kept.set(symbol, kept)
    }
    return kept
  }
}
