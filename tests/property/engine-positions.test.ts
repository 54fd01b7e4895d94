import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FillInput, FillRole } from '../../src-shared/domain/engine-input.ts'
import { ticker } from '../../src-shared/domain/ids.ts'
import { opposite, type Side } from '../../src-shared/domain/vote.ts'
import { decide, engineOf, epochOf, instrumentsOf, play, sessionsFrom, WIDE } from '../support/engine-inputs.ts'
import { generateSlots } from '../support/generated-bars.ts'
import { runs } from '../support/properties.ts'

const sessions = sessionsFrom('2024-11-25', '2024-11-27')
const instruments = instrumentsOf(...WIDE)
const epoch = epochOf(instruments, sessions)
const NVDA = ticker('NVDA')

describe('positions', () => {
  test('come from fills only: decisions to enter leave none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const engine = engineOf(epoch)
        let entries = 0
        for (const slot of generateSlots(seed, instruments, sessions)) {
          for (const { action, exit, symbol } of decide(engine, slot)) {
            if (action.kind === 'enter') entries++
            expect(exit).toBeNull()
            expect(engine.position(symbol)).toBeNull()
          }
        }
        expect(entries).toBeGreaterThan(0)
      }),
      runs(3),
    )
  })

  test('change with fills and with nothing else but their best close and a stop that only tightens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const engine = engineOf(epoch)
        const before = new Map(epoch.traded.map((symbol) => [symbol, engine.position(symbol)]))
        let moved = 0
        for (const { decisions, fills } of play(engine, generateSlots(seed, instruments, sessions))) {
          const filled = new Set(fills.map(({ symbol }) => symbol))
          for (const { symbol, exit, action } of decisions) {
            const [was, is] = [before.get(symbol) ?? null, engine.position(symbol)]
            before.set(symbol, is)
            expect(exit === null).toBe(is === null)
            if (is !== null) expect(action).toEqual({ kind: 'hold', why: 'position-open' })
            expect(exit?.kind === 'closeNow').toBe(false)
            if (filled.has(symbol)) continue
            const { bestClose: _was, stop: stopBefore, ...rest } = was ?? { bestClose: 0, stop: 0 }
            const { bestClose: _is, stop, ...now } = is ?? { bestClose: 0, stop: 0 }
            expect(now).toEqual(rest)
            if (exit?.kind === 'moveStop') {
              moved++
              expect(stop).toBe(exit.price)
              expect(is?.side === 'long' ? stop - stopBefore : stopBefore - stop).toBeGreaterThan(0)
            } else {
              expect(stop).toBe(stopBefore)
            }
          }
        }
        expect(moved).toBeGreaterThan(0)
      }),
      runs(3),
    )
  })

  test('are the sum of their fills; an impossible fill throws and changes nothing', () => {
    const fill = fc.record({
      role: fc.constantFrom<FillRole>('entry', 'entry', 'stop', 'target', 'close'),
      side: fc.constantFrom<Side>('long', 'long', 'long', 'short'),
      quantity: fc.integer({ min: 1, max: 60 }),
      price: fc.integer({ min: 9_000, max: 11_000 }).map((cents) => cents / 100),
    })
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 30 }), (fills) => {
        const engine = engineOf(epoch)
        let side: Side | null = null
        let quantity = 0
        let average = 0
        for (const each of fills) {
          const input: FillInput = {
            kind: 'fill',
            symbol: NVDA,
            time: sessions[0]!.open,
            ...each,
            ...(each.role === 'entry' ? { entry: { atr: 1, stop: 90 } } : {}),
          }
          const opens = each.role === 'entry'
          const possible = opens ? side !== opposite(each.side) : side === each.side && each.quantity <= quantity
          const before = engine.position(NVDA)
          if (!possible) {
            expect(() => engine.apply(input)).toThrow(RangeError)
            expect(engine.position(NVDA)).toEqual(before)
            continue
          }
          expect(engine.apply(input)).toEqual({ kind: 'none' })
          if (opens) average = (average * quantity + each.price * each.quantity) / (quantity + each.quantity)
          quantity += opens ? each.quantity : -each.quantity
          side = quantity === 0 ? null : each.side
          if (quantity === 0) average = 0
          const position = engine.position(NVDA)
          expect(position === null).toBe(quantity === 0)
          if (position === null) continue
          expect([position.side, position.quantity]).toEqual([side, quantity])
          expect(position.average).toBeCloseTo(average, 9)
        }
      }),
      runs(300),
    )
  })
})
