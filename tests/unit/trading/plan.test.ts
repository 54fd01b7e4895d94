import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anchoredLevels } from '../../../src-main/trading/staging/anchor.ts'
import { editPlan, planByHand, planDecision } from '../../../src-main/trading/staging/plan.ts'
import type { BracketPlan, StagedOrder } from '../../../src-main/trading/staging/staged-order.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { runs } from '../../support/properties.ts'
import { AAPL, entering, Harness } from './harness.ts'

const VALUES = { netLiquidation: 500_000, buyingPower: 1_000_000 }
const LIMITS = { maxPositionDollars: 10_000, priceCollar: 0.01 }

interface Case {
  readonly side?: Side
  readonly close?: number
  readonly atr?: number
  readonly last?: number
  readonly size?: number
  readonly buyingPower?: number
  readonly atMarket?: boolean
}

function planOf({
  side = 'long',
  close = 100,
  atr = 1,
  last = close,
  size = 0.02,
  ...more
}: Case): ReturnType<typeof planDecision> {
  const decision = entering(AAPL, close, { side, atr, size })
  if (decision.action.kind !== 'enter') throw new Error('it enters')
  const values = { ...VALUES, buyingPower: more.buyingPower ?? VALUES.buyingPower }
  const atMarket = more.atMarket ?? false
  return planDecision({ decision, action: decision.action, tick: PENNY, last, values, limits: LIMITS, atMarket })
}

const planned = (wanted: Case): BracketPlan => {
  const plan = planOf(wanted)
  if (!plan.ok) throw new Error(plan.error.message)
  return plan.value
}

describe('the plan of a decision', () => {
  test('has its limit 0.1 ATR beyond the close, in the direction', () => {
    expect(planned({}).limit).toBe(100.1)
    expect(planned({ side: 'short' }).limit).toBe(99.9)
  })

  test('has its stop on the tick that is farther from the market, and its target on the nearest', () => {
    expect(planned({ close: 100.003, atr: 0.333 })).toMatchObject({ stop: 99.17, target: 101.34 })
    expect(planned({ close: 100.003, atr: 0.333, side: 'short' })).toMatchObject({ stop: 100.84, target: 98.67 })
  })

  test('pays no more than 1 % beyond the last trade', () => {
    expect(planned({ atr: 3, last: 99 }).limit).toBe(99.99)
    expect(planned({ atr: 3, last: 101, side: 'short' }).limit).toBe(99.99)
  })

  test('is refused when the market has run past its stop', () => {
    expect(planOf({ last: 96 })).toMatchObject({ ok: false, error: { code: 'wrong-side' } })
  })

  test('buys what the size says, at most the position limit and what buying power allows', () => {
    expect(planned({ size: 0.01 }).quantity).toBe(49)
    expect(planned({ size: 0.02 }).quantity).toBe(99)
    expect(planned({ size: 0.5 }).quantity).toBe(99)
    expect(planned({ buyingPower: 1_000 }).quantity).toBe(9)
  })

  test('of less than one share is refused with the numbers', () => {
    expect(planOf({ buyingPower: 50 })).toEqual({
      ok: false,
      error: { code: 'no-shares', message: '50.00 dollars buy less than one share at 100.10.' },
    })
  })

  test('goes at the market only as a setting, and counts on the collar then', () => {
    expect(planned({ atMarket: true })).toMatchObject({ limit: null, quantity: 99 })
    expect(planned({ atMarket: true, close: 100, size: 0.0101 }).quantity).toBe(50)
  })

  test('mirrors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 1, max: 200 }), (hundred, atr) => {
        const close = hundred
        const long = planned({ close, atr: atr / 100 })
        const short = planned({ close, atr: atr / 100, side: 'short' })
        expect(long.limit! - close).toBeCloseTo(close - short.limit!, 9)
        expect(close - long.stop).toBeCloseTo(short.stop - close, 9)
        expect(long.stopDistance).toBeCloseTo(short.stopDistance, 9)
      }),
      runs(200),
    )
  })
})

