import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { executionId, supersedes } from '../../../src-main/trading/ledger/execution-id.ts'
import {
  averagePrice,
  carriedOver,
  emptyHolding,
  type Holding,
  type HoldingFill,
  unrealisedAt,
  withFill,
} from '../../../src-main/trading/ledger/holding.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { runs } from '../../support/properties.ts'
import { AAPL } from './harness.ts'

let bases = 0
const fill = (shares: number, price: number, time = ++bases, base = `f${++bases}`): HoldingFill => ({
  base,
  time: utcMs(time),
  shares,
  price,
})
const holdingOf = (...fills: readonly HoldingFill[]): Holding =>
  fills.reduce(withFill, emptyHolding(SIMULATED_BOOK, AAPL))

describe('an execution id', () => {
  test('is an execution and, after its last dot, a version of it', () => {
    expect(executionId('0000e0d5.6592f3a1.01.02')).toEqual({ base: '0000e0d5.6592f3a1.01', version: '02' })
    expect(executionId('plain')).toEqual({ base: 'plain', version: '' })
  })

  test('of a later version supersedes, however its number is padded', () => {
    expect(supersedes('02', '01')).toBe(true)
    expect(supersedes('10', '9')).toBe(true)
    expect(supersedes('01', '02')).toBe(false)
    expect(supersedes('01', '01')).toBe(false)
    expect(supersedes('b', 'a')).toBe(true)
  })
})

describe('a holding', () => {
  test('is at average cost, to the cent', () => {
    const holding = holdingOf(fill(10, 100), fill(20, 103))
    expect(holding).toMatchObject({ shares: 30, cost: 306_000, realised: 0 })
    expect(averagePrice(holding)).toBe(102)
    expect(unrealisedAt(holding, 103.5)).toBe(45)
  })

  test('realises what is closed, and leaves the rest its cost', () => {
    const holding = holdingOf(fill(3, 33.34), fill(-1, 40))
    expect(holding).toMatchObject({ shares: 2, cost: 6_668, realised: 666 })
  })

  test('goes short and is covered', () => {
    const holding = holdingOf(fill(-50, 20), fill(50, 19.5))
    expect(holding).toMatchObject({ shares: 0, cost: 0, realised: 2_500 })
    expect(averagePrice(holding)).toBe(0)
  })

  test('that is turned round closes the one side and opens the other', () => {
    expect(holdingOf(fill(10, 100), fill(-15, 101))).toMatchObject({ shares: -5, cost: -50_500, realised: 1_000 })
  })

  test('follows a correction as if the corrected trade had been the one', () => {
    const entry = fill(10, 100)
    const corrected = holdingOf(entry, fill(-10, 101), { ...entry, shares: 12, price: 100.5 })
    expect(corrected).toMatchObject({ shares: 2, realised: 500, cost: 20_100 })
  })

  test('is the same whatever the order in which its executions come', () => {
    const execution = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 9_000, max: 11_000 }))
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (trades, order) => {
        const fills = trades.map(([shares, cents], index) => fill(shares, cents / 100, index + 1, `e${index}`))
        const shuffled = fills
          .map((each) => ({ each, key: order.next().value }))
          .sort((one, other) => one.key - other.key)
          .map(({ each }) => each)
        expect(holdingOf(...shuffled)).toEqual(holdingOf(...fills))
      }),
      runs(300),
    )
  })

  test('has earned exactly what went in and out, when it is flat', () => {
    const execution = fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: 1_000, max: 90_000 }))
    fc.assert(
      fc.property(fc.array(execution, { maxLength: 15 }), fc.integer({ min: 1_000, max: 90_000 }), (trades, last) => {
        const shares = trades.reduce((sum, [count]) => sum + count, 0)
        const all = [...trades, [-shares, last] as const]
        const holding = holdingOf(...all.map(([count, cents]) => fill(count, cents / 100)))
        const cash = all.reduce((sum, [count, cents]) => sum - count * cents, 0)
        expect(holding.shares).toBe(0)
        expect(holding.cost + 0).toBe(0)
        expect(holding.realised).toBe(cash + 0)
      }),
      runs(300),
    )
  })

  test('is carried into a new day with its cost and without what it earned', () => {
    const carried = carriedOver(holdingOf(fill(10, 100), fill(-4, 110)))
    expect(carried).toMatchObject({ shares: 6, cost: 60_000, realised: 0, fills: [] })
    expect(withFill(carried, fill(-6, 101))).toMatchObject({ shares: 0, realised: 600 })
  })
})
