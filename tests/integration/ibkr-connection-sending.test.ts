import { EventName } from '@stoqey/ib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../../src-main/broker/ibkr/connection/requests.ts'
import type { Call, LinkError } from '../../src-main/broker/ibkr/link.ts'
import { type LinkUnderTest, openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { openScriptedTws, type ScriptedTws } from '../support/ibkr/scripted-tws.ts'
import { until } from '../support/until.ts'

let tws: ScriptedTws
let under: LinkUnderTest
const marks: number[] = []

beforeEach(async () => {
  marks.length = 0
  tws = await openScriptedTws()
  under = openLinkUnderTest(tws.port, { onMark: (at) => marks.push(at) })
})
afterEach(async () => {
  under.link.close()
  await tws.close()
})

async function ready(): Promise<void> {
  under.link.connect()
  await under.whenState('ready')
  await under.when('an answered heartbeat', (link) => link.state().latency !== null)
}

async function drop(): Promise<void> {
  tws.newest().drop()
  await under.whenState('reconnecting')
  await tws.alone()
}

async function reconnect(): Promise<void> {
  under.time.advance(under.time.untilNext() ?? 0)
  await under.whenState('ready')
}

/** A cancel of an order: message 4, whose first field after the kind is the id from server version 192 on. */
const cancelOf =
  (id: number): Call =>
  (api) =>
    api.cancelOrder(id)
const cancelled = (): string[] =>
  tws.clients.flatMap(({ messages }) => messages.filter(([kind]) => kind === '4').map(([, id]) => id ?? ''))
const heartbeatSeen = (count: number) =>
  until('the heartbeat', () => tws.newest().messages.filter(([kind]) => kind === '49').length >= count)

describe('what is sent without a connection', () => {
  it('is refused, and never sent later', async () => {
    const { link } = under
    expect(link.send('order', cancelOf(1))).toBeNull()
    expect(link.sendNow('order', cancelOf(2))).toBe(false)
    await ready()
    await drop()
    expect(link.send('order', cancelOf(3))).toBeNull()
    expect(link.sendNow('order', cancelOf(4))).toBe(false)
    await reconnect()
    link.send('order', cancelOf(5))
    await until('the message', () => cancelled().length > 0)
    expect(cancelled()).toEqual(['5'])
  })

  it('dies with the drop when it still waited for its turn', async () => {
    const { link, time } = under
    await ready()
    for (let id = 1; id <= 60; id++) link.send('order', cancelOf(id))
    await until('the first twenty', () => cancelled().length === 20)
    expect(link.state().outgoing.waiting).toBe(40)
    await drop()
    await reconnect()
    time.advance(4_000)
    link.send('cancel', cancelOf(1_000))
    await until('the last message', () => cancelled().includes('1000'))
    expect(cancelled()).toHaveLength(21)
    expect(link.state().outgoing.waiting).toBe(0)
  })

  it('is refused while the handshake is not done', async () => {
    tws.behaves.accounts = ''
    under.link.connect()
    await under.when('the version', (link) => link.state().serverVersion !== null)
    expect(under.link.send('cancel', cancelOf(1))).toBeNull()
    expect(under.link.takeOrderId()).toBeNull()
  })
})

describe('an entry', () => {
  it('goes out in ready only: not while orders are compared or IBKR is lost', async () => {
    const { link, whenState } = under
    const answers: boolean[] = []
    link.onSynchronise(1, async () => {
      answers.push(link.sendNow('order', cancelOf(1)))
      return true
    })
    await ready()
    tws.newest().send(4, 2, -1, 1100, 'lost', '')
    await whenState('degraded')
    answers.push(link.sendNow('order', cancelOf(2)))
    tws.newest().send(4, 2, -1, 1102, 'back', '')
    await whenState('ready')
    answers.push(link.sendNow('order', cancelOf(3)))
    await until('the third', () => cancelled().length > 0)
    expect([answers, cancelled()]).toEqual([[false, false, false, true], ['3']])
  })
})

describe('a call that goes wrong', () => {
  const connectionIs = (state: string): void => expect(under.link.connection().state).toBe(state)

  it('in our own part is reported, and nothing else happens', async () => {
    const { link } = under
    await ready()
    link.send('data', () => {
      throw new Error('a bug of ours')
    })
    expect(link.state().messages[0]?.text).toBe('A fault in the cockpit: a bug of ours')
    connectionIs('ready')
  })

  it('in the library ends the connection: the library would send nothing more, without a word', async () => {
    const { link } = under
    await ready()
    const broken = Object.defineProperty({}, 'exchange', {
      get() {
        throw new Error('inside the encoder')
      },
    })
    link.send('data', (api) => api.reqContractDetails(link.nextRequestId(), broken))
    expect(link.connection().reason).toContain('did not leave as it should')
    connectionIs('reconnecting')
    await tws.alone()
    under.time.advance(2_000)
    await under.whenState('ready')
    link.send('cancel', cancelOf(8))
    await until('a later message', () => cancelled().length > 0)
  })

  it('is not kept by the library to be sent later', async () => {
    const { link } = under
    await ready()
    // What a limiter or a paused command buffer of the library does: the call returns, and nothing left.
    link.send('order', (api) => {
      Reflect.get(api, 'controller').pause()
      api.cancelOrder(1)
    })
    connectionIs('reconnecting')
    await tws.alone()
    under.time.advance(2_000)
    await under.whenState('ready')
    expect(cancelled()).toEqual([])
  })

  it('may find that there is nothing to send any more', async () => {
    await ready()
    under.link.send('order', () => {})
    connectionIs('ready')
  })

  it('may be refused by the library with a code', async () => {
    const { link, when } = under
    tws.behaves.serverVersion = 100
    await ready()
    link.send('data', (api) => api.reqMarketRule(26))
    await when('the refusal', () => link.state().messages.some(({ code }) => code === 503))
    connectionIs('ready')
  })
})

describe('listeners', () => {
  it('suffer nothing from one that throws, and later messages still come', async () => {
    const { link, when } = under
    await ready()
    const heard: number[] = []
    link.on(EventName.tickGeneric, () => {
      throw new Error('not mine')
    })
    link.on(EventName.tickGeneric, (id: number) => heard.push(id))
    tws.newest().send(45, 6, 11, 49, 0)
    tws.newest().send(45, 6, 12, 49, 0)
    await until('both', () => heard.length === 2)
    expect(link.connection().state).toBe('ready')
    await when('the report', () => link.state().messages[0]?.text === 'A fault in the cockpit: not mine')
  })

  it('are told errors to their id; errors to nobody go to the messages', async () => {
    const { link, when } = under
    await ready()
    const errors: LinkError[] = []
    const dispose = link.onError(12, (error) => errors.push(error))
    tws.newest().send(4, 2, 12, 201, 'no money', '{"8229":"x"}')
    await until('the error', () => errors.length === 1)
    expect(errors).toEqual([{ id: 12, code: 201, message: 'no money', advancedReject: { 8229: 'x' } }])
    dispose()
    tws.newest().send(4, 2, 12, 201, 'again', '')
    await when('the message', () => link.state().messages[0]?.code === 201)
    expect(link.state().messages[0]?.text).toContain('IBKR rejected the order: again')
  })

  it('hear of the connection by themselves on every later instance', async () => {
    await ready()
    const ids: number[] = []
    under.link.on(EventName.nextValidId, (id: number) => ids.push(id))
    await drop()
    await reconnect()
    expect(ids).toEqual([1])
  })
})

describe('marks of market time', () => {
  it('come in order with everything else, and are not shown', async () => {
    await ready()
    const order: string[] = []
    under.link.on(EventName.tickGeneric, (id: number) => order.push(`${id} after ${marks.length}`))
    const client = tws.newest()
    client.send(45, 6, 1, 49, 0)
    client.send(4, 2, -1, 90_001, 'market time 1704205805000', '')
    client.send(45, 6, 2, 49, 0)
    await until('both ticks', () => order.length === 2)
    expect(order).toEqual(['1 after 0', '2 after 1'])
    expect(marks).toEqual([1_704_205_805_000])
    expect(under.link.state().messages.filter(({ code }) => code === 90_001)).toEqual([])
  })
})

describe('order ids', () => {
  it('never go down, however far TWS rolls back', async () => {
    const { link } = under
    tws.behaves.nextValidId = 100
    await ready()
    expect([link.takeOrderId(), link.takeOrderId()]).toEqual([100, 101])
    tws.behaves.nextValidId = 3
    await drop()
    expect(link.takeOrderId()).toBeNull()
    await reconnect()
    expect(link.takeOrderId()).toBe(102)
    expect(link.state().messages.some(({ text }) => text.startsWith('TWS named 3 as the next order number'))).toBe(true)
    link.noteOrderId(500)
    expect(link.takeOrderId()).toBe(501)
  })

  it('stay above those of this client that come up in executions of earlier sessions', async () => {
    const { link } = under
    await ready()
    const execution = (orderId: number, client: number) =>
      tws
        .newest()
        .send(
          ...[11, -1, orderId, 270639, 'INTC', 'STK', '', 0, '', '', 'NASDAQ', 'USD', 'INTC', 'NMS', `exec.${orderId}`],
          ...[
            '20240102 10:00:00 US/Eastern',
            'DU1234567',
            'NASDAQ',
            'BOT',
            100,
            30.5,
            900_000 + orderId,
            client,
            0,
            100,
          ],
          ...[30.5, 'ref', '', '', '', 1, 0],
        )
    execution(60, 7)
    execution(700, 8)
    await under.link.brokerTime()
    expect(link.takeOrderId()).toBe(61)
  })

  it('are asked for again when TWS had one already', async () => {
    const { link } = under
    await ready()
    tws.newest().send(4, 2, 40, 103, 'Duplicate order id', '')
    await until('the question', () => tws.newest().messages.some(([kind]) => kind === '8'))
    expect(link.takeOrderId()).toBe(41)
  })
})

describe('a question', () => {
  const samples = (more: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {}) =>
    ask<readonly unknown[]>(under.link, {
      class: 'data',
      what: 'symbols like IN',
      timeoutMs: 10_000,
      send: (api, id) => api.reqMatchingSymbols(id, 'IN'),
      listen: (id, done) => [
        under.link.on(EventName.symbolSamples, (answered: number, found: readonly unknown[]) => {
          if (answered === id) done(found)
        }),
      ],
      cancel: (api, id) => api.cancelHistoricalData(id),
      ...more,
    })
  const asked = () => until('the question', () => tws.newest().messages.find(([kind]) => kind === '81')?.[1] ?? null)

  it('ends with its answer', async () => {
    await ready()
    const before = under.link.listenerCount()
    const answer = samples()
    const id = await asked()
    tws.newest().send(79, id, 0)
    expect(await answer).toEqual({ ok: true, value: [] })
    expect(under.link.listenerCount()).toBe(before)
  })

  it('ends with the error to its id, in the words of TWS', async () => {
    await ready()
    const before = under.link.listenerCount()
    const answer = samples()
    tws.newest().send(4, 2, await asked(), 200, 'No security definition', '')
    expect(await answer).toMatchObject({
      ok: false,
      error: {
        code: 'refused',
        message: 'TWS did not give symbols like IN: No security definition (200)',
        error: { code: 200 },
      },
    })
    expect(under.link.listenerCount()).toBe(before)
  })

  it('ends after its time, and TWS is told', async () => {
    await ready()
    const before = [under.link.listenerCount(), under.time.pending()]
    const answer = samples({ timeoutMs: 4_000 })
    await asked()
    under.time.advance(4_000)
    expect(await answer).toMatchObject({
      error: { code: 'timed-out', message: 'TWS did not give symbols like IN within 4 seconds.' },
    })
    await until('the cancel', () => tws.newest().messages.some(([kind]) => kind === '25'))
    expect([under.link.listenerCount(), under.time.pending()]).toEqual(before)
  })

  it('counts its time from the moment at which it leaves', async () => {
    const { link, time } = under
    await ready()
    for (let id = 0; id < 60; id++) link.send('order', cancelOf(id))
    const answer = samples({ timeoutMs: 2_500 })
    // Three seconds of orders stand before it.
    for (let second = 0; second < 4; second++) time.advance(1_000)
    const id = await asked()
    tws.newest().send(79, id, 0)
    expect(await answer).toMatchObject({ ok: true })
  })

  it('ends with its connection', async () => {
    await ready()
    const before = under.link.listenerCount()
    const answer = samples()
    await asked()
    await drop()
    expect(await answer).toMatchObject({ error: { code: 'not-connected' } })
    expect(under.link.listenerCount()).toBe(before)
  })

  it('is not asked without a connection', async () => {
    expect(await samples()).toMatchObject({ error: { code: 'not-connected' } })
    expect(await under.link.brokerTime()).toMatchObject({ error: { code: 'not-connected' } })
    expect(under.link.listenerCount()).toBe(0)
  })

  it('can be taken out of the queue, and then never leaves', async () => {
    const { link, time } = under
    await ready()
    for (let id = 0; id < 30; id++) link.send('order', cancelOf(id))
    const abort = new AbortController()
    const answer = samples({ signal: abort.signal })
    abort.abort()
    expect(await answer).toMatchObject({ error: { code: 'cancelled' } })
    time.advance(3_000)
    await until('the orders', () => cancelled().length === 30)
    expect(tws.newest().messages.filter(([kind]) => kind === '81' || kind === '25')).toEqual([])
  })

  it('is cancelled at TWS when nobody waits any more', async () => {
    await ready()
    const abort = new AbortController()
    const answer = samples({ signal: abort.signal })
    const id = await asked()
    abort.abort()
    expect(await answer).toMatchObject({ error: { code: 'cancelled' } })
    const cancel = await until('the cancel', () => tws.newest().messages.find(([kind]) => kind === '25'))
    expect(cancel.at(-1)).toBe(id)
  })
})

it('lets nothing but cancels out for a second when TWS complains of the rate', async () => {
  const { link, time, when } = under
  await ready()
  tws.newest().send(4, 2, -1, 100, 'Max rate of messages per second has been exceeded', '')
  await when('the complaint', () => link.state().messages[0]?.code === 100)
  link.send('order', cancelOf(1))
  link.send('cancel', cancelOf(2))
  await until('the cancel', () => cancelled().length > 0)
  time.advance(999)
  expect([cancelled(), link.state().outgoing.waiting]).toEqual([['2'], 1])
  time.advance(1)
  await until('the order', () => cancelled().length === 2)
})

it('says how fast it sends, and lets a cancel out although the rate is used up', async () => {
  const { link } = under
  await ready()
  for (let id = 1; id <= 100; id++) link.send('data', cancelOf(id))
  link.send('cancel', cancelOf(999))
  await until('the cancel', () => cancelled().includes('999'))
  // The heartbeat, fifteen others and the cancel.
  expect(link.state().outgoing).toEqual({ perSecond: 17, waiting: 85 })
  await heartbeatSeen(1)
})
