import { expect, test } from 'vitest'
import { ACCOUNT, GatewayFloor, OTHER_ACCOUNT } from '../support/ibkr-broker/gateway-floor.ts'
import { SCENARIOS } from '../support/ibkr-broker/scenarios.ts'

const ours = [ACCOUNT, OTHER_ACCOUNT]

/** Scenarios in which the connection can be lost between any two steps, and what is then asked for is still possible. */
const CASES = [
  'a bracket fills and reaches its target',
  'a short bracket is stopped out',
  'a limit waits, fills in parts, and so does its target',
  'an entry with a date dies at it',
  'stop-limit and trailing exits',
  'a trade is corrected',
  'the broker closes a position, and a stranger trades',
].flatMap((name) => [1, 2, 3].map((step) => [name, step] as const))

test.each(CASES)('%s: a connection lost after step %i is made up for by asking', async (name, dropAt) => {
  const floor = await GatewayFloor.open()
  try {
    const under = await floor.connect()
    const { broker, submit, settled, whenState, time, events } = under
    const { exchange } = floor.gateway
    let steps = 0
    await SCENARIOS[name]?.({
      broker,
      exchange,
      submit,
      take: (event) => floor.gateway.take(event),
      async settled() {
        steps += 1
        await settled()
        if (steps !== dropAt) return
        floor.gateway.dropClients('reset')
        await whenState('reconnecting')
        time.advance(60_000)
        await whenState('ready')
      },
    })
    await settled()
    const [open, completed, executions, positions] = await Promise.all([
      broker.openOrders(),
      broker.completedOrders(),
      broker.executions(),
      broker.positions(),
    ])
    expect(open).toEqual({ ok: true, value: exchange.openOrders() })
    const ends = exchange.completedOrders().map(({ ref, permId, status, filled }) => ({ ref, permId, status, filled }))
    expect(completed).toMatchObject({ ok: true, value: ends })
    // TWS shows its own orders under order id 0: what identifies a trade are the other ids.
    const trades = exchange.executions().map(({ execution: { orderId: _shown, ...execution } }) => ({ execution }))
    expect(executions).toMatchObject({ ok: true, value: trades })
    const held = ours
      .flatMap((account) => exchange.positions(account))
      .map(({ account, symbol, shares }) => {
        return { account, symbol, shares }
      })
    expect(positions).toMatchObject({ ok: true, value: held })
    const told = events.flatMap((event) => (event.kind === 'execution' ? event.execution.execId : []))
    expect(new Set(told).size).toBe(told.length)
    expect(floor.gateway.stats()).toMatchObject({ failures: 0, violations: [] })
  } finally {
    await floor.close()
  }
})
