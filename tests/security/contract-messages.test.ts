import { describe, expect, it } from 'vitest'
import { CONNECTION_LIMITS, PROTOCOL_VERSION } from '../../src-shared/contract/protocol.ts'
import { serve } from '../unit/hosts/serving/served.ts'

const command = (text: string): string => `{"type":"command","id":"a","command":${text}}`
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('a text that is no message ends the connection, with a goodbye in words and a row for the audit', () => {
  it.each<[string, string]>([
    ['no text', ''],
    ['no JSON', 'STOP'],
    ['cut off', '{"type":"heart'],
    ['null', 'null'],
    ['a number', '1e999'],
    ['a list', '[{"type":"heartbeat"}]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"order"}'],
    ['a type that every object has', '{"type":"constructor"}'],
    ['a type by prototype', '{"__proto__":{"type":"heartbeat"}}'],
    ['something besides', '{"type":"heartbeat","also":1}'],
    ['a prototype besides', '{"type":"heartbeat","__proto__":{"admin":true}}'],
    ['a constructor besides', '{"type":"heartbeat","constructor":{"prototype":{"admin":true}}}'],
    ['a command without id', '{"type":"command","command":{"kind":"stop"}}'],
    ['an id that is none', '{"type":"command","id":"a b","command":{"kind":"stop"}}'],
    ['an id of prototypes', '{"type":"command","id":{"__proto__":1},"command":{"kind":"stop"}}'],
    ['an endless id', JSON.stringify({ type: 'command', id: 'a'.repeat(65), command: { kind: 'stop' } })],
    ['a topic that is a number', '{"type":"subscribe","topic":1}'],
    ['an endless topic', JSON.stringify({ type: 'subscribe', topic: 'a'.repeat(81) })],
    ['thousands of levels', nested(30_000)],
    ['thousands of levels in a message', `{"type":"subscribe","topic":${nested(30_000)}}`],
  ])('%s', (_what, text) => {
    const { window, service, connections } = serve()
    const one = window()
    one.sayText(text)
    expect(one.of('goodbye')).toMatchObject([{ error: { code: 'bad-message' } }])
    expect(one.closed?.code).toBe(1008)
    expect(service.intrusions).toMatchObject([{ by: 'window 1 (browser)', code: 'bad-message' }])
    expect(connections.count).toBe(0)
  })
})

describe('a bad command or query that names itself is refused in words, with a row for the audit; the connection goes on', () => {
  it.each<[string, string]>([
    ['an unknown command', command('{"kind":"buy-everything"}')],
    ['no command', command('null')],
    ['a command of prototypes', command('{"__proto__":{"kind":"stop"}}')],
    ['a polluting command', command('{"kind":"stop","__proto__":{"polluted":true}}')],
    ['thousands of levels', command(nested(30_000))],
    ['a quantity of text', command('{"kind":"edit","ref":"x","revision":1,"change":{"quantity":"1"}}')],
    ['a quantity beyond numbers', command('{"kind":"edit","ref":"x","revision":1,"change":{"quantity":1e999}}')],
    [
      'a quantity of null, as NaN is written',
      command('{"kind":"edit","ref":"x","revision":1,"change":{"quantity":null}}'),
    ],
    ['more than it takes', command('{"kind":"approve","ref":"x","revision":1,"force":true}')],
    ['arming, which is no command', command('{"kind":"set-mode","mode":"live-real"}')],
    ['an endless reference', command(JSON.stringify({ kind: 'cancel', ref: 'x'.repeat(65) }))],
    [
      'an account that is none',
      command('{"kind":"close","book":{"kind":"account","account":1},"symbol":"A","limit":null}'),
    ],
    ['an unknown query', '{"type":"query","id":"a","query":{"kind":"sql","text":"drop table events"}}'],
    [
      'a day outside the calendar form',
      '{"type":"query","id":"a","query":{"kind":"day","day":{"run":"r","date":"../../etc"}}}',
    ],
  ])('%s', (_what, text) => {
    const { window, service } = serve()
    const one = window()
    one.sayText(text)
    const [refused] = one.of('refused')
    expect(refused).toMatchObject({ id: 'a', error: { code: 'bad-message' } })
    expect(refused?.error.message).not.toContain('undefined')
    expect(service.intrusions).toMatchObject([{ code: 'bad-message' }])
    expect(service.commands).toEqual([])
    one.say({ type: 'command', id: 'b', command: { kind: 'stop' } })
    expect(one.of('done')).toMatchObject([{ id: 'b' }])
    expect('polluted' in {}).toBe(false)
  })

  it('and says which part of it is wrong', () => {
    const one = serve().window()
    one.sayText(command('{"kind":"edit","ref":"x","revision":1,"change":{"quantity":"1"}}'))
    expect(one.of('refused')[0]?.error.message).toContain('command.change.quantity')
  })

  it('but fifty of them are enough', () => {
    const { window } = serve()
    const one = window()
    for (let n = 0; n < 60; n++) one.sayText(command('null'))
    expect(one.of('refused')).toHaveLength(50)
    expect(one.closed?.code).toBe(1008)
  })
})

