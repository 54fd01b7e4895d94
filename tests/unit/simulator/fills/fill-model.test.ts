import { describe, expect, test } from 'vitest'
import { createFillModel, type FillModel } from '../../../../src-main/simulator/fills/fill-model.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS } from '../../../../src-shared/domain/time.ts'
import { bar, DAY, enter, exitWith, slot, still, XYZ } from './decisions.ts'

const FREE = {
  slippage: { ticks: 0, basisPoints: 0 },
  commission: { perShare: 0, minimum: 0, maximumFraction: 0 },
}
const BOOK = { account: 500_000, maxPositionDollars: 10_000, shorting: true, tickOf: () => PENNY }

const freeBook = (): FillModel => createFillModel({ ...BOOK, ...FREE })

/** A book that went long 100 shares at 100 on bar 1: stop 97.50, target 104. */
function longBook(): FillModel {
  const book = freeBook()
  book.onDecision(enter(0, 'long', 100))
  book.onBar(XYZ, still(1, 100))
  return book
}

describe('an entry', () => {
  test('fills at the next bar’s open and tells the engine its ATR and stop', () => {
    const book = freeBook()
    expect(book.onDecision(enter(0, 'long', 100))).toEqual({ kind: 'entry-working', side: 'long', quantity: 100 })
    const [fill, ...more] = book.onBar(XYZ, bar(1, 100.2, 100.6, 99.9, 100.5))
    expect(more).toEqual([])
    expect(fill).toEqual({
      input: {
        kind: 'fill',
        symbol: XYZ,
        time: slot(1),
        role: 'entry',
        side: 'long',
        quantity: 100,
        price: 100.2,
        entry: { atr: 1, stop: 97.7 },
      },
      commission: 0,
      roundTrip: null,
    })
    expect(book.positions()).toEqual([
      { symbol: XYZ, side: 'long', quantity: 100, average: 100.2, opened: slot(1), stop: 97.7, target: 104.2 },
    ])
  })

  test('pays slippage and commission', () => {
    const book = createFillModel(BOOK)
    book.onDecision(enter(0, 'short', 100))
    const [fill] = book.onBar(XYZ, still(1, 100))
    expect(fill).toMatchObject({ input: { side: 'short', price: 99.98, entry: { stop: 102.48 } }, commission: 1 })
    expect(book.account()).toEqual({ cash: 509_997, equity: 499_997, realised: 0, unrealised: -2, commissions: 1 })
  })

  test('has its stop and target working on the bar that fills it', () => {
    const book = freeBook()
    book.onDecision(enter(0, 'long', 100))
    const fills = book.onBar(XYZ, bar(1, 100, 100.5, 97, 98))
    expect(fills.map(({ input }) => [input.role, input.price, input.time])).toEqual([
      ['entry', 100, slot(1)],
      ['stop', 97.5, slot(2) - 1],
    ])
    expect(book.positions()).toEqual([])
  })

  test('waits for its own symbol’s bar', () => {
    const book = freeBook()
    book.onDecision(enter(0, 'long', 100))
    expect(book.onBar(ticker('ABC'), still(1, 100))).toEqual([])
    expect(book.onBar(XYZ, still(2, 100))).toHaveLength(1)
  })

  test('dies after two bars without one', () => {
    const book = freeBook()
    book.onDecision(enter(0, 'long', 100))
    expect(book.onBar(XYZ, still(3, 100))).toEqual([])
    expect(book.onBar(XYZ, still(4, 100))).toEqual([])
    expect(book.positions()).toEqual([])
  })

  test('buys the size’s share of the account in whole shares, at most the position limit', () => {
    const quantity = (size: number, close: number): unknown => freeBook().onDecision(enter(0, 'long', close, 1, size))
    expect(quantity(0.01, 99)).toMatchObject({ quantity: 50 })
    expect(quantity(0.02, 99)).toMatchObject({ quantity: 101 })
    expect(quantity(0.9, 99)).toMatchObject({ quantity: 101 })
  })

  test('of less than one share is refused', () => {
    expect(freeBook().onDecision(enter(0, 'long', 10_001))).toMatchObject({ kind: 'entry-refused', code: 'no-shares' })
  })

  test('is refused while one works or a position is open', () => {
    const book = freeBook()
    book.onDecision(enter(0, 'long', 100))
    expect(book.onDecision(enter(0, 'long', 100))).toMatchObject({ code: 'already-working' })
    book.onBar(XYZ, still(1, 100))
    expect(book.onDecision(enter(1, 'short', 100))).toMatchObject({ code: 'already-open' })
  })

  test('on the short side is refused where shorting is off', () => {
    const book = createFillModel({ ...BOOK, shorting: false })
    expect(book.onDecision(enter(0, 'short', 100))).toMatchObject({ code: 'shorting-off' })
    expect(book.onDecision(enter(0, 'long', 100))).toMatchObject({ kind: 'entry-working' })
  })
})

