import { describe, expect, test } from 'vitest'
import { bookSchema, SIMULATED_BOOK, sameBook } from '../../../src-shared/domain/book.ts'
import { accountId } from '../../../src-shared/domain/ids.ts'
import { type Order, orderSchema } from '../../../src-shared/domain/order.ts'

const ACCOUNT = 'DU1234567'
const ENTRY = {
  ref: 'e-1',
  revision: 1,
  account: ACCOUNT,
  book: { kind: 'account', account: ACCOUNT },
  symbol: 'AAPL',
  role: 'entry',
  action: 'BUY',
  quantity: 10,
  pricing: { type: 'LMT', limit: 187.7 },
  timeInForce: { tif: 'GTD', until: 1_704_207_600_000 },
  parent: null,
  ocaGroup: null,
  outsideRegularHours: false,
  state: 'staged',
}
const STOP = { ...ENTRY, ref: 's-1', role: 'stop', action: 'SELL', pricing: { type: 'STP', stop: 185 }, parent: 'e-1' }

/** The first complaint, with its place; null when the order is taken. */
function complaint(order: unknown): string | null {
  const parsed = orderSchema.safeParse(order)
  const issue = parsed.error?.issues[0]
  return issue === undefined ? null : `${issue.path.join('.')}: ${issue.message}`
}

describe('an order from outside', () => {
  test('is taken as it is when it is right', () => {
    const order: Order = orderSchema.parse(ENTRY)
    expect(order).toEqual(ENTRY)
    expect(orderSchema.parse(order)).toEqual(ENTRY)
  })

  test.each([
    ['a market order', { pricing: { type: 'MKT' } }],
    ['a stop limit', { pricing: { type: 'STP LMT', stop: 188, limit: 188.5 } }],
    ['a trailing stop', { pricing: { type: 'TRAIL', stop: 185, trail: 1.5 } }],
    ['good until cancelled', { timeInForce: { tif: 'GTC' } }],
    ['for the day', { timeInForce: { tif: 'DAY' } }],
    ['the simulated book', { book: SIMULATED_BOOK }],
    ['a limit outside regular hours', { outsideRegularHours: true }],
  ])('may be %s', (_, change) => {
    expect(complaint({ ...ENTRY, ...change })).toBeNull()
  })

  test.each([
    ['no shares', { quantity: 0 }, 'quantity'],
    ['fewer than none', { quantity: -1 }, 'quantity'],
    ['half a share', { quantity: 0.5 }, 'quantity'],
    ['not a number of shares', { quantity: Number.NaN }, 'quantity'],
    ['more shares than can be counted', { quantity: 2 ** 53 }, 'quantity'],
    ['a price of nothing', { pricing: { type: 'LMT', limit: 0 } }, 'pricing.limit'],
    ['an endless price', { pricing: { type: 'LMT', limit: Number.POSITIVE_INFINITY } }, 'pricing.limit'],
    ['a limit order without a limit', { pricing: { type: 'LMT' } }, 'pricing.limit'],
    ['a market order with a limit', { pricing: { type: 'MKT', limit: 1 } }, 'pricing'],
    ['a type that we do not send', { pricing: { type: 'MOC' } }, 'pricing.type'],
    ['good until no date', { timeInForce: { tif: 'GTD' } }, 'timeInForce.until'],
    ['a date on an order for the day', { timeInForce: { tif: 'DAY', until: 1 } }, 'timeInForce'],
    ['a symbol that is none', { symbol: 'aapl' }, 'symbol'],
    ['an account that is none', { account: 'DU 1' }, 'account'],
    ['a state that is none', { state: 'open' }, 'state'],
    ['a key too many', { whatIf: true }, ''],
    ['the book of another account', { book: { kind: 'account', account: 'U7654321' } }, 'book'],
    ['an entry under another order', { parent: 'e-0' }, 'parent'],
    ['a market order outside regular hours', { pricing: { type: 'MKT' }, outsideRegularHours: true }, 'outsideRegular'],
  ])('is refused with %s', (_, change, place) => {
    expect(complaint({ ...ENTRY, ...change })).toMatch(new RegExp(`^${place}`))
  })

  test('protects an entry, or stands alone, but never itself', () => {
    expect(complaint(STOP)).toBeNull()
    expect(complaint({ ...STOP, parent: null })).toBeNull()
    expect(complaint({ ...STOP, parent: STOP.ref })).toBe('parent: an order is not its own parent')
  })
})

describe('a book', () => {
  const paper = { kind: 'account', account: accountId('DU1') } as const
  const real = { kind: 'account', account: accountId('U1') } as const

  test('is the same as itself and as no other', () => {
    const books = [SIMULATED_BOOK, paper, real]
    for (const [row, one] of books.entries()) {
      for (const [column, other] of books.entries()) expect(sameBook(one, other)).toBe(row === column)
    }
    expect(sameBook(paper, { ...paper })).toBe(true)
  })

  test('of an account names it', () => {
    expect(bookSchema.safeParse({ kind: 'account' }).success).toBe(false)
    expect(bookSchema.safeParse({ kind: 'simulated', account: 'DU1234567' }).success).toBe(false)
    expect(bookSchema.parse({ kind: 'account', account: 'DU1234567' })).toEqual({
      kind: 'account',
      account: 'DU1234567',
    })
  })
})
