import { describe, expect, test } from 'vitest'
import { JournalWriter } from '../../../src-main/trading/journal/journal-writer.ts'
import { DURABILITY, type TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { orderRef } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, entering, exiting, Harness, NVDA } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

describe('while the journal cannot be written', () => {
  test('nothing is staged, and the refusal says why', async () => {
    const harness = await fresh()
    harness.journal.full = true
    harness.decide(entering(AAPL, 100))
    expect(harness.waiting()).toEqual([])
    expect(harness.facts('entry-refused')).toMatchObject([
      {
        code: 'audit-unwritable',
        message: 'The audit cannot be written, so nothing that adds exposure goes out.',
      },
    ])
  })

  test('what waits does not go out, and is over', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.journal.full = true
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })?.code).toBe('audit-unwritable')
    expect(harness.seen('submit')).toEqual([])
    expect(harness.orderState(ref)).toBe('rejected')
  })

  test('stops move, positions close and orders are cancelled all the same', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    const entry = await harness.enter(entering(NVDA, 200))
    harness.journal.full = true
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    harness.command({ kind: 'cancel', ref: entry })
    harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
    expect(harness.seen('adjust').at(-1)).toMatchObject({ ref: stopRef(ref) })
    expect(harness.seen('cancel')).toMatchObject([{ ref: entry }])
    expect(harness.seen('reduce')).toMatchObject([{ order: { role: 'close' } }])
    expect(harness.desk.unwritten.map(({ kind }) => kind)).toContain('reduction-intent')
  })

  test('what happens is kept, and written in its order when the disk takes it again', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.journal.full = true
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    await harness.settle()
    const kept = harness.desk.unwritten.length
    expect(kept).toBeGreaterThan(2)
    harness.journal.full = false
    await harness.pass(1_100)
    expect(harness.desk.unwritten).toEqual([])
    expect(harness.journal.events()).toEqual(harness.events.map((event) => JSON.parse(JSON.stringify(event))))
  })
})

describe('the writer', () => {
  const at = { time: utcMs(1), operatorTime: utcMs(2) }
  const cancel: TradingEvent = { kind: 'cancel-wanted', ref: orderRef('r'), reason: 'asked for', ...at }
  const bestClose: TradingEvent = { kind: 'best-close', book: SIMULATED_BOOK, symbol: AAPL, close: 1, ...at }

  test('never writes past a hole', async () => {
    const harness = await fresh()
    harness.approve(entering(AAPL, 100))
    const intent = harness.facts('order-intent')[0]!
    const taken: string[] = []
    let full = false
    const take = (each: TradingEvent) => {
      if (full) return { ok: false, error: { message: 'full' } } as const
      taken.push(each.kind)
      return { ok: true, value: null } as const
    }
    const writer = new JournalWriter({ durable: take, batched: take })
    expect(writer.write(cancel)).toBe(true)
    full = true
    expect(writer.write(cancel)).toBe(true)
    expect(writer.write(bestClose)).toBe(true)
    expect(writer.write(intent)).toBe(false)
    expect(writer.unwritten).toHaveLength(2)
    full = false
    expect(writer.write(intent)).toBe(true)
    expect(taken).toEqual(['cancel-wanted', 'cancel-wanted', 'best-close', 'order-intent'])
  })

  test('gives what it keeps to be put down elsewhere, each once, until it is written', () => {
    const [kept, written]: string[][] = [[], []]
    let full = true
    const take = (each: TradingEvent) => {
      if (full) return { ok: false, error: { message: 'full' } } as const
      written?.push(each.kind)
      return { ok: true, value: null } as const
    }
    const writer = new JournalWriter({ durable: take, batched: take, keep: (each) => void kept?.push(each.kind) })
    writer.write(cancel)
    writer.write(bestClose)
    writer.retry()
    full = false
    expect(writer.retry()).toBe(true)
    expect(kept).toEqual(['cancel-wanted', 'best-close'])
    expect(written).toEqual(kept)
  })

  test('demands the disk for what adds exposure, and for nothing else', () => {
    const required = Object.entries(DURABILITY).filter(([, durability]) => durability === 'required')
    expect(required.map(([kind]) => kind)).toEqual(['order-staged', 'order-intent', 'amendment-intent'])
  })
})
