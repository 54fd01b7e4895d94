import { describe, expect, it } from 'vitest'
import {
  CONNECTION_LIMITS,
  CONTROLLER_SILENCE_MS,
  PROTOCOL_VERSION,
  PULSE_MS,
} from '../../../../src-shared/contract/protocol.ts'
import { serve } from './served.ts'

const NVDA = 'scorecard/NVDA'

describe('a connection', () => {
  it('is welcomed after its hello, with its role', () => {
    expect(serve().window().heard).toEqual([
      {
        type: 'welcome',
        protocol: PROTOCOL_VERSION,
        app: { name: 'cockpit', version: '1' },
        host: 'browser',
        role: 'controller',
      },
    ])
  })

  it('that says no hello in time is sent away', () => {
    const { link, time, service } = serve()
    const silent = link()
    time.pass(CONNECTION_LIMITS.helloMs + PULSE_MS)
    expect(silent.of('goodbye')[0]?.error.code).toBe('bad-message')
    expect(silent.closed?.code).toBe(1008)
    expect(service.intrusions).toHaveLength(1)
  })

  it('is given no pulse and nothing else before its hello', () => {
    const { link, time } = serve()
    const silent = link()
    time.pass(4 * PULSE_MS)
    expect(silent.heard).toEqual([])
  })

  it.each([PROTOCOL_VERSION + 1, 0, -1])('of protocol %d is told so and sent away', (protocol) => {
    const { link } = serve()
    const other = link()
    other.sayText(JSON.stringify({ type: 'hello', protocol, wants: 'controller', language: 'of tomorrow' }))
    expect(other.heard.map(({ type }) => type)).toEqual(['goodbye'])
    expect(other.of('goodbye')[0]?.error.code).toBe('wrong-protocol')
  })

  it('that says hello twice is sent away', () => {
    const window = serve().window()
    window.say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'viewer' })
    expect(window.closed?.code).toBe(1008)
  })

  it('that asks before its hello is sent away, and not obeyed', () => {
    const { link, service } = serve()
    const hasty = link()
    hasty.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(hasty.closed?.code).toBe(1008)
    expect(service.commands).toEqual([])
  })

  it('hears the pulse every half second', () => {
    const { window, time } = serve()
    const one = window()
    time.pass(10 * PULSE_MS)
    expect(one.of('pulse')).toHaveLength(10)
  })

  it('gets the answer of a command under its id', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'command', id: 'order-1', command: { kind: 'approve', ref: 'x', revision: 1 } })
    service.obey = () => ({ ok: false, error: { code: 'expired', message: 'Too late.' } })
    one.say({ type: 'command', id: 'order-2', command: { kind: 'approve', ref: 'x', revision: 1 } })
    expect(one.of('done')).toEqual([{ type: 'done', id: 'order-1', value: { orders: [] } }])
    expect(one.of('refused')).toEqual([
      { type: 'refused', id: 'order-2', error: { code: 'expired', message: 'Too late.' } },
    ])
  })

  it('is answered also when the engine fails at a command, and the failure is reported', () => {
    const { window, service } = serve()
    const one = window()
    service.obey = () => {
      throw new Error('a bug')
    }
    one.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(one.of('refused')[0]?.error.code).toBe('internal')
    expect(service.intrusions).toMatchObject([{ code: 'internal', detail: 'a bug' }])
    expect(one.closed).toBeNull()
  })

  it.each([
    ['browser', 'window 1 (browser)'],
    ['electron', 'window 1 (electron)'],
    ['command-line', 'command line'],
  ] as const)('of the host %s acts as "%s"', (host, actor) => {
    const { window, service } = serve()
    window('controller', host).say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(service.commands[0]?.by).toBe(actor)
  })

  it('beyond the most that there may be is sent away', () => {
    const { window, connections, service } = serve()
    for (let opened = 0; opened < 32; opened++) window()
    const late = window()
    expect(late.of('goodbye')[0]?.error.code).toBe('too-many')
    expect(connections.count).toBe(32)
    expect(service.intrusions).toMatchObject([{ code: 'too-many' }])
  })

  it('of a command line is let in however many windows there are', () => {
    const { window } = serve()
    for (let opened = 0; opened < 32; opened++) window()
    const stopping = window('viewer', 'command-line')
    stopping.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(stopping.of('done')).toHaveLength(1)
  })

  it('leaves nothing behind when its link goes', async () => {
    const { window, service, connections, time } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: 'status' })
    one.say({ type: 'query', id: 'q', query: { kind: 'days' } })
    one.vanish()
    expect(service.followers[0]?.stopped).toBe(true)
    expect(service.asked[0]?.options.signal.aborted).toBe(true)
    expect(connections.count).toBe(0)
    // For so long it is waited for somebody who controls in its place.
    time.pass(CONTROLLER_SILENCE_MS)
    expect(time.timers).toBe(0)
    const before = one.heard.length
    service.asked[0]?.answer({ ok: true, value: { days: [] } })
    service.change('status')
    await Promise.resolve()
    expect(one.heard).toHaveLength(before)
  })
})

