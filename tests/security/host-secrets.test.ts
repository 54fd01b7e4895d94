import { describe, expect, it } from 'vitest'
import { serve } from '../unit/hosts/serving/served.ts'

const TOKEN = 'correct-horse-battery'

/** Messages that are wrong somewhere, each with the token where a mistaken or hostile window could put it. */
const MESSAGES: readonly (readonly [string, unknown])[] = [
  ['as a field that there is not', { type: 'command', id: 'a', command: { kind: 'stop', [TOKEN]: 1 } }],
  ['as the kind of a command', { type: 'command', id: 'a', command: { kind: TOKEN } }],
  ['as a number', { type: 'command', id: 'a', command: { kind: 'extend-arming', token: 1, minutes: TOKEN } }],
  ['beside what is missing', { type: 'command', id: 'a', command: { kind: 'arm', token: TOKEN } }],
  ['too long', { type: 'command', id: 'a', command: { kind: 'remove-token', oldToken: TOKEN.repeat(200) } }],
  ['as an id', { type: 'command', id: `${TOKEN} `, command: { kind: 'stop' } }],
  ['as a type', { type: TOKEN }],
  ['as a topic', { type: 'subscribe', topic: TOKEN }],
  ['as a query', { type: 'query', id: 'a', query: { kind: TOKEN, [TOKEN]: TOKEN } }],
  ['as a version', { type: 'hello', protocol: TOKEN, wants: TOKEN }],
  [
    'in an order',
    { type: 'command', id: 'a', command: { kind: 'place-confirmed', order: { symbol: TOKEN }, token: 1 } },
  ],
]

describe('a token in a message that is wrong', () => {
  it.each(MESSAGES)('%s is not in what the audit hears', (_where, message) => {
    const { window, service } = serve()
    window().sayText(JSON.stringify(message))
    expect(service.intrusions).toHaveLength(1)
    expect(JSON.stringify(service.intrusions)).not.toContain(TOKEN)
  })

  it.each([`{"token":"${TOKEN}"`, TOKEN, `["${TOKEN}"]`])('that is no message (%#) is not there either', (text) => {
    const { window, service } = serve()
    window().sayText(text)
    expect(service.intrusions).toHaveLength(1)
    expect(JSON.stringify(service.intrusions)).not.toContain(TOKEN)
  })

  it('that the engine fails at is neither in the audit nor in the answer', () => {
    const { window, service } = serve()
    service.obey = (command) => {
      throw new TypeError(`cannot compare ${'token' in command ? command.token : ''}`)
    }
    const one = window()
    one.say({ type: 'command', id: 'a', command: { kind: 'extend-arming', token: TOKEN, minutes: 5 } })
    expect(service.intrusions).toMatchObject([{ code: 'internal', detail: 'TypeError' }])
    expect(JSON.stringify([service.intrusions, one.heard])).not.toContain(TOKEN)
  })
})
