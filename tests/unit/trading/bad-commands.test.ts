import { describe, expect, test } from 'vitest'
import type { TradingCommand } from '../../../src-main/trading/commands.ts'
import { commandText } from '../../../src-main/trading/commands.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { AAPL, ACCOUNT, atMinute, DATE, entering, Harness } from './harness.ts'

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  harness.decide(entering(AAPL, 100))
  return harness
}

/** What a command is refused with, and that it did nothing but be written down. */
function refusedWith(harness: Harness, command: Parameters<Harness['command']>[0]): string {
  const [events, seen, state] = [harness.events.length, harness.broker.seen.length, harness.desk.state]
  const answer = harness.command(command)
  expect(answer.ok).toBe(false)
  expect(harness.events.slice(events).map(({ kind }) => kind)).toEqual(['command-answered'])
  expect(harness.broker.seen).toHaveLength(seen)
  expect({ ...harness.desk.state, answers: null }).toEqual({ ...state, answers: null })
  return answer.ok ? '' : `${answer.error.code}: ${answer.error.message}`
}

describe('an approval', () => {
  test('of an order that does not exist', async () => {
    const harness = await fresh()
    expect(refusedWith(harness, { kind: 'approve', ref: 'nobody', revision: 1 })).toBe(
      'unknown-order: There is no order nobody of ours.',
    )
    expect(refusedWith(harness, { kind: 'approve', ref: '', revision: 1 })).toMatch(/^unknown-order/)
    expect(refusedWith(harness, { kind: 'approve', ref: '__proto__', revision: 1 })).toMatch(/^unknown-order/)
  })

  test('of a child, which waits for its entry', async () => {
    const harness = await fresh()
    expect(refusedWith(harness, { kind: 'approve', ref: `${harness.card().ref}-S`, revision: 1 })).toMatch(
      /^unknown-order/,
    )
  })

  test.each([0, 2, -1, Number.NaN, 1e12])('of revision %d, when 1 is shown', async (revision) => {
    const harness = await fresh()
    expect(refusedWith(harness, { kind: 'approve', ref: harness.card().ref, revision })).toMatch(
      /^stale-revision: The order has changed since it was shown: revision .* was meant, it has revision 1\./,
    )
  })

  test('of an order that has expired', async () => {
    const harness = await fresh()
    const { ref } = harness.card()
    await harness.pass(180_000)
    expect(refusedWith(harness, { kind: 'approve', ref, revision: 1 })).toBe(`expired: Order ${ref} has expired.`)
  })

  test('of an order that expires at this very moment', async () => {
    const harness = await fresh()
    const { ref } = harness.card()
    harness.clock.pass(180_000, 1)
    expect(harness.refusal({ kind: 'approve', ref, revision: 1 })?.code).toBe('expired')
    expect(harness.broker.seen).toEqual([])
  })
})

describe('an edit', () => {
  test.each([0, -1, Number.NaN, 0.5, Number.POSITIVE_INFINITY])('to %d shares', async (quantity) => {
    const harness = await fresh()
    const { ref } = harness.card()
    expect(refusedWith(harness, { kind: 'edit', ref, revision: 1, change: { quantity } })).toMatch(/^not-a-quantity: /)
  })

  test('to 1e12 shares', async () => {
    const harness = await fresh()
    const { ref } = harness.card()
    expect(refusedWith(harness, { kind: 'edit', ref, revision: 1, change: { quantity: 1e12 } })).toBe(
      'position-dollars: The position would be worth 100,100,000,000,000.00 dollars; the limit is 10,000.00.',
    )
  })

  test.each([
    [{ limit: 100.105 }, /^off-tick: The limit 100.105 is not on the tick; the nearest are 100.10 and 100.11/],
    [{ stop: 97.333 }, /^off-tick: The stop/],
    [{ target: 104.0001 }, /^off-tick: The target/],
    [{ limit: 0 }, /^not-a-price: 0 is not a price for the limit/],
    [{ limit: -100 }, /^not-a-price: -100 is not a price/],
    [{ limit: Number.NaN }, /^not-a-price: NaN is not a price/],
    [{ limit: 1e12 }, /^wrong-side: The target 104.00 is on the wrong side/],
    [{ stop: 100.5 }, /^wrong-side: The stop 100.50 is on the wrong side: of a long position it lies below 100.10/],
    [{ stop: 100.1 }, /^wrong-side: The stop/],
    [{ target: 99 }, /^wrong-side: The target 99.00 is on the wrong side: of a long position it lies above 100.10/],
    [{}, /^bad-command: The command was not understood: nothing is changed/],
  ])('to %j', async (change, words) => {
    const harness = await fresh()
    const { ref } = harness.card()
    expect(refusedWith(harness, { kind: 'edit', ref, revision: 1, change })).toMatch(words)
  })
})

