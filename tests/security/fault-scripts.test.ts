import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import { attachScript } from '../../src-main/simulator/tws-server/faults/attach-script.ts'
import { readFaultScript } from '../../src-main/simulator/tws-server/faults/read-script.ts'
import { demoGateway } from '../integration/simulator/tws-server/demo-gateway.ts'
import { randomScript } from '../support/random-script.ts'

const read = (script: unknown): ReturnType<typeof readFaultScript> =>
  readFaultScript(typeof script === 'string' ? script : JSON.stringify(script))

/** Where the mistakes of a script are. */
function places(script: unknown): readonly string[] {
  const result = read(script)
  return result.ok ? [] : result.error.mistakes.map(({ place }) => place)
}

const entry = (fault: object, more: object = {}): object => ({
  faults: [{ when: { seconds: 1 }, do: fault, ...more }],
})
const when = (moment: unknown, more: object = {}): object => ({
  faults: [{ when: moment, do: { fault: 'servers-lost' }, ...more }],
})

describe('what is no script is refused as a whole', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', '{ "faults": [ }'],
    ['two values', '{"faults":[]} {"faults":[]}'],
    ['bytes', '\u0000\u0001\ufffd'],
  ])('%s', (_name, text) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code: 'not-json' } })
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['a number', 7],
    ['a text', '"faults"'],
    ['nothing in it', {}],
  ])('%s', (_name, value) => {
    expect(read(value)).toMatchObject({ ok: false, error: { code: 'not-a-script' } })
  })

  it('more than a megabyte, before it is parsed', () => {
    expect(read(`${' '.repeat(1024 * 1024)}{"faults":[]}`)).toMatchObject({ ok: false, error: { code: 'too-large' } })
  })

  it('more than a thousand faults', () => {
    const many = Array.from({ length: 1_001 }, () => ({ when: { seconds: 1 }, do: { fault: 'servers-lost' } }))
    expect(places({ faults: many })).toEqual(['faults'])
  })

  it('nesting without end', () => {
    const depth = 100_000
    expect(read(`{"faults":[${'['.repeat(depth)}${']'.repeat(depth)}]}`).ok).toBe(false)
  })
})

