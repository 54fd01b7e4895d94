import { expect, test } from 'vitest'
import { SHORTCUT_NAMES, shortcut } from '../../../../src-renderer/features/keys/shortcuts.ts'

test('no two shortcuts have the same keys', () => {
  const bindings = SHORTCUT_NAMES.map((name) => shortcut(name).binding)
  expect(new Set(bindings).size).toBe(bindings.length)
})

test('only STOP and the palette work while something is typed', () => {
  expect(SHORTCUT_NAMES.filter((name) => shortcut(name).everywhere === true)).toEqual(['stop', 'palette'])
})

test('nothing that sends an order goes on while its key is held', () => {
  expect(SHORTCUT_NAMES.filter((name) => shortcut(name).repeats === true)).toEqual(['next', 'previous'])
})
