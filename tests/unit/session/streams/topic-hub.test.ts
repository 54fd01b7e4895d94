import { describe, expect, test } from 'vitest'
import type { StreamMessage } from '../../../../src-main/session/cockpit-service.ts'
import { type Occasion, TopicHub, type TopicSource } from '../../../../src-main/session/streams/topic-hub.ts'

/** A topic that counts, and what is asked of it. */
class Counter implements TopicSource {
  static built = 0
  value = 0
  private told = 0
  asked: Occasion[] = []

  constructor() {
    Counter.built++
  }

  snapshot(): unknown {
    return { value: this.told }
  }

  changes(occasion: Occasion): unknown {
    this.asked.push(occasion)
    if (this.value === this.told) return null
    this.told = this.value
    return { value: this.told }
  }
}

function hubWith(...names: readonly string[]) {
  const sources = new Map<string, Counter>()
  const hub = new TopicHub()
  const build = (topic: string): TopicSource | null => {
    if (!names.includes(topic)) return null
    const source = new Counter()
    sources.set(topic, source)
    return source
  }
  const begin = (epoch: string): void =>
    hub.begin(epoch, build, (topic) => ({ code: 'unknown-topic', message: `no ${topic}` }))
  begin('one')
  const heard: StreamMessage[] = []
  const follow = (topic: string) => hub.follow(topic, (message) => heard.push(message))
  return { hub, sources, begin, heard, follow, source: (topic: string) => sources.get(topic)! }
}

describe('a topic that is followed', () => {
  test('gives its snapshot before following returns, then deltas that count on by one', () => {
    const { hub, heard, follow, source } = hubWith('a')
    follow('a')
    expect(heard).toEqual([{ type: 'snapshot', topic: 'a', epoch: 'one', seq: 0, state: { value: 0 } }])
    source('a').value = 1
    hub.publish('event')
    hub.publish('event')
    source('a').value = 2
    hub.publish('batch')
    expect(heard.slice(1)).toEqual([
      { type: 'delta', topic: 'a', epoch: 'one', seq: 1, delta: { value: 1 } },
      { type: 'delta', topic: 'a', epoch: 'one', seq: 2, delta: { value: 2 } },
    ])
  })

  test('begins for whoever comes later where the others stand', () => {
    const { heard, follow, source } = hubWith('a')
    follow('a')
    source('a').value = 5
    follow('a')
    expect(heard.slice(1)).toEqual([
      { type: 'delta', topic: 'a', epoch: 'one', seq: 1, delta: { value: 5 } },
      { type: 'snapshot', topic: 'a', epoch: 'one', seq: 1, state: { value: 5 } },
    ])
  })

  test('is built once for all followers and asked no more after the last', () => {
    const { hub, follow, source } = hubWith('a')
    const before = Counter.built
    const [one, two] = [follow('a'), follow('a')]
    expect(Counter.built).toBe(before + 1)
    one?.stop()
    one?.stop()
    expect(hub.followed).toBe(true)
    two?.stop()
    expect(hub.followed).toBe(false)
    const asked = source('a').asked.length
    hub.publish('batch')
    expect(source('a').asked).toHaveLength(asked)
  })

  test('goes on above its numbers when it is followed again', () => {
    const { hub, heard, follow, source } = hubWith('a')
    const following = follow('a')
    source('a').value = 1
    hub.publish('event')
    following?.stop()
    follow('a')
    expect(heard.at(-1)).toMatchObject({ type: 'snapshot', seq: 1 })
  })

  test('says everything again with the next batch to one who missed something, and nothing before', () => {
    const { hub, heard, follow, source } = hubWith('a')
    const following = follow('a')
    following?.resend()
    source('a').value = 1
    hub.publish('event')
    expect(heard).toHaveLength(1)
    hub.publish('batch')
    expect(heard.slice(1)).toEqual([{ type: 'snapshot', topic: 'a', epoch: 'one', seq: 1, state: { value: 1 } }])
    source('a').value = 2
    hub.publish('event')
    expect(heard.at(-1)).toMatchObject({ type: 'delta', seq: 2 })
  })
})

describe('a new epoch', () => {
  test('begins every followed topic anew', () => {
    const { hub, heard, follow, source, begin } = hubWith('a')
    follow('a')
    source('a').value = 3
    hub.publish('event')
    begin('two')
    expect(heard.at(-1)).toEqual({ type: 'snapshot', topic: 'a', epoch: 'two', seq: 0, state: { value: 0 } })
  })

  test('ends what it has no more, once and for good', () => {
    const names = ['a', 'b']
    const { hub, heard, follow, sources } = hubWith(...names)
    follow('a')
    follow('b')
    hub.begin(
      'two',
      (topic) => (topic === 'a' ? (sources.get('a') ?? null) : null),
      () => ({
        code: 'unknown-topic',
        message: 'gone',
      }),
    )
    expect(heard.at(-1)).toEqual({ type: 'no-topic', topic: 'b', error: { code: 'unknown-topic', message: 'gone' } })
    hub.publish('batch')
    expect(heard.filter(({ topic }) => topic === 'b')).toHaveLength(2)
  })

  test('has no topic that it does not know', () => {
    expect(hubWith('a').follow('b')).toBeNull()
  })
})
