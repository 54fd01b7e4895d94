import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, SECOND_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'

/**
 * The decision barrier: symbols' bars arrive in any order, the engine decides once a slot with all that there are.
 * A pure state machine; time reaches it by `onClock` and `endSlot`, never by itself.
 *
 * A bar is final when its source says so, when a later bar of its symbol arrives (its first update is enough), or when
 * market time has passed its end by the grace. Slot T is released when T is final for every required symbol: a symbol
 * that has no bar T by then is missing. Slots are released in ascending order, and each at most once.
 *
 * A slot in which no required symbol has a bar makes no barrier: nothing was seen that could be decided (a halt of the
 * whole market, a hole in the data). Once its grace has passed it is closed all the same, and a bar that turns up for
 * it is a correction, so that the first late symbol is not decided alone.
 */
export interface Barrier {
  /** A bar, or a newer version of one. `final`: it will not change any more. Bars of other symbols are ignored. */
  onBar(symbol: Ticker, bar: Bar, final: boolean): BarrierOutput[]
  /** Market time has come to `now`; a time before an earlier one is ignored. */
  onClock(now: UtcMs): BarrierOutput[]
  /** The source vouches that it has sent all bars of slots that end at or before `end`; no grace is waited for. */
  endSlot(end: UtcMs): BarrierOutput[]
  /**
   * From the first slot that is not yet released these symbols are required, in this order. A symbol that is left out
   * takes its waiting bars with it.
   */
  setRequired(symbols: readonly Ticker[]): BarrierOutput[]
}

export type BarrierOutput =
  | {
      readonly kind: 'barrier'
      readonly barStart: UtcMs
      /** In the configured order. */
      readonly bars: readonly { readonly symbol: Ticker; readonly bar: Bar }[]
      readonly missing: readonly Ticker[]
    }
  | {
      /** A bar of a slot that is over, other than the one decided with: recorded, never decided again. */
      readonly kind: 'correction'
      readonly symbol: Ticker
      readonly bar: Bar
      /** What the decision saw; null when the symbol was missing, the slot empty or too long ago to be known. */
      readonly decided: Bar | null
    }

interface BarrierOptions {
  readonly required: readonly Ticker[]
  /** Length of a bar, ms. */
  readonly barMs?: number
  /** Market time after a bar's end in which it may still arrive, ms. */
  readonly graceMs?: number
  /** Released slots whose bars are kept, to tell a correction from a repetition. */
  readonly remembered?: number
}

const GRACE_MS = 5 * SECOND_MS
/** Five regular sessions of five-minute slots. */
const REMEMBERED_SLOTS = 390

const sameBar = (a: Bar, b: Bar): boolean =>
  a.start === b.start &&
  a.open === b.open &&
  a.high === b.high &&
  a.low === b.low &&
  a.close === b.close &&
  a.volume === b.volume

/** What a decision saw of a symbol, and the newest version that has been reported since. */
interface Seen {
  readonly decided: Bar | null
  readonly latest: Bar
}

export function createBarrier(options: BarrierOptions): Barrier {
  const { barMs = ENGINE_BAR_MS, graceMs = GRACE_MS, remembered = REMEMBERED_SLOTS } = options
  let required = new Set(options.required)
  /** Slots with at least one bar that wait for release, by start. */
  const waiting = new Map<number, Map<Ticker, Bar>>()
  /** Slots that are over, by start, the newest `remembered` of them. */
  const over = new Map<number, Map<Ticker, Seen>>()
  /** By symbol: everything that starts before this is final. */
  const finalBefore = new Map<Ticker, number>()
  /** Slots that start at or before this are over. */
  let closedThrough = Number.NEGATIVE_INFINITY

  function remember(start: number, seen: Map<Ticker, Seen>): void {
    over.set(start, seen)
    for (const oldest of over.keys()) {
      if (over.size <= remembered) break
      over.delete(oldest)
    }
  }

  function release(start: number, slot: ReadonlyMap<Ticker, Bar>): BarrierOutput {
    waiting.delete(start)
    closedThrough = Math.max(closedThrough, start)
    const bars: { symbol: Ticker; bar: Bar }[] = []
    const missing: Ticker[] = []
    const seen = new Map<Ticker, Seen>()
    for (const symbol of required) {
      const bar = slot.get(symbol)
      if (bar === undefined) {
        missing.push(symbol)
      } else {
        bars.push({ symbol, bar })
        seen.set(symbol, { decided: bar, latest: bar })
      }
    }
    remember(start, seen)
    return { kind: 'barrier', barStart: utcMs(start), bars, missing }
  }

  const isFinalForAll = (start: number): boolean => {
    for (const symbol of required) if ((finalBefore.get(symbol) ?? 0) <= start) return false
    return true
  }

  /** Releases what can be released; slots that start at or before `through` are over, come what may. */
  function releaseReady(through: number): BarrierOutput[] {
    const outputs: BarrierOutput[] = []
    for (const [start, slot] of [...waiting].sort(([a], [b]) => a - b)) {
      // Finality for all at T implies it for every earlier slot, so the first that has to wait ends the search.
      if (start > through && !isFinalForAll(start)) break
      outputs.push(release(start, slot))
    }
    closedThrough = Math.max(closedThrough, through)
    return outputs
  }

  function correct(symbol: Ticker, bar: Bar): BarrierOutput[] {
    const slot = over.get(bar.start) ?? new Map<Ticker, Seen>()
    if (!over.has(bar.start)) remember(bar.start, slot)
    const seen = slot.get(symbol)
    if (seen !== undefined && sameBar(seen.latest, bar)) return []
    const decided = seen?.decided ?? null
    slot.set(symbol, { decided, latest: bar })
    return [{ kind: 'correction', symbol, bar, decided }]
  }

  return {
    onBar(symbol, bar, final) {
      if (!required.has(symbol)) return []
      finalBefore.set(symbol, Math.max(finalBefore.get(symbol) ?? 0, final ? bar.start + 1 : bar.start))
      if (bar.start <= closedThrough) return correct(symbol, bar)
      const slot = waiting.get(bar.start) ?? new Map<Ticker, Bar>()
      waiting.set(bar.start, slot.set(symbol, bar))
      return releaseReady(closedThrough)
    },
    onClock: (now) => releaseReady(now - graceMs - barMs),
    endSlot: (end) => releaseReady(end - barMs),
    setRequired(symbols) {
      required = new Set(symbols)
      for (const symbol of finalBefore.keys()) if (!required.has(symbol)) finalBefore.delete(symbol)
      for (const [start, slot] of waiting) {
        for (const symbol of slot.keys()) if (!required.has(symbol)) slot.delete(symbol)
        if (slot.size === 0) waiting.delete(start)
      }
      return releaseReady(closedThrough)
    },
  }
}
