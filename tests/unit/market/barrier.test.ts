import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BarrierOutput, createBarrier } from '../../../src-main/market/barrier.ts'
import { utcFromExchange } from '../../../src-main/market/exchange-time.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'

const SPY = ticker('SPY')
const AAPL = ticker('AAPL')
const NVDA = ticker('NVDA')
const ALL = [SPY, AAPL, NVDA]

const OPEN = utcFromExchange('2024-01-02', '09:30')
const slot = (index: number): UtcMs => utcMs(OPEN + index * ENGINE_BAR_MS)
const endOf = (index: number): UtcMs => slot(index + 1)
const bar = (index: number, close = 100): Bar => ({
  start: slot(index),
  open: 100,
  high: 110,
  low: 90,
  close,
  volume: 1_000,
})

/** `0:SPY,AAPL -NVDA` is the barrier of slot 0 with two bars and one missing. */
function inWords(outputs: readonly BarrierOutput[]): string[] {
  return outputs.map((output) => {
    const index = ((output.kind === 'barrier' ? output.barStart : output.bar.start) - OPEN) / ENGINE_BAR_MS
    if (output.kind === 'correction') return `${index}:correction ${output.symbol}`
    const missing = output.missing.map((symbol) => ` -${symbol}`).join('')
    return `${index}:${output.bars.map((entry) => entry.symbol).join(',')}${missing}`
  })
}

const barrierOfAll = () => createBarrier({ required: ALL })

describe('the decision barrier', () => {
  test('waits for the last required symbol and gives the bars in the configured order', () => {
    const barrier = barrierOfAll()
    expect(barrier.onBar(NVDA, bar(0), true)).toEqual([])
    expect(barrier.onBar(SPY, bar(0), true)).toEqual([])
    expect(barrier.onBar(AAPL, bar(0), true)).toEqual([
      { kind: 'barrier', barStart: slot(0), bars: ALL.map((symbol) => ({ symbol, bar: bar(0) })), missing: [] },
    ])
  })

  test('takes the first update of the next bar as the end of a bar', () => {
    const barrier = barrierOfAll()
    for (const symbol of ALL) expect(barrier.onBar(symbol, bar(0), false)).toEqual([])
    expect(barrier.onBar(SPY, bar(1), false)).toEqual([])
    expect(barrier.onBar(AAPL, bar(1), false)).toEqual([])
    expect(inWords(barrier.onBar(NVDA, bar(1), false))).toEqual(['0:SPY,AAPL,NVDA'])
  })

  test('decides with the newest version of a bar that was still forming', () => {
    const barrier = createBarrier({ required: [SPY] })
    barrier.onBar(SPY, bar(0, 101), false)
    barrier.onBar(SPY, bar(0, 102), false)
    const [output] = barrier.onBar(SPY, bar(1), false)
    expect(output?.kind === 'barrier' && output.bars[0]?.bar.close).toBe(102)
  })

  test('lets the grace after the close decide without a symbol that does not come', () => {
    const barrier = barrierOfAll()
    barrier.onBar(SPY, bar(0), true)
    barrier.onBar(NVDA, bar(0), false)
    expect(barrier.onClock(utcMs(endOf(0) + 4_999))).toEqual([])
    expect(inWords(barrier.onClock(utcMs(endOf(0) + 5_000)))).toEqual(['0:SPY,NVDA -AAPL'])
    expect(barrier.onClock(utcMs(endOf(0) + 60_000))).toEqual([])
  })

  test('does without a symbol whose next bar is there already', () => {
    const barrier = barrierOfAll()
    barrier.onBar(SPY, bar(0), true)
    barrier.onBar(AAPL, bar(0), true)
    expect(inWords(barrier.onBar(NVDA, bar(1), false))).toEqual(['0:SPY,AAPL -NVDA'])
  })

  test('believes a source that vouches for the end of a slot, without grace', () => {
    const barrier = barrierOfAll()
    barrier.onBar(AAPL, bar(0), true)
    expect(barrier.endSlot(utcMs(endOf(0) - 1))).toEqual([])
    expect(inWords(barrier.endSlot(endOf(0)))).toEqual(['0:AAPL -SPY -NVDA'])
  })

  test('releases slots in ascending order, also when a later one is complete first', () => {
    const barrier = barrierOfAll()
    barrier.onBar(SPY, bar(1), true)
    barrier.onBar(AAPL, bar(1), true)
    barrier.onBar(SPY, bar(0), true)
    expect(inWords(barrier.onBar(NVDA, bar(1), true))).toEqual(['0:SPY -AAPL -NVDA', '1:SPY,AAPL,NVDA'])
  })

  test('makes no barrier of a slot in which nobody has a bar', () => {
    const barrier = barrierOfAll()
    expect(barrier.onClock(utcMs(endOf(0) + 5_000))).toEqual([])
    expect(barrier.endSlot(endOf(1))).toEqual([])
    for (const symbol of ALL.slice(1)) barrier.onBar(symbol, bar(2), true)
    expect(inWords(barrier.onBar(SPY, bar(2), true))).toEqual(['2:SPY,AAPL,NVDA'])
  })

  test('decides no late symbol alone: a bar of a slot that passed empty is a correction', () => {
    const barrier = barrierOfAll()
    barrier.onClock(utcMs(endOf(0) + 5_000))
    expect(barrier.onBar(SPY, bar(0), true)).toEqual([{ kind: 'correction', symbol: SPY, bar: bar(0), decided: null }])
    expect(barrier.onBar(SPY, bar(0), true)).toEqual([])
  })

  test('ignores symbols that nobody requires, and a clock that goes back', () => {
    const barrier = createBarrier({ required: [SPY, AAPL] })
    expect(barrier.onBar(NVDA, bar(0), true)).toEqual([])
    barrier.onBar(SPY, bar(0), true)
    expect(inWords(barrier.onClock(utcMs(endOf(0) + 5_000)))).toEqual(['0:SPY -AAPL'])
    barrier.onBar(SPY, bar(1), true)
    expect(barrier.onClock(OPEN)).toEqual([])
    expect(inWords(barrier.onBar(AAPL, bar(1), true))).toEqual(['1:SPY,AAPL'])
  })
})

