import { expect, test } from 'vitest'
import { readSettings } from '../../../../src-renderer/stores/settings.ts'

const DEFAULTS = { theme: 'dark', pair: 'blue-orange', watchOrder: 'agree' }

test('what was chosen is read back', () => {
  const chosen = { theme: 'light', pair: 'red-green', watchOrder: 'symbol' }
  expect(readSettings(JSON.stringify(chosen))).toEqual(chosen)
})

test.each([
  null,
  '',
  '{',
  'null',
  '7',
  '[]',
  '"dark"',
  '{"theme":"purple","pair":7,"watchOrder":null}',
  '{"__proto__":{"theme":"light"}}',
])('stored settings %j that this version does not know are the defaults', (text) => {
  expect(readSettings(text)).toEqual(DEFAULTS)
})

test('one damaged setting does not take the others with it', () => {
  expect(readSettings('{"theme":"light","pair":"plaid","more":1}')).toEqual({ ...DEFAULTS, theme: 'light' })
})
