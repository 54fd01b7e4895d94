import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FollowedSeries, FollowedTable, FollowedValue, KeptLog } from '../../../../src-main/session/streams/changes.ts'
import { applyLog, applySeries, applyTable, applyValue, LOG_LINES } from '../../../../src-shared/contract/streams.ts'
import { runs } from '../../../support/properties.ts'

const json = fc.jsonValue({ maxDepth: 2 })
const item = fc.record({ a: json, b: json, c: fc.integer({ min: 0, max: 2 }) })
const row = fc.record({ key: fc.constantFrom('A', 'B', 'C', 'D'), a: fc.integer({ min: 0, max: 2 }), b: json })
const uniqueRows = fc.uniqueArray(row, { selector: ({ key }) => key })
const keyOf = ({ key }: { key: string }): string => key
const byKey = <Row extends { key: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((one, other) => (one.key < other.key ? -1 : 1))

describe('snapshot and deltas make the new snapshot', () => {
  test('of a value', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), ([first, ...later]) => {
        const followed = new FollowedValue(first!)
        let seen = first!
        for (const next of later) {
          const delta = followed.change(next)
          if (delta !== null) seen = applyValue(seen, delta)
          expect(seen).toEqual(next)
        }
      }),
      runs(300),
    )
  })

  test('of a table, whole or in parts', () => {
    fc.assert(
      fc.property(uniqueRows, fc.array(fc.tuple(fc.boolean(), uniqueRows)), (first, later) => {
        const followed = new FollowedTable(keyOf, first)
        let seen = { rows: first as readonly (typeof first)[number][] }
        for (const [whole, rows] of later) {
          const expected = whole
            ? rows
            : byKey([...seen.rows.filter((each) => !rows.some(({ key }) => key === each.key)), ...rows])
          const delta = whole ? followed.replace(rows) : followed.update(rows)
          if (delta !== null) seen = applyTable(seen, delta, keyOf)
          expect(byKey(seen.rows)).toEqual(byKey(expected))
          expect(byKey(followed.state.rows)).toEqual(byKey(seen.rows))
        }
      }),
      runs(300),
    )
  })

  test('of a log, however many lines come at once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 6 }), (counts) => {
        const log = new KeptLog<number>()
        let seen = log.state
        let told = 0
        for (const count of counts) {
          for (let line = 0; line < count; line++) log.add(log.total)
          const delta = log.since(told)
          told = log.total
          if (delta !== null) seen = applyLog(seen, delta)
          expect(seen).toEqual(log.state)
        }
      }),
      runs(60),
    )
  })

  test('of a series whose last item still changes', () => {
    const change = fc.record({ add: fc.integer({ min: 0, max: 3 }), last: fc.integer({ min: 0, max: 2 }) })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.array(change), (length, changes) => {
        let items = Array.from({ length }, (_, start) => ({ start, value: 0 }))
        const followed = new FollowedSeries(items)
        let seen = { items: items as readonly (typeof items)[number][] }
        for (const { add, last } of changes) {
          items = items.map((each, index) => (index === items.length - 1 ? { ...each, value: last } : each))
          items = [...items, ...Array.from({ length: add }, (_, more) => ({ start: items.length + more, value: last }))]
          const delta = followed.change(items.filter(({ start }) => start >= followed.openFrom))
          if (delta !== null) seen = applySeries(seen, delta)
          expect(seen.items).toEqual(items)
        }
      }),
      runs(300),
    )
  })
})

describe('a delta is as small as it can be', () => {
  test('of a value it has the changed fields alone, and is none without any', () => {
    const followed = new FollowedValue({ a: 1, b: [1, { c: 2 }], d: null as number | null })
    expect(followed.change({ a: 1, b: [1, { c: 2 }], d: null })).toBeNull()
    expect(followed.change({ a: 2, b: [1, { c: 2 }], d: null })).toEqual({ a: 2 })
    expect(followed.change({ a: 2, b: [1, { c: 3 }], d: null })).toEqual({ b: [1, { c: 3 }] })
  })

  test('of a table it has new rows, changed fields and what is gone', () => {
    const followed = new FollowedTable(keyOf, [
      { key: 'A', a: 1, b: 1 },
      { key: 'B', a: 1, b: 1 },
    ])
    const delta = followed.replace([
      { key: 'A', a: 1, b: 2 },
      { key: 'C', a: 3, b: 3 },
    ])
    expect(delta).toEqual({ set: [{ key: 'C', a: 3, b: 3 }], patch: [['A', { b: 2 }]], gone: ['B'] })
    expect(followed.replace(followed.state.rows.map((each) => ({ ...each })))).toBeNull()
  })

  test('of a series it leaves out the last item where that stayed', () => {
    const followed = new FollowedSeries([{ start: 1, value: 1 }])
    expect(followed.change([{ start: 1, value: 1 }])).toBeNull()
    expect(
      followed.change([
        { start: 1, value: 1 },
        { start: 2, value: 2 },
      ]),
    ).toEqual({ items: [{ start: 2, value: 2 }] })
    expect(followed.change([{ start: 2, value: 3 }])).toEqual({ items: [{ start: 2, value: 3 }] })
  })

  test('of a log a snapshot has the newest lines', () => {
    const log = new KeptLog<number>()
    for (let line = 0; line < 3 * LOG_LINES; line++) log.add(line)
    expect(log.state.lines).toEqual(Array.from({ length: LOG_LINES }, (_, index) => 2 * LOG_LINES + index))
  })
})
