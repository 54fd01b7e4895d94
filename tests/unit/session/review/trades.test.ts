import { describe, expect, test } from 'vitest'
import { tradesOf } from '../../../../src-main/session/review/trades.ts'
import { stopRef } from '../../../../src-main/trading/staging/bracket-orders.ts'
import { AAPL, entering, exiting, Harness } from '../../trading/harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

describe('a trade', () => {
  test('that a stop closed counts its commissions and what its plan risked', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.fill(stopRef(ref), 99, 97.5)
    await harness.settle()
    const [trade] = tradesOf(harness.desk.state)
    const { commissions } = harness.desk.state.holdings.values().next().value!
    expect(trade).toMatchObject({ symbol: 'AAPL', side: 'long', entry: ref, exit: 'stop' })
    expect(trade?.profit).toBe((-99 * 250 - commissions) / 100)
    expect(trade?.r).toBeCloseTo((-99 * 2.5 - commissions / 100) / (99 * 2.5), 9)
  })

  test('whose stop had moved was trailed', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    await harness.settle()
    harness.broker.fill(stopRef(ref), 99, 98.95)
    await harness.settle()
    expect(tradesOf(harness.desk.state)).toMatchObject([{ exit: 'trail' }])
  })

  test('that is open has no profit yet', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    expect(tradesOf(harness.desk.state)).toEqual([
      { symbol: 'AAPL', side: 'long', entry: ref, exit: null, profit: null, r: null },
    ])
  })

  test('is followed by another one in the same symbol', async () => {
    const harness = await fresh()
    const first = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.fill(stopRef(first), 99, 97.5)
    await harness.settle()
    const second = await harness.hold(entering(AAPL, 100, { side: 'short' }), 100)
    expect(tradesOf(harness.desk.state).map(({ entry, side }) => [entry, side])).toEqual([
      [first, 'long'],
      [second, 'short'],
    ])
  })
})