describe('a bar of a slot that was decided', () => {
  const decided = () => {
    const barrier = createBarrier({ required: [SPY, AAPL] })
    barrier.onBar(SPY, bar(0), true)
    barrier.endSlot(endOf(0))
    return barrier
  }

  test('is ignored when it is the same', () => {
    expect(decided().onBar(SPY, bar(0), true)).toEqual([])
  })

  test('is a correction when it differs, once a version, and never a second decision', () => {
    const barrier = decided()
    const correction = { kind: 'correction', symbol: SPY, bar: bar(0, 105), decided: bar(0) }
    expect(barrier.onBar(SPY, bar(0, 105), true)).toEqual([correction])
    expect(barrier.onBar(SPY, bar(0, 105), true)).toEqual([])
    expect(barrier.onBar(SPY, bar(0, 106), true)).toEqual([{ ...correction, bar: bar(0, 106) }])
    expect(barrier.onClock(utcMs(endOf(0) + 60_000))).toEqual([])
  })

  test('is a correction of nothing when the symbol was missing', () => {
    expect(decided().onBar(AAPL, bar(0), true)).toEqual([
      { kind: 'correction', symbol: AAPL, bar: bar(0), decided: null },
    ])
  })

  test('is forgotten after as many slots as are remembered', () => {
    const barrier = createBarrier({ required: [SPY], remembered: 2 })
    for (const index of [0, 1, 2]) barrier.onBar(SPY, bar(index), true)
    expect(barrier.onBar(SPY, bar(1, 101), true)).toMatchObject([{ decided: bar(1) }])
    expect(barrier.onBar(SPY, bar(0, 101), true)).toMatchObject([{ decided: null }])
  })
})

describe('symbols that come and go', () => {
  test('a removed symbol is no longer waited for, and takes its waiting bar along', () => {
    const barrier = barrierOfAll()
    barrier.onBar(SPY, bar(0), true)
    barrier.onBar(AAPL, bar(0), true)
    expect(inWords(barrier.setRequired([SPY, AAPL]))).toEqual(['0:SPY,AAPL'])
    barrier.onBar(SPY, bar(1), true)
    expect(barrier.setRequired([AAPL])).toEqual([])
    expect(inWords(barrier.onBar(AAPL, bar(1), true))).toEqual(['1:AAPL'])
  })

  test('a slot that only removed symbols had is no barrier', () => {
    const barrier = barrierOfAll()
    barrier.onBar(NVDA, bar(0), true)
    barrier.setRequired([SPY, AAPL])
    expect(barrier.endSlot(endOf(0))).toEqual([])
  })

  test('an added symbol is waited for from the next slot that is not decided, in its configured place', () => {
    const barrier = createBarrier({ required: [SPY, AAPL] })
    barrier.onBar(SPY, bar(0), true)
    barrier.setRequired([NVDA, SPY, AAPL])
    expect(barrier.onBar(AAPL, bar(0), true)).toEqual([])
    expect(inWords(barrier.onBar(NVDA, bar(0), true))).toEqual(['0:NVDA,SPY,AAPL'])
  })
})

