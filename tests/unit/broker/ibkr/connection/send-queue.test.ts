import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSendQueue } from '../../../../../src-main/broker/ibkr/connection/send-queue.ts'
import { SEND_CLASSES, type SendClass } from '../../../../../src-main/broker/ibkr/link.ts'
import { holdTime } from '../../../../support/ibkr/held-time.ts'
import { runs } from '../../../../support/properties.ts'

interface Message {
  readonly class: SendClass
  readonly number: number
}

function build() {
  const time = holdTime()
  const left: (Message & { readonly at: number })[] = []
  const queue = createSendQueue<Message>({
    time,
    send(message) {
      left.push({ ...message, at: time.monotonic() })
      return 1
    },
  })
  let number = 0
  const put = (sendClass: SendClass) => queue.put(sendClass, { class: sendClass, number: number++ })
  return { time, left, queue, put }
}

/** The most that left in any half-open second. */
function busiestSecond(moments: readonly number[]): number {
  let most = 0
  let from = 0
  for (let index = 0; index < moments.length; index++) {
    while ((moments[index] ?? 0) - (moments[from] ?? 0) >= 1_000) from++
    most = Math.max(most, index - from + 1)
  }
  return most
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ put: fc.constantFrom(...SEND_CLASSES), times: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 5, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 1_500 }) }) },
)

function play(steps: readonly ({ put: SendClass; times: number } | { advance: number })[]) {
  const built = build()
  for (const next of steps) {
    if ('advance' in next) built.time.advance(next.advance)
    else for (let count = 0; count < next.times; count++) built.put(next.put)
  }
  built.time.advance(120_000)
  return built
}

describe('what leaves for TWS', () => {
  it('is never more than 45 messages in any second, nor more than 20 that are not cancels', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { left } = play(steps)
        expect(busiestSecond(left.map(({ at }) => at))).toBeLessThanOrEqual(45)
        const others = left.filter((message) => message.class !== 'cancel')
        expect(busiestSecond(others.map(({ at }) => at))).toBeLessThanOrEqual(20)
      }),
      runs(200),
    )
  })

  it('is everything that was put in, in its order within a class', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { left, queue } = play(steps)
        expect(queue.load().waiting).toBe(0)
        for (const sendClass of SEND_CLASSES) {
          const numbers = left.filter((message) => message.class === sendClass).map(({ number }) => number)
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        }
        const put = steps.reduce((sum, next) => sum + ('times' in next ? next.times : 0), 0)
        expect(left).toHaveLength(put)
      }),
      runs(200),
    )
  })

  it('lets 25 cancels out at once however much else waits', () => {
    const { left, put } = build()
    for (let count = 0; count < 500; count++) put(count % 2 === 0 ? 'data' : 'order')
    for (let count = 0; count < 25; count++) put('cancel')
    expect(left.filter((message) => message.class === 'cancel')).toHaveLength(25)
    expect(left.every(({ at }) => at === 0)).toBe(true)
  })

  it('lets five orders out at once however many other requests wait, and no more than those', () => {
    const { left, put, queue } = build()
    for (let count = 0; count < 500; count++) put(count % 2 === 0 ? 'data' : 'account')
    for (let count = 0; count < 4; count++) put('order')
    expect(queue.putNow('order', { class: 'order', number: -1 })).toBe(true)
    expect(queue.putNow('order', { class: 'order', number: -2 })).toBe(false)
    expect(left).toHaveLength(20)
  })

  it('takes orders before account and data requests that came first', () => {
    const { left, put, time } = build()
    for (let count = 0; count < 20; count++) put('order')
    put('data')
    put('account')
    put('order')
    time.advance(1_000)
    expect(left.slice(20).map((message) => message.class)).toEqual(['order', 'account', 'data'])
  })

  it('can be withdrawn until it has left', () => {
    const { left, put, time } = build()
    const first = put('order')
    for (let count = 0; count < 30; count++) put('data')
    const late = put('data')
    expect([first(), late(), late()]).toEqual([false, true, false])
    time.advance(10_000)
    expect(left).toHaveLength(31)
  })

  it('holds back everything but cancels after TWS complained', () => {
    const { left, put, queue, time } = build()
    queue.holdBack(1_000)
    put('order')
    put('cancel')
    expect(left.map((message) => message.class)).toEqual(['cancel'])
    time.advance(1_000)
    expect(left).toHaveLength(2)
  })
})

describe('an entry', () => {
  it('leaves at once or not at all', () => {
    const { left, put, queue, time } = build()
    for (let count = 0; count < 20; count++) expect(queue.putNow('order', { class: 'order', number: count })).toBe(true)
    expect(queue.putNow('order', { class: 'order', number: 20 })).toBe(false)
    time.advance(60_000)
    expect(left).toHaveLength(20)
    for (let count = 0; count < 30; count++) put('order')
    expect(queue.putNow('order', { class: 'order', number: 99 })).toBe(false)
  })

  it('of several messages finds room for all of them, or stays', () => {
    const time = holdTime()
    const queue = createSendQueue<number>({ time, send: (count) => count })
    for (let bracket = 0; bracket < 6; bracket++) expect(queue.putNow('order', 3, 3)).toBe(true)
    expect(queue.load().perSecond).toBe(18)
    expect(queue.putNow('order', 3, 3)).toBe(false)
    expect(queue.putNow('order', 2, 2)).toBe(true)
    time.advance(1_000)
    expect(queue.putNow('order', 3, 3)).toBe(true)
  })

  it('that turns out to be no message takes no room', () => {
    const queue = createSendQueue<number>({ time: holdTime(), send: (count) => count })
    for (let call = 0; call < 100; call++) queue.put('order', 0)
    expect(queue.load()).toEqual({ perSecond: 0, waiting: 0 })
  })

  it('does not overtake what waits, not even when the turn of that is due and only its timer is late', () => {
    const { put, queue, time } = build()
    for (let count = 0; count < 46; count++) put('cancel')
    expect(queue.putNow('order', { class: 'order', number: 99 })).toBe(false)
    time.stall(1_000)
    expect(queue.putNow('order', { class: 'order', number: 99 })).toBe(false)
    time.advance(0)
    expect(queue.putNow('order', { class: 'order', number: 99 })).toBe(true)
  })
})

describe('the end of a connection', () => {
  it('hands back what never left, and lets nothing out afterwards', () => {
    const { left, put, queue, time } = build()
    for (let count = 0; count < 25; count++) put('data')
    for (let count = 0; count < 6; count++) put('order')
    const rest = queue.close()
    expect(rest.map((message) => message.class)).toEqual(['order', ...Array.from({ length: 10 }, () => 'data')])
    put('cancel')
    time.advance(60_000)
    expect(left).toHaveLength(20)
    expect(time.pending()).toBe(0)
  })

  it('may come while a message leaves', () => {
    const time = holdTime()
    const left: number[] = []
    const queue = createSendQueue<number>({
      time,
      send(message) {
        left.push(message)
        if (message === 1) {
          queue.put('data', 2)
          queue.close()
        }
        return 1
      },
    })
    queue.put('data', 1)
    time.advance(5_000)
    expect(left).toEqual([1])
  })
})

it('never enters the client library from within it: what is put while a message leaves comes after it', () => {
  const time = holdTime()
  const log: string[] = []
  const queue = createSendQueue<string>({
    time,
    send(message) {
      log.push(`begin ${message}`)
      if (message === 'outer') queue.put('cancel', 'inner')
      log.push(`end ${message}`)
      return 1
    },
  })
  queue.put('data', 'outer')
  expect(log).toEqual(['begin outer', 'end outer', 'begin inner', 'end inner'])
})
