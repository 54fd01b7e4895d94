import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { HistoryRequest, MarketFailure } from '../../../market/live-market.ts'
import type { IbkrLink } from '../link.ts'
import type { Contracts, KnownContract } from './contracts.ts'
import type { HistoryAsker, Shape } from './history-asker.ts'
import { endOfBar, readBar } from './history-bars.ts'
import type { HistoryPriority } from './history-queue.ts'
import { isPlausibleTime, isShort, sinceWindow, windowFor } from './history-window.ts'
import { answered, CANCELLED, failed, saysNoData } from './market-failure.ts'
import type { RawBar } from './market-router.ts'

type Bars = Result<readonly Bar[], MarketFailure>

/**
 * Windows without a bar before the beginning of the data is assumed. Windows of whole sessions skip every holiday; an
 * hour in seconds can pass without a trade.
 */
const EMPTY_WINDOWS = { short: 8, other: 1 } as const

const FIVE_MINUTES = { barSize: '5m', regularHoursOnly: true } as const

/** The newest five-minute bars of a symbol. */
export interface RecentBars {
  /** Ascending. */
  readonly ended: readonly Bar[]
  /** The one under way; null when there is none, or when nobody knows. */
  readonly forming: Bar | null
  /** False: a bar was left out, because what came of it could not be one. Asked again it may be right. */
  readonly whole: boolean
}

/** The bars of an answer that can be believed, and whether those are all. */
interface ReadBars {
  readonly bars: Bar[]
  readonly whole: boolean
}

interface Range {
  readonly from: UtcMs | null
  /**
   * Nothing that ends later is meant. `now`: only the newest bar can be unfinished, the broker's clock decided about the
   * others; `whatever`: that one, too.
   */
  readonly until: UtcMs | 'now' | 'whatever'
}

/** One history request that several wait for. */
interface Shared {
  readonly answer: Promise<Bars>
  readonly controller: AbortController
  users: number
}

interface HistoryParts {
  readonly link: IbkrLink
  readonly contracts: Contracts
  readonly asker: HistoryAsker
  readonly marketNow: () => UtcMs
}

/** Bars of the past, in slices of at most 1,000, paced, checked and joined without a gap or a double. */
export class History {
  private readonly shared = new Map<string, Shared>()
  private readonly parts: HistoryParts

  constructor(parts: HistoryParts) {
    this.parts = parts
  }

  /** Requests that are the same at the same time are one. */
  ask(request: HistoryRequest, signal?: AbortSignal): Promise<Bars> {
    if (signal?.aborted === true) return Promise.resolve(failed(CANCELLED))
    const refusal = this.refuse(request)
    if (refusal !== null) return Promise.resolve(failed({ code: 'refused', message: refusal }))
    const key = JSON.stringify([request.symbol, request.barSize, request.until, request.bars, request.regularHoursOnly])
    const shared = this.shared.get(key) ?? this.begin(key, request)
    shared.users += 1
    return new Promise((resolve) => {
      let done = false
      const leave = (bars: Bars): void => {
        if (done) return
        done = true
        signal?.removeEventListener('abort', abort)
        shared.users -= 1
        if (shared.users === 0) shared.controller.abort()
        resolve(bars)
      }
      const abort = (): void => leave(failed(CANCELLED))
      signal?.addEventListener('abort', abort)
      void shared.answer.then(leave)
    })
  }

  /** The five-minute bars of regular hours from `from` on, and the one under way. */
  async since(
    symbol: Ticker,
    from: UtcMs,
    priority: HistoryPriority,
    signal: AbortSignal,
  ): Promise<Result<RecentBars, MarketFailure>> {
    const { contracts, marketNow } = this.parts
    const known = await contracts.resolve(symbol)
    if (!known.ok) return known
    const { bars, duration } = sinceWindow(from, marketNow())
    if (duration === null) {
      const request = { ...FIVE_MINUTES, symbol, until: null, bars }
      const found = await this.slices(known.value, request, priority, signal)
      if (!found.ok) return found
      return answered({ ended: found.value.filter(({ start }) => start >= from), forming: null, whole: true })
    }
    const ask = { known: known.value, shape: FIVE_MINUTES, window: { end: '', duration }, priority }
    const rows = await this.parts.asker.rows(ask, signal)
    if (rows.ok) return answered(this.recent(symbol, rows.value, from))
    return saysNoData(rows.error) ? answered({ ended: [], forming: null, whole: true }) : rows
  }

