import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  HistoryPacing,
  OPEN_MOST,
  type PacedAsk,
  STREAMS_MOST,
} from '../../../../../src-main/broker/ibkr/market/history-pacing.ts'
import { HistoryQueue } from '../../../../../src-main/broker/ibkr/market/history-queue.ts'
import { runs } from '../../../../support/properties.ts'
import { HeldClock } from './support/held-clock.ts'

const ask = (contract: string, identity: string, short = true, stream = false): PacedAsk => ({
  ...{ contract, identity: `${contract} ${identity}`, short, stream },
})

/** A queue whose requests are answered after `answerMs`. */
function queueing(answerMs: number) {
  const clock = new HeldClock(0)
  const pacing = new HistoryPacing()
  const queue = new HistoryQueue(pacing, clock, () => {})
  const gone: { readonly at: number; readonly ask: PacedAsk }[] = []
  let mostOpen = 0
  let mostStreams = 0
  const add = (asked: PacedAsk, priority: 'bar' | 'asked' = 'asked'): void => {
    queue.add(asked, priority, (passage) => {
      gone.push({ at: clock.monotonic(), ask: asked })
      mostOpen = Math.max(mostOpen, pacing.open)
      mostStreams = Math.max(mostStreams, pacing.streams)
      clock.after(answerMs, () => (asked.stream ? passage.answered() : passage.over()))
    })
  }
  return { clock, queue, gone, add, most: () => ({ open: mostOpen, streams: mostStreams }) }
}

const within = (times: readonly number[], ms: number): number =>
  Math.max(0, ...times.map((time) => times.filter((other) => other > time - ms && other <= time).length))

test('whatever is asked for, the requests for bars of 30 seconds or less keep to the pacing of IBKR', async () => {
  const asked = fc.record({
    contract: fc.constantFrom('A', 'B', 'C'),
    identity: fc.integer({ min: 1, max: 12 }).map(String),
    after: fc.integer({ min: 0, max: 4_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 30, maxLength: 90 }), async (requests) => {
      const { clock, gone, add } = queueing(50)
      for (const { contract, identity, after } of requests) {
        await clock.pass(after)
        add(ask(contract, identity))
      }
      await clock.pass(3_600_000)
      expect(gone.length).toBe(requests.length)
      expect(
        within(
          gone.map(({ at }) => at),
          600_000,
        ),
      ).toBeLessThanOrEqual(60)
      for (const contract of ['A', 'B', 'C']) {
        const times = gone.filter((one) => one.ask.contract === contract).map(({ at }) => at)
        expect(within(times, 2_000)).toBeLessThan(6)
      }
      for (const { identity } of gone.map((one) => one.ask)) {
        const times = gone.filter((one) => one.ask.identity === identity).map(({ at }) => at)
        expect(within(times, 15_000)).toBe(1)
      }
    }),
    runs(25),
  )
})

test('never more than 45 are open, streams included, and never more than 40 are streams', async () => {
  const { clock, add, gone, most } = queueing(1_000)
  for (let number = 0; number < 60; number += 1) add(ask(`S${number}`, 'stream', false, true))
  for (let number = 0; number < 60; number += 1) add(ask(`H${number}`, 'history', false))
  await clock.pass(120_000)
  expect(most().streams).toBe(STREAMS_MOST)
  expect(most().open).toBeLessThanOrEqual(OPEN_MOST)
  expect(gone.filter((one) => !one.ask.stream)).toHaveLength(60)
})

test('a bar that the engine waits for leaves before what was asked for earlier', async () => {
  const { clock, add, gone } = queueing(1_000)
  for (let number = 0; number < 12; number += 1) add(ask(`W${number}`, 'warm-up', false))
  add(ask('NOW', 'bar', false), 'bar')
  await clock.pass(10_000)
  expect(gone.findIndex((one) => one.ask.contract === 'NOW')).toBe(6)
})

test('a request that waits for its time holds up no other, and the backlog says when it goes', async () => {
  const { clock, queue, add, gone } = queueing(100)
  add(ask('A', 'same'))
  add(ask('A', 'same'))
  add(ask('B', 'other', false))
  expect(gone.map((one) => one.ask.contract)).toEqual(['A', 'B'])
  expect(queue.backlog()).toEqual({ open: 2, waiting: 1, nextAt: 15_500 })
  await clock.pass(15_500)
  expect(gone.map((one) => one.ask.contract)).toEqual(['A', 'B', 'A'])
  expect(queue.backlog()).toMatchObject({ waiting: 0, nextAt: null })
})

test('after a complaint of IBKR nothing goes until the pause is over', async () => {
  const { clock, queue, add, gone } = queueing(100)
  queue.holdAll(15_000)
  add(ask('A', 'one', false))
  await clock.pass(14_999)
  expect(gone).toHaveLength(0)
  await clock.pass(1)
  expect(gone).toHaveLength(1)
})
