import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { SECOND_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { FollowedBar, MarketFailure } from '../../../market/live-market.ts'
import { explainMissingBars, pause } from './bar-failure.ts'
import { openBarStream, type StreamParts } from './bar-stream.ts'
import { BarTrack, type TrackedBar } from './bar-track.ts'
import type { Contracts, KnownContract } from './contracts.ts'
import type { History } from './history.ts'
import type { HistoryAsker } from './history-asker.ts'
import { readBar } from './history-bars.ts'
import type { HistoryPriority } from './history-queue.ts'
import { sinceWindow } from './history-window.ts'
import type { RawBar } from './market-router.ts'
import { callGuarded, type Notices } from './notices.ts'
import type { MarketTime } from './options.ts'
import { skipsSlot } from './slots.ts'

export interface BarParts extends StreamParts {
  readonly contracts: Contracts
  readonly history: History
  readonly asker: HistoryAsker
  readonly notices: Notices
  readonly marketTime: MarketTime
  /** Told of each final bar of a symbol, corrections included. */
  readonly onFinal: (bar: FollowedBar) => void
  /** Told when nobody follows a symbol any more. */
  readonly onUnfollowed: (symbol: Ticker) => void
  /** Told when a stream begins or ends. */
  readonly onChange: () => void
}

export type BarListener = (bar: FollowedBar) => void

const SHAPE = { barSize: '5m', regularHoursOnly: true } as const
/** TWS updates a bar every four to six seconds. One whose update is due at its close and has not come is not final yet. */
const UPDATE_MS = 6 * SECOND_MS
/**
 * A stream that says nothing for longer than that over the end of a bar may have left some of it out: history is asked.
 */
const SILENT_MS = 8 * SECOND_MS
const RETRY_MS = 5 * SECOND_MS
const LONGEST_RETRY_MS = 60 * SECOND_MS
/** TWS says no to a stream so often before the symbol's bars are asked for instead. */
const STREAM_REFUSALS = 2
/** A bar that history did not have yet is asked for again at the next closes. */
const DOUBT_ROUNDS = 3

/** The five-minute bars of one symbol, for all who follow it. */
export class SymbolBars {
  readonly symbol: Ticker
  /** Whether TWS is to keep its bars up to date. */
  streamed = false
  /** It has no use for a stream: TWS does not stream it, or does not know it. */
  streamRefused = false
  private readonly tracks = new Map<BarListener, BarTrack>()
  private readonly parts: BarParts
  private closeStream: ((silently: boolean) => void) | null = null
  /** The fill under way. */
  private controller: AbortController | null = null
  /** The connection is not whole: what comes live meanwhile may be a part of a bar. */
  private interrupted = true
  private lastUpdate: UtcMs = utcMs(0)
  /** Where a bar may be missing that history did not have when it was asked. */
  private doubt: { from: UtcMs; rounds: number } | null = null
  private brokenFills = 0
  private refusals = 0
  /** IBKR does not know it: it is asked for again on the next connection. */
  private unlisted = false
  /** What was missed has to come before anything live: after a loss of the connection, and for a new follower. */
  private owed = true
  /** Start of the newest slot whose grace is over. */
  private overSlot: UtcMs = utcMs(0)
  private readonly onStreamRefused: () => void

  constructor(symbol: Ticker, parts: BarParts, onStreamRefused: () => void) {
    this.symbol = symbol
    this.parts = parts
    this.onStreamRefused = onStreamRefused
  }

  get streaming(): boolean {
    return this.closeStream !== null
  }

  get followers(): number {
    return this.tracks.size
  }

  follow(listener: BarListener, since: UtcMs): void {
    this.tracks.set(listener, new BarTrack(since))
    this.owed = true
    this.ask('fill')
  }

  unfollow(listener: BarListener): void {
    this.tracks.delete(listener)
  }

  /** The connection was lost or is not whole: nothing becomes final by the clock, nothing live goes on. */
  interrupt(): void {
    this.interrupted = true
    this.hold()
  }

  /**
   * The connection is whole again: what was missed comes first.
   * @param streamKept whether TWS still keeps the bars up to date
   */
  resume(streamKept: boolean): void {
    this.stopAsking()
    if (!streamKept) this.endStream(true)
    this.interrupted = false
    if (this.unlisted) this.streamRefused = false
    this.unlisted = false
    this.hold()
    this.ask('fill')
  }

  /** After the connection's return without a word about its data: only what is still kept back. */
  resumeIfHeld(): void {
    if (this.interrupted) this.resume(true)
  }

  /** From history to stream. */
  promote(): void {
    this.streamed = true
    this.stopAsking()
    this.hold()
    this.ask('fill')
  }

  /** A slot has just ended: asks for its bar unless the stream has brought it. */
  askIfMissing(start: UtcMs, end: UtcMs): void {
    const tracks = [...this.tracks.values()]
    const isMissing = tracks.some((track) => (track.newest() ?? 0) < start)
    const isOpen = tracks.some((track) => track.fillFrom() < start)
    if (isMissing || (isOpen && this.lastUpdate < end - SILENT_MS) || this.doubt !== null) this.ask('bar')
  }

  /** The grace after a slot is over: its bar is final as it is, unless its stream has been silent since before its end. */
  closeSlot(start: UtcMs): void {
    this.overSlot = start
    // What is being asked for will be final by the answer.
    if (this.interrupted || this.controller !== null) return
    const silent = this.parts.marketTime.now() - this.lastUpdate >= UPDATE_MS
    const isForming = [...this.tracks.values()].some((track) => track.isForming(start))
    if (silent && isForming) this.ask('bar')
    else this.tell((track) => track.close(start))
  }

  close(): void {
    this.stopAsking()
    this.endStream(false)
    this.tracks.clear()
    this.parts.notices.forget('contract', this.symbol)
    this.parts.notices.forget('history', this.symbol)
  }

  private stopAsking(): void {
    this.controller?.abort()
    this.controller = null
  }

  private endStream(silently: boolean): void {
    this.closeStream?.(silently)
    this.closeStream = null
  }

  private tell(step: (track: BarTrack) => readonly TrackedBar[]): void {
    const finals = new Set<FollowedBar['bar']>()
    for (const [listener, track] of [...this.tracks]) {
      for (const told of step(track)) {
        if (!this.tracks.has(listener)) break
        const bar: FollowedBar = { symbol: this.symbol, ...told }
        callGuarded(this.parts.link, () => listener(bar))
        if (!told.final || finals.has(told.bar)) continue
        finals.add(told.bar)
        this.parts.onFinal(bar)
      }
    }
  }

  /** Begins to ask for what is missing, unless that is being done. */
  private ask(priority: HistoryPriority): void {
    if (this.controller !== null || this.interrupted || this.unlisted || this.tracks.size === 0) return
    const controller = new AbortController()
    this.controller = controller
    void this.askUntilThere(priority, controller.signal).finally(() => {
      if (this.controller === controller) this.controller = null
    })
  }

  private async askUntilThere(priority: HistoryPriority, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const failure = await this.attempt(priority, signal)
      if (signal.aborted || this.interrupted) return
      if (failure === null) {
        failures = 0
        this.owed = [...this.tracks.values()].some((track) => track.isFilling())
        this.parts.notices.clear('history', this.symbol, `Bars of ${this.symbol} are complete again.`)
        if (!this.owed) return
        continue
      }
      // A doubt does not stop what comes live: the answer, when there is one, is a correction.
      if (!this.owed) this.tell((track) => [...track.fill([], null, true), ...track.close(this.overSlot)])
      if (failure.code === 'unknown-contract') {
        this.unlisted = true
        this.refuseStream()
      }
      if (!explainMissingBars(this.parts, this.symbol, failure)) return
      if (failure.code === 'pacing') this.parts.asker.complain(failure, Math.min(failures, 4))
      await pause(this.parts.link.time, Math.min(RETRY_MS * 2 ** failures, LONGEST_RETRY_MS), signal)
      failures += 1
    }
  }

  private async attempt(priority: HistoryPriority, signal: AbortSignal): Promise<MarketFailure | null> {
    const known = await this.parts.contracts.resolve(this.symbol)
    if (signal.aborted || this.interrupted) return null
    if (!known.ok) return known.error
    this.parts.notices.clear('contract', this.symbol, `${this.symbol} is listed.`)
    const from = this.missingFrom()
    if (!this.streamed || this.streamRefused || this.streaming) return this.fillFromHistory(from, priority, signal)
    const { duration } = sinceWindow(from, this.parts.marketTime.now())
    if (duration === null) {
      const failure = await this.fillFromHistory(from, priority, signal, false)
      if (failure !== null || signal.aborted) return failure
    }
    return this.fillFromStream(known.value, signal)
  }

  private missingFrom(): UtcMs {
    const tracks = [...this.tracks.values()]
    const filling = tracks.filter((track) => track.isFilling())
    const starts = (filling.length > 0 ? filling : tracks).map((track) => track.fillFrom())
    return utcMs(Math.min(...starts, this.doubt?.from ?? Number.POSITIVE_INFINITY))
  }

  private async fillFromHistory(
    from: UtcMs,
    priority: HistoryPriority,
    signal: AbortSignal,
    release = true,
  ): Promise<MarketFailure | null> {
    const bars = await this.parts.history.since(this.symbol, from, priority, signal)
    if (signal.aborted) return null
    if (!bars.ok) return bars.error
    const { ended, forming, whole } = bars.value
    this.noteFill(from, whole)
    // Of a symbol that is not streamed nothing would bring the rest of the bar under way.
    this.takeFill(ended, this.streaming ? forming : null, from, release)
    return null
  }

  /** Opens the stream: its own past is the fill, so that nothing lies between the two. */
  private fillFromStream(known: KnownContract, signal: AbortSignal): Promise<MarketFailure | null> {
    const from = this.missingFrom()
    const window = { end: '', duration: sinceWindow(from, this.parts.marketTime.now()).duration ?? '1 D' }
    return new Promise((resolve) => {
      // It can end before it is known here.
      let close: ((silently: boolean) => void) | null = null
      let over = false
      const leave = (failure: MarketFailure | null): void => {
        signal.removeEventListener('abort', abort)
        resolve(failure)
      }
      const forget = (): void => {
        over = true
        if (close !== null && this.closeStream === close) this.closeStream = null
        this.parts.onChange()
      }
      const abort = (): void => {
        close?.(false)
        forget()
        leave(null)
      }
      signal.addEventListener('abort', abort)
      close = openBarStream(
        this.parts,
        { known, shape: SHAPE, window, priority: 'fill' },
        {
          past: (rows) => {
            this.refusals = 0
            this.takePast(rows, from)
            leave(null)
          },
          update: (row) => this.takeUpdate(row),
          ended: (failure) => {
            forget()
            if (failure.code === 'refused' && ++this.refusals >= STREAM_REFUSALS) this.refuseStream()
            leave(failure)
            // While it was opening, whoever opened it asks again.
            if (this.controller === null) this.reopen()
          },
        },
      )
      if (over) return
      this.closeStream = close
      this.parts.onChange()
    })
  }

  private refuseStream(): void {
    this.streamRefused = true
    this.streamed = false
    this.onStreamRefused()
  }

  /** The stream ended by itself: what comes until the next one is missed. */
  private reopen(): void {
    this.hold()
    this.ask('fill')
  }

  /** Nothing live goes on before what was missed. */
  private hold(): void {
    this.owed = true
    for (const track of this.tracks.values()) track.hold()
  }

  private takePast(rows: readonly RawBar[], from: UtcMs): void {
    const { ended, forming, whole } = this.parts.history.recent(this.symbol, rows, from)
    this.lastUpdate = this.parts.marketTime.now()
    this.noteFill(from, whole)
    this.takeFill(ended, forming, from, true)
  }

  private takeFill(ended: readonly Bar[], forming: Bar | null, from: UtcMs, release: boolean): void {
    // A follower that came meanwhile, or wants more than was asked for, waits for a fill of its own.
    this.tell((track) => track.fill(ended, forming, release && !this.interrupted && track.fillFrom() >= from))
  }

  private takeUpdate(row: RawBar): void {
    const now = this.parts.marketTime.now()
    const read = readBar(row, { ...SHAPE, now }, null)
    if ('refused' in read) {
      this.parts.link.report('warning', `An update of the bar of ${this.symbol} left out: ${read.refused}`)
      return
    }
    this.holdIfDoubtful(read.bar.start, now - this.lastUpdate > SILENT_MS)
    this.lastUpdate = now
    this.tell((track) => track.live(read.bar))
  }

  /**
   * A new bar begins after a silence, or a slot lies between it and the newest one: history says what there was. What
   * comes is kept back until then, unless the newest one is final by the clock: then the answer is a correction.
   * @param start of the bar that comes
   */
  private holdIfDoubtful(start: UtcMs, silent: boolean): void {
    let from: UtcMs | null = null
    for (const track of this.tracks.values()) {
      const newest = track.newest()
      if (track.isFilling() || newest === null || start <= newest) continue
      const isMissing = skipsSlot(newest, start) || (silent && track.isForming(newest))
      if (!isMissing && !(silent && this.lastUpdate < start)) continue
      from = utcMs(Math.min(from ?? newest, newest))
      if (isMissing) track.hold()
    }
    if (from === null) return
    this.doubt = { from, rounds: DOUBT_ROUNDS }
    this.ask('bar')
  }

  /** A fill eases a doubt; one of which a bar had to be left out raises another, but not for ever. */
  private noteFill(from: UtcMs, whole: boolean): void {
    if (this.doubt !== null && --this.doubt.rounds === 0) this.doubt = null
    this.brokenFills = whole ? 0 : this.brokenFills + 1
    if (!whole && this.brokenFills <= DOUBT_ROUNDS) this.doubt = { from, rounds: 1 }
  }
}
