import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editPlan } from '../../../../src-main/trading/staging/plan.ts'
import {
  changeIn,
  draftOf,
  fieldOfRefusal,
  fieldsOf,
  numberIn,
  stakeOf,
  stepped,
} from '../../../../src-renderer/features/approvals/edit-draft.ts'
import { cardOf } from './cards.ts'

const card = cardOf()
const draft = draftOf(card)

describe('what is typed', () => {
  test('begins as the order, with its decimals', () => {
    expect(draft).toEqual({ quantity: '84', limit: '118.24', stop: '117.44', target: '119.52' })
  })

  test.each([
    ['118.24', 118.24],
    [' 1,250 ', 1_250],
    ['\u22125', -5],
    ['', null],
    ['abc', null],
    ['1e400', null],
    ['1.2.3', null],
  ])('%j is read as %j', (text, value) => expect(numberIn(text)).toBe(value))

  test('is a change only where it differs from the order', () => {
    expect(changeIn(draft, card)).toEqual({})
    expect(changeIn({ ...draft, quantity: '50', stop: '117.40' }, card)).toEqual({ quantity: 50, stop: 117.4 })
  })

  test('has no limit for an order at the market', () => {
    const market = cardOf({ limit: null })
    expect(fieldsOf(market)).toEqual(['quantity', 'stop', 'target'])
    expect(changeIn({ ...draftOf(market), limit: '118.00' }, market)).toEqual({})
  })
})

describe('a step of an arrow key', () => {
  test('goes by the tick of a price', () => {
    expect(stepped('118.24', 'limit', 1, card)).toBe('118.25')
    expect(stepped('118.24', 'stop', -10, card)).toBe('118.14')
    expect(stepped('118.25', 'limit', 1, cardOf({ tick: 0.05 }))).toBe('118.30')
  })

  test('brings a price that is off its tick onto it', () => {
    expect(stepped('118.243', 'limit', 1, card)).toBe('118.25')
  })

  test('goes by whole shares, never under one', () => {
    expect(stepped('84', 'quantity', 1, card)).toBe('85')
    expect(stepped('4', 'quantity', -10, card)).toBe('1')
  })

  test('leaves alone what is no number', () => expect(stepped('abc', 'limit', 1, card)).toBe('abc'))
})

describe('what the order comes to while it is edited', () => {
  test('is what the card says before anything is changed', () => {
    expect(stakeOf(draft, card)?.risk).toBeCloseTo(card.risk, 9)
    expect(stakeOf(draft, card)?.rMultiple).toBeCloseTo(card.rMultiple, 9)
  })

  test('follows the quantity without touching R', () => {
    const stake = stakeOf({ ...draft, quantity: '42' }, card)
    expect(stake?.risk).toBeCloseTo(33.6, 9)
    expect(stake?.rMultiple).toBeCloseTo(1.6, 9)
  })

  test('follows the stop', () => {
    const stake = stakeOf({ ...draft, stop: '117.30' }, card)
    expect(stake?.risk).toBeCloseTo(84 * 0.94, 9)
    expect(stake?.rMultiple).toBeCloseTo(1.28 / 0.94, 9)
  })

  test('is nothing while a level lies on the wrong side', () => {
    expect(stakeOf({ ...draft, stop: '119.00' }, card)).toBeNull()
    expect(stakeOf({ ...draft, target: '118.00' }, card)).toBeNull()
  })

  test('is nothing while a number is missing', () => expect(stakeOf({ ...draft, target: '' }, card)).toBeNull())

  test('of a short order has the stop above', () => {
    const short = cardOf({ side: 'short', stop: 119.04, target: 116.96 })
    expect(stakeOf({ ...draftOf(short), stop: '119.24' }, short)?.risk).toBeCloseTo(84, 9)
  })
})

const cents = fc.integer({ min: 10_000, max: 20_000 }).map((ticks) => ticks / 100)

test('what the form reckons is what trading makes of the same edit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('long', 'short'),
      fc.integer({ min: 1, max: 500 }),
      cents,
      cents,
      cents,
      (side, quantity, limit, stop, target) => {
        const staged = cardOf({ side })
        const typed = { quantity: String(quantity), limit: String(limit), stop: String(stop), target: String(target) }
        const stake = stakeOf(typed, staged)
        const plan = editPlan(stagedAs(side), changeIn(typed, staged))
        expect(stake === null).toBe(!plan.ok)
        if (stake === null || !plan.ok) return
        expect(stake.risk).toBeCloseTo(plan.value.quantity * plan.value.stopDistance, 6)
        expect(stake.reward).toBeCloseTo(plan.value.quantity * plan.value.targetDistance, 6)
      },
    ),
    { numRuns: 300 },
  )
})

/** The same order as trading keeps it. */
function stagedAs(side: 'long' | 'short'): Parameters<typeof editPlan>[0] {
  const { ref, quantity, limit, stop, target, stopDistance, targetDistance, tick } = cardOf({ side })
  return {
    ref,
    side,
    tick,
    reference: limit,
    plan: { quantity, limit, stop, target, stopDistance, targetDistance },
  } as Parameters<typeof editPlan>[0]
}

describe('the field that a refusal speaks of', () => {
  test.each([
    ['not-a-quantity', '0 is not a number of shares: it takes a whole number above 0.', 'quantity'],
    ['position-dollars', 'The position would be worth 12,000.00 dollars; the limit is 10,000.00.', 'quantity'],
    ['off-tick', 'The stop 117.443 is not on the tick; the nearest are 117.44 and 117.45.', 'stop'],
    ['wrong-side', 'The target 118.00 is on the wrong side: of a long position it lies above 118.24.', 'target'],
    ['not-a-price', '-1 is not a price for the limit: it takes a number of dollars above 0.', 'limit'],
    ['collar', 'The limit 130.00 lies 9.9 % from the last trade at 118.31; the collar is 1 %.', 'limit'],
    ['stale-revision', 'The order has changed since it was shown.', null],
  ])('%s', (code, message, field) => expect(fieldOfRefusal({ code, message })).toBe(field))
})