describe('after the fill', () => {
  test('stop and target are as far from the average as they were from the close, so that R holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Side>('long', 'short'),
        fc.integer({ min: 1_000, max: 30_000 }),
        fc.integer({ min: 5, max: 200 }),
        fc.integer({ min: -30, max: 30 }),
        (side, cents, atr, slip) => {
          const plan = planned({ side, close: cents / 100, atr: atr / 100 })
          const average = (cents + slip) / 100
          const { stop, target } = anchoredLevels(side, average, plan, PENNY)
          const sign = signOf(side)
          const risk = sign * (average - stop)
          expect(risk).toBeGreaterThanOrEqual(plan.stopDistance - 1e-6)
          expect(risk).toBeLessThan(plan.stopDistance + 0.01 + 1e-6)
          expect(Math.abs(sign * (target - average) - plan.targetDistance)).toBeLessThanOrEqual(0.005 + 1e-6)
        },
      ),
      runs(300),
    )
  })
})

describe('a bracket by hand', () => {
  const typed = { quantity: 10, limit: 100, stop: 98, target: 104 }

  test('measures its distances from the limit', () => {
    expect(planByHand('long', typed, PENNY)).toMatchObject({ ok: true, value: { stopDistance: 2, targetDistance: 4 } })
  })

  test.each([
    [{ quantity: 0 }, 'not-a-quantity', '0 is not a number of shares: it takes a whole number above 0.'],
    [{ quantity: -1 }, 'not-a-quantity', '-1 is not a number of shares: it takes a whole number above 0.'],
    [{ quantity: 1.5 }, 'not-a-quantity', '1.5 is not a number of shares: it takes a whole number above 0.'],
    [{ quantity: Number.NaN }, 'not-a-quantity', 'NaN is not a number of shares: it takes a whole number above 0.'],
    [{ limit: 100.005 }, 'off-tick', 'The limit 100.005 is not on the tick; the nearest are 100.00 and 100.01.'],
    [{ limit: 0.004 }, 'off-tick', 'The limit 0.004 is not on the tick; the nearest are 0.00 and 0.01.'],
    [{ stop: 0 }, 'not-a-price', '0 is not a price for the stop: it takes a number of dollars above 0.'],
    [
      { target: Number.POSITIVE_INFINITY },
      'not-a-price',
      '∞ is not a price for the target: it takes a number of dollars above 0.',
    ],
    [{ stop: 100 }, 'wrong-side', 'The stop 100.00 is on the wrong side: of a long position it lies below 100.00.'],
    [{ stop: 101 }, 'wrong-side', 'The stop 101.00 is on the wrong side: of a long position it lies below 100.00.'],
    [{ target: 99 }, 'wrong-side', 'The target 99.00 is on the wrong side: of a long position it lies above 100.00.'],
  ])('is refused with %j', (change, code, message) => {
    expect(planByHand('long', { ...typed, ...change }, PENNY)).toEqual({ ok: false, error: { code, message } })
  })

  test('of a short position has its stop above', () => {
    expect(planByHand('short', typed, PENNY)).toMatchObject({ ok: false, error: { code: 'wrong-side' } })
    expect(planByHand('short', { ...typed, stop: 102, target: 96 }, PENNY).ok).toBe(true)
  })
})

describe('an edit', () => {
  const stagedCard = async (atMarket = false): Promise<StagedOrder> => {
    const harness = new Harness({ settings: { entriesAtMarket: atMarket } })
    await harness.begin()
    harness.decide(entering(AAPL, 100))
    return harness.card()
  }

  test('of the quantity leaves prices and distances', async () => {
    const staged = await stagedCard()
    expect(editPlan(staged, { quantity: 50 })).toEqual({ ok: true, value: { ...staged.plan, quantity: 50 } })
  })

  test('of a price means the levels that are shown: a fill at the limit leaves them there', async () => {
    const staged = await stagedCard()
    const edited = editPlan(staged, { stop: 98 })
    expect(edited).toMatchObject({ ok: true, value: { limit: 100.1, stop: 98, target: 104 } })
    if (!edited.ok) return
    expect(anchoredLevels('long', 100.1, edited.value, PENNY)).toEqual({ stop: 98, target: 104 })
  })

  test('of the limit of an order at the market is refused', async () => {
    const staged = await stagedCard(true)
    expect(editPlan(staged, { limit: 99 })).toMatchObject({ ok: false, error: { code: 'no-limit' } })
    expect(editPlan(staged, { stop: 98 })).toMatchObject({
      ok: true,
      value: { limit: null, stop: 98, stopDistance: 2 },
    })
    expect(editPlan(staged, { quantity: 5 })).toMatchObject({ ok: true, value: { limit: null, stopDistance: 2.5 } })
  })
})
