import { describe, expect, test } from 'vitest'
import type { TradingCommand } from '../../../src-main/trading/commands.ts'
import { commandText } from '../../../src-main/trading/commands.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { AAPL, ACCOUNT, atMinute, DATE, entering, Harness, NVDA } from './harness.ts'

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

describe('an order that is placed at once', () => {
  const place = {
    kind: 'place',
    symbol: 'AAPL',
    side: 'long',
    quantity: 10,
    limit: 100,
    stop: 98,
    target: 104,
    mode: 'dry-run',
  } as const

  test.each([
    [{ mode: 'live' }, /^another-mode: The order is meant for another mode or account than the one of this moment/],
    [{ symbol: 'aapl' }, /^bad-command: The command was not understood: "aapl" is not a symbol/],
    [{ symbol: '' }, /^bad-command/],
    [{ symbol: 'EUR.USD' }, /^not-a-stock: EUR.USD is a currency pair/],
    [{ symbol: 'NONE' }, /^no-tick/],
    [{ quantity: 0 }, /^not-a-quantity/],
    [{ quantity: -5 }, /^not-a-quantity/],
    [{ quantity: 0.5 }, /^not-a-quantity: 0.5 is not a number of shares/],
    [{ quantity: Number.NaN }, /^not-a-quantity/],
    [{ quantity: 101 }, /^hand-shares: An order entered by hand may have 100 shares, this one has 101/],
    [{ quantity: 1e12 }, /^hand-shares/],
    [{ limit: 0 }, /^not-a-price/],
    [{ limit: Number.NaN }, /^not-a-price/],
    [{ limit: 100.001 }, /^off-tick/],
    [{ limit: 103 }, /^collar: The limit 103.00 lies 3 % from the last trade at 100.00; the collar is 1 %/],
    [{ stop: 101 }, /^wrong-side: The stop 101.00 is on the wrong side/],
    [{ stop: null, limit: 97.2 }, /^wrong-side/],
    [{ target: 99 }, /^wrong-side: The target/],
    [{ target: Number.POSITIVE_INFINITY }, /^not-a-price/],
  ] as const)('with %j', async (change, words) => {
    const harness = await fresh()
    harness.command({ kind: 'decline-all' })
    expect(refusedWith(harness, { ...place, ...change })).toMatch(words)
  })

  test('where no range is known that could lay its levels', async () => {
    const harness = await fresh()
    expect(refusedWith(harness, { ...place, symbol: 'NVDA', limit: null, stop: null, target: null })).toBe(
      'no-range: There is no range (ATR) of NVDA yet to manage a position by.',
    )
  })

  test.each([
    [{ bid: 100.2, ask: 100.1 }, /^crossed-quote/],
    [{ bid: null }, /^crossed-quote/],
    [{ halted: true }, /^symbol-halted/],
    [{ quality: 'delayed' }, /^not-live-data/],
  ] as const)('on a quote with %j', async (change, words) => {
    const harness = await fresh()
    harness.command({ kind: 'decline-all' })
    harness.quote(AAPL, 100, change)
    expect(refusedWith(harness, place)).toMatch(words)
  })

  test('on a quote that is old while the market moves', async () => {
    const harness = await fresh()
    harness.command({ kind: 'decline-all' })
    await harness.pass(20_000)
    harness.quote(MARKET_SYMBOL, 500)
    expect(refusedWith(harness, place)).toMatch(/^stale-quote: The quote of AAPL is 20 s old/)
  })
})

describe('a change of a working order', () => {
  const working = async (): Promise<Harness> => {
    const harness = await fresh()
    const { ref, revision } = harness.card()
    harness.command({ kind: 'approve', ref, revision })
    await harness.settle()
    await harness.hold(entering(NVDA, 200), 200)
    return harness
  }

  test.each([
    ['nobody', { limit: 100 }, /^unknown-order/],
    ['', { limit: 100 }, /^unknown-order/],
    ['O1', {}, /^bad-command: .*nothing is changed/],
    ['O1', { stop: 98 }, /^bad-command: .*of the entry quantity and limit can be changed, its stop cannot/],
    ['O1', { limit: -1 }, /^not-a-price/],
    ['O1', { limit: 100.005 }, /^off-tick/],
    ['O1', { quantity: 1e12 }, /^hand-shares|^position-dollars/],
    ['O1', { quantity: Number.NaN }, /^not-a-quantity/],
    ['O2-S', { limit: 199 }, /^bad-command: .*of the stop stop can be changed, its limit cannot/],
    ['O2-S', { quantity: 1 }, /^bad-command/],
    ['O2-S', { stop: 1e12 }, /^wrong-side/],
    ['O2-S', { stop: 0 }, /^not-a-price/],
    ['O2-T', { stop: 199 }, /^bad-command/],
    ['O2-T', { limit: Number.NaN }, /^not-a-price/],
    ['O2', { limit: 200 }, /^cannot-change: Order O2 is filled/],
  ])('of %s to %j', async (ref, change, words) => {
    expect(refusedWith(await working(), { kind: 'modify', ref, change })).toMatch(words)
  })
})

describe('what concerns other books', () => {
  test.each([
    [{ account: 'DU1', symbol: 'AAPL' }, /^no-foreign-position: Account DU1 holds no shares of AAPL that are not ours/],
    [{ account: '', symbol: '' }, /^no-foreign-position/],
    [{ account: 'simulated', symbol: 'AAPL' }, /^no-foreign-position/],
  ])('foreign shares %j that are not there are not closed', async (where, words) => {
    expect(refusedWith(await fresh(), { kind: 'close-foreign', ...where, limit: null })).toMatch(words)
  })

  test.each(['', 'net X AAPL 0 1', '__proto__', 'x'.repeat(200)])(
    'a difference "%s" that is none',
    async (difference) => {
      expect(refusedWith(await fresh(), { kind: 'acknowledge', difference })).toMatch(/^unknown-difference/)
    },
  )

  test('nobody can be asked how things stand while everybody is away', async () => {
    const harness = await fresh()
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The script says so.' })
    expect(refusedWith(harness, { kind: 'reconcile' })).toMatch(/^broker-away: .* The script says so\./)
  })
})
