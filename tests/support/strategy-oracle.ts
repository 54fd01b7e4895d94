import type { Card, Decision, Exit, HoldReason, Measures, TradeKind } from '../../src-shared/domain/decision.ts'
import type { EngineInput, EnginePosition, EpochInput, FillInput } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import { measuresAt, regimeAt, relativeStrengthAt, statisticsOf, volumeProfileOf } from './oracle/edge-measures.ts'
import { cardOf } from './oracle/edge-votes.ts'
import { MarketRecord, type OracleSlot } from './oracle/market-record.ts'
import { averageTrueRange, rsiOf, vwapOf } from './oracle/measures.ts'

/** What the strategy's text says of one symbol at one bar. `holds`: every reason against an entry that is true of it. */
export interface OracleDecision {
  readonly symbol: Ticker
  readonly barStart: number
  readonly bars: number
  readonly close: number
  readonly atr: number
  readonly vwap: number
  readonly rsi: number
  readonly candidate: Side | null
  readonly tradeKind: TradeKind
  readonly measures: Measures
  readonly cards: readonly Card[]
  readonly holds: readonly HoldReason[]
  readonly entry: Extract<Decision['action'], { readonly kind: 'enter' }> | null
  readonly exit: Exit | null
}

/** The edges whose votes can change with the symbol's last close. */
type Movable = 'RS' | 'ST' | 'VP' | 'RG'

/** A position with every close since its first fill: its best price is looked up in them. */
interface OraclePosition extends Omit<EnginePosition, 'bestClose'> {
  readonly closes: readonly number[]
}

interface StopOut {
  readonly side: Side
  readonly slot: OracleSlot
}

/**
 * The strategy `default`, written a second time from its text alone and without a thought for speed: every decision
 * starts from all stored bars. It exists to disagree with src-main/engine.
 */
export class StrategyOracle {
  private readonly record: MarketRecord
  private traded: readonly Ticker[]
  private readonly positions = new Map<Ticker, OraclePosition>()
  private readonly stopOuts = new Map<Ticker, StopOut>()
  private decided: readonly OracleDecision[] = []

  constructor(epoch: EpochInput) {
    this.record = new MarketRecord(epoch.sessions)
    for (const instrument of epoch.instruments) this.record.add(instrument)
    this.traded = epoch.traded
  }

  /** @returns the decisions of a barrier; nothing for every other input. */
  apply(input: EngineInput): readonly OracleDecision[] {
    switch (input.kind) {
      case 'epoch':
        throw new Error('an oracle lives for one epoch')
      case 'bar':
        this.record.take(input.symbol, input.bar)
        return []
      case 'fill':
        this.fill(input)
        return []
      case 'position':
        if (input.position === null) this.positions.delete(input.symbol)
        else
          this.positions.set(input.symbol, {
            ...input.position,
            closes: [input.position.bestClose ?? input.position.average],
          })
        return []
      case 'symbols':
        for (const symbol of input.remove) this.record.remove(symbol)
        for (const instrument of input.add) this.record.add(instrument)
        this.traded = input.traded
        return []
      case 'barrier': {
        const due = this.traded.filter((symbol) => this.record.history(symbol).at(-1)?.start === input.barStart)
        this.decided = due.map((symbol) => this.decide(symbol, input.barStart))
        return this.decided
      }
    }
  }

  /**
   * Nearest last closes at which RS, ST and VP (and for SPY the regime) vote differently, found by trying every tick
   * within 3 ATR of the newest decision. Without a candidate they are those of the long card.
   */
  flips(symbol: Ticker): Readonly<Record<Movable, number | null>> {
    const decision = this.decided.find((each) => each.symbol === symbol)
    const last = this.record.history(symbol).at(-1)
    const instrument = this.record.instruments.get(symbol)
    if (decision === undefined || last === undefined || instrument === undefined) throw new Error('nothing decided')
    const { close, atr, measures, tradeKind } = decision
    const card = decision.cards[0] as Card
    const perDollar = Math.round(1 / instrument.tick)
    const reach = 3 * atr
    const ticks: number[] = []
    for (let tick = Math.ceil((close - reach) * perDollar - 1e-9); tick <= (close + reach) * perDollar + 1e-9; tick++) {
      if (tick > 0 && Math.abs(tick / perDollar - close) > 1e-9) ticks.push(tick)
    }
    const distance = (tick: number): number => Math.round(Math.abs(tick / perDollar - close) * 1e9)
    ticks.sort((a, b) => distance(a) - distance(b) || a - b)

    const found: Record<Movable, number | null> = { RS: null, ST: null, VP: null, RG: null }
    const open = new Set<Movable>(symbol === 'SPY' ? ['RS', 'ST', 'VP', 'RG'] : ['RS', 'ST', 'VP'])
    for (const tick of ticks) {
      if (open.size === 0) break
      const moved = tick / perDollar
      const bar = { ...last, close: moved, high: Math.max(last.high, moved), low: Math.min(last.low, moved) }
      const changed = this.record.withLastBar(symbol, bar)
      for (const edge of [...open]) {
        const seen = { ...measures, ...remeasured(edge, changed, symbol, last.slot) }
        if (cardOf(seen, card.side, tradeKind).votes[edge].vote === card.votes[edge].vote) continue
        found[edge] = moved
        open.delete(edge)
      }
    }
    return found
  }

