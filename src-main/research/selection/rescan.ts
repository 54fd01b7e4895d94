import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { MINUTE_MS, type UtcMs } from '../../../src-shared/domain/time.ts'
import type { MarketFailure } from '../../market/live-market.ts'
import type { Candidate, Selection } from './candidate.ts'

/** A symbol and why it was added, removed or kept: words that go on after the symbol. */
interface ReasonedSymbol {
  readonly symbol: Ticker
  readonly reason: string
}

/** How a new selection changes what is traded. */
export interface SelectionChange {
  readonly added: readonly ReasonedSymbol[]
  readonly removed: readonly ReasonedSymbol[]
  readonly kept: readonly ReasonedSymbol[]
  readonly selection: Selection
}

/**
 * What a selection changes.
 * @param traded what is traded now
 * @param keep symbols with a position or a working order, as they are now: the scan took time, and one may be new
 */
function changeTo(selection: Selection, traded: readonly Ticker[], keep: readonly Ticker[]): SelectionChange {
  const { candidates, selected } = selection
  const of = (symbol: Ticker): Candidate | undefined => candidates.find((candidate) => candidate.symbol === symbol)
  const stays = (symbol: Ticker): boolean => keep.includes(symbol) || selected.includes(symbol)
  const reasoned = (symbols: readonly Ticker[], reason: (symbol: Ticker) => string): ReasonedSymbol[] =>
    symbols.map((symbol) => ({ symbol, reason: reason(symbol) }))
  return {
    added: reasoned(
      selected.filter((symbol) => !traded.includes(symbol)),
      (symbol) => standing(of(symbol), keep.includes(symbol)),
    ),
    removed: reasoned(
      traded.filter((symbol) => !stays(symbol)),
      (symbol) => standing(of(symbol), false),
    ),
    kept: reasoned(traded.filter(stays), (symbol) => standing(of(symbol), keep.includes(symbol))),
    selection,
  }
}

function standing(candidate: Candidate | undefined, isHeld: boolean): string {
  if (isHeld) return 'has a position or a working order'
  if (candidate === undefined) return 'was not looked at'
  const { rank, score, failures } = candidate
  if (rank === null) return failures.map(({ message }) => message).join('; ')
  return `is number ${rank} with a score of ${(score ?? 0).toFixed(2)}`
}

interface RescanParts {
  /** Market minutes from one scan to the next. */
  readonly minutes: number
  /** Market time of the selection that is traded now. */
  readonly since: UtcMs
  readonly select: (
    traded: readonly Ticker[],
    keep: readonly Ticker[],
    signal: AbortSignal,
  ) => Promise<Result<Selection, MarketFailure>>
  readonly traded: () => readonly Ticker[]
  /** Symbols with a position or a working order. */
  readonly keep: () => readonly Ticker[]
}

/** Selects anew every so many minutes of market time, one scan at a time. */
export class Rescan {
  private readonly parts: RescanParts
  private readonly ending = new AbortController()
  private due: number
  private busy = false

  constructor(parts: RescanParts) {
    this.parts = parts
    this.due = parts.since + parts.minutes * MINUTE_MS
  }

  /**
   * To be asked whenever market time has moved on.
   * @returns the change, once the scan is through; null when none is due, one is under way, or it was closed meanwhile.
   *   One that fails is tried again after the same time.
   */
  async at(now: UtcMs): Promise<Result<SelectionChange, MarketFailure> | null> {
    if (this.busy || now < this.due || this.ending.signal.aborted) return null
    const { minutes, select, traded, keep } = this.parts
    this.busy = true
    this.due = now + minutes * MINUTE_MS
    try {
      const selected = await select(traded(), keep(), this.ending.signal)
      if (this.ending.signal.aborted) return null
      return selected.ok ? { ok: true, value: changeTo(selected.value, traded(), keep()) } : selected
    } finally {
      this.busy = false
    }
  }

  /** Cancels what is under way. */
  close(): void {
    this.ending.abort()
  }
}
