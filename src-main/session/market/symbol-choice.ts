import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { instrumentFor, type Universe } from '../../config/universe.ts'
import { contextFor } from '../../config/universe-context.ts'
import type { LiveMarket, MarketFailure } from '../../market/live-market.ts'
import { Rescan, type SelectionChange } from '../../research/selection/rescan.ts'
import { selectStocks } from '../../research/selection/select-stocks.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { inFeedOrder } from './feed-order.ts'

/** That a scan chooses what is traded, at the start and every so many minutes of market time. */
export interface ChoiceByScan {
  /** How many symbols at most. */
  readonly top: number
  /** Null: at the start only. */
  readonly rescanMinutes: number | null
  readonly universe: Universe
}

/** What is traded from now on, and everything that has to be fed for that, in feed order. */
export interface Chosen {
  readonly traded: readonly Ticker[]
  readonly instruments: readonly Instrument[]
}

interface ChoiceParts {
  readonly market: LiveMarket
  readonly traded: () => readonly Ticker[]
  /** Symbols that must not be dropped. */
  readonly held: () => readonly Ticker[]
  readonly over: AbortSignal
}

/** Chooses by scans: at the start, and then again and again. */
export class SymbolChoice {
  private readonly choice: ChoiceByScan
  private rescan: Rescan | null = null

  constructor(choice: ChoiceByScan) {
    this.choice = choice
  }

  /** The first choice. */
  async first({ market, traded, held, over }: ChoiceParts): Promise<Result<Chosen, MarketFailure>> {
    const selected = await this.select(market, traded(), held(), over)
    return selected.ok ? { ok: true, value: this.fed(selected.value.selected) } : selected
  }

  /** From this moment on it is chosen anew every so many minutes. */
  goOn(since: UtcMs, { market, traded, held }: ChoiceParts): void {
    const { rescanMinutes } = this.choice
    if (rescanMinutes === null) return
    const select = (now: readonly Ticker[], keep: readonly Ticker[], signal: AbortSignal) =>
      this.select(market, now, keep, signal)
    this.rescan = new Rescan({ minutes: rescanMinutes, since, select, traded, keep: held })
  }

  /**
   * To be asked whenever market time has moved on.
   * @returns what changes, once a scan that was due is through; null when none was, or it failed
   */
  async again(now: UtcMs): Promise<{ readonly chosen: Chosen; readonly words: string } | null> {
    const change = (await this.rescan?.at(now)) ?? null
    if (change === null || !change.ok) return null
    const { kept, added } = change.value
    return { chosen: this.fed([...kept, ...added].map(({ symbol }) => symbol)), words: wordsOf(change.value) }
  }

  close(): void {
    this.rescan?.close()
  }

  private select(
    market: LiveMarket,
    traded: readonly Ticker[],
    keep: readonly Ticker[],
    signal: AbortSignal,
  ): ReturnType<typeof selectStocks> {
    const { top, universe } = this.choice
    return selectStocks(market, universe.dayTradeUniverse, { top, traded, keep, signal, schedule: systemSchedule })
  }

  private fed(traded: readonly Ticker[]): Chosen {
    return fedFor(this.choice.universe, [...new Set(traded)])
  }
}

/** For the audit: who came and who went, and why. */
function wordsOf({ added, removed }: SelectionChange): string {
  const said = (list: SelectionChange['added']): string =>
    list.map(({ symbol, reason }) => `${symbol} (${reason})`).join(', ')
  const parts = [
    ...(added.length > 0 ? [`took in ${said(added)}`] : []),
    ...(removed.length > 0 ? [`let go of ${said(removed)}`] : []),
  ]
  return parts.length === 0 ? 'The scan changed nothing.' : `The scan ${parts.join('; ')}.`
}

/** Everything that has to be fed so that these can be traded: the market and its breadth, funds, relatives, themselves. */
export function fedFor(universe: Universe, traded: readonly Ticker[]): Chosen {
  const symbols = [...contextFor(universe, traded), ...traded]
  return { traded, instruments: inFeedOrder(symbols.map((symbol) => instrumentFor(universe, symbol))) }
}
