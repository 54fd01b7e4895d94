import { afterEach, expect, it } from 'vitest'
import { RawClient } from '../raw-client.ts'
import { type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts'

let scripted: ScriptedGateway

afterEach(async () => {
  await scripted.close()
  expect(scripted.failures).toEqual([])
})

it('a moment of operator time comes when that has passed, and again as often as it says', async () => {
  scripted = await scriptedGateway({
    faults: [{ when: { seconds: 10 }, every: 5, times: 2, do: { fault: 'notice', code: 2103 } }],
  })
  const client = await scripted.join(1)
  const told = async (): Promise<number> => {
    await client.settled()
    return client.codes().filter((code) => code === 2103).length
  }
  scripted.time.pass(9_999)
  expect(await told()).toBe(0)
  scripted.time.pass(1)
  expect(await told()).toBe(1)
  scripted.time.pass(60_000)
  expect(await told()).toBe(2)
})

it('a moment of market time comes with the first step that reaches it', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { marketTime: '10:01:00' }, do: { fault: 'notice', code: 2105 } },
      { when: { marketSeconds: 30 }, do: { fault: 'skew-clock', seconds: 40 } },
    ],
  })
  const client = await scripted.join(1)
  scripted.steps(7)
  await client.settled()
  expect(Number(client.of(49).at(-1)?.[2])).toBe(Math.floor(scripted.gateway.exchange.now / 1_000) + 40)
  scripted.steps(5)
  await client.settled()
  expect(client.codes()).not.toContain(2105)
  scripted.steps(1)
  await client.settled()
  expect(client.codes()).toContain(2105)
})

it('what is drawn from the seed is the same each time', async () => {
  const played: number[][] = []
  for (let run = 0; run < 2; run++) {
    scripted = await scriptedGateway({
      seed: 5,
      faults: [{ when: { seconds: 1 }, every: 1, times: 40, probability: 0.5, do: { fault: 'notice', code: 2103 } }],
    })
    const moments: number[] = []
    for (let second = 1; second <= 40; second++) {
      const before = scripted.notes.length
      scripted.time.pass(1_000)
      if (scripted.notes.length > before) moments.push(second)
    }
    played.push(moments)
    if (run === 0) await scripted.close()
  }
  expect(played[0]).toEqual(played[1])
  expect(played[0]?.length).toBeGreaterThan(10)
  expect(played[0]?.length).toBeLessThan(30)
})

it('the third message of a kind is met before it is handled, and only those of the client that is meant count', async () => {
  scripted = await scriptedGateway({
    faults: [{ when: { fromClient: 'current-time', number: 3, client: 2 }, do: { fault: 'drop', how: 'reset' } }],
  })
  const [one, two] = [await scripted.join(1), await scripted.join(2)]
  for (let asked = 0; asked < 5; asked++) await one.settled()
  await two.settled()
  await two.settled()
  expect(two.isClosed).toBe(false)
  await two.settled()
  expect(two.isClosed).toBe(true)
  expect(two.of(49)).toHaveLength(2)
})

it('a client that has gone is a moment of its own', async () => {
  scripted = await scriptedGateway({
    faults: [{ when: { loss: 1 }, do: { fault: 'notice', code: 2104, text: 'gone' } }],
  })
  const [one, two] = [await scripted.join(1), await scripted.join(2)]
  one.close()
  await two.until(() => two.of(4).some((fields) => fields[4] === 'gone'))
  expect(two.isClosed).toBe(false)
})

it('a client that was let in is a moment of its own', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { connection: 2 }, do: { fault: 'drop', how: 'clean' } }] })
  const one = await scripted.join(1)
  expect(one.isClosed).toBe(false)
  const two = await RawClient.started(scripted.port, 2)
  await two.ended()
  await one.ended()
  // It had been told its accounts.
  expect(two.of(15)).toHaveLength(1)
})

it('delayed messages come later, in their order, and what follows the delay does not overtake them', async () => {
  scripted = await scriptedGateway({
    faults: [{ when: { seconds: 1 }, do: { fault: 'delay', milliseconds: 3_000, forSeconds: 2 } }],
  })
  const client = await scripted.join(1)
  const heard = (): string[] =>
    client.frames.filter(([kind]) => kind === '49' || kind === '9').map(([kind]) => kind ?? '')
  const before = heard().length
  scripted.time.pass(1_000)
  const received = (): number => scripted.gateway.stats().received
  const ask = async (kind: number): Promise<void> => {
    const count = received()
    client.send(kind, 1, 1)
    while (received() === count) await new Promise((resolve) => setImmediate(resolve))
  }
  const time = async (): Promise<void> => {
    const count = received()
    client.send(49, 1)
    while (received() === count) await new Promise((resolve) => setImmediate(resolve))
  }
  await time()
  scripted.time.pass(2_000)
  await ask(8)
  expect(heard()).toHaveLength(before)
  scripted.time.pass(1_000)
  await client.until(() => heard().length === before + 2)
  expect(heard().slice(before)).toEqual(['49', '9'])
})

it('1300: the new port is named, the old one is closed, and the new one answers', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { seconds: 1 }, do: { fault: 'new-port' } }] })
  const client = await scripted.join(1)
  scripted.time.pass(1_000)
  await client.ended()
  const text = client.of(4).find((fields) => fields[3] === '1300')?.[4] ?? ''
  const port = Number(/-(\d+)$/.exec(text)?.[1])
  expect(port).not.toBe(scripted.port)
  const again = await RawClient.started(port, 1)
  await again.settled()
  expect(again.of(15)).toHaveLength(1)
  again.close()
  const old = await RawClient.open(scripted.port)
  await old.ended()
})

it('a restart refuses connections for as long as it says', async () => {
  scripted = await scriptedGateway({ faults: [{ when: { seconds: 1 }, do: { fault: 'restart', seconds: 20 } }] })
  const client = await scripted.join(1)
  scripted.time.pass(1_000)
  await client.ended()
  scripted.time.pass(19_000)
  const refused = await RawClient.open(scripted.port)
  await refused.ended()
  scripted.time.pass(1_000)
  const again = await scripted.join(1)
  expect(again.of(15)).toHaveLength(1)
})

it('garbage of each kind reaches the client, and the gateway goes on', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'garbage', what: 'frame', count: 3 } },
      { when: { seconds: 2 }, do: { fault: 'garbage', what: 'field', toClient: ['current-time'] } },
    ],
  })
  const client = await scripted.join(1)
  const before = client.frames.length
  scripted.time.pass(1_000)
  await client.until(() => client.frames.length === before + 3)
  scripted.time.pass(1_000)
  await client.settled()
  const good = ['49', '1', String(Math.floor(scripted.gateway.exchange.now / 1_000))]
  expect(client.of(49).at(-1)).not.toEqual(good)
  await client.settled()
  expect(client.of(49).at(-1)).toEqual(good)
})

it('nothing happens any more when the script has ended', async () => {
  scripted = await scriptedGateway({
    faults: [
      { when: { seconds: 5 }, do: { fault: 'drop', how: 'reset' } },
      { when: { marketSeconds: 5 }, do: { fault: 'drop', how: 'reset' } },
      { when: { fromClient: 'current-time' }, do: { fault: 'drop', how: 'reset' } },
    ],
  })
  const client = await scripted.join(1)
  scripted.endScript()
  scripted.time.pass(10_000)
  scripted.steps(4)
  await client.settled()
  expect(client.isClosed).toBe(false)
  expect(scripted.notes).toEqual([])
})
