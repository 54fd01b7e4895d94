import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyLog, applySeries, applyTable, applyValue, LOG_LINES } from '../../../src-shared/contract/streams.ts'
import { runs } from '../../support/properties.ts'

interface Row {
  readonly key: 'A' | 'B' | 'C'
  readonly value: number
}
const keyOf = (row: Row): string => row.key
const key = fc.constantFrom('A', 'B', 'C')
const row = fc.record({ key, value: fc.integer({ min: 0, max: 9 }) })
const rows = fc.uniqueArray(row, { selector: keyOf })

describe('a value', () => {
  test('takes the fields of a delta and keeps the others', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer()), fc.dictionary(key, fc.integer()), (state, delta) => {
        const next = applyValue(state, delta)
        for (const name of ['A', 'B', 'C']) {
          expect(next[name]).toBe(Object.hasOwn(delta, name) ? delta[name] : state[name])
        }
      }),
      runs(200),
    )
  })
})

describe('a table', () => {
  test('has what was set or patched last, without what is gone', () => {
    const patch = fc.array(fc.tuple(key, fc.record({ value: fc.integer({ min: 10, max: 19 }) })), { maxLength: 3 })
    fc.assert(
      fc.property(rows, rows, patch, fc.array(key), (before, set, patched, gone) => {
        const next = applyTable({ rows: before }, { set, patch: patched, gone }, keyOf)
        const value = (name: Row['key']): number | undefined => {
          const kept = gone.includes(name) ? undefined : before.find((each) => each.key === name)
          const now = set.find((each) => each.key === name) ?? kept
          return now === undefined ? undefined : (patched.findLast(([of]) => of === name)?.[1].value ?? now.value)
        }
        for (const name of ['A', 'B', 'C'] as const)
          expect(next.rows.find((each) => each.key === name)?.value).toBe(value(name))
      }),
      runs(300),
    )
  })

  test('keeps the identity of rows that nothing happened to', () => {
    const one: Row = { key: 'A', value: 1 }
    const other: Row = { key: 'B', value: 2 }
    const { rows: next } = applyTable({ rows: [one, other] }, { patch: [['B', { value: 3 }]] }, keyOf)
    expect(next[0]).toBe(one)
    expect(next[1]).toEqual({ key: 'B', value: 3 })
  })

  test('ignores a patch of a row that is not there', () => {
    expect(applyTable<Row>({ rows: [] }, { patch: [['Z', { value: 1 }]] }, keyOf)).toEqual({ rows: [] })
  })
})

describe('a log', () => {
  test('has the newest lines of all that were added, in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 }), (counts) => {
        let state: { readonly lines: readonly number[] } = { lines: [] }
        let total = 0
        for (const count of counts) {
          state = applyLog(state, { add: Array.from({ length: count }, (_, index) => total + index) })
          total += count
        }
        const all = Array.from({ length: total }, (_, index) => index)
        expect(state.lines).toEqual(all.slice(-LOG_LINES))
      }),
      runs(60),
    )
  })
})

describe('a series', () => {
  const items = fc
    .uniqueArray(fc.integer({ min: 0, max: 20 }))
    .map((starts) => starts.toSorted((one, other) => one - other).map((start) => ({ start, value: 0 })))

  test('stays ascending, with what the delta says from its first item on', () => {
    fc.assert(
      fc.property(items, items, (before, later) => {
        const delta = later.map((item) => ({ ...item, value: 1 }))
        const next = applySeries({ items: before }, { items: delta })
        const from = delta[0]?.start ?? Number.POSITIVE_INFINITY
        expect(next.items).toEqual([...before.filter(({ start }) => start < from), ...delta])
        const starts = next.items.map(({ start }) => start)
        expect(starts).toEqual([...new Set(starts)].toSorted((one, other) => one - other))
      }),
      runs(300),
    )
  })
})
