import { afterEach, describe, expect, it } from 'vitest'
import type { Violation } from '../../../../src-main/simulator/tws-server/sessions/limits.ts'
import { until } from '../../../support/until.ts'
import { type DemoGateway, demoGateway } from './demo-gateway.ts'
import { RawClient } from './raw-client.ts'

let demo: DemoGateway
const clients: RawClient[] = []
const broken: Violation['limit'][] = []

async function start(options: Parameters<typeof demoGateway>[0] = {}): Promise<RawClient> {
  demo = await demoGateway({ onViolation: ({ limit }) => broken.push(limit), ...options })
  return join(1)
}

async function join(id: number): Promise<RawClient> {
  const client = await RawClient.started(demo.port, id)
  clients.push(client)
  await client.until(() => client.of(9).length > 0)
  return client
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  broken.length = 0
  await demo.close()
  expect(demo.failures).toEqual([])
})

const contract = (symbol: string): readonly (string | number)[] => [
  0,
  symbol,
  'STK',
  '',
  '',
  '',
  '',
  'SMART',
  '',
  'USD',
  '',
  '',
]
const quotes = (client: RawClient, id: number, symbol = 'AAPL'): void =>
  client.send(1, 11, id, ...contract(symbol), 0, '', 0, 0, '')
interface Bars {
  readonly symbol?: string
  readonly size?: string
  readonly duration?: string
  readonly keep?: 0 | 1
}
const bars = (
  client: RawClient,
  id: number,
  { symbol = 'AAPL', size = '5 mins', duration = '1 D', keep = 0 }: Bars,
): void => client.send(20, id, ...contract(symbol), 0, '', size, duration, 1, 'TRADES', 2, keep, '')
const scan = (client: RawClient, id: number): void =>
  client.send(22, id, -1, 'STK', 'STK.US.MAJOR', 'MOST_ACTIVE', ...Array.from({ length: 19 }, () => ''))

/** Sends as many messages as a second allows, then lets it pass. */
async function paced(client: RawClient, count: number, send: (index: number) => void): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    if (index % 20 === 0) {
      await client.settled()
      demo.time.pass(1_000)
    }
    send(index)
  }
  demo.time.pass(1_000)
  await client.settled()
}

const errors = (client: RawClient, code: number): readonly (readonly string[])[] =>
  client.of(4).filter((fields) => Number(fields[3]) === code)

describe('messages', () => {
  it('fifty within a second are taken; the next one is refused (100), and the third of such ends the session', async () => {
    const client = await start()
    demo.time.pass(1_000)
    for (let count = 0; count < 50; count += 1) client.send(49, 1)
    await client.until(() => client.of(49).length === 50)
    expect(broken).toEqual([])
    for (let count = 0; count < 2; count += 1) client.send(49, 1)
    await client.until(() => errors(client, 100).length === 2)
    demo.time.pass(1_001)
    await client.settled()
    expect([client.of(49).length, client.isClosed]).toEqual([51, false])
    for (let count = 0; count < 50; count += 1) client.send(49, 1)
    await client.ended()
    expect(errors(client, 100)).toHaveLength(3)
    expect(broken).toEqual(['message-rate', 'message-rate', 'message-rate'])
  })

  it('the rate is half the lines, in a second that slides', async () => {
    const client = await start({ limits: { lines: 20 } })
    demo.time.pass(1_000)
    for (let part = 0; part < 10; part += 1) {
      client.send(49, 1)
      await client.until(() => client.of(49).length === part + 1)
      demo.time.pass(99)
    }
    client.send(49, 1)
    await client.until(() => errors(client, 100).length === 1)
  })
})

