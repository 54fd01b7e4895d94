import { describe, expect, test } from 'vitest'
import { HEARTBEAT_MS, PROTOCOL_VERSION, SILENCE_MS } from '../../../../src-shared/contract/protocol.ts'
import type { TableDelta, TableState } from '../../../../src-shared/contract/streams.ts'
import { createLine } from './scripted-line.ts'

type Seen = readonly [what: 'snapshot' | 'delta' | 'gone', value: unknown]

function follow(line: ReturnType<typeof createLine>): Seen[] {
  const seen: Seen[] = []
  line.client.follow('cards', 'cards', {
    snapshot: (state: TableState<unknown>) => seen.push(['snapshot', state]),
    delta: (delta: TableDelta<unknown>) => seen.push(['delta', delta]),
    gone: (error) => seen.push(['gone', error.code]),
  })
  return seen
}
const snapshot = (epoch: string, seq: number) =>
  ({ type: 'snapshot', topic: 'cards', epoch, seq, state: { rows: [] } }) as const
const delta = (epoch: string, seq: number) =>
  ({ type: 'delta', topic: 'cards', epoch, seq, delta: { gone: [`${seq}`] } }) as const

describe('a connection', () => {
  test('begins with hello', () => {
    const line = createLine()
    line.setOpen(true)
    expect(line.taken()).toEqual([{ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' }])
  })

  test('is connected, with its role, once it was welcomed', () => {
    const line = createLine()
    line.connect('viewer')
    expect([line.client.state().kind, line.client.role()]).toEqual(['connected', 'viewer'])
  })

  test('is silent after the contract’s time without a word', () => {
    const line = createLine()
    line.connect()
    line.clock.advance(SILENCE_MS)
    expect(line.client.state()).toEqual({ kind: 'silent', since: 0 })
  })

  test('is connected as long as the engine’s pulse is heard', () => {
    const line = createLine()
    line.connect()
    for (let beat = 0; beat < 10; beat += 1) {
      line.clock.advance(500)
      line.say({ type: 'pulse' })
    }
    expect(line.client.state().kind).toBe('connected')
  })

  test('that went is disconnected within a second, and connected again after the next welcome', () => {
    const line = createLine()
    line.connect()
    line.setOpen(false)
    line.clock.advance(1_000)
    const lost = line.client.state().kind
    line.connect()
    expect([lost, line.client.state().kind]).toEqual(['disconnected', 'connected'])
  })

  test('that comes back at once changes nothing on the screen', () => {
    const line = createLine()
    line.connect()
    const states: string[] = []
    line.client.onState(({ kind }) => states.push(kind))
    line.setOpen(false)
    line.clock.advance(500)
    line.connect()
    expect(states).toEqual([])
  })

  test('of another protocol version is refused, whatever comes after', () => {
    const line = createLine()
    line.setOpen(true)
    line.say({
      type: 'welcome',
      protocol: PROTOCOL_VERSION + 1,
      app: { name: 'cockpit', version: '2' },
      host: 'browser',
      role: 'controller',
    })
    line.say({ type: 'pulse' })
    expect(line.client.state()).toMatchObject({ kind: 'refused', code: 'wrong-protocol' })
  })

  test('that is not let in says where the right address is', () => {
    const line = createLine()
    line.setOpen(false, 'unauthorised')
    expect(line.client.state()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('URL that the terminal printed'),
    })
  })

  test('says that it lives', () => {
    const line = createLine()
    line.connect()
    line.taken()
    line.clock.advance(HEARTBEAT_MS)
    expect(line.taken()).toEqual([{ type: 'heartbeat' }])
  })

  test('says that it lives as often, and no more often, when the engine is heard all the time', () => {
    const line = createLine()
    line.connect()
    line.taken()
    for (let heard = 0; heard < 40; heard += 1) {
      line.clock.advance(HEARTBEAT_MS / 8)
      line.say({ type: 'pulse' })
    }
    expect(line.taken()).toHaveLength(5)
  })

  test('tells a change of role with its reason', () => {
    const line = createLine()
    line.connect('controller')
    const told: unknown[] = []
    line.client.onRole((role, reason) => told.push([role, reason]))
    line.say({ type: 'role', role: 'viewer', reason: 'Another window took control.' })
    expect(told).toEqual([['viewer', 'Another window took control.']])
  })
})

describe('a topic', () => {
  test('that is followed before the connection is asked for with it', () => {
    const line = createLine()
    follow(line)
    line.connect()
    expect(line.taken()).toContainEqual({ type: 'subscribe', topic: 'cards' })
  })

  test('gives its snapshot and the deltas after it', () => {
    const line = createLine()
    const seen = follow(line)
    line.connect()
    line.say(snapshot('one', 4))
    line.say(delta('one', 5))
    line.say(delta('one', 6))
    expect(seen.map(([what]) => what)).toEqual(['snapshot', 'delta', 'delta'])
  })

  test('with a gap is asked for anew, and its deltas do not count until the snapshot has come', () => {
    const line = createLine()
    const seen = follow(line)
    line.connect()
    line.say(snapshot('one', 4))
    line.taken()
    line.say(delta('one', 6))
    line.say(delta('one', 7))
    const asked = line.taken()
    line.say(snapshot('one', 7))
    line.say(delta('one', 8))
    expect(asked).toEqual([
      { type: 'unsubscribe', topic: 'cards' },
      { type: 'subscribe', topic: 'cards' },
    ])
    expect(seen.map(([what]) => what)).toEqual(['snapshot', 'snapshot', 'delta'])
  })

  test('of another epoch is asked for anew', () => {
    const line = createLine()
    follow(line)
    line.connect()
    line.say(snapshot('one', 4))
    line.taken()
    line.say(delta('two', 5))
    expect(line.taken()).toContainEqual({ type: 'subscribe', topic: 'cards' })
  })

  test('is asked for again after a reconnect', () => {
    const line = createLine()
    follow(line)
    line.connect()
    line.say(snapshot('one', 4))
    line.setOpen(false)
    line.taken()
    line.connect()
    expect(line.taken()).toContainEqual({ type: 'subscribe', topic: 'cards' })
  })

  test('that is left is not heard of any more', () => {
    const line = createLine()
    const seen: unknown[] = []
    const leave = line.client.follow('status', 'status', {
      snapshot: (state) => seen.push(state),
      delta: () => undefined,
    })
    line.connect()
    line.taken()
    leave()
    line.say({ type: 'snapshot', topic: 'status', epoch: 'one', seq: 1, state: {} })
    expect([line.taken(), seen]).toEqual([[{ type: 'unsubscribe', topic: 'status' }], []])
  })

  test('that there is not is told so', () => {
    const line = createLine()
    const seen = follow(line)
    line.connect()
    line.say({ type: 'no-topic', topic: 'cards', error: { code: 'unknown-topic', message: 'There is none.' } })
    expect(seen).toEqual([['gone', 'unknown-topic']])
  })
})

describe('a topic that there is not', () => {
  const gone = (topic: string) =>
    ({ type: 'no-topic', topic, error: { code: 'unknown-topic', message: 'There is none.' } }) as const
  const ignore = { snapshot: () => undefined, delta: () => undefined }

  test('is asked for again when another session begins', () => {
    const line = createLine()
    line.client.follow('status', 'status', ignore)
    line.client.follow('scorecard', 'scorecard/AMD', ignore)
    line.connect()
    line.say({ type: 'snapshot', topic: 'status', epoch: 'one', seq: 0, state: {} })
    line.say(gone('scorecard/AMD'))
    line.taken()
    line.say({ type: 'delta', topic: 'status', epoch: 'one', seq: 1, delta: {} })
    const during = line.taken()
    line.say({ type: 'snapshot', topic: 'status', epoch: 'two', seq: 0, state: {} })
    expect([during, line.taken().at(-1)]).toEqual([[], { type: 'subscribe', topic: 'scorecard/AMD' }])
  })

  test('but that every session has is asked for until it is there', () => {
    const line = createLine()
    line.client.follow('status', 'status', ignore)
    line.connect()
    line.say(gone('status'))
    line.taken()
    line.clock.advance(1_000)
    expect(line.taken()).toContainEqual({ type: 'subscribe', topic: 'status' })
  })
})

describe('a command', () => {
  test('is answered with what was done', async () => {
    const line = createLine()
    line.connect()
    const answer = line.client.command({ kind: 'stop' })
    line.say({ type: 'done', id: 'id-1', value: { orders: [] } })
    expect(await answer).toEqual({ ok: true, value: { orders: [] } })
  })

  test('that is refused says why', async () => {
    const line = createLine()
    line.connect()
    const answer = line.client.command({ kind: 'approve', ref: 'A-1', revision: 1 })
    line.say({ type: 'refused', id: 'id-1', error: { code: 'expired', message: 'It expired.' } })
    expect(await answer).toEqual({ ok: false, error: { code: 'expired', message: 'It expired.' } })
  })

  test('without a connection is not sent, and says so', async () => {
    const line = createLine()
    expect(await line.client.command({ kind: 'stop' })).toMatchObject({ ok: false, error: { code: 'not-sent' } })
  })

  test('under way when the connection goes is answered as unknown and never sent again', async () => {
    const line = createLine()
    line.connect()
    const answer = line.client.command({ kind: 'approve', ref: 'A-1', revision: 1 })
    line.setOpen(false)
    line.taken()
    line.connect()
    expect(await answer).toMatchObject({ ok: false, error: { code: 'no-answer' } })
    expect(line.taken().filter(({ type }) => type === 'command')).toEqual([])
  })

  test('that is not answered in ten seconds is given up', async () => {
    const line = createLine()
    line.connect()
    const answer = line.client.command({ kind: 'stop' })
    line.clock.advance(10_000)
    expect(await answer).toMatchObject({ ok: false, error: { code: 'no-answer' } })
  })
})

describe('a query', () => {
  test('tells how far it is, and is answered', async () => {
    const line = createLine()
    line.connect()
    const steps: number[] = []
    const answer = line.client.query({ kind: 'verify' }, { onProgress: (done) => steps.push(done) })
    line.say({ type: 'progress', id: 'id-1', done: 3, total: 9 })
    line.say({ type: 'done', id: 'id-1', value: { result: 'verified', events: 9, unanchored: 0 } })
    expect([steps, await answer]).toEqual([[3], { ok: true, value: { result: 'verified', events: 9, unanchored: 0 } }])
  })

  test('that is not wanted any more is cancelled at the engine', async () => {
    const line = createLine()
    line.connect()
    line.taken()
    const wanted = new AbortController()
    const answer = line.client.query({ kind: 'verify' }, { signal: wanted.signal })
    wanted.abort()
    expect(line.taken()).toContainEqual({ type: 'cancel-query', id: 'id-1' })
    line.say({ type: 'refused', id: 'id-1', error: { code: 'cancelled', message: 'It was cancelled.' } })
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

describe('bad input from the line', () => {
  test.each([
    '',
    '{',
    'null',
    '7',
    '"pulse"',
    '[]',
    '{}',
    '{"type":7}',
    '{"type":"launch"}',
    '{"type":"toString"}',
    '{"type":"__proto__"}',
  ])('%j is passed over', (text) => {
    const line = createLine()
    line.connect()
    line.clock.advance(1_900)
    line.sayText(text)
    line.clock.advance(350)
    expect(line.client.state().kind).toBe('silent')
  })

  test('an answer to nothing that was asked, and a delta of nothing that is followed, are passed over', () => {
    const line = createLine()
    line.connect()
    line.say({ type: 'done', id: 'never', value: { orders: [] } })
    line.say(delta('one', 1))
    expect(line.client.state().kind).toBe('connected')
  })
})
