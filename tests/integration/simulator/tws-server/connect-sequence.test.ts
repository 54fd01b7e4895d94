import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../support/until.ts'
import { ACCOUNT, type DemoGateway, demoGateway } from './demo-gateway.ts'
import { RawClient } from './raw-client.ts'

let demo: DemoGateway
const clients: RawClient[] = []

const started = async (id: number, versions?: string): Promise<RawClient> => {
  const client = await RawClient.started(demo.port, id, versions)
  clients.push(client)
  return client
}

const opened = async (): Promise<RawClient> => {
  const client = await RawClient.open(demo.port)
  clients.push(client)
  return client
}

beforeEach(async () => {
  demo = await demoGateway()
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

describe('what a client hears when it connects', () => {
  it.each([178, 185, 193])('version %i: the version, accounts, the next id, and one notice a farm', async (version) => {
    const client = await started(7, `v100..${version}`)
    await client.until(() => client.of(4).length === 3)
    expect(client.frames).toEqual([
      [String(version), '20241115 10:00:00 EST'],
      ['15', '1', ACCOUNT],
      ['9', '1', '1'],
      ['4', '2', '-1', '2104', 'Market data farm connection is OK:usfarm', ''],
      ['4', '2', '-1', '2107', expect.stringMatching(/^HMDS data farm connection is inactive .*\.ushmds$/), ''],
      ['4', '2', '-1', '2158', 'Sec-def data farm connection is OK:secdefil', ''],
    ])
  })

  it('the highest version is the gateway’s own when the client knows a higher one', async () => {
    await demo.close()
    demo = await demoGateway({ maxServerVersion: 178 })
    const client = await started(1, 'v100..193')
    expect(client.frames[0]?.[0]).toBe('178')
  })

  it('requests before START_API are dropped, and answered after it', async () => {
    const client = await opened()
    client.greet('v100..193')
    await client.until(() => client.frames.length === 1)
    client.send(49, 1)
    client.send(71, 2, 3, '')
    await client.settled()
    expect(client.of(49)).toHaveLength(1)
    expect(client.frames[1]?.[0]).toBe('15')
  })

  it('ids go on above the highest that the client has used, also in its next connection', async () => {
    const first = await started(4)
    await first.settled()
    demo.gateway.exchange.place({
      ...{
        client: 4,
        orderId: 41,
        account: ACCOUNT,
        symbol: demo.gateway.exchange.symbols[0]!,
        action: 'BUY',
        quantity: 1,
      },
      ...{ pricing: { type: 'MKT' }, timeInForce: { tif: 'DAY' }, parentId: null, oca: null },
      ...{ outsideRegularHours: false, transmit: true, orderRef: '' },
    })
    first.close()
    await until('end of the first session', () => demo.gateway.stats().sessions === 0)
    const again = await started(4)
    const other = await started(5)
    await again.settled()
    await other.settled()
    expect([again.of(9), other.of(9)]).toEqual([[['9', '1', '42']], [['9', '1', '1']]])
  })

  it('a greeting that comes in single bytes is a greeting', async () => {
    const client = await opened()
    const bytes = Buffer.concat([Buffer.from('API\0'), Buffer.from([0, 0, 0, 9]), Buffer.from('v100..193')])
    for (const byte of bytes) client.socket.write(Buffer.from([byte]))
    await client.until(() => client.frames.length === 1)
    expect(client.frames[0]?.[0]).toBe('193')
  })
})

describe('who is not let in', () => {
  it.each(['v100..177', 'v194..200', 'v100..', 'hello', 'v9..1'])(
    'a client that greets with %s is cut off',
    async (hello) => {
      const client = await opened()
      client.greet(hello)
      await client.ended()
      expect(client.frames).toEqual([])
    },
  )

  it('what does not begin with API is cut off', async () => {
    const client = await opened()
    client.socket.write('GET / HTTP/1.1\r\n\r\n')
    await client.ended()
    expect(demo.gateway.stats().connections).toBe(0)
  })

  it('a second client of an id gets 326 and its end; the first one stays', async () => {
    const first = await started(8)
    await first.settled()
    const second = await started(8)
    await second.ended()
    expect(second.of(4)).toEqual([['4', '2', '-1', '326', expect.stringContaining('already in use'), '']])
    await first.settled()
    expect(demo.gateway.stats().sessions).toBe(1)
  })

  it('who says nothing is cut off after half a minute', async () => {
    const silent = await opened()
    const settled = await started(1)
    await settled.settled()
    demo.time.pass(30_000)
    await silent.ended()
    expect(settled.isClosed).toBe(false)
  })
})

describe('messages that are none', () => {
  it('an unknown message is answered with 505 and no id, and the session goes on', async () => {
    const client = await started(1)
    client.send(999, 1, 2, 3)
    await client.settled()
    expect(client.of(4).at(-1)).toEqual(['4', '2', '-1', '505', expect.stringContaining('999'), ''])
  })

  it('a message with a field too few or too many is answered with 320 and its id', async () => {
    const client = await started(1)
    client.send(2, 1)
    client.send(2, 1, 77, 'more')
    await client.settled()
    expect(client.codes().slice(-2)).toEqual([320, 320])
    expect(client.of(4).at(-1)?.[2]).toBe('77')
  })

  it('a frame of no end, a frame too long: the first is answered, the second ends the session', async () => {
    const client = await started(1)
    client.socket.write(Buffer.from([0, 0, 0, 2, 0x34, 0x39]))
    await client.settled()
    expect(client.codes().at(-1)).toBe(320)
    client.socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff]))
    await client.ended()
  })

  it('what is not served is refused by name', async () => {
    const client = await started(1)
    client.send(80, 1)
    await client.settled()
    expect(client.of(4).at(-1)).toEqual(['4', '2', '-1', '321', expect.stringContaining('family codes'), ''])
  })
})

it('one exception in a handler is kept, and nobody suffers', async () => {
  const client = await started(1)
  await client.settled()
  let thrown = false
  const end = demo.gateway.intercept({
    incoming(_session, fields, pass) {
      if (fields[0] === '17' && !thrown) {
        thrown = true
        throw new Error('a bug')
      }
      pass(fields)
    },
  })
  client.send(17, 1)
  await client.settled()
  expect([demo.gateway.stats().failures, demo.failures.length, client.of(15).length]).toEqual([1, 1, 1])
  end()
  demo.failures.length = 0
})
