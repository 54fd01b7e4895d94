import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardFor } from '../../src-main/engine/consensus.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { EDGE_CODES, type EdgeCode, type Vote } from '../../src-shared/domain/vote.ts'
import { decide, defaultProfile, engineOf, epochOf, instrumentsOf, sessionsFrom } from '../support/engine-inputs.ts'
import { CALM, generateSlots, ROUGH, type SlotBars } from '../support/generated-bars.ts'
import { runs } from '../support/properties.ts'

const SYMBOLS = ['SPY', 'QQQ', 'XLK', 'NVDA', 'AMD', 'AAPL', 'MSFT', 'GOOGL']
const instruments = instrumentsOf(...SYMBOLS)
const sessions = sessionsFrom('2024-07-02', '2024-07-03')
const epoch = epochOf(instruments, sessions)
const profile = defaultProfile()

interface Moment {
  readonly slots: readonly SlotBars[]
  readonly decision: Decision
  readonly last: Bar
  readonly flips: Readonly<Record<EdgeCode, number | null>>
}

function momentOf(seed: number, length: number, symbol: Ticker, rough: boolean): Moment | null {
  const slots = [...generateSlots(seed, instruments, sessions, rough ? ROUGH : CALM)].slice(0, length)
  const engine = engineOf(epoch)
  const decisions = slots.map((slot) => decide(engine, slot)).at(-1)
  const decision = decisions?.find((each) => each.symbol === symbol)
  const last = slots.at(-1)?.bars.find((each) => each.symbol === symbol)?.bar
  const flips = engine.flipDistances(symbol)
  return decision === undefined || last === undefined || flips === null ? null : { slots, decision, last, flips }
}

/**
 * The six votes had the last bar closed at `close`: a fresh engine sees the changed bar, while regime, side and kind of
 * the trade stay those of the decision. `regime` lets the regime edge look at the changed market, as it does for SPY.
 */
function votesAt({ slots, decision, last }: Moment, close: number): Readonly<Record<EdgeCode, Vote>> {
  const moved = { ...last, close, high: Math.max(last.high, close), low: Math.min(last.low, close) }
  const engine = engineOf(epoch)
  for (const slot of slots.slice(0, -1)) {
    for (const { symbol, bar } of slot.bars) engine.apply({ kind: 'bar', symbol, bar })
  }
  const final = slots.at(-1)!
  const bars = final.bars.map((each) => (each.symbol === decision.symbol ? { ...each, bar: moved } : each))
  const changed = decide(engine, { ...final, bars }).find(({ symbol }) => symbol === decision.symbol)!
  const { side } = decision.cards[0]
  const { regime } = decision.measures
  const { votes } = cardFor(side, decision.tradeKind, { ...changed.measures, regime }, profile)
  const RG =
    decision.symbol === MARKET_SYMBOL ? cardFor(side, decision.tradeKind, changed.measures, profile).votes.RG : votes.RG
  return {
    RS: votes.RS.vote,
    ST: votes.ST.vote,
    VP: votes.VP.vote,
    CA: votes.CA.vote,
    TD: votes.TD.vote,
    RG: RG.vote,
  }
}

/** Closes on the tick grid within 3 ATR, nearest first, at equal distance the lower first. Prices have whole cents. */
function reachable({ decision: { close, atr } }: Moment): readonly number[] {
  const cents = Math.round(close * 100)
  const closes: number[] = []
  for (let step = 1; step <= Math.floor(3 * atr * 100 + 1e-6); step++) {
    if (cents > step) closes.push((cents - step) / 100)
    closes.push((cents + step) / 100)
  }
  return closes
}

describe('a flip distance', () => {
  test('is the nearest close within 3 ATR at which the vote changes; none nearer does, and no edge without one flips', () => {
    const counted = { found: 0, none: 0, regime: 0 }
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 31, max: 119 }),
        // SPY twice as often: it alone has a flip of the regime.
        fc.constantFrom(MARKET_SYMBOL, ...instruments.map(({ symbol }) => symbol)),
        fc.boolean(),
        (seed, length, symbol, rough) => {
          const moment = momentOf(seed, length, symbol, rough)
          if (moment === null) return
          const { decision, flips } = moment
          const present = decision.cards[0].votes
          const waiting = new Set<EdgeCode>(EDGE_CODES)
          for (const close of reachable(moment)) {
            if (waiting.size === 0) break
            const votes = votesAt(moment, close)
            for (const edge of [...waiting]) {
              const flipsHere = flips[edge] === close
              expect({ edge, close, changes: votes[edge] !== present[edge].vote }).toEqual({
                edge,
                close,
                changes: flipsHere,
              })
              if (flipsHere) waiting.delete(edge)
            }
          }
          for (const edge of waiting) expect(flips[edge]).toBeNull()
          expect([flips.CA, flips.TD]).toEqual([null, null])
          if (symbol !== MARKET_SYMBOL) expect(flips.RG).toBeNull()
          counted.none += waiting.size
          counted.found += EDGE_CODES.length - waiting.size
          if (flips.RG !== null) counted.regime++
        },
      ),
      runs(25),
    )
    expect(counted.found).toBeGreaterThan(15)
    expect(counted.none).toBeGreaterThan(15)
    expect(counted.regime).toBeGreaterThan(0)
  })

  test('is known only for symbols that the last barrier decided', () => {
    const engine = engineOf(epoch)
    const [first, second] = [...generateSlots(4, instruments, sessions)]
    decide(engine, first!)
    expect(engine.flipDistances(SYMBOLS[3] as Ticker)).not.toBeNull()
    decide(engine, { ...second!, bars: second!.bars.filter(({ symbol }) => symbol !== SYMBOLS[3]) })
    expect(engine.flipDistances(SYMBOLS[3] as Ticker)).toBeNull()
    expect(engine.flipDistances('ZZZZ' as Ticker)).toBeNull()
  })

  test('stays that of the decision, or is not told any more, once later bars have come in', () => {
    for (const symbol of ['NVDA', 'SPY'] as Ticker[]) {
      const engine = engineOf(epoch)
      const slots = [...generateSlots(4, instruments, sessions)].slice(0, 61)
      for (const slot of slots.slice(0, -1)) decide(engine, slot)
      const told = engine.flipDistances(symbol)
      expect(told).not.toBeNull()
      for (const { symbol: name, bar } of slots.at(-1)!.bars) engine.apply({ kind: 'bar', symbol: name, bar })
      expect([told, null]).toContainEqual(engine.flipDistances(symbol))
    }
  })
})
