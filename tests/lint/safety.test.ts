import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MODE_TRANSITIONS } from '../../src-shared/domain/mode-machine.ts'
import { ORDER_TRANSITIONS } from '../../src-shared/domain/order-state.ts'
import { TRADING_STATE_TRANSITIONS } from '../../src-shared/domain/trading-state-machine.ts'

const FILE = new URL('../../docs/SAFETY.md', import.meta.url)
const TESTS = new URL('../', import.meta.url)

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>

/** Every table from which a diagram is drawn, by the name of its place in the document. */
const TABLES: Readonly<Record<string, Table>> = {
  mode: MODE_TRANSITIONS,
  trading: TRADING_STATE_TRANSITIONS,
  orders: ORDER_TRANSITIONS,
}

/** One arrow for all events that lead from one state to another; those that change nothing are left out. */
function diagram(table: Table): string {
  const id = (state: string): string => state.replaceAll('-', '_')
  const lines = Object.keys(table).map((state) => `  state "${state}" as ${id(state)}`)
  for (const [from, row] of Object.entries(table)) {
    const byTarget = new Map<string, string[]>()
    for (const [event, to] of Object.entries(row)) {
      if (to !== undefined && to !== from) byTarget.set(to, [...(byTarget.get(to) ?? []), event])
    }
    for (const [to, events] of byTarget) lines.push(`  ${id(from)} --> ${id(to)}: ${events.join(', ')}`)
  }
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```', ''].join('\n')
}

test.each(Object.entries(TABLES))('docs/SAFETY.md draws the table of %s as it is', (name, table) => {
  const text = readFileSync(FILE, 'utf8')
  const place = new RegExp(`(<!-- states:${name} -->\\n)[\\s\\S]*?(<!-- /states -->)`)
  expect(text).toMatch(place)
  const wanted = text.replace(place, (_all, begin: string, end: string) => `${begin}${diagram(table)}${end}`)
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, wanted)
  expect(readFileSync(FILE, 'utf8')).toBe(wanted)
})

describe('the proofs that docs/SAFETY.md names', () => {
  const text = readFileSync(FILE, 'utf8')
  const proofs = [
    ...text.matchAll(/`((?:unit|property|integration|faults|security|e2e|deep|lint)\/[\w./-]*)`(?: "([^"]+)")?/g),
  ]

  test('are many', () => {
    expect(proofs.length).toBeGreaterThan(30)
  })

  test('are there, under the names that it says', () => {
    const wrong = proofs.flatMap(([, path = '', name]) => {
      const at = new URL(path, TESTS)
      if (!existsSync(at)) return [`${path} is not there`]
      if (name === undefined) return []
      const files = path.endsWith('.ts')
        ? [at]
        : readdirSync(at)
            .filter((file) => file.endsWith('.ts'))
            .map((file) => new URL(file, new URL(`${path}/`, TESTS)))
      const said = files.some((file) => existsSync(file) && readFileSync(file, 'utf8').includes(name))
      return said ? [] : [`${path} has no test "${name}"`]
    })
    expect(wrong).toEqual([])
  })
})