describe('a stop', () => {
  test('fills at its price within the bar that touches it', () => {
    const [fill] = longBook().onBar(XYZ, bar(2, 99, 99.5, 97, 98))
    expect(fill).toMatchObject({
      input: { role: 'stop', price: 97.5, time: slot(3) - 1, quantity: 100 },
      roundTrip: { profit: -250, rMultiple: -1, exit: { role: 'stop' } },
    })
  })

  test('beyond which a bar opens fills at that open', () => {
    const [fill] = longBook().onBar(XYZ, bar(2, 96, 97, 95, 96.5))
    expect(fill).toMatchObject({ input: { role: 'stop', price: 96, time: slot(2) }, roundTrip: { profit: -400 } })
  })

  test('that a decision moves works from the next bar, not on the bar before', () => {
    const book = longBook()
    expect(book.onBar(XYZ, bar(2, 100, 103, 99.5, 102.5))).toEqual([])
    expect(book.onDecision(exitWith(2, { kind: 'moveStop', price: 101.004 }))).toEqual({
      kind: 'stop-moved',
      stop: 101,
    })
    expect(book.onBar(XYZ, bar(3, 102, 102, 100.5, 101))).toMatchObject([{ input: { role: 'stop', price: 101 } }])
  })

  test('is never loosened', () => {
    const book = longBook()
    for (const price of [97, 97.5]) {
      expect(book.onDecision(exitWith(1, { kind: 'moveStop', price }))).toEqual({ kind: 'unchanged' })
    }
    expect(book.positions()[0]!.stop).toBe(97.5)
  })

  test('and the target touched in one bar count as the stop', () => {
    expect(longBook().onBar(XYZ, bar(2, 100, 105, 97, 104))).toMatchObject([{ input: { role: 'stop', price: 97.5 } }])
  })
})

describe('a target', () => {
  test('fills at its price without slippage', () => {
    const book = createFillModel({ ...BOOK, ...FREE, slippage: { ticks: 5, basisPoints: 10 } })
    book.onDecision(enter(0, 'long', 100))
    book.onBar(XYZ, still(1, 100))
    const { target } = book.positions()[0]!
    expect(book.onBar(XYZ, bar(2, 101, 106, 101, 105))).toMatchObject([
      { input: { role: 'target', price: target, time: slot(3) - 1 } },
    ])
  })

  test('fills at the open of a bar that opens beyond it', () => {
    expect(longBook().onBar(XYZ, still(2, 106))).toMatchObject([
      { input: { role: 'target', price: 106, time: slot(2) }, roundTrip: { profit: 600, rMultiple: 2.4 } },
    ])
  })
})

describe('a close', () => {
  test('fills at the next open, whatever the children say', () => {
    const book = longBook()
    expect(book.onDecision(exitWith(1, { kind: 'closeNow', reason: 'test' }))).toMatchObject({ kind: 'close-working' })
    expect(book.onBar(XYZ, bar(2, 99, 105, 97, 98))).toMatchObject([{ input: { role: 'close', price: 99 } }])
  })

  test('or a moved stop without a position changes nothing', () => {
    const book = freeBook()
    expect(book.onDecision(exitWith(1, { kind: 'closeNow', reason: 'test' }))).toEqual({ kind: 'unchanged' })
    expect(book.onDecision(exitWith(1, { kind: 'moveStop', price: 99 }))).toEqual({ kind: 'unchanged' })
    expect(book.onDecision(exitWith(1, { kind: 'hold' }))).toEqual({ kind: 'unchanged' })
  })
})

describe('the end of the day', () => {
  test('closes at the open of the bar that starts five minutes before the close', () => {
    const book = longBook()
    book.onEndOfDay(DAY)
    const [fill] = book.onBar(XYZ, bar(77, 101, 102, 100, 101.5))
    expect(fill).toMatchObject({ input: { role: 'close', price: 101, time: DAY.close - ENGINE_BAR_MS } })
    expect(book.onClose(DAY)).toEqual([])
  })

  test('cancels the entry that works and takes no other', () => {
    const book = freeBook()
    book.onDecision(enter(75, 'long', 100))
    book.onEndOfDay(DAY)
    expect(book.onBar(XYZ, still(77, 100))).toEqual([])
    expect(book.onDecision(enter(77, 'long', 100))).toMatchObject({ code: 'day-ended' })
  })

  test('sells at the last price what has no bar any more', () => {
    const book = longBook()
    book.onBar(XYZ, still(40, 101.5))
    book.onEndOfDay(DAY)
    expect(book.onClose(DAY)).toMatchObject([{ input: { role: 'close', price: 101.5, time: DAY.close } }])
    expect(book.positions()).toEqual([])
  })

  test('does not bind the next day', () => {
    const book = longBook()
    book.onEndOfDay(DAY)
    book.onClose(DAY)
    expect(book.onDecision(enter(288, 'long', 100))).toMatchObject({ kind: 'entry-working' })
  })
})
