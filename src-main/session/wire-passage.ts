import type { Decision } from '../../src-shared/domain/decision.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { SECOND_MS, type SessionDay, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { LiveQuote } from '../market/live-market.ts'
import type { StepTrade } from '../simulator/exchange/steps.ts'
import type { EngineFeed } from './engine-feed.ts'
import { type SessionEvent, timeOfEvent } from './market/market-source.ts'
import type { SessionWorks } from './session-works.ts'

/** Market time in which bars that were missed come in, in any order. */
const CATCHING_UP_MS = 30 * SECOND_MS

/**
 * The way of what comes over a wire through a session: first its history to the engine, then, from `live` on, quotes
 * to the desk and to the dry run's exchange, bars through the barrier to the engine, decisions to the desk.
 */
export class WirePassage {
  private readonly works: SessionWorks
  private readonly dayVolumes = new Map<Ticker, number>()
  /**
   * Up to this market time no slot is closed by the clock: bars that were missed are on their way, and what is there of
   * a slot may have been cut off in the middle. Infinity while the feed is lost.
   */
  private catchingUpTo = 0

  constructor(works: SessionWorks) {
    this.works = works
  }

  async take(event: SessionEvent): Promise<void> {
    const { works } = this
    works.time = utcMs(Math.max(works.time, timeOfEvent(event)))
    switch (event.kind) {
      case 'session':
        this.startDay(event.day)
        break
      case 'bar':
        this.hear((feed) => feed.hold(event.symbol, event.bar))
        return
      case 'slot-end':
        await this.decide((feed) => feed.endSlot(event.time, works.live))
        break
      case 'followed':
        if (!event.final) works.parts.observer.forming(event.symbol, event.bar)
        await this.decide((feed) => feed.take(event.symbol, event.bar, event.final, works.time))
        return
      case 'quotes':
        await this.takeQuotes(event.quotes)
        break
      case 'symbols':
        works.changeSymbols(event)
        await this.decide((feed) => feed.change(event, works.time))
        break
      case 'earlier-bars':
        this.hear((feed) => feed.warm(event.symbol, event.bars, works.time))
        break
      case 'feed-lost':
        this.catchingUpTo = event.reason === null ? works.time + CATCHING_UP_MS : Number.POSITIVE_INFINITY
        works.trading.desk.setFeedLost(event.reason)
        break
      case 'live':
        await this.goLive()
        break
      case 'moment':
        await this.passTime()
        break
      case 'step':
      case 'halt':
        throw new Error(`no wire says ${event.kind}`)
    }
    works.flush()
  }

  /** Tells the engine something, for as long as it decides: what fails there ends that, and nothing else. */
  private hear<Heard>(tell: (feed: EngineFeed) => Heard): Heard | null {
    const { works } = this
    if (!works.decides) return null
    try {
      return tell(works.feed)
    } catch (error) {
      works.endDeciding(error)
      return null
    }
  }

  private startDay(day: SessionDay): void {
    const { works } = this
    works.startDay(day)
    this.dayVolumes.clear()
    if (!works.live) return
    works.trading.exchange.take({ kind: 'session', day })
    works.trading.desk.startDay(day)
  }

  private async decide(tell: (feed: EngineFeed) => readonly Decision[]): Promise<void> {
    const { works } = this
    const decisions = this.hear(tell) ?? []
    if (works.live) works.trading.exchange.advance(works.time)
    await works.tradeOn(decisions)
    if (decisions.length > 0) await works.parts.afterSlot(works.time)
  }

  private async passTime(): Promise<void> {
    const { works } = this
    if (!works.live) return
    works.trading.exchange.advance(works.time)
    if (works.time > this.catchingUpTo) await this.decide((feed) => feed.passTime(works.time))
    works.trading.desk.passTime()
    await works.trading.settled()
  }

  private async takeQuotes(quotes: readonly LiveQuote[]): Promise<void> {
    const { works } = this
    const { exchange, desk } = works.trading
    for (const quote of quotes) {
      desk.takeQuote(quote)
      exchange.takeQuote(quote)
    }
    await this.passTime()
    works.parts.observer.step(works.time, this.tradesOf(quotes))
  }

  /** What traded since the quotes before, by the day's volume. */
  private tradesOf(quotes: readonly LiveQuote[]): StepTrade[] {
    const trades: StepTrade[] = []
    for (const { symbol, last, dayVolume } of quotes) {
      if (last === null) continue
      const before = this.dayVolumes.get(symbol)
      if (dayVolume !== null) this.dayVolumes.set(symbol, dayVolume)
      const shares = dayVolume === null || before === undefined ? 0 : Math.max(0, dayVolume - before)
      trades.push({ symbol, price: last, shares })
    }
    return trades
  }

  /** History is over. What an earlier process of the run lived through is repeated, and trading begins. */
  private async goLive(): Promise<void> {
    const { works } = this
    const { past } = works.parts
    this.catchingUpTo = works.time + CATCHING_UP_MS
    if (past === null || works.player === null) this.openToday(works.time)
    else this.repeat(past.until)
    works.player?.playTo(past?.until ?? works.time)
    await works.goLive()
    if (past === null && works.today !== null) works.trading.desk.startDay(works.today)
  }

  private openToday(time: UtcMs): void {
    const { today, trading } = this.works
    if (today !== null && time < today.close) trading.exchange.take({ kind: 'session', day: today })
  }

  /** The exchange gets the sessions, requests and fills of the run's past in their order, and no quotes meanwhile. */
  private repeat(until: UtcMs): void {
    const { works } = this
    const { exchange } = works.trading
    const { sessions, decideFrom } = works.parts.source
    for (const day of sessions) {
      if (day.open < decideFrom || day.open > until) continue
      works.player?.playTo(utcMs(day.open - 1))
      exchange.take({ kind: 'session', day })
    }
    works.player?.playTo(until)
    exchange.advance(until)
  }
}