  private decide(symbol: Ticker, start: number): OracleDecision {
    const bars = this.record.history(symbol)
    const last = bars.at(-1)
    if (last === undefined) throw new Error('a decision without a bar')
    const { slot, close } = last
    const atr = averageTrueRange(bars)
    const measures = measuresAt(this.record, symbol, start, slot)
    const { regime } = measures.regime
    const tradeKind: TradeKind = regime === 'RANGE_BOUND' ? 'meanReversion' : 'momentum'
    const candidate = candidateOf(measures)
    const sides: readonly Side[] = candidate === null ? ['long', 'short'] : [candidate]
    const cards = sides.map((side) => cardOf(measures, side, tradeKind))

    const holds: HoldReason[] = []
    if (bars.length < 30) holds.push('warming-up')
    if (atr === 0) holds.push('no-range')
    if (this.positions.has(symbol)) holds.push('position-open')
    if (regime === 'UNKNOWN' || regime === 'HIGH_VOLATILITY') holds.push('regime-forbids')
    else if (candidate === null) holds.push('no-extreme')
    const card = cards[0] as Card
    if (candidate !== null) {
      if (card.vetoedBy.length > 0) holds.push('veto')
      if (card.withData < 4) holds.push('few-edges')
      if (card.agreeing < 4) holds.push('few-agree')
      if (card.ownAgreeing < 2) holds.push('few-own-edges')
      if (card.scoreSum < 50 * card.withData) holds.push('weak-score')
      if (this.recentlyStoppedOut(symbol, candidate, slot)) holds.push('stopped-out')
    }
    const sign = candidate === 'short' ? -1 : 1
    const score = card.scoreSum / card.withData
    return {
      symbol,
      barStart: start,
      bars: bars.length,
      close,
      atr,
      vwap: vwapOf(bars),
      rsi: rsiOf(bars),
      candidate,
      tradeKind,
      measures,
      cards,
      holds,
      entry:
        candidate === null || holds.length > 0
          ? null
          : {
              kind: 'enter',
              side: candidate,
              size: 0.01 * Math.min(2, 1 + score / 100),
              entry: close,
              stop: close - sign * 2.5 * atr,
              target: close + sign * 4 * atr,
            },
      exit: this.trail(symbol, close),
    }
  }

  private recentlyStoppedOut(symbol: Ticker, side: Side, slot: OracleSlot): boolean {
    const stopOut = this.stopOuts.get(symbol)
    if (stopOut === undefined || stopOut.side !== side || stopOut.slot.session !== slot.session) return false
    return slot.index - stopOut.slot.index <= 3
  }

  private fill(fill: FillInput): void {
    const held = this.positions.get(fill.symbol)
    if (fill.role === 'entry') {
      if (fill.entry === undefined) throw new Error('an entry without its levels')
      const quantity = (held?.quantity ?? 0) + fill.quantity
      const average = ((held?.average ?? 0) * (held?.quantity ?? 0) + fill.price * fill.quantity) / quantity
      const closes = held?.closes ?? []
      this.positions.set(fill.symbol, { side: fill.side, quantity, average, closes, ...fill.entry })
      return
    }
    if (held === undefined) throw new Error('a fill out of a position that is not there')
    const quantity = held.quantity - fill.quantity
    if (quantity === 0) this.positions.delete(fill.symbol)
    else this.positions.set(fill.symbol, { ...held, quantity })
    const slot = this.record.slots.get(Math.floor(fill.time / 300_000) * 300_000)
    if (fill.role === 'stop' && slot !== undefined) this.stopOuts.set(fill.symbol, { side: fill.side, slot })
  }

  private trail(symbol: Ticker, close: number): Exit | null {
    const held = this.positions.get(symbol)
    const instrument = this.record.instruments.get(symbol)
    if (held === undefined || instrument === undefined) return null
    const sign = held.side === 'long' ? 1 : -1
    const closes = [...held.closes, close]
    const best = sign * Math.max(...[held.average, ...closes].map((price) => sign * price))
    let { stop } = held
    if (sign * (best - held.average) >= 2 * held.atr) {
      const locked = held.average + sign * held.atr
      const trailed = best - sign * 1.5 * held.atr
      const tighter = sign * locked > sign * trailed ? locked : trailed
      const perDollar = Math.round(1 / instrument.tick)
      const ticks = sign > 0 ? Math.floor(tighter * perDollar + 1e-6) : Math.ceil(tighter * perDollar - 1e-6)
      if (sign * (ticks / perDollar) > sign * stop) stop = ticks / perDollar
    }
    this.positions.set(symbol, { ...held, closes, stop })
    return stop === held.stop ? { kind: 'hold' } : { kind: 'moveStop', price: stop }
  }
}

/** What one edge measures in a changed market; the others keep what they saw. */
function remeasured(edge: Movable, record: MarketRecord, symbol: Ticker, slot: OracleSlot): Partial<Measures> {
  switch (edge) {
    case 'RS':
      return { relativeStrength: relativeStrengthAt(record, symbol, slot.ordinal) }
    case 'ST':
      return { statistics: statisticsOf(record, symbol) }
    case 'VP':
      return { volumeProfile: volumeProfileOf(record, symbol) }
    case 'RG':
      return { regime: regimeAt(record, slot) }
  }
}

function candidateOf({ regime: { regime }, statistics }: Measures): Side | null {
  if (regime.endsWith('_UP')) return 'long'
  if (regime.endsWith('_DOWN')) return 'short'
  if (regime !== 'RANGE_BOUND' || 'absent' in statistics) return null
  if (statistics.price > 1.5) return 'short'
  return statistics.price < -1.5 ? 'long' : null
}
