import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MARK_CODE } from '../../../../src-main/simulator/tws-server/gateway-options.ts'
import { until } from '../../../support/until.ts'
import { type DemoGateway, demoGateway } from './demo-gateway.ts'
import { RawClient } from './raw-client.ts'

let demo: DemoGateway
const clients: RawClient[] = []

async function join(id: number): Promise<RawClient> {
  const client = await RawClient.started(demo.port, id)
  clients.push(client)
  await client.until(() => client.of(4).length >= 3)
  return client
}

const quotes = (client: RawClient): void =>
  client.send(1, 11, 1, 0, 'AAPL', 'STK', '', '', '', '', 'SMART', '', 'USD', '', '', 0, '', 0, 0, '')

const noSessions = (): Promise<true> => until('end of all sessions', () => demo.gateway.stats().sessions === 0)

beforeEach(async () => {
  demo = await demoGateway()
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

describe('market time over the wire', () => {
  it('a mark comes after everything that was sent before it, to everybody, and only when it is asked for', async () => {
    const [one, two] = [await join(1), await join(2)]
    quotes(one)
    await one.settled()
    demo.steps(10)
    await one.settled()
    expect(one.codes()).not.toContain(MARK_CODE)
    for (let step = 1; step <= 5; step += 1) {
      demo.steps(1)
      demo.gateway.mark()
      for (const client of [one, two]) {
        await client.until(() => client.codes().filter((code) => code === MARK_CODE).length === step)
      }
      expect(one.frames.at(-1)).toEqual([
        ...['4', '2', '-1', String(MARK_CODE), `market time ${demo.gateway.exchange.now}`, ''],
      ])
    }
  })

  it('what a step leads to leaves in one write', async () => {
    const client = await join(1)
    quotes(client)
    await client.settled()
    let writes = 0
    client.socket.on('data', () => {
      writes += 1
    })
    demo.steps(1)
    demo.gateway.mark()
    await client.until(() => client.codes().includes(MARK_CODE))
    expect(writes).toBe(1)
  })

  it('the gateway’s clock is market time, or as much ahead of it as a script says', async () => {
    const client = await join(1)
    const told = async (): Promise<number> => {
      await client.settled()
      return Number(client.of(49).at(-1)?.[2])
    }
    const now = Math.floor(demo.gateway.exchange.now / 1000)
    expect(await told()).toBe(now)
    demo.gateway.skewClock(90_000)
    expect(await told()).toBe(now + 90)
  })
})

describe('how connections end', () => {
  it('a restart drops everybody and refuses connections for a moment', async () => {
    const [one, two] = [await join(1), await join(2)]
    demo.gateway.restart()
    await one.ended()
    await two.ended()
    const refused = await RawClient.open(demo.port)
    clients.push(refused)
    refused.greet('v100..193')
    await refused.ended()
    expect(refused.frames).toEqual([])
    demo.time.pass(2_000)
    const again = await join(1)
    await again.settled()
    expect(again.isClosed).toBe(false)
  })

  it.each(['clean', 'reset'] as const)(
    'a %s loss frees the client id, or keeps it busy for as long as it is told',
    async (how) => {
      const first = await join(1)
      demo.gateway.dropClients(how)
      await first.ended()
      const second = await join(1)
      demo.gateway.dropClients(how, 60_000)
      await second.ended()
      const busy = await RawClient.started(demo.port, 1)
      clients.push(busy)
      await busy.ended()
      expect(busy.codes()).toEqual([326])
      demo.time.pass(60_000)
      const third = await join(1)
      expect(third.of(9)).toHaveLength(1)
    },
  )

  it('half-open: the socket stays, nothing is answered, and its lines are free', async () => {
    const client = await join(1)
    quotes(client)
    await client.settled()
    demo.gateway.dropClients('half-open')
    const heard = client.frames.length
    client.send(49, 1)
    demo.steps(5)
    demo.gateway.mark()
    const other = await join(1)
    await other.settled()
    expect([client.isClosed, client.frames.length, demo.gateway.stats().lines]).toEqual([false, heard, 0])
  })

  it('a client that goes takes its subscriptions along', async () => {
    const client = await join(1)
    quotes(client)
    client.send(50, 3, 2, 0, 'AAPL', 'STK', '', '', '', '', 'SMART', '', 'USD', '', '', 5, 'TRADES', 1, '')
    client.send(97, 3, 0, 'AAPL', 'STK', '', '', '', '', 'SMART', '', 'USD', '', '', 'Last', 0, 0)
    await client.settled()
    expect(demo.gateway.stats().lines).toBe(3)
    client.close()
    await noSessions()
    expect(demo.gateway.stats()).toMatchObject({ lines: 0, connections: 0 })
    demo.steps(3)
  })

  it('a port that is taken is said, and closing twice is closing', async () => {
    const other = await demoGateway()
    await expect(other.gateway.listen(demo.port)).rejects.toThrow(/EADDRINUSE/)
    await other.close()
    await other.close()
  })

  it('a gateway that closes leaves no timer behind, whatever was under way', async () => {
    const client = await join(1)
    await RawClient.open(demo.port)
    demo.gateway.dropClients('clean', 60_000)
    demo.gateway.restart()
    await client.ended()
    await demo.gateway.close()
    await until('end of all timers', () => demo.time.waiting === 0)
  })

  it('a hundred connections leave nothing behind', async () => {
    for (let round = 0; round < 20; round += 1) {
      const five = await Promise.all([1, 2, 3, 4, 5].map(join))
      for (const client of five) quotes(client)
      await Promise.all(five.map((client) => client.settled()))
      for (const client of five) client.close()
      await noSessions()
    }
    expect(demo.gateway.stats()).toMatchObject({ connections: 0, sessions: 0, lines: 0 })
    expect(demo.time.waiting).toBe(0)
  })
})

describe('what scripts do with messages', () => {
  it('a message to a client can be changed, dropped and repeated, and is as it was when the script ends', async () => {
    const client = await join(1)
    const end = demo.gateway.intercept({
      outgoing(_session, fields, pass) {
        if (fields[0] === 15) pass([15, 1, 'DU9999999'])
        else if (fields[0] === 9) for (let count = 0; count < 2; count += 1) pass(fields)
        else if (fields[0] !== 4) pass(fields)
      },
    })
    client.send(17, 1)
    client.send(8, 1, 1)
    client.send(999)
    await client.settled()
    expect(client.of(15).at(-1)).toEqual(['15', '1', 'DU9999999'])
    expect([client.of(9).length, client.codes().includes(505)]).toEqual([3, false])
    end()
    client.send(999)
    await client.settled()
    expect(client.codes()).toContain(505)
  })

  it('a message of a client can be held back and come later', async () => {
    const client = await join(1)
    const held: (() => void)[] = []
    const end = demo.gateway.intercept({
      incoming(_session, fields, pass) {
        if (fields[0] === '17') held.push(() => pass(fields))
        else pass(fields)
      },
    })
    client.send(17, 1)
    await client.settled()
    expect([client.of(15).length, held.length]).toEqual([1, 1])
    end()
    for (const pass of held) pass()
    await client.settled()
    expect(client.of(15)).toHaveLength(2)
  })

  it('two scripts at once are both heard, the later one nearer to the client', async () => {
    const client = await join(1)
    const heard: string[] = []
    for (const name of ['first', 'second']) {
      demo.gateway.intercept({
        outgoing(_session, fields, pass) {
          heard.push(name)
          pass(fields)
        },
      })
    }
    await client.settled()
    expect(heard).toEqual(['first', 'second'])
  })

  it('a notice goes to everybody, garbage to one', async () => {
    const [one, two] = [await join(1), await join(2)]
    demo.gateway.notice(1100, 'Connectivity between IBKR and Trader Workstation has been lost.')
    await Promise.all([one.settled(), two.settled()])
    expect([one.codes().at(-1), two.codes().at(-1)]).toEqual([1100, 1100])
    demo.gateway.sessions[0]?.sendBytes(Buffer.from([0, 0, 0, 2, 0x58, 0]))
    await one.settled()
    expect([one.frames.filter(([first]) => first === 'X').length, two.isClosed]).toEqual([1, false])
  })

  it('lost subscriptions are silent and their ids are free; the session stays', async () => {
    const client = await join(1)
    quotes(client)
    await client.settled()
    demo.gateway.loseSubscriptions()
    const heard = client.of(2).length
    demo.steps(5)
    await client.settled()
    expect([client.of(2).length, demo.gateway.stats().lines]).toEqual([heard, 0])
    quotes(client)
    await client.settled()
    expect([client.of(2).length > heard, client.codes().includes(322)]).toEqual([true, false])
  })

  it('a gateway that moves listens at its new port alone, and keeps its connections', async () => {
    const client = await join(1)
    const port = await demo.gateway.moveTo(0)
    const old = await RawClient.open(demo.port)
    await old.ended()
    const moved = await RawClient.started(port, 2)
    clients.push(moved)
    await Promise.all([client.settled(), moved.settled()])
    expect(demo.gateway.stats().sessions).toBe(2)
    await expect(demo.gateway.moveTo(port)).rejects.toThrow(/EADDRINUSE/)
    const later = await RawClient.started(port, 3)
    clients.push(later)
    await later.settled()
  })

  it('the greeting can be left without an answer', async () => {
    demo.gateway.intercept({ outgoing: () => {} })
    const client = await RawClient.open(demo.port)
    clients.push(client)
    client.greet('v100..193')
    demo.time.pass(1)
    await until('connection', () => demo.gateway.stats().connections === 1)
    expect([client.frames, client.isClosed]).toEqual([[], false])
  })
})
