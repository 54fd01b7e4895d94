import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CODES } from '../../src-main/broker/ibkr/connection/codes.ts'

const FILE = new URL('../../docs/WORKFLOWS.md', import.meta.url)
const TABLE = /(<!-- codes:[^\n]*\n)[\s\S]*?(<!-- \/codes -->)/

/** The sentence as the panel shows it, IBKR's own words left open. */
const rows = Object.entries(CODES).map(
  ([code, { says, severity }]) => `| ${code} | ${severity} | ${says.replace('{text}', '…')} |`,
)
const table = ['| code | | what the cockpit says |', '|---|---|---|', ...rows, ''].join('\n')

test('docs/WORKFLOWS.md has every code with the sentence that the panel shows', () => {
  const text = readFileSync(FILE, 'utf8')
  const wanted = text.replace(TABLE, (_all, begin: string, end: string) => `${begin}${table}${end}`)
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, wanted)
  expect(readFileSync(FILE, 'utf8')).toBe(wanted)
  expect(wanted).toContain('| 1100 |')
})
