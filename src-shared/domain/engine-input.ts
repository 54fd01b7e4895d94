import type { Bar } from './bar.ts'
import type { Ticker } from './ids.ts'
import type { Instrument } from './instrument.ts'
import type { SessionDay, UtcMs } from './time.ts'
import type { Side } from './vote.ts'

/** A fresh engine: everything that it will ever know besides its bars. */
export interface EpochInput {
  readonly kind: 'epoch'
  readonly profile: string
  readonly profileHash: string
  /** The profile's numbers, as validated JSON. */
  readonly profileData: unknown
  /** In feed order. */
  readonly instruments: readonly Instrument[]
  /** The symbols to decide, in this order; the others are context. */
  readonly traded: readonly Ticker[]
  /** Ascending; bars outside these sessions are refused. */
  readonly sessions: readonly SessionDay[]
}

/** One final bar of one symbol. */
export interface BarInput {
  readonly kind: 'bar'
  readonly symbol: Ticker
  readonly bar: Bar
}

/** All bars that start at `barStart` are in, but for `missing`: decide. */
export interface BarrierInput {
  readonly kind: 'barrier'
  readonly barStart: UtcMs
  readonly missing: readonly Ticker[]
}

/** What a fill was for. A trailing stop is a stop. */
export type FillRole = 'entry' | 'stop' | 'target' | 'close'

/** An execution in our own position. */
export interface FillInput {
  readonly kind: 'fill'
  readonly symbol: Ticker
  readonly time: UtcMs
  readonly role: FillRole
  /** Side of the position that it opens, adds to or reduces. */
  readonly side: Side
  /** Shares. */
  readonly quantity: number
  /** Dollars a share. */
  readonly price: number
  /** Of an entry: ATR at its decision (dollars); the stop that now works (dollars). */
  readonly entry?: { readonly atr: number; readonly stop: number }
}

/** What a symbol holds as restored from events, replacing what the engine knew. */
export interface PositionInput {
  readonly kind: 'position'
  readonly symbol: Ticker
  readonly position: EnginePosition | null
  /** The last stop-out, for the bars in which its side rests; null when there was none. */
  readonly stoppedOut: { readonly side: Side; readonly time: UtcMs } | null
}

export interface EnginePosition {
  readonly side: Side
  readonly quantity: number
  /** Average fill, dollars. */
  readonly average: number
  /** ATR at the entry's decision, dollars. */
  readonly atr: number
  /** The working stop, dollars. */
  readonly stop: number
  /** Best close since the first fill; null before the first. */
  readonly bestClose: number | null
}

/** Symbols come and go while the session runs. */
export interface SymbolsInput {
  readonly kind: 'symbols'
  readonly add: readonly Instrument[]
  readonly remove: readonly Ticker[]
  readonly traded: readonly Ticker[]
}

/** Everything that can change what the engine decides: its log replays to the same decisions. */
export type EngineInput = EpochInput | BarInput | BarrierInput | FillInput | PositionInput | SymbolsInput