  /** Sorts the five-minute bars of an answer that reaches up to now. */
  recent(symbol: Ticker, rows: readonly RawBar[], from: UtcMs): RecentBars {
    const { bars, whole } = this.read(symbol, rows, FIVE_MINUTES, { from, until: 'whatever' })
    const newest = bars.at(-1)
    const forms = newest !== undefined && !this.hasEnded(newest, FIVE_MINUTES)
    return { ended: forms ? bars.slice(0, -1) : bars, forming: forms ? newest : null, whole }
  }

  /** Checks the bars of one answer: a bad one is left out and reported. */
  private read(symbol: Ticker, rows: readonly RawBar[], shape: Shape, range: Range): ReadBars {
    const bars: Bar[] = []
    const refusals = new Map<string, number>()
    for (const row of rows) {
      const read = readBar(row, { ...shape, now: this.parts.marketNow() }, bars.at(-1)?.start ?? null)
      if ('refused' in read) refusals.set(read.refused, (refusals.get(read.refused) ?? 0) + 1)
      else bars.push(read.bar)
    }
    for (const [reason, count] of refusals) {
      const many = count === 1 ? 'A bar' : `${count} bars`
      this.parts.link.report('warning', `${many} of ${symbol} (${shape.barSize}) left out: ${reason}`)
    }
    const newest = bars.at(-1)
    const { from, until } = range
    const meant = bars.filter((bar) => {
      if (from !== null && bar.start < from) return false
      if (until === 'whatever') return true
      if (until === 'now') return bar !== newest || this.hasEnded(bar, shape)
      return endOfBar(bar.start, shape.barSize, shape.regularHoursOnly) <= until
    })
    return { bars: meant, whole: refusals.size === 0 }
  }

  private hasEnded({ start }: Bar, { barSize, regularHoursOnly }: Shape): boolean {
    return endOfBar(start, barSize, regularHoursOnly) <= this.parts.marketNow()
  }

  private refuse({ bars, until }: HistoryRequest): string | null {
    if (!Number.isSafeInteger(bars) || bars < 1) return `${bars} is no number of bars`
    if (until !== null && !isPlausibleTime(Math.min(until, this.parts.marketNow()), this.parts.marketNow())) {
      return 'The calendar does not know the time that was asked for.'
    }
    return null
  }

  private begin(key: string, request: HistoryRequest): Shared {
    const controller = new AbortController()
    const answer = this.resolveAndAsk(request, controller.signal).finally(() => {
      if (this.shared.get(key)?.controller === controller) this.shared.delete(key)
    })
    const shared: Shared = { answer, controller, users: 0 }
    this.shared.set(key, shared)
    controller.signal.addEventListener('abort', () => {
      if (this.shared.get(key) === shared) this.shared.delete(key)
    })
    return shared
  }

  private async resolveAndAsk(request: HistoryRequest, signal: AbortSignal): Promise<Bars> {
    const known = await this.parts.contracts.resolve(request.symbol)
    return known.ok ? this.slices(known.value, request, 'asked', signal) : known
  }

  /** From the newest slice backwards, each ending where the one after it begins. */
  private async slices(
    known: KnownContract,
    request: HistoryRequest,
    priority: HistoryPriority,
    signal: AbortSignal,
  ): Promise<Bars> {
    let found: Bar[] = []
    let until = request.until
    const mostEmpty = isShort(request.barSize) ? EMPTY_WINDOWS.short : EMPTY_WINDOWS.other
    let empty = 0
    let askedAgain = false
    while (found.length < request.bars && empty < mostEmpty) {
      const now = this.parts.marketNow()
      const window = windowFor({ ...request, until, bars: request.bars - found.length }, now)
      if (window === null) break
      const rows = await this.parts.asker.rows({ known, shape: request, window, priority }, signal)
      const before = found[0]?.start ?? Number.POSITIVE_INFINITY
      const range = { from: window.from, until: until === null ? 'now' : utcMs(Math.min(until, now)) } as const
      let bars: Bar[] = []
      if (rows.ok) {
        const read = this.read(request.symbol, rows.value, request, range)
        if (!read.whole && !askedAgain) {
          askedAgain = true
          continue
        }
        bars = read.bars.filter(({ start }) => start < before)
      } else if (!saysNoData(rows.error) || (found.length === 0 && window.from === null)) return rows
      const next = bars[0]?.start ?? window.before
      if (until !== null && next >= until) break
      empty = bars.length === 0 ? empty + 1 : 0
      found = [...bars, ...found]
      until = next
    }
    return answered(found.slice(-request.bars))
  }
}
