import { describe, expect, test } from 'vitest'
import type { OrderReport } from '../../../src-main/broker/reports.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { dayViews } from '../../../src-main/trading/views/positions.ts'
import { demoMarket } from '../../support/demo-day.ts'
import { ACCOUNT } from './harness.ts'
import { SimulatedSession } from './simulated-session.ts'

/** Steps of five market seconds in two seconds of operator time, and the one in which it is seen. */
const STEPS_WITHOUT_STOP = 25

const isExit = ({ pricing, working }: OrderReport): boolean => pricing.type !== 'LMT' && working > 0

describe.each([
  { seed: 1, childrenFollow: true },
  { seed: 2, childrenFollow: true },
  { seed: 3, childrenFollow: false },
])('a synthetic day of seed $seed, children working with each fill: $childrenFollow', ({ seed, childrenFollow }) => {
  test('balances to the cent, keeps a stop on every position and ends flat', async () => {
    const behaviour = { childrenWork: 'on-full-fill', partialParentCancelled: 'children-go' } as const
    const session = new SimulatedSession(demoMarket(seed), childrenFollow ? {} : behaviour)
    const { exchange, desk } = session
    let held = 0
    const uncovered = new Map<string, number>()
    await session.play(() => {
      for (const { symbol, shares } of exchange.positions(ACCOUNT)) {
        held++
        const exits = exchange.openOrders().filter((order) => order.symbol === symbol && isExit(order))
        const covered = Math.max(0, ...exits.map(({ working }) => working))
        const steps = covered >= Math.abs(shares) ? 0 : (uncovered.get(symbol) ?? 0) + 1
        uncovered.set(symbol, steps)
        expect(steps, `${shares} ${symbol} without an exit`).toBeLessThanOrEqual(
          childrenFollow ? 0 : STEPS_WITHOUT_STOP,
        )
        expect(session.engine.position(symbol)?.quantity).toBe(Math.abs(shares))
      }
    })
    expect(held).toBeGreaterThan(100)
    expect(exchange.positions(ACCOUNT)).toEqual([])
    expect(desk.state.live.size).toBe(0)
    expect(desk.state.contradictions).toEqual([])
    const values = exchange.accountValues(ACCOUNT)
    const [day] = dayViews(desk.view)
    expect(day).toMatchObject({ realised: values.realised, commissions: values.commissions, unrealised: 0 })
    expect(restore(session.events.map((event) => JSON.parse(JSON.stringify(event))))).toEqual(desk.state)
  })
})