describe('when the engine ends', () => {
  it('everyone is told goodbye, and whoever comes later too', () => {
    const { window, link, connections, time } = serve()
    const one = window()
    connections.close()
    expect(one.of('goodbye')[0]?.error.code).toBe('not-running')
    expect(one.closed?.code).toBe(1001)
    expect(link().closed?.code).toBe(1001)
    expect(time.timers).toBe(0)
  })
})

describe('a topic', () => {
  it('begins with its snapshot and goes on with its changes', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: 'status' })
    service.change('status', { speed: 1 })
    expect(one.heard.slice(1)).toEqual([
      { type: 'snapshot', topic: 'status', epoch: 'one', seq: 0, state: {} },
      { type: 'delta', topic: 'status', epoch: 'one', seq: 1, delta: { speed: 1 } },
    ])
  })

  it('that is followed twice is sent whole again, not twice', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: 'status' })
    one.say({ type: 'subscribe', topic: 'status' })
    expect(service.followers).toHaveLength(1)
    expect(service.followers[0]?.resends).toBe(1)
  })

  it('that is not followed any more sends nothing more', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: 'status' })
    one.say({ type: 'unsubscribe', topic: 'status' })
    expect(service.followers[0]?.stopped).toBe(true)
  })

  it('that ends is told, and can be asked for again', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: NVDA })
    service.followers[0]?.tell({
      type: 'no-topic',
      topic: NVDA,
      error: { code: 'unknown-topic', message: 'Not in this session.' },
    })
    expect(one.of('no-topic')).toHaveLength(1)
    one.say({ type: 'subscribe', topic: NVDA })
    expect(service.followers).toHaveLength(2)
  })

  it.each(['scorecard/ZZZZ', '__proto__', 'constructor', 'status/NVDA', ''])('%j is refused in words', (topic) => {
    const { window } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic })
    expect(one.of('no-topic')).toMatchObject([{ topic, error: { code: 'unknown-topic' } }])
    expect(one.closed).toBeNull()
  })

  it('is written once for all that follow it', () => {
    const { window, service } = serve()
    const windows = [window(), window()]
    for (const each of windows) each.say({ type: 'subscribe', topic: 'status' })
    let written = 0
    service.change('status', {
      toJSON: () => {
        written++
        return {}
      },
    })
    expect(windows.map((each) => each.of('delta').length)).toEqual([1, 1])
    expect(written).toBe(1)
  })

  it('beyond the most that one window may follow is refused', () => {
    const { window } = serve()
    const one = window()
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const topics = ['scorecard', 'symbol', 'scorecard'].flatMap((name, n) =>
      letters.map((letter) => `${name}/NVDA${n === 2 ? 'X' : ''}${letter}`),
    )
    for (const topic of topics.slice(0, CONNECTION_LIMITS.subscriptions)) one.say({ type: 'subscribe', topic })
    expect(one.of('no-topic')).toEqual([])
    one.say({ type: 'subscribe', topic: NVDA })
    expect(one.of('no-topic').at(-1)?.error.code).toBe('too-many')
  })
})

