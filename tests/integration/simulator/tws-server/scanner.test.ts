import { afterEach, expect, it } from 'vitest'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { type DemoGateway, demoGateway } from './demo-gateway.ts'
import { RawClient } from './raw-client.ts'

let demo: DemoGateway
const clients: RawClient[] = []

async function start(minutes = 60): Promise<RawClient> {
  demo = await demoGateway({ minutes })
  const client = await RawClient.started(demo.port, 1)
  clients.push(client)
  return client
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

interface Scan {
  readonly id?: number
  readonly code: string
  readonly rows?: number
  readonly abovePrice?: number
  readonly instrument?: string
  readonly filters?: string
}

function subscribe(
  client: RawClient,
  { id = 1, code, rows = -1, abovePrice, instrument = 'STK', filters = '' }: Scan,
): void {
  const numbers = [abovePrice ?? '', '', '', '', '']
  const ofBonds = Array.from({ length: 11 }, () => '')
  client.send(22, id, rows, instrument, 'STK.US.MAJOR', code, ...numbers, ...ofBonds, '', filters, '')
}

const ROW_FIELDS = 16

/** Symbols of each answer to a scan, best first. */
const answers = (client: RawClient, id = 1): string[][] =>
  client
    .of(20)
    .filter((fields) => fields[2] === String(id))
    .map((fields) => Array.from({ length: Number(fields[3]) }, (_, row) => fields[4 + row * ROW_FIELDS + 2] ?? ''))

/** Symbols by a number of their day, highest first. */
function ranked(measure: (symbol: (typeof demo.gateway.exchange.symbols)[number]) => number): string[] {
  return [...demo.gateway.exchange.symbols].toSorted((a, b) => measure(b) - measure(a))
}

it('the most active are those of the highest volume now', async () => {
  const client = await start()
  subscribe(client, { code: 'MOST_ACTIVE', rows: 7 })
  await client.settled()
  const { exchange } = demo.gateway
  expect(answers(client)).toEqual([ranked((symbol) => exchange.volume(symbol)).slice(0, 7)])
})

it('gainers and losers are ranked by the change since the last close, and are each other’s reverse', async () => {
  demo = await demoGateway({ minutes: 0 })
  const { exchange } = demo.gateway
  await demo.close()
  const client = await start()
  subscribe(client, { id: 1, code: 'TOP_PERC_GAIN' })
  subscribe(client, { id: 2, code: 'TOP_PERC_LOSE' })
  await client.settled()
  const closes = new Map(exchange.symbols.map((symbol) => [symbol, exchange.quote(symbol).last ?? 0]))
  const now = demo.gateway.exchange
  const [gainers] = answers(client, 1)
  expect(gainers).toEqual(ranked((symbol) => (now.quote(symbol).last ?? 0) / (closes.get(symbol) ?? 1)))
  expect(answers(client, 2)[0]).toEqual(gainers?.toReversed())
})

it('a scan is told anew as the market goes on, and no more after its cancel', async () => {
  const client = await start()
  subscribe(client, { code: 'HOT_BY_VOLUME' })
  await client.settled()
  demo.playTo(utcMs(demo.gateway.exchange.now + 65_000))
  await client.settled()
  expect(answers(client)).toHaveLength(3)
  client.send(23, 1, 1)
  demo.playTo(utcMs(demo.gateway.exchange.now + 65_000))
  await client.settled()
  expect(answers(client).length).toBeLessThanOrEqual(5)
  const after = answers(client).length
  demo.playTo(utcMs(demo.gateway.exchange.now + 65_000))
  await client.settled()
  expect(answers(client)).toHaveLength(after)
})

it('filters leave out what they say, by the request’s own fields or by IBKR’s names of them', async () => {
  const client = await start()
  subscribe(client, { id: 1, code: 'MOST_ACTIVE', abovePrice: 200 })
  subscribe(client, { id: 2, code: 'MOST_ACTIVE', filters: 'priceBelow=200;' })
  await client.settled()
  const [above, below] = [answers(client, 1)[0] ?? [], answers(client, 2)[0] ?? []]
  expect([...above, ...below].toSorted()).toEqual([...demo.gateway.exchange.symbols].toSorted())
  expect(below).toContain('INTC')
})

it.each<[string, Scan, string]>([
  ['a scan that is not known', { code: 'MOST_LOVED' }, '162'],
  ['an instrument that is not served', { code: 'MOST_ACTIVE', instrument: 'FUT.US' }, '321'],
])('%s is refused', async (_, request, code) => {
  const client = await start()
  subscribe(client, request)
  await client.settled()
  expect(client.of(4).at(-1)?.slice(2, 4)).toEqual(['1', code])
})

it('the parameters name every scan that is answered', async () => {
  const client = await start()
  client.send(24, 1)
  await client.settled()
  const codes = [...(client.of(19)[0]?.[2] ?? '').matchAll(/<scanCode>([A-Z_]+)<\/scanCode>/g)].map(
    (match) => match[1] ?? '',
  )
  for (const [id, code] of codes.entries()) subscribe(client, { id, code })
  await client.settled()
  expect(codes.map((_, id) => answers(client, id).length)).toEqual(codes.map(() => 1))
})
