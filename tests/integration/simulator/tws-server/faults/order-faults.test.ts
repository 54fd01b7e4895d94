import { type Contract, EventName, type Order, OrderAction, OrderType } from '@stoqey/ib'
import { afterEach, expect, it } from 'vitest'
import { ApiClient } from '../api-client.ts'
import { AAPL, ACCOUNT, STOCK } from '../demo-gateway.ts'
import { type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts'

let scripted: ScriptedGateway
const clients: ApiClient[] = []

async function join(client = 1): Promise<ApiClient> {
  const joined = await ApiClient.ready(scripted.port, client)
  clients.push(joined)
  return joined
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await scripted.close()
  expect(scripted.failures).toEqual([])
})

const contract: Contract = STOCK
/** Far from the market: it works and does not fill by itself. */
const FAR_BID: Order = {
  orderType: OrderType.LMT,
  action: OrderAction.BUY,
  totalQuantity: 10,
  lmtPrice: 1,
  tif: 'DAY',
  transmit: true,
}

const statuses = (client: ApiClient, id: number): unknown[] =>
  client.of(EventName.orderStatus).flatMap(([of, status]) => (of === id ? [status] : []))

it('the order that it names is rejected, the others are not', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { order: 2 }, do: { fault: 'reject-order', message: 'No.' } }] })
  const client = await join()
  for (const id of [1, 2, 3]) client.api.placeOrder(id, contract, FAR_BID)
  await client.settled()
  expect([1, 2, 3].map((id) => client.errors(id))).toEqual([[], [201], []])
})

it('modifications and what-ifs are not new orders', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { order: 2 }, do: { fault: 'reject-order' } }] })
  const client = await join()
  client.api.placeOrder(1, contract, FAR_BID)
  client.api.placeOrder(1, contract, { ...FAR_BID, lmtPrice: 2 })
  client.api.placeOrder(2, contract, { ...FAR_BID, whatIf: true })
  client.api.placeOrder(3, contract, FAR_BID)
  await client.settled()
  expect([1, 2, 3].map((id) => client.errors(id))).toEqual([[], [], [201]])
})

it('an order that is held does not work until it is released', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { order: 1 }, do: { fault: 'hold-order' } },
      { when: { seconds: 1 }, do: { fault: 'release-order', order: 1 } },
    ],
  })
  const client = await join()
  client.api.placeOrder(1, contract, FAR_BID)
  await client.settled()
  expect(statuses(client, 1)).not.toContain('Submitted')
  scripted.time.pass(1_000)
  await client.settled()
  expect(statuses(client, 1)).toContain('Submitted')
})

it('an order fills while its client is away, which finds it among the executions', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'drop', how: 'reset' } },
      { when: { loss: 1 }, do: { fault: 'fill-order', order: 1, shares: 4, price: 2.5 } },
    ],
  })
  const before = await join()
  before.api.placeOrder(1, contract, FAR_BID)
  await before.settled()
  scripted.time.pass(1_000)
  const client = await join()
  client.api.reqExecutions(5, {})
  await client.until(() => client.of(EventName.execDetailsEnd).length > 0)
  expect(client.of(EventName.execDetails)).toMatchObject([
    [5, { symbol: 'AAPL' }, { orderId: 1, shares: 4, price: 2.5 }],
  ])
})

it('what is said about an order comes twice', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { order: 1 }, do: { fault: 'answer-twice', count: 2 } }] })
  const client = await join()
  client.api.placeOrder(1, contract, FAR_BID)
  await client.settled()
  expect(client.of(EventName.openOrder)).toHaveLength(2)
})

it('an execution is corrected under an id that differs only after its last dot', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'fill-order', order: 1 } },
      { when: { seconds: 2 }, do: { fault: 'correct-execution', shares: 9, price: 1.5 } },
    ],
  })
  const client = await join()
  client.api.placeOrder(1, contract, FAR_BID)
  await client.settled()
  scripted.time.pass(2_000)
  await client.until(() => client.of(EventName.execDetails).length === 2)
  const executions = client
    .of(EventName.execDetails)
    .map(([, , execution]) => execution as { execId: string; shares: number })
  const [first, second] = executions.map(({ execId }) => execId.slice(0, execId.lastIndexOf('.')))
  expect(first).toBe(second)
  expect(executions.map(({ shares }) => shares)).toEqual([10, 9])
})

it('somebody in TWS buys, and the broker closes a part of it', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'foreign-order', symbol: 'AAPL', action: 'BUY', quantity: 30, limit: 1 } },
      { when: { seconds: 2 }, do: { fault: 'liquidate', symbol: 'AAPL', shares: 12 } },
    ],
  })
  const client = await join()
  scripted.time.pass(1_000)
  expect(scripted.gateway.exchange.position(ACCOUNT, AAPL).shares).toBe(30)
  scripted.time.pass(1_000)
  scripted.steps(2)
  expect(scripted.gateway.exchange.position(ACCOUNT, AAPL).shares).toBe(18)
  await client.settled()
})

it('the next valid id goes back', async () => {
  scripted = await scriptedGateway({
    faults: [{ when: { order: 1 }, do: { fault: 'roll-back-ids', client: 1, next: 3 } }],
  })
  const client = await join()
  client.api.placeOrder(9, contract, FAR_BID)
  await client.settled()
  client.api.reqIds()
  await client.settled()
  expect(client.of(EventName.nextValidId).map(([id]) => id)).toEqual([1, 10])
})

it('what cannot be done is said, and everything goes on', async () => {
  scripted = await scriptedGateway({
    faults: [
      {
        when: { seconds: 1 },
        do: [
          { fault: 'fill-order', order: 4 },
          { fault: 'release-order', order: 4 },
        ],
      },
      { when: { seconds: 1 }, do: { fault: 'correct-execution', shares: 1, price: 1 } },
    ],
  })
  const client = await join()
  scripted.time.pass(1_000)
  await client.settled()
  expect(scripted.notes.filter((note) => !note.startsWith('fault'))).toHaveLength(3)
})