describe('a mistake is named with its place', () => {
  it.each([
    ['an unknown key', { faults: [], speed: 2 }, ['']],
    ['an unknown key of an entry', entry({ fault: 'servers-lost' }, { at: 3 }), ['faults[0]']],
    ['an unknown key of a fault', entry({ fault: 'restart', minutes: 3 }), ['faults[0].do']],
    ['an unknown fault', entry({ fault: 'explode' }), ['faults[0].do.fault']],
    ['no fault', entry({}), ['faults[0].do.fault']],
    ['an empty list of faults', { faults: [{ when: { seconds: 1 }, do: [] }] }, ['faults[0].do']],
    [
      'the second fault of a list',
      { faults: [{ when: { seconds: 1 }, do: [{ fault: 'start-feed' }, { fault: 'drop' }] }] },
      ['faults[0].do[1].how'],
    ],
    ['no moment', when({}), ['faults[0].when']],
    ['two moments', when({ seconds: 1, order: 1 }), ['faults[0].when']],
    ['a moment that is none', when('now'), ['faults[0].when']],
    ['a time that no clock shows', when({ marketTime: '24:00:00' }), ['faults[0].when.marketTime']],
    ['seconds below zero', when({ seconds: -1 }), ['faults[0].when.seconds']],
    ['the zeroth order', when({ order: 0 }), ['faults[0].when.order']],
    ['half an order', when({ order: 1.5 }), ['faults[0].when.order']],
    ['a message of nobody', when({ fromClient: 'toString' }), ['faults[0].when.fromClient']],
    ['a message of the other side', when({ toClient: 'place-order' }), ['faults[0].when.toClient']],
    ['times without every', when({ seconds: 1 }, { times: 2 }), ['faults[0].times']],
    ['every half order', when({ order: 1 }, { every: 0.5 }), ['faults[0].every']],
    ['every instant', when({ seconds: 1 }, { every: 0.000_001 }), ['faults[0].every']],
    ['a probability above one', when({ seconds: 1 }, { probability: 1.1 }), ['faults[0].probability']],
    ['a probability of nothing', when({ seconds: 1 }, { probability: 0 }), ['faults[0].probability']],
    ['a code that is no notice', entry({ fault: 'notice', code: 201 }), ['faults[0].do.code']],
    ['a text with a NUL', entry({ fault: 'notice', code: 2104, text: 'a\u0000b' }), ['faults[0].do.text']],
    ['a text of two lines', entry({ fault: 'reject-order', message: 'a\nb' }), ['faults[0].do.message']],
    ['a symbol that is none', entry({ fault: 'liquidate', symbol: '../AAPL' }), ['faults[0].do.symbol']],
    ['a port of the system', entry({ fault: 'new-port', port: 80 }), ['faults[0].do.port']],
    ['garbage without end', entry({ fault: 'garbage', what: 'bytes', count: 1e9 }), ['faults[0].do.count']],
    ['a delay of years', entry({ fault: 'delay', milliseconds: 1e15 }), ['faults[0].do.milliseconds']],
    ['a price of nothing', entry({ fault: 'correct-execution', shares: 1, price: 0 }), ['faults[0].do.price']],
    ['an unknown behaviour', { faults: [], behaviour: { kindness: 'none' } }, ['behaviour']],
    ['a variant that there is not', { faults: [], behaviour: { lateCancel: 10_147 } }, ['behaviour.lateCancel']],
    ['a seed that is none', { faults: [], seed: 0.5 }, ['seed']],
  ])('%s', (_name, script, expected) => {
    expect(places(script)).toEqual(expected)
  })

  it('every mistake of a script, not only the first', () => {
    const script = { seed: 'x', faults: [{ when: { seconds: 'x' }, do: { fault: 'drop', how: 'x' } }] }
    expect(places(script)).toEqual(['seed', 'faults[0].when.seconds', 'faults[0].do.how'])
  })

  it('at most twenty are written out', () => {
    const result = read({ faults: Array.from({ length: 50 }, () => ({ when: {}, do: { fault: 'servers-lost' } })) })
    expect(result.ok ? '' : result.error.message.split('\n').at(-1)).toBe('and 30 more')
  })
})

it('names of things that every object has are no keys', () => {
  expect(places('{"faults":[],"__proto__":{"seed":1}}')).toEqual([''])
  expect(places('{"faults":[{"when":{"__proto__":{"seconds":1}},"do":{"fault":"servers-lost"}}]}')).toEqual([
    'faults[0].when',
  ])
  expect(places('{"faults":[{"when":{"constructor":1,"seconds":1},"do":{"fault":"servers-lost"}}]}')).toEqual([
    'faults[0].when',
  ])
})

it('symbols and accounts that the gateway does not have are refused before anything is played', async () => {
  const demo = await demoGateway({ minutes: 0 })
  const script = read({
    faults: [
      { when: { seconds: 1 }, do: [{ fault: 'stop-feed', symbols: ['AAPL', 'ZZZZ'] }] },
      { when: { seconds: 1 }, do: { fault: 'liquidate', symbol: 'AAPL', account: 'U999' } },
    ],
  })
  if (!script.ok) throw new Error(script.error.message)
  const attached = attachScript(demo.gateway, script.value, { operator: demo.time, start: demo.gateway.exchange.now })
  expect(attached).toMatchObject({
    ok: false,
    error: {
      code: 'not-this-market',
      message: 'faults[0].do: ZZZZ is not traded here\nfaults[1].do: there is no account U999 here',
    },
  })
  await demo.close()
})

it('2,000 damaged scripts are read or refused with a place, never thrown over', () => {
  const random = createRandom(9)
  let refused = 0
  for (let round = 0; round < 2_000; round++) {
    const text = JSON.stringify(randomScript(random, 600))
    const at = random.integer(0, text.length - 1)
    const piece = random.pick(['', '"', '{', '}', '[', ']', ',', '0', '-', 'null', 'true', '1e999', '\\u0000', '"x":'])
    const result = read(text.slice(0, at) + piece + text.slice(at + random.integer(0, 3)))
    if (result.ok) continue
    refused += 1
    expect(result.error.mistakes.length).toBeGreaterThan(0)
  }
  expect(refused).toBeGreaterThan(1_000)
})
