import { afterEach, expect, it } from 'vitest'
import type { RawClient } from '../raw-client.ts'
import { type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts'

let scripted: ScriptedGateway

afterEach(async () => {
  await scripted.close()
  expect(scripted.failures).toEqual([])
})

async function quoted(script: object): Promise<RawClient> {
  scripted = await scriptedGateway(script)
  const client = await scripted.join(1)
  client.send(1, 11, 1, 0, 'AAPL', 'STK', '', '', '', '', 'SMART', '', 'USD', '', '', 0, '', 0, 0, '')
  await client.settled()
  return client
}

/** Ticks of the next half minute. */
async function ticksOf(client: RawClient): Promise<number> {
  const before = client.of(1).length
  scripted.steps(6)
  await client.settled()
  return client.of(1).length - before
}

it('a silent feed says nothing at all, and runs again by itself', async () => {
  const client = await quoted({
    faults: [{ when: { seconds: 1 }, do: { fault: 'stop-feed', symbols: ['AAPL'], forSeconds: 60 } }],
  })
  expect(await ticksOf(client)).toBeGreaterThan(0)
  scripted.time.pass(1_000)
  expect(await ticksOf(client)).toBe(0)
  scripted.time.pass(60_000)
  expect(await ticksOf(client)).toBeGreaterThan(0)
})

it('while TWS has lost IBKR nothing streams; subscriptions that were kept go on', async () => {
  const client = await quoted({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'servers-lost' } },
      { when: { seconds: 2 }, do: { fault: 'servers-back', data: 'kept' } },
    ],
  })
  scripted.time.pass(1_000)
  expect(await ticksOf(client)).toBe(0)
  scripted.time.pass(1_000)
  expect(await ticksOf(client)).toBeGreaterThan(0)
  expect(client.codes().slice(-2)).toEqual([1100, 1102])
})

it('subscriptions that were lost are gone, and their lines are free', async () => {
  const client = await quoted({
    faults: [
      { when: { seconds: 1 }, do: { fault: 'servers-lost', code: 2110 } },
      { when: { seconds: 2 }, do: { fault: 'servers-back', data: 'lost' } },
    ],
  })
  scripted.time.pass(2_000)
  expect(await ticksOf(client)).toBe(0)
  expect(scripted.gateway.stats().lines).toBe(0)
  expect(client.codes().slice(-2)).toEqual([2110, 1101])
})

it('a competing session takes the data of each line by its id, and gives them back', async () => {
  const client = await quoted({
    faults: [{ when: { seconds: 1 }, do: { fault: 'competing-session', forSeconds: 10 } }],
  })
  scripted.time.pass(1_000)
  expect(await ticksOf(client)).toBe(0)
  expect(
    client
      .of(4)
      .filter((fields) => fields[3] === '10197')
      .map((fields) => fields[2]),
  ).toEqual(['1'])
  scripted.time.pass(10_000)
  expect(await ticksOf(client)).toBeGreaterThan(0)
})

it('messages of a kind come twice, as many as it says', async () => {
  const client = await quoted({
    faults: [{ when: { seconds: 1 }, do: { fault: 'answer-twice', count: 2, toClient: ['current-time'] } }],
  })
  scripted.time.pass(1_000)
  const before = client.of(49).length
  for (let asked = 0; asked < 3; asked++) await client.settled()
  await client.until(() => client.of(49).length === before + 5)
})
