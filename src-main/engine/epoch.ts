import type { Bar, BarRefusal } from '../../src-shared/domain/bar.ts'
import type { Decision, HoldReason, RegimeMeasures, TimeOfDayMeasures } from '../../src-shared/domain/decision.ts'
import type {
  EnginePosition,
  EpochInput,
  FillInput,
  PositionInput,
  SymbolsInput,
} from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { BREADTH_SYMBOLS, type Instrument, MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { ENGINE_BAR_MS } from '../../src-shared/domain/time.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import { measureRegime } from './edges/regime.ts'
import { measureTimeOfDay } from './edges/time-of-day.ts'
import { type FlipDistances, flipDistancesOf } from './flip-distance.ts'
import { averageTrueRange } from './indicators/true-range.ts'
import { manage, positionAfter } from './open-position.ts'
import type { Profile } from './profiles/profile.ts'
import { type Scorecard, type Surroundings, scoreSymbol } from './scorecard.ts'
import { SessionSlots, type Slot } from './session-slots.ts'
import { SymbolHistory } from './symbol-history.ts'

interface StopOut {
  readonly side: Side
  readonly session: number
  /** Ordinal of the slot whose bar held the stop's fill. */
  readonly ordinal: number
}

/** One engine life: fixed profile and sessions, changing symbols, bars and positions. */
export class Epoch {
  private readonly input: EpochInput
  private readonly profile: Profile
  private readonly slots: SessionSlots
  private readonly histories = new Map<Ticker, SymbolHistory>()
  private readonly positions = new Map<Ticker, EnginePosition>()
  private readonly stopOuts = new Map<Ticker, StopOut>()
  private readonly latest = new Map<Ticker, Scorecard>()
  private traded: readonly Surroundings[] = []
  private market: SymbolHistory | undefined
  private breadth: readonly SymbolHistory[] = []

  constructor(input: EpochInput, profile: Profile) {
    this.input = input
    this.profile = profile
    this.slots = new SessionSlots(input.sessions)
    this.addInstruments(input.instruments)
    this.resolve(input.traded)
  }

  takeBar(symbol: Ticker, bar: Bar): BarRefusal | 'unknown-symbol' | null {
    const history = this.histories.get(symbol)
    if (history === undefined) return 'unknown-symbol'
    const refusal = history.take(bar, this.slots)
    // A flip distance belongs to the moment of its decision; with the next bar that moment is over.
    if (refusal === null && this.latest.size > 0) this.latest.clear()
    return refusal
  }

  takeFill(fill: FillInput): void {
    const position = positionAfter(this.positions.get(fill.symbol) ?? null, fill)
    this.hold(fill.symbol, position)
    if (fill.role === 'stop') this.rest(fill.symbol, fill)
  }

  restore({ symbol, position, stoppedOut }: PositionInput): void {
    this.hold(symbol, position)
    if (stoppedOut === null) this.stopOuts.delete(symbol)
    else this.rest(symbol, stoppedOut)
  }

  range(symbol: Ticker): number | null {
    const history = this.histories.get(symbol)
    const range = history === undefined ? 0 : averageTrueRange(history, this.profile.indicators.atrBars)
    return range === 0 ? null : range
  }

  position(symbol: Ticker): EnginePosition | null {
    return this.positions.get(symbol) ?? null
  }

  /** @throws Error on a change that would lose a history or leave a position without decisions; nothing is changed then */
  changeSymbols(change: SymbolsInput): void {
    const wrong = this.refuseChange(change)
    if (wrong !== null) throw new Error(wrong)
    for (const symbol of change.remove) {
      this.histories.delete(symbol)
      this.latest.delete(symbol)
    }
    this.addInstruments(change.add)
    this.resolve(change.traded)
  }

  /** Decides every traded symbol whose bar at `barStart` is in. */
  decide(barStart: number): readonly Decision[] {
    const slot = this.slots.slotAt(barStart)
    if (slot === null) throw new Error(`a barrier at ${barStart}, which starts no slot of the epoch's sessions`)
    const { profile } = this
    const regime = measureRegime(this.market, this.breadth, slot.ordinal, slot.index, profile)
    const time = measureTimeOfDay(this.slots.sessions[slot.session]!, barStart + ENGINE_BAR_MS, profile)
    this.latest.clear()
    const decisions: Decision[] = []
    for (const traded of this.traded) {
      if (traded.history.newestOrdinal === slot.ordinal) {
        decisions.push(this.decideSymbol(traded, barStart, slot, regime, time))
      }
    }
    return decisions
  }

  flipDistances(symbol: Ticker): FlipDistances | null {
    const scorecard = this.latest.get(symbol)
    return scorecard === undefined ? null : flipDistancesOf(scorecard, this.profile)
  }

  private hold(symbol: Ticker, position: EnginePosition | null): void {
    if (position === null) this.positions.delete(symbol)
    else this.positions.set(symbol, position)
  }

  /** Remembers a stop-out by the slot whose bar held it. */
  private rest(symbol: Ticker, { side, time }: { readonly side: Side; readonly time: number }): void {
    const slot = this.slots.slotAt(time - (time % ENGINE_BAR_MS))
    if (slot !== null) this.stopOuts.set(symbol, { side, session: slot.session, ordinal: slot.ordinal })
  }

  private refuseChange({ add, remove, traded }: SymbolsInput): string | null {
    const known = new Set([...this.histories.keys()].filter((symbol) => !remove.includes(symbol)))
    const again = add.find(({ symbol }) => known.has(symbol))
    if (again !== undefined) return `${again.symbol} is added although it is known`
    for (const { symbol } of add) known.add(symbol)
    const unfed = traded.find((symbol) => !known.has(symbol))
    if (unfed !== undefined) return `${unfed} is to be traded but has no bars fed`
    const held = [...this.positions.keys()].find((symbol) => !traded.includes(symbol))
    return held === undefined ? null : `${held} holds a position and must stay traded`
  }

  private decideSymbol(
    traded: Surroundings,
    barStart: number,
    slot: Slot,
    regime: RegimeMeasures,
    time: TimeOfDayMeasures,
  ): Decision {
    const { profile } = this
    const { symbol } = traded.history.instrument
    const scorecard = scoreSymbol(traded, slot, regime, time, profile)
    this.latest.set(symbol, scorecard)
    const close = traded.history.close(1)
    const held = this.positions.get(symbol)
    const managed = held === undefined ? null : manage(held, close, traded.history.instrument.tick, profile)
    if (managed !== null) this.positions.set(symbol, managed.position)
    return {
      symbol,
      barStart: barStart as Decision['barStart'],
      profile: this.input.profile,
      profileHash: this.input.profileHash,
      bars: traded.history.stored,
      close,
      atr: scorecard.atr,
      vwap: traded.history.vwap,
      rsi: scorecard.rsi,
      candidate: scorecard.candidate,
      tradeKind: scorecard.kind,
      measures: scorecard.measures,
      cards: scorecard.cards,
      action: this.actionFor(scorecard, close, slot, symbol, held !== undefined),
      exit: managed?.exit ?? null,
    }
  }

  private actionFor(
    scorecard: Scorecard,
    close: number,
    slot: Slot,
    symbol: Ticker,
    positionOpen: boolean,
  ): Decision['action'] {
    const why = positionOpen ? 'position-open' : (scorecard.refusal ?? this.refuseAfterStop(scorecard, slot, symbol))
    if (why !== null || scorecard.candidate === null) return { kind: 'hold', why: why ?? 'no-extreme' }
    const { stopAtr, targetAtr } = this.profile.entry
    const reach = scorecard.candidate === 'long' ? scorecard.atr : -scorecard.atr
    return {
      kind: 'enter',
      side: scorecard.candidate,
      size: scorecard.size,
      entry: close,
      stop: close - stopAtr * reach,
      target: close + targetAtr * reach,
    }
  }

  private refuseAfterStop(scorecard: Scorecard, slot: Slot, symbol: Ticker): HoldReason | null {
    const stopOut = this.stopOuts.get(symbol)
    if (stopOut === undefined || scorecard.candidate !== stopOut.side || slot.session !== stopOut.session) return null
    return slot.ordinal - stopOut.ordinal <= this.profile.entry.stopOutBars ? 'stopped-out' : null
  }

  private addInstruments(instruments: readonly Instrument[]): void {
    for (const instrument of instruments) {
      this.histories.set(instrument.symbol, new SymbolHistory(instrument, this.profile))
    }
  }

  /** Looks up once what every decision needs: market, breadth, stocks, and each traded symbol's sector and peers. */
  private resolve(tradedSymbols: readonly Ticker[]): void {
    const { histories } = this
    const market = histories.get(MARKET_SYMBOL)
    const breadth = BREADTH_SYMBOLS.flatMap((symbol) => histories.get(symbol) ?? [])
    const stocks = [...histories.values()].filter(({ instrument }) => instrument.kind === 'stock')
    this.market = market
    this.breadth = breadth
    this.traded = tradedSymbols.map((symbol) => {
      const history = histories.get(symbol)
      if (history === undefined) throw new Error(`${symbol} is to be traded but has no bars fed`)
      const { sectorEtf } = history.instrument
      const sector = sectorEtf === null ? undefined : histories.get(sectorEtf)
      return { history, sector, peers: this.peersOf(history, sector, stocks), market, breadth, stocks }
    })
  }

  private peersOf(
    history: SymbolHistory,
    sector: SymbolHistory | undefined,
    stocks: readonly SymbolHistory[],
  ): readonly SymbolHistory[] {
    const { related, sectorEtf, symbol } = history.instrument
    if (related.length > 0) return related.flatMap((name) => this.histories.get(name) ?? [])
    if (sectorEtf === null) return []
    const sameSector = stocks.filter(
      ({ instrument }) => instrument.sectorEtf === sectorEtf && instrument.symbol !== symbol,
    )
    return sector === undefined || sector === history ? sameSector : [...sameSector, sector]
  }
}
