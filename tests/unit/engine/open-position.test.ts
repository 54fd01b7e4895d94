import { describe, expect, test } from 'vitest'
import { manage, positionAfter } from '../../../src-main/engine/open-position.ts'
import type { EnginePosition, FillInput } from '../../../src-shared/domain/engine-input.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { defaultProfile } from '../../support/engine-inputs.ts'

const profile = defaultProfile()
const long: EnginePosition = { side: 'long', quantity: 100, average: 100, atr: 1, stop: 97.5, bestClose: null }
const short: EnginePosition = { side: 'short', quantity: 100, average: 100, atr: 1, stop: 102.5, bestClose: null }
const after = (position: EnginePosition, ...closes: readonly number[]): ReturnType<typeof manage> => {
  let managed = manage(position, closes[0]!, 0.01, profile)
  for (const close of closes.slice(1)) managed = manage(managed.position, close, 0.01, profile)
  return managed
}

describe('a trailing stop', () => {
  test('stays where it is until the best close is 2 ATR from the entry', () => {
    expect(after(long, 101.99).exit).toEqual({ kind: 'hold' })
    expect(after(short, 98.01).exit).toEqual({ kind: 'hold' })
    expect(after(long, 101.99).position).toMatchObject({ stop: 97.5, bestClose: 101.99 })
  })

  test('moves on the very bar on which it is, to entry ± 1 ATR', () => {
    expect(after(long, 102).exit).toEqual({ kind: 'moveStop', price: 101 })
    expect(after(short, 98).exit).toEqual({ kind: 'moveStop', price: 99 })
  })

  test('takes the tighter of entry ± 1 ATR and best ∓ 1.5 ATR', () => {
    expect(after(long, 102.5).exit).toEqual({ kind: 'moveStop', price: 101 })
    expect(after(long, 103).exit).toEqual({ kind: 'moveStop', price: 101.5 })
    expect(after(short, 97).exit).toEqual({ kind: 'moveStop', price: 98.5 })
  })

  test('is measured in the ATR of the decision', () => {
    expect(after({ ...long, atr: 0.5 }, 101.2).exit).toEqual({ kind: 'moveStop', price: 100.5 })
  })

  test('is never loosened: it holds while the price comes back and when it was tighter already', () => {
    expect(after(long, 103, 101.6)).toMatchObject({ exit: { kind: 'hold' }, position: { stop: 101.5, bestClose: 103 } })
    expect(after({ ...long, stop: 101.8 }, 103).exit).toEqual({ kind: 'hold' })
    expect(after({ ...long, stop: 101.5 }, 103).exit).toEqual({ kind: 'hold' })
    expect(after({ ...short, stop: 98.2 }, 97).exit).toEqual({ kind: 'hold' })
  })

  test('goes on once it has started, although the price has come back under 2 ATR', () => {
    expect(after({ ...long, stop: 97.5, bestClose: 102 }, 101.2).exit).toEqual({ kind: 'moveStop', price: 101 })
  })

  test('is rounded away from the market, down for a long and up for a short', () => {
    expect(after({ ...long, atr: 1.003 }, 103.001).exit).toEqual({ kind: 'moveStop', price: 101.49 })
    expect(after({ ...short, atr: 1.003 }, 96.999).exit).toEqual({ kind: 'moveStop', price: 98.51 })
  })

  test('that lies on a tick stays on it', () => {
    // 100.1 + 0.2 is 100.30000000000001.
    expect(after({ ...long, average: 100.1, atr: 0.2 }, 100.5).exit).toEqual({
      kind: 'moveStop',
      price: 100.3,
    })
    expect(after({ ...short, average: 100.7, atr: 0.4 }, 99.8).exit).toEqual({
      kind: 'moveStop',
      price: 100.3,
    })
  })
})

describe('a position', () => {
  const fill = (values: Partial<FillInput>): FillInput => ({
    kind: 'fill',
    symbol: ticker('NVDA'),
    time: utcMs(0),
    role: 'entry',
    side: 'long',
    quantity: 40,
    price: 100,
    entry: { atr: 1, stop: 97.5 },
    ...values,
  })
  const filled = (...fills: readonly Partial<FillInput>[]): EnginePosition | null =>
    fills.reduce<EnginePosition | null>((position, values) => positionAfter(position, fill(values)), null)

  test('begins with its fill: its price is the entry, and no close has come yet', () => {
    expect(filled({})).toEqual({ side: 'long', quantity: 40, average: 100, atr: 1, stop: 97.5, bestClose: null })
  })

  test('averages the parts of its entry by their shares', () => {
    expect(filled({ quantity: 40, price: 100 }, { quantity: 60, price: 101 })).toMatchObject({
      quantity: 100,
      average: 100.6,
    })
  })

  test('trails from its average fill until a close has bettered it', () => {
    const parts = [{ price: 100 }, { price: 101 }] as const
    for (const fills of [parts, parts.toReversed()]) expect(filled(...fills)).toMatchObject({ average: 100.5 })
    // A close of 101 is 0.5 over the average; the trail starts at 2.
    expect(after(filled(...parts)!, 101).exit).toEqual({ kind: 'hold' })
    expect(after(filled(...parts)!, 102.5).exit).toEqual({ kind: 'moveStop', price: 101.5 })
  })

  test('keeps its best close when a later part comes in, also one under the average before it', () => {
    const part = fill({ price: 102, entry: { atr: 1, stop: 101.5 } })
    expect(positionAfter({ ...filled({})!, bestClose: 103 }, part)).toMatchObject({ bestClose: 103, stop: 101.5 })
    const late = positionAfter(after(filled({})!, 99.8).position, fill({ price: 99 }))
    expect(late).toMatchObject({ average: 99.5, bestClose: 99.8 })
  })

  test('starts to trail at exactly 2 ATR, also where floating point falls a hair short of it', () => {
    const position = { ...filled({ side: 'short', entry: { atr: 0.4, stop: 101.7 } })!, average: 100.7 }
    expect(100.7 - 99.9).toBeLessThan(2 * 0.4)
    expect(after(position, 99.9).exit).toEqual({ kind: 'moveStop', price: 100.3 })
  })

  test('is reduced by everything else, and gone with its last share', () => {
    expect(filled({}, { role: 'target', quantity: 15 })).toMatchObject({ quantity: 25, average: 100 })
    expect(filled({}, { role: 'stop', quantity: 15 }, { role: 'close', quantity: 25 })).toBeNull()
  })

  test('cannot be reduced beyond nothing, from the other side, or without being there', () => {
    expect(() => filled({}, { role: 'stop', quantity: 41 })).toThrow(/41 NVDA/)
    expect(() => filled({}, { role: 'stop', side: 'short' })).toThrow(RangeError)
    expect(() => filled({ role: 'target' })).toThrow(/target/)
  })

  test('cannot be entered against itself, without its levels, or with no shares', () => {
    expect(() => filled({}, { side: 'short' })).toThrow(RangeError)
    const { entry: _, ...bare } = fill({})
    expect(() => positionAfter(null, bare)).toThrow(/without its ATR/)
    for (const quantity of [0, -5, Number.NaN]) expect(() => filled({ quantity })).toThrow(RangeError)
  })

  test('cannot come from a fill at no price', () => {
    for (const price of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY])
      expect(() => filled({ price })).toThrow(RangeError)
  })
})
