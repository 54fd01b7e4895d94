import { expect, test } from 'vitest'
import { createTable } from '../../../../src-renderer/stores/table.ts'

interface Row {
  readonly key: string
  readonly value: number
}

function filled() {
  const table = createTable<Row>(({ key }) => key)
  table.handlers.snapshot({
    rows: [
      { key: 'a', value: 1 },
      { key: 'b', value: 2 },
    ],
  })
  return table
}

test('a row that does not change stays the same object', () => {
  const { store, handlers } = filled()
  const before = store.getState().byKey.get('a')
  handlers.delta({ patch: [['b', { value: 3 }]] })
  expect(store.getState().byKey.get('a')).toBe(before)
  expect(store.getState().byKey.get('b')).toEqual({ key: 'b', value: 3 })
})

test('the keys stay the same array as long as no row comes or goes', () => {
  const { store, handlers } = filled()
  const before = store.getState().keys
  handlers.delta({ patch: [['b', { value: 3 }]] })
  const patched = store.getState().keys
  handlers.delta({ gone: ['a'] })
  expect([patched === before, store.getState().keys]).toEqual([true, ['b']])
})

test('nothing is known before the first word of the engine, and an empty table is known to be empty', () => {
  const table = createTable<Row>(({ key }) => key)
  const before = table.store.getState().known
  table.handlers.snapshot({ rows: [] })
  expect([before, table.store.getState().known]).toEqual([false, true])
})