describe('lines, histories, scanners', () => {
  it('100 lines of all clients together; the next one is refused (101)', async () => {
    const client = await start()
    const other = await join(2)
    await paced(client, 60, (id) => quotes(client, id))
    await paced(other, 40, (id) => quotes(other, id))
    expect([demo.gateway.stats().lines, broken]).toEqual([100, []])
    quotes(other, 999)
    await other.settled()
    expect(errors(other, 101).map((fields) => fields[2])).toEqual(['999'])
    expect(broken).toEqual(['lines'])
    client.close()
    await until('lines of the other client', () => demo.gateway.stats().lines === 40)
    quotes(other, 999)
    await other.settled()
    expect(demo.gateway.stats().lines).toBe(41)
  })

  it('50 histories that are kept up to date; the next one is refused (162)', async () => {
    const client = await start()
    await paced(client, 50, (id) => bars(client, id, { keep: 1 }))
    expect(broken).toEqual([])
    bars(client, 50, {})
    await client.settled()
    expect(errors(client, 162).map((fields) => fields[2])).toEqual(['50'])
    expect(broken).toEqual(['open-histories'])
  })

  it('ten scanner subscriptions; the next one is refused (162)', async () => {
    const client = await start()
    await paced(client, 11, (id) => scan(client, id))
    expect([client.of(20).length, errors(client, 162).length, broken]).toEqual([10, 1, ['scanners']])
  })

  it('a private gateway has none of these limits', async () => {
    const client = await start({ limits: 'none' })
    for (let id = 0; id < 150; id += 1) quotes(client, id)
    for (let id = 0; id < 70; id += 1) bars(client, id, { size: '5 secs', duration: '60 S', keep: 1 })
    await client.settled()
    expect([demo.gateway.stats().lines, client.of(17).length, client.isClosed]).toEqual([150, 70, false])
  })
})

describe('pacing of small bars', () => {
  const small: Bars = { size: '30 secs', duration: '300 S' }

  it('the same request within 15 seconds is a pacing violation (162), later it is not', async () => {
    const client = await start()
    bars(client, 1, small)
    bars(client, 2, small)
    await client.settled()
    expect(errors(client, 162)[0]?.[4]).toContain('pacing violation')
    expect(broken).toEqual(['identical-history'])
    demo.time.pass(15_001)
    bars(client, 3, small)
    await client.settled()
    expect(client.of(17).map((fields) => fields[1])).toEqual(['1', '3'])
  })

  it('the sixth request for one contract within two seconds is one', async () => {
    const client = await start()
    for (let id = 1; id <= 6; id += 1) bars(client, id, { size: '5 secs', duration: `${id * 60} S` })
    await client.settled()
    expect([client.of(17).length, broken]).toEqual([5, ['history-of-contract']])
  })

  it('the 61st within ten minutes is one, whatever the contract', async () => {
    const client = await start()
    const symbols = demo.gateway.exchange.symbols
    await paced(client, 61, (id) => {
      demo.time.pass(2_000)
      bars(client, id, { symbol: symbols[id % symbols.length] ?? '', size: '5 secs', duration: `${60 + id} S` })
    })
    expect([client.of(17).length, broken]).toEqual([60, ['small-bars']])
  })

  it('the 61st stream of five-second bars within ten minutes is refused (420), though earlier ones have ended', async () => {
    const client = await start()
    await paced(client, 61, (id) => {
      client.send(50, 3, id, ...contract('AAPL'), 5, 'TRADES', 1, '')
      demo.time.pass(200)
      client.send(51, 1, id)
    })
    expect([errors(client, 420).map((fields) => fields[2]), broken]).toEqual([['60'], ['small-bars']])
  })

  it('bars of a minute and more are not paced', async () => {
    const client = await start()
    await paced(client, 30, (id) => bars(client, id, { size: '1 min', duration: '3600 S' }))
    expect([client.of(17).length, broken]).toEqual([30, []])
  })
})

it('a client that does not read is dropped at a bound, and the others are not', async () => {
  const client = await start({ limits: { unreadBytes: 200_000 } })
  const deaf = await join(2)
  await paced(deaf, 19, (id) => quotes(deaf, id, demo.gateway.exchange.symbols[id]))
  deaf.socket.pause()
  while (demo.gateway.stats().sessions === 2) {
    demo.steps(60)
    await client.settled()
    demo.time.pass(100)
  }
  expect(broken).toEqual(['unread'])
  await client.settled()
  expect(client.isClosed).toBe(false)
}, 30_000)