interface Arrival {
  readonly symbol: Ticker
  readonly bar: Bar
}

/** Each symbol's bars ascending, with holes. */
const feeds = fc.tuple(
  ...ALL.map((symbol) =>
    fc
      .array(fc.boolean(), { minLength: 12, maxLength: 12 })
      .map((present) =>
        present.flatMap((there, index): Arrival[] => (there ? [{ symbol, bar: bar(index, 95 + index) }] : [])),
      ),
  ),
)

function interleave(queues: readonly (readonly Arrival[])[], picks: readonly number[]): Arrival[] {
  const left = queues.map((queue) => [...queue])
  const order: Arrival[] = []
  for (let turn = 0; left.some((queue) => queue.length > 0); turn++) {
    const open = left.filter((queue) => queue.length > 0)
    const next = open[(picks[turn % picks.length] ?? 0) % open.length]?.shift()
    if (next !== undefined) order.push(next)
  }
  return order
}

describe('whatever the order of arrival', () => {
  const picks = fc.array(fc.nat(10), { minLength: 5, maxLength: 40 })

  test('the same barriers come out as long as each symbol keeps its own order', () => {
    fc.assert(
      fc.property(feeds, picks, picks, (queues, one, other) => {
        const run = (choices: readonly number[]): BarrierOutput[] => {
          const barrier = barrierOfAll()
          const outputs = interleave(queues, choices).flatMap((next) => barrier.onBar(next.symbol, next.bar, true))
          return [...outputs, ...barrier.endSlot(endOf(12))]
        }
        expect(run(one)).toEqual(run(other))
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  test('each slot with a bar is decided once, ascending, with exactly the bars that there are', () => {
    fc.assert(
      fc.property(feeds, picks, fc.boolean(), (queues, choices, final) => {
        const barrier = barrierOfAll()
        const arrivals = interleave(queues, choices)
        const outputs = arrivals.flatMap((next) => barrier.onBar(next.symbol, next.bar, final))
        outputs.push(...barrier.onClock(utcMs(endOf(12) + 5_000)))
        const starts = [...new Set(arrivals.map((next) => next.bar.start))].sort((a, b) => a - b)
        const expected = starts.map((start): BarrierOutput => {
          const bars = ALL.flatMap((symbol) => {
            const own = arrivals.find((next) => next.symbol === symbol && next.bar.start === start)
            return own === undefined ? [] : [{ symbol, bar: own.bar }]
          })
          const missing = ALL.filter((symbol) => !bars.some((entry) => entry.symbol === symbol))
          return { kind: 'barrier', barStart: start, bars, missing }
        })
        expect(outputs).toEqual(expected)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  test('even without any order no slot is decided twice and none goes back', () => {
    fc.assert(
      fc.property(feeds, fc.infiniteStream(fc.nat(1_000)), fc.nat(20), (queues, keys, clockAt) => {
        const all = queues.flat()
        const order = all.map((arrival) => ({ arrival, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key)
        const barrier = barrierOfAll()
        const outputs = order.flatMap(({ arrival }, index) => [
          ...barrier.onBar(arrival.symbol, arrival.bar, true),
          ...(index === clockAt ? barrier.onClock(utcMs(endOf(5) + 5_000)) : []),
        ])
        outputs.push(...barrier.endSlot(endOf(12)))
        const starts = outputs.flatMap((output) => (output.kind === 'barrier' ? [output.barStart] : []))
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
        const bars = outputs.reduce((sum, output) => sum + (output.kind === 'barrier' ? output.bars.length : 1), 0)
        expect(bars).toBe(all.length)
      }),
      { seed: 11, numRuns: 300 },
    )
  })
})
