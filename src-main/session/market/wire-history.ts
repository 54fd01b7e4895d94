import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { ENGINE_BAR_MS, SECOND_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { LiveMarket, MarketFailure } from '../../market/live-market.ts'
import type { MarketStage, SessionEvent } from './market-source.ts'

/** Sessions before the one under way that warm the engine up. */
const WARM_UP_SESSIONS = 2
/** A bar may still change for so long after its end. */
export const SETTLING_MS = 5 * SECOND_MS
/** Failures that say nothing about what was asked for: it is asked for again when the way is clear. */
const PASSING: readonly MarketFailure['code'][] = ['not-connected', 'timed-out', 'pacing']

interface HistoryParts {
  readonly market: LiveMarket
  readonly stage: Pick<MarketStage, 'over' | 'resume' | 'warmedUp' | 'notice'>
  readonly sessions: readonly SessionDay[]
  /** Market time. */
  readonly now: () => UtcMs
}

/** What a live market has behind it: the sessions that warm up, and today's bars that will not change any more. */
export class WireHistory {
  private readonly parts: HistoryParts

  constructor(parts: HistoryParts) {
    this.parts = parts
  }

  /** Resolves when the market is ready, or the session is over. */
  ready(): Promise<void> {
    const { market, stage } = this.parts
    return new Promise((resolve) => {
      const done = (): void => {
        stage.over.removeEventListener('abort', done)
        resolve()
      }
      stage.over.addEventListener('abort', done)
      void market.ready().then(done)
      if (stage.over.aborted) done()
    })
  }

  /** Asks until there is an answer that says something. @returns the failure, or null when the session is over */
  async persist<Value>(ask: () => Promise<Result<Value, MarketFailure>>): Promise<Result<Value, MarketFailure> | null> {
    for (;;) {
      if (this.parts.stage.over.aborted) return null
      const answer = await ask()
      if (answer.ok || !PASSING.includes(answer.error.code)) return answer
      await this.ready()
    }
  }

  /** The start of the first bar that history does not bring. */
  since(): UtcMs {
    const { now, sessions } = this.parts
    const time = now()
    const today = sessions.find(({ close }) => close > time)
    // After the last session of a simulated market nothing comes any more.
    if (today === undefined) return time
    return time < today.open ? today.open : this.settledUntil(today, time)
  }

  /** The sessions that warm up, and the one under way. */
  daysUntil(now: UtcMs): readonly SessionDay[] {
    const begun = this.parts.sessions.filter(({ open }) => open <= now)
    const isUnderWay = now < (begun.at(-1)?.close ?? 0)
    return begun.slice(-(WARM_UP_SESSIONS + (isUnderWay ? 1 : 0)))
  }

  /** Their five-minute bars on these days, as far as they can be had; what cannot is said. */
  async fetch(
    symbols: readonly Ticker[],
    days: readonly SessionDay[],
    now: UtcMs,
  ): Promise<ReadonlyMap<Ticker, readonly Bar[]>> {
    const { market, stage } = this.parts
    const slots = days.reduce(
      (sum, { open, close }) => sum + Math.floor((Math.min(close, now) - open) / ENGINE_BAR_MS),
      0,
    )
    const bySymbol = new Map<Ticker, readonly Bar[]>()
    if (slots <= 0) return bySymbol
    let done = 0
    stage.warmedUp(0, symbols.length)
    await Promise.all(
      symbols.map(async (symbol) => {
        const request = { symbol, barSize: '5m', until: null, bars: slots, regularHoursOnly: true } as const
        const answer = await this.persist(() => market.history(request, stage.over))
        if (answer?.ok) bySymbol.set(symbol, answer.value)
        else if (answer !== null) stage.notice({ symbol, kind: 'partial', message: answer.error.message })
        stage.warmedUp(++done, symbols.length)
      }),
    )
    return bySymbol
  }

  /** Everything on these days, as a market source says it, each slot's bars in the order of the symbols. */
  *events(
    symbols: readonly Ticker[],
    days: readonly SessionDay[],
    bySymbol: ReadonlyMap<Ticker, readonly Bar[]>,
    now: UtcMs,
  ): Generator<SessionEvent, void, undefined> {
    for (const day of days) yield* this.slotsOf(day, symbols, bySymbol, now)
  }

  private *slotsOf(
    day: SessionDay,
    symbols: readonly Ticker[],
    bySymbol: ReadonlyMap<Ticker, readonly Bar[]>,
    now: UtcMs,
  ): Generator<SessionEvent, void, undefined> {
    yield { kind: 'session', day }
    const until = now < day.close ? this.settledUntil(day, now) : day.close
    const bars = new Map<number, { symbol: Ticker; bar: Bar }[]>()
    for (const symbol of symbols) {
      for (const bar of bySymbol.get(symbol) ?? []) {
        if (bar.start < day.open || bar.start >= until) continue
        const slot = bars.get(bar.start)
        if (slot === undefined) bars.set(bar.start, [{ symbol, bar }])
        else slot.push({ symbol, bar })
      }
    }
    for (let start: number = day.open; start < until; start += ENGINE_BAR_MS) {
      for (const { symbol, bar } of bars.get(start) ?? []) yield { kind: 'bar', symbol, bar }
      yield { kind: 'slot-end', time: utcMs(start + ENGINE_BAR_MS) }
    }
  }

  /** The end of the last slot whose bars are as they will stay; one that has been decided is over, too. */
  private settledUntil({ open }: SessionDay, now: UtcMs): UtcMs {
    const slots = Math.floor((now - SETTLING_MS - open) / ENGINE_BAR_MS)
    return utcMs(Math.max(open + slots * ENGINE_BAR_MS, open, this.parts.stage.resume?.decidedTo ?? 0))
  }
}
