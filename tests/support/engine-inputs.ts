import { readFileSync } from 'node:fs'
import { instrumentFor, readUniverse } from '../../src-main/config/universe.ts'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { type Profile, profileSchema } from '../../src-main/engine/profiles/profile.ts'
import { sessionsBetween } from '../../src-main/market/calendar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EngineInput, EpochInput, FillInput } from '../../src-shared/domain/engine-input.ts'
import { type Ticker, ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { type SessionDay, sessionDate, utcMs } from '../../src-shared/domain/time.ts'
import { type Side, signOf } from '../../src-shared/domain/vote.ts'
import type { SlotBars } from './generated-bars.ts'

const PROFILE_FILE = new URL('../../assets/profiles/default.json', import.meta.url)

/** The data of the profile `default`, as it lies in assets. */
export const defaultProfileData = (): unknown => JSON.parse(readFileSync(PROFILE_FILE, 'utf8'))

/** The profile `default`, validated. */
export const defaultProfile = (): Profile => profileSchema.parse(defaultProfileData())

/** Instruments as the product's universe knows them. */
export function instrumentsOf(...symbols: readonly string[]): readonly Instrument[] {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  return symbols.map((symbol) => instrumentFor(universe.value, ticker(symbol)))
}

/** Twelve stocks of four sectors, the three indices and the sectors' ETFs. */
export const WIDE: readonly string[] = [
  ...['SPY', 'QQQ', 'IWM', 'SMH', 'XLK', 'XLF', 'XLE'],
  ...['NVDA', 'AMD', 'INTC', 'MU', 'AAPL', 'MSFT', 'GOOGL', 'JPM', 'BAC', 'GS', 'XOM', 'CVX'],
]

/** Regular sessions from one date to another, both included (`YYYY-MM-DD`). */
export const sessionsFrom = (from: string, to: string): readonly SessionDay[] =>
  sessionsBetween(sessionDate(from), sessionDate(to))

/** An epoch of the profile `default` that trades `traded`, or else every instrument. */
export function epochOf(
  instruments: readonly Instrument[],
  sessions: readonly SessionDay[],
  traded: readonly string[] = instruments.map(({ symbol }) => symbol),
): EpochInput {
  return {
    kind: 'epoch',
    profile: 'default',
    profileHash: 'hash of the test',
    profileData: defaultProfileData(),
    instruments,
    traded: traded.map(ticker),
    sessions,
  }
}

/** A slot as the engine gets it: its bars, then its barrier. */
export function inputsOf({ start, bars }: SlotBars): readonly EngineInput[] {
  return [
    ...bars.map(({ symbol, bar }): EngineInput => ({ kind: 'bar', symbol, bar })),
    { kind: 'barrier', barStart: start, missing: [] },
  ]
}

/** A fresh engine at the beginning of `epoch`. */
export function engineOf(epoch: EpochInput): Engine {
  const engine = createEngine()
  engine.apply(epoch)
  return engine
}

/** Applies a slot and returns what its barrier decided. */
export function decide(engine: Engine, slot: SlotBars): readonly Decision[] {
  const decisions: Decision[] = []
  for (const input of inputsOf(slot)) {
    const output = engine.apply(input)
    if (output.kind === 'decided') decisions.push(...output.decisions)
  }
  return decisions
}

/** Feeds a market to an engine that holds positions, and yields each slot with its decisions. */
export function* play(
  engine: Engine,
  slots: Iterable<SlotBars>,
): Generator<{
  readonly slot: SlotBars
  readonly decisions: readonly Decision[]
  readonly fills: readonly FillInput[]
}> {
  const trader = new PaperTrader()
  for (const slot of slots) {
    const fills = trader.fillsOf(slot)
    for (const fill of fills) engine.apply(fill)
    const decisions = decide(engine, slot)
    trader.heed(decisions)
    yield { slot, decisions, fills }
  }
}

interface Bracket {
  readonly side: Side
  readonly quantity: number
  readonly target: number
  stop: number
}

/**
 * Turns entries into fills at the next bar's open and works their stop and target: the plainest account that gives the
 * engine positions. Stop before target within a bar; a bar that opens beyond the stop fills at its open.
 */
export class PaperTrader {
  private readonly pending = new Map<Ticker, Decision>()
  private readonly open = new Map<Ticker, Bracket>()

  /** What happened to the orders during a slot. */
  fillsOf({ bars }: SlotBars): readonly FillInput[] {
    return bars.flatMap(({ symbol, bar }) => {
      const fills: FillInput[] = []
      const decision = this.pending.get(symbol)
      this.pending.delete(symbol)
      if (decision?.action.kind === 'enter') {
        const { side, stop, target, entry } = decision.action
        const moved = bar.open - entry
        const bracket = { side, quantity: 100, stop: stop + moved, target: target + moved }
        this.open.set(symbol, bracket)
        const levels = { atr: decision.atr, stop: bracket.stop }
        const common = { kind: 'fill', symbol, time: bar.start, role: 'entry', side, entry: levels } as const
        // In two parts and a cent apart, because a position is an average of fills.
        const second = bar.open + signOf(side) * 0.01
        fills.push({ ...common, quantity: 40, price: bar.open }, { ...common, quantity: 60, price: second })
      }
      const held = this.open.get(symbol)
      if (held === undefined) return fills
      const sign = signOf(held.side)
      const worst = sign > 0 ? bar.low : bar.high
      const best = sign > 0 ? bar.high : bar.low
      const beyond = sign * (held.stop - bar.open) >= 0
      const end = sign * (held.stop - worst) >= 0 ? 'stop' : sign * (best - held.target) >= 0 ? 'target' : null
      if (end === null) return fills
      this.open.delete(symbol)
      const price = end === 'target' ? held.target : beyond ? bar.open : held.stop
      const time = utcMs(bar.start + 1_000)
      fills.push({ kind: 'fill', symbol, time, role: end, side: held.side, quantity: held.quantity, price })
      return fills
    })
  }

  /** Takes note of what the engine answered at the slot's end. */
  heed(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.action.kind === 'enter') this.pending.set(decision.symbol, decision)
      const held = this.open.get(decision.symbol)
      if (held !== undefined && decision.exit?.kind === 'moveStop') held.stop = decision.exit.price
    }
  }
}