describe('a window that does not read', () => {
  const FULL = CONNECTION_LIMITS.backlogBytes + 1

  it('gets no changes, and the whole state once it has read', () => {
    const { window, service, time } = serve()
    const one = window()
    one.say({ type: 'subscribe', topic: 'status' })
    one.backlog = FULL
    service.change('status')
    service.change('status')
    expect(one.of('delta')).toEqual([])
    one.backlog = 0
    service.change('status')
    expect(one.of('delta')).toEqual([])
    time.pass(PULSE_MS)
    expect(service.followers[0]?.resends).toBe(1)
    service.resend('status')
    service.change('status')
    expect(one.of('snapshot').at(-1)?.seq).toBe(3)
    expect(one.of('delta').map(({ seq }) => seq)).toEqual([4])
  })

  it('is answered all the same', () => {
    const { window } = serve()
    const one = window()
    one.backlog = FULL
    one.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(one.of('done')).toHaveLength(1)
  })

  it('does not slow another one down', () => {
    const { window, service } = serve()
    const [slow, quick] = [window(), window()]
    for (const each of [slow, quick]) each.say({ type: 'subscribe', topic: 'status' })
    slow.backlog = FULL
    service.change('status')
    expect(quick.of('delta')).toHaveLength(1)
  })

  it('for half a minute is sent away', () => {
    const { window, time, connections } = serve()
    const one = window()
    one.backlog = FULL
    time.pass(30_000 + 2 * PULSE_MS)
    expect(one.closed?.reason).toBe('too-slow')
    expect(connections.count).toBe(0)
  })

  it('while megabytes wait for it is sent away at once', () => {
    const { window } = serve()
    const one = window()
    one.backlog = 16 * CONNECTION_LIMITS.backlogBytes + 1
    one.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(one.closed?.reason).toBe('too-slow')
  })
})

describe('a query', () => {
  const days = { kind: 'days' } as const
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  it('is answered when it is done, with its progress before', async () => {
    const { window, service, time } = serve()
    const one = window()
    one.say({ type: 'query', id: 'q', query: days })
    const [asked] = service.asked
    asked?.options.onProgress(1, 3)
    asked?.options.onProgress(2, 3)
    time.pass(100)
    asked?.options.onProgress(3, 3)
    asked?.answer({ ok: true, value: { days: [] } })
    await settle()
    expect(one.heard.filter(({ type }) => type !== 'pulse').slice(1)).toEqual([
      { type: 'progress', id: 'q', done: 1, total: 3 },
      { type: 'progress', id: 'q', done: 3, total: 3 },
      { type: 'done', id: 'q', value: { days: [] } },
    ])
  })

  it('that is cancelled is answered once, as cancelled', async () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'query', id: 'q', query: days })
    one.say({ type: 'cancel-query', id: 'q' })
    one.say({ type: 'cancel-query', id: 'q' })
    expect(service.asked[0]?.options.signal.aborted).toBe(true)
    service.asked[0]?.answer({ ok: true, value: { days: [] } })
    await settle()
    expect(one.of('refused')).toMatchObject([{ id: 'q', error: { code: 'cancelled' } }])
    expect(one.of('done')).toEqual([])
  })

  it('at which the engine fails is refused, and reported', async () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'query', id: 'q', query: days })
    service.asked[0]?.fail(new Error('a bug'))
    await settle()
    expect(one.of('refused')).toMatchObject([{ id: 'q', error: { code: 'internal' } }])
    expect(service.intrusions).toMatchObject([{ code: 'internal' }])
  })

  it('beyond the most at a time is refused, also while cancelled ones still end', async () => {
    const { window, service } = serve()
    const one = window()
    for (let n = 0; n < CONNECTION_LIMITS.openQueries; n++) one.say({ type: 'query', id: `q${n}`, query: days })
    one.say({ type: 'cancel-query', id: 'q0' })
    one.say({ type: 'query', id: 'more', query: days })
    expect(one.of('refused').at(-1)).toMatchObject({ id: 'more', error: { code: 'too-many' } })
    service.asked[0]?.answer({ ok: true, value: { days: [] } })
    await settle()
    one.say({ type: 'query', id: 'again', query: days })
    expect(service.asked).toHaveLength(CONNECTION_LIMITS.openQueries + 1)
  })

  it('of an id that is under way is refused', () => {
    const { window, service } = serve()
    const one = window()
    one.say({ type: 'query', id: 'q', query: days })
    one.say({ type: 'query', id: 'q', query: days })
    expect(one.of('refused')).toMatchObject([{ id: 'q', error: { code: 'bad-message' } }])
    expect(service.asked).toHaveLength(1)
  })
})
