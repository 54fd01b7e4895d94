import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay } from '../../../src-shared/domain/time.ts'

/** Where a five-minute slot lies: which session, which of its slots, and its number counted over all sessions. */
export interface OracleSlot {
  readonly session: number
  readonly index: number
  readonly ordinal: number
}

export interface OracleBar extends Bar {
  readonly slot: OracleSlot
}

function slotsOf(sessions: readonly SessionDay[]): ReadonlyMap<number, OracleSlot> {
  const slots = new Map<number, OracleSlot>()
  for (const [session, { open, close }] of sessions.entries()) {
    for (let start: number = open, index = 0; start < close; start += ENGINE_BAR_MS, index++) {
      slots.set(start, { session, index, ordinal: slots.size })
    }
  }
  return slots
}

/** Every bar ever fed, kept as it came. Nothing is derived before it is asked for. */
export class MarketRecord {
  readonly sessions: readonly SessionDay[]
  readonly slots: ReadonlyMap<number, OracleSlot>
  readonly instruments = new Map<Ticker, Instrument>()
  private readonly bars = new Map<Ticker, OracleBar[]>()

  constructor(sessions: readonly SessionDay[], slots: ReadonlyMap<number, OracleSlot> = slotsOf(sessions)) {
    this.sessions = sessions
    this.slots = slots
  }

  add(instrument: Instrument): void {
    this.instruments.set(instrument.symbol, instrument)
    this.bars.set(instrument.symbol, [])
  }

  remove(symbol: Ticker): void {
    this.instruments.delete(symbol)
    this.bars.delete(symbol)
  }

  /** Keeps a bar, unless one of the refusals of the strategy's Inputs section applies. */
  take(symbol: Ticker, bar: Bar): boolean {
    const stored = this.bars.get(symbol)
    const slot = this.slots.get(bar.start)
    const values = [bar.start, bar.open, bar.high, bar.low, bar.close, bar.volume]
    const prices = [bar.open, bar.high, bar.low, bar.close]
    const last = stored?.at(-1)
    if (stored === undefined || slot === undefined || !values.every((value) => Number.isFinite(value))) return false
    if (prices.some((value) => value <= 0 || value < bar.low || value > bar.high) || bar.volume < 0) return false
    if (last !== undefined && bar.start <= last.start) return false
    stored.push({ ...bar, slot })
    return true
  }

  /** The stored bars: at most the newest 500, oldest first. */
  history(symbol: Ticker): readonly OracleBar[] {
    return (this.bars.get(symbol) ?? []).slice(-500)
  }

  /** The same market with one symbol's newest bar exchanged. */
  withLastBar(symbol: Ticker, bar: Bar): MarketRecord {
    const changed = new MarketRecord(this.sessions, this.slots)
    for (const instrument of this.instruments.values()) changed.add(instrument)
    for (const [name, bars] of this.bars) changed.bars.set(name, bars)
    const own = this.bars.get(symbol) ?? []
    const last = own.at(-1)
    if (last === undefined) throw new Error(`${symbol} has no bar to change`)
    changed.bars.set(symbol, [...own.slice(0, -1), { ...bar, slot: last.slot }])
    return changed
  }

  /** Return from the slot `steps` slots before `ordinal` to it, a fraction; null when either has no stored bar. */
  change(symbol: Ticker, steps: number, ordinal: number): number | null {
    const history = this.history(symbol)
    const now = history.findLast(({ slot }) => slot.ordinal <= ordinal)
    const then = history.findLast(({ slot }) => slot.ordinal <= ordinal - steps)
    if (now?.slot.ordinal !== ordinal || then?.slot.ordinal !== ordinal - steps) return null
    return now.close / then.close - 1
  }

  stocks(): readonly Ticker[] {
    return [...this.instruments.values()].filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)
  }

  /** Minutes after midnight, exchange time, at which a bar that starts at `start` ends, and minutes from then to the close. */
  clock(start: number, slot: OracleSlot): { readonly minute: number; readonly minutesToClose: number } {
    const session = this.sessions[slot.session]
    if (session === undefined) throw new Error('a slot without its session')
    const end = start + ENGINE_BAR_MS
    return {
      minute: session.openMinute + (end - session.open) / MINUTE_MS,
      minutesToClose: (session.close - end) / MINUTE_MS,
    }
  }
}
