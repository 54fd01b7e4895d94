import { describe, expect, test } from 'vitest'
import { utcMs } from '../../../../../src-shared/domain/time.ts'
import { ACCOUNT, TUESDAY } from '../../exchange/trading-floor.ts'
import { GatewayFloor, type TestClient } from './gateway-floor.ts'

/** Client 1 bought 100 AAPL, client 2 sold 50 MSFT and closed its connection. */
function traded(floor = new GatewayFloor()): { floor: GatewayFloor; client: TestClient } {
  const [client, other] = [floor.connect(1), floor.connect(2)]
  floor.market.step(200, 100_000, floor.contracts.all()[1]!.symbol)
  client.place(1)
  floor.market.step(200, 100_000, floor.contracts.all()[1]!.symbol)
  other.place(1, { action: 'SELL', quantity: 50 }, { symbol: 'MSFT' })
  other.close()
  return { floor, client }
}

const BOUGHT = ['11 #1 BOT 100@100.01', '59 1']
const SOLD = ['11 #1 SLD 50@199.99', '59 1']

describe('executions', () => {
  test('are given with their commissions, of all clients, and their end', () => {
    expect(traded().client.executions()).toEqual([...BOUGHT, ...SOLD, '55 1 77'])
  })

  test.each<[string, Parameters<TestClient['executions']>[0], readonly string[]]>([
    ['a client', { client: 2 }, SOLD],
    ['an account', { account: ACCOUNT }, [...BOUGHT, ...SOLD]],
    ['another account', { account: 'DU1000002' }, []],
    ['a symbol', { symbol: 'AAPL' }, BOUGHT],
    ['purchases', { side: 'BUY' }, BOUGHT],
    ['sales', { side: 'SLD' }, SOLD],
    ['stocks', { secType: 'STK' }, [...BOUGHT, ...SOLD]],
    ['options', { secType: 'OPT' }, []],
    ['where it was traded', { exchange: 'ISLAND' }, [...BOUGHT, ...SOLD]],
    ['where it was not', { exchange: 'IEX' }, []],
    ['a time in UTC', { time: '20250602-13:30:12' }, SOLD],
    ['a time of the exchange', { time: '20250602 09:30:12 US/Eastern' }, SOLD],
  ])('are filtered by %s', (_, filter, left) => {
    expect(traded().client.executions(filter)).toEqual([...left, '55 1 77'])
  })

  test('reach back to midnight and no further', () => {
    const { floor, client } = traded()
    floor.market.close()
    expect(client.executions()).toHaveLength(5)
    floor.market.take({ kind: 'slot-end', time: utcMs(TUESDAY.open - 9 * 3_600_000) })
    expect(client.executions()).toEqual(['55 1 77'])
  })

  test('of a client that was away are not sent by themselves when it comes back', () => {
    const floor = new GatewayFloor()
    floor.connect(1).close()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99 })
    client.close()
    floor.orders.script.fill(1, 1)
    const again = floor.connect(1)
    expect(again.heard()).toEqual([])
    expect(again.openOrders()).toEqual(['53'])
    expect(again.executions()).toEqual(['11 #1 BOT 100@99', '59 1', '55 1 77'])
  })

  test('come once more to a client that connects, where that is what is believed', () => {
    const { floor, client } = traded(new GatewayFloor({ behaviour: { executionsOnConnect: 'pushed-again' } }))
    client.close()
    expect(floor.connect(1).heard()).toEqual(BOUGHT)
  })

  test('name the time of the exchange with its zone', () => {
    const client = new GatewayFloor().connect(1, 178)
    client.place(1)
    const frame = client.frames.find(([message]) => message === 11)
    expect(frame?.[15]).toBe('20250602 09:30:05 US/Eastern')
  })
})

describe('a correction', () => {
  test.each([
    ['both', ['11 #1 BOT 100@100.01', '59 1', '11 #1 BOT 100@100.05', '59 1', '55 1 77']],
    ['latest', ['11 #1 BOT 100@100.05', '59 1', '55 1 77']],
  ] as const)('is told under an id that differs after its last dot; executions are then listed: %s', (list, listed) => {
    const floor = new GatewayFloor({ behaviour: { correctedExecutions: list } })
    const client = floor.connect(1)
    client.place(1)
    const { execution } = floor.market.exchange.executions()[0]!
    client.heard()
    const corrected = floor.orders.script.correct(execution.execId, 100, 100.05)
    expect(corrected).toBe(execution.execId.replace(/01$/, '02'))
    expect(client.frames[0]?.slice(0, 3)).toEqual([11, -1, 1])
    expect(client.frames[0]?.[14]).toBe(corrected)
    expect(client.executions()).toEqual(listed)
  })
})

describe('completed orders', () => {
  test('are those that ended in the session, without ids of clients', () => {
    const { client } = traded()
    client.place(2, { type: 'LMT', limitPrice: 90 })
    client.cancel(2)
    client.place(3, { type: 'LMT', limitPrice: 90 })
    client.heard()
    client.ask({ kind: 'completed-orders', apiOnly: false })
    const frames = client.frames.splice(0)
    expect(frames.map(([message]) => message)).toEqual([101, 101, 101, 102])
    const said = frames
      .slice(0, 3)
      .map((fields) => fields.filter((field) => /^(Filled Size|Cancelled by)/.test(`${field}`)))
    expect(said).toEqual([['Filled Size: 100'], ['Filled Size: 50'], ['Cancelled by Trader']])
  })

  test('leave out those of TWS itself when only the API’s are asked for', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1)
    floor.orders.script.liquidate(ACCOUNT, floor.market.exchange.symbols[0]!)
    client.heard()
    client.ask({ kind: 'completed-orders', apiOnly: true })
    expect(client.frames.splice(0)).toHaveLength(2)
    client.ask({ kind: 'completed-orders', apiOnly: false })
    expect(client.frames.splice(0)).toHaveLength(3)
  })
})

describe('open orders', () => {
  test('are one’s own, or everybody’s', () => {
    const floor = new GatewayFloor()
    const [client, other] = [floor.connect(1), floor.connect(2)]
    client.place(1, { type: 'LMT', limitPrice: 99 })
    other.place(8, { type: 'LMT', limitPrice: 98 })
    expect(client.openOrders()).toEqual(['5 #1 Submitted', '53'])
    client.ask({ kind: 'all-open-orders' })
    expect(client.heard().filter((line) => line.startsWith('5'))).toEqual(['5 #1 Submitted', '5 #8 Submitted', '53'])
  })

  test('are those of earlier connections as well', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { type: 'LMT', limitPrice: 99, orderRef: 'mine' })
    client.close()
    const again = floor.connect(1)
    again.ask({ kind: 'open-orders' })
    expect(again.frames[0]).toContain('mine')
  })
})
