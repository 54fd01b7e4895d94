import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src-shared/domain/decision.ts'
import { decide, engineOf, epochOf, inputsOf, instrumentsOf, play, sessionsFrom } from '../support/engine-inputs.ts'
import { generateSlots, ROUGH, type SlotBars } from '../support/generated-bars.ts'
import { runs } from '../support/properties.ts'
import { hasQuarter, NEEDS_QUARTER, QUARTER_SYMBOLS, recordedQuarter } from '../support/recorded-bars.ts'

const instruments = instrumentsOf('SPY', 'QQQ', 'IWM', 'XLK', 'SMH', 'NVDA', 'AMD', 'INTC', 'AAPL', 'MSFT', 'GOOGL')
const sessions = sessionsFrom('2024-07-01', '2024-07-03')
const epoch = epochOf(instruments, sessions)

const slotsOf = (seed: number): readonly SlotBars[] => [...generateSlots(seed, instruments, sessions, ROUGH)]

function decisionsOf(slots: readonly SlotBars[]): readonly Decision[] {
  return [...play(engineOf(epoch), slots)].flatMap(({ decisions }) => decisions)
}

const seeds = fc.integer({ min: 1, max: 1_000_000 })

describe('the same inputs give the same decisions', () => {
  test('to the last character, positions and exits included', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const slots = slotsOf(seed)
        expect(JSON.stringify(decisionsOf(slots))).toBe(JSON.stringify(decisionsOf(slots)))
      }),
      runs(4),
    )
  })

  test('also when a second engine works on another market in between', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, otherSeed) => {
        const [slots, others] = [slotsOf(seed), slotsOf(otherSeed)]
        const [engine, other] = [engineOf(epoch), engineOf(epoch)]
        const together = slots.map((slot, index) => {
          const mine = inputsOf(slot)
          const theirs = inputsOf(others[index]!)
          // Input by input, as two sessions in one process would.
          return mine.flatMap((input, at) => {
            const output = engine.apply(input)
            const theirInput = theirs[Math.min(at, theirs.length - 1)]
            if (theirInput !== undefined) other.apply(theirInput)
            return output.kind === 'decided' ? output.decisions : []
          })
        })
        const alone = engineOf(epoch)
        expect(JSON.stringify(together)).toBe(JSON.stringify(slots.map((slot) => decide(alone, slot))))
      }),
      runs(3),
    )
  })

  test('also when somebody asks for flip distances all the time', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const slots = slotsOf(seed).slice(0, 120)
        const [quiet, asked] = [engineOf(epoch), engineOf(epoch)]
        for (const [index, slot] of slots.entries()) {
          const expected = decide(quiet, slot)
          const decisions = decide(asked, slot)
          expect(JSON.stringify(decisions)).toBe(JSON.stringify(expected))
          for (const { symbol } of index % 8 === 0 ? decisions : []) {
            const distances = asked.flipDistances(symbol)
            expect(distances).toEqual(asked.flipDistances(symbol))
          }
        }
      }),
      runs(2),
    )
  })

  test.skipIf(!hasQuarter)(`whatever the process did before, on ${NEEDS_QUARTER}`, async () => {
    const quarter = await recordedQuarter()
    const recorded = epochOf(instrumentsOf(...QUARTER_SYMBOLS), quarter.sessions, ['AAPL', 'NVDA', 'GOOGL'])
    const once = [...play(engineOf(recorded), quarter.slots)].flatMap(({ decisions }) => decisions)
    const twice = [...play(engineOf(recorded), quarter.slots)].flatMap(({ decisions }) => decisions)
    expect(once.length).toBe(3 * 61 * 78)
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once))
  })

  test('and a new epoch forgets everything before it', () => {
    const slots = slotsOf(5)
    const engine = engineOf(epoch)
    for (const { decisions } of play(engine, slots)) expect(decisions.length).toBeGreaterThan(0)
    engine.apply(epoch)
    const again = [...play(engine, slots)].flatMap(({ decisions }) => decisions)
    expect(JSON.stringify(again)).toBe(JSON.stringify(decisionsOf(slots)))
  })
})