describe('a bracket by hand', () => {
  const stage = {
    kind: 'stage',
    symbol: 'AAPL',
    side: 'long',
    quantity: 10,
    limit: 100,
    stop: 98,
    target: 104,
  } as const

  test.each([
    [{ symbol: 'aapl' }, /^bad-command: The command was not understood: "aapl" is not a symbol/],
    [{ symbol: '' }, /^bad-command/],
    [{ symbol: 'NONE' }, /^no-tick: NONE is not one of the instruments/],
    [{ quantity: 0 }, /^not-a-quantity/],
    [{ quantity: -1 }, /^not-a-quantity/],
    [{ quantity: Number.NaN }, /^not-a-quantity/],
    [{ quantity: 1e12 }, /^entry-waiting/],
    [{ stop: 101 }, /^wrong-side/],
    [{ limit: 100.001 }, /^off-tick/],
  ])('with %j', async (change, words) => {
    expect(refusedWith(await fresh(), { ...stage, ...change })).toMatch(words)
  })

  test('of 1e12 shares of something else', async () => {
    const harness = await fresh()
    harness.command({ kind: 'decline-all' })
    expect(refusedWith(harness, { ...stage, quantity: 1e12 })).toBe(
      'hand-shares: An order entered by hand may have 100 shares, this one has 1,000,000,000,000.',
    )
  })
})

describe('a command id', () => {
  test('that was used for something else', async () => {
    const harness = await fresh()
    const { ref } = harness.card()
    const first = { id: 'x', kind: 'decline', ref } as const
    expect(harness.desk.command(first).ok).toBe(true)
    const answers: TradingCommand[] = [
      { id: 'x', kind: 'approve', ref, revision: 1 },
      { id: 'x', kind: 'decline', ref: 'other' },
      { id: 'x', kind: 'flatten' },
    ]
    for (const command of answers) {
      expect(harness.desk.command(command)).toEqual({
        ok: false,
        error: {
          code: 'command-reused',
          message: 'The command id x has been used for something else; nothing was done.',
        },
      })
    }
  })

  test.each(['', 'x'.repeat(65)])('of an impossible length', async (id) => {
    const harness = await fresh()
    const answer = harness.desk.command({ id, kind: 'flatten' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-command' } })
    expect(harness.facts('command-answered')).toEqual([])
  })

  test('tells commands apart that JSON would not', () => {
    const edit = (quantity: number) =>
      commandText({ id: 'x', kind: 'edit', ref: 'r', revision: 1, change: { quantity } })
    const texts = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1].map(edit)
    expect(new Set(texts).size).toBe(texts.length)
    expect(commandText({ b: 1, a: [undefined, null, 'x'], c: undefined })).toBe('{"a":[undefined,null,"x"],"b":1}')
  })
})

describe('a cancel or a close', () => {
  test('of what is not ours, not there or over', async () => {
    const harness = await fresh()
    expect(refusedWith(harness, { kind: 'cancel', ref: 'nobody' })).toMatch(/^unknown-order/)
    const { ref } = harness.card()
    harness.command({ kind: 'decline', ref })
    expect(refusedWith(harness, { kind: 'cancel', ref })).toBe(
      `order-over: Order ${ref} is rejected: there is nothing to cancel.`,
    )
    const close = { kind: 'close', book: SIMULATED_BOOK, limit: null } as const
    expect(refusedWith(harness, { ...close, symbol: 'AAPL' })).toBe(
      'no-position: There is no position of ours in AAPL.',
    )
    expect(refusedWith(harness, { ...close, book: { kind: 'account', account: ACCOUNT }, symbol: 'AAPL' })).toMatch(
      /^no-position/,
    )
  })

  test('outside regular hours without a limit, or with one that is none', async () => {
    const harness = new Harness()
    await harness.begin()
    await harness.hold(entering(AAPL, 100), 100)
    harness.clock.market = atMinute(DATE, 16, 30)
    const close = { kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL' } as const
    expect(harness.refusal({ ...close, limit: null })).toEqual({
      code: 'outside-hours',
      message: 'AAPL cannot be closed at the market outside regular hours; give a limit at which it may be closed.',
    })
    expect(harness.refusal({ ...close, limit: 99.999 })?.code).toBe('off-tick')
    expect(harness.refusal({ ...close, limit: Number.NaN })?.code).toBe('not-a-price')
    expect(harness.refusal({ ...close, limit: 99.9 })).toBeNull()
    await harness.settle()
    expect(harness.seen('reduce')[0]?.order).toMatchObject({
      pricing: { type: 'LMT', limit: 99.9 },
      outsideRegularHours: true,
    })
  })
})