describe('what is reported to the audit', () => {
  it('is short and printable, whatever was sent', () => {
    const { window, service } = serve()
    window().sayText(JSON.stringify({ type: 'heartbeat', ['\u001b[31m\n\u202e'.repeat(2_000)]: 1 }))
    expect(service.intrusions[0]?.detail).toMatch(/^[\x20-\x7e]{1,160}…?$/)
  })

  it('does not hold what was sent as a value', () => {
    const { window, service } = serve()
    window().sayText('{"type":"take-control","token":"secret-token"}')
    window().sayText(command('{"kind":"cancel","ref":["secret-token"]}'))
    expect(JSON.stringify(service.intrusions)).not.toContain('secret-token')
  })
})

describe('the size of a message', () => {
  const hello = { type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' } as const
  it('may be as large as the limit, in bytes of UTF-8', () => {
    const { link } = serve()
    const one = link()
    one.sayText(JSON.stringify(hello).padEnd(CONNECTION_LIMITS.messageBytes))
    expect(one.of('welcome')).toHaveLength(1)
  })

  it.each<[string, string]>([
    ['one byte', JSON.stringify(hello).padEnd(CONNECTION_LIMITS.messageBytes + 1)],
    ['bytes, not characters', `"${'€'.repeat(CONNECTION_LIMITS.messageBytes / 3)}"`],
    ['ten million bytes', `"${'x'.repeat(10_000_000)}"`],
  ])('above it by %s ends the connection', (_what, text) => {
    const { link, service } = serve()
    const one = link()
    one.sayText(text)
    expect(one.of('goodbye')).toMatchObject([{ error: { code: 'too-large' } }])
    expect(one.closed?.code).toBe(1009)
    expect(service.intrusions).toMatchObject([{ code: 'too-large' }])
  })
})

describe('the rate of messages', () => {
  const { burst, messagesPerSecond } = CONNECTION_LIMITS
  /** The hello took one. */
  const left = burst - 1

  it('may be a burst and then a hundred a second', () => {
    const { window, time, service } = serve()
    const one = window()
    for (let n = 0; n < left; n++) one.say({ type: 'heartbeat' })
    for (let second = 0; second < 5; second++) {
      time.pass(1_000)
      for (let n = 0; n < messagesPerSecond; n++) one.say({ type: 'heartbeat' })
    }
    expect(one.closed).toBeNull()
    expect(service.intrusions).toEqual([])
  })

  it('above it, a command is refused', () => {
    const { window } = serve()
    const one = window()
    for (let n = 0; n < left; n++) one.say({ type: 'heartbeat' })
    one.say({ type: 'command', id: 'a', command: { kind: 'clock-pause' } })
    expect(one.of('refused')).toMatchObject([{ id: 'a', error: { code: 'too-many' } }])
  })

  it('above it, a stop and a flatten get through all the same', () => {
    const { window, service } = serve()
    const one = window()
    for (let n = 0; n < left; n++) one.say({ type: 'heartbeat' })
    one.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    one.say({ type: 'command', id: 'b', command: { kind: 'flatten' } })
    expect(service.commands.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('far above it, the connection ends; another window does not notice', () => {
    const { window, service, connections } = serve()
    const [flooding, other] = [window(), window()]
    for (let n = 0; n < 1_000; n++) flooding.say({ type: 'heartbeat' })
    expect(flooding.of('goodbye')).toMatchObject([{ error: { code: 'too-many' } }])
    expect(service.intrusions.at(-1)?.code).toBe('too-many')
    expect(connections.count).toBe(1)
    other.say({ type: 'command', id: 'b', command: { kind: 'stop' } })
    expect(other.of('done')).toHaveLength(1)
  })

  it('above it, long messages are not even read', () => {
    const { window } = serve()
    const one = window()
    for (let n = 0; n < left; n++) one.say({ type: 'heartbeat' })
    one.sayText(JSON.stringify({ type: 'heartbeat' }).padEnd(2_000))
    expect(one.closed?.code).toBe(1008)
  })
})
