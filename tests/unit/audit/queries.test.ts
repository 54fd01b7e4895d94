import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AuditReader, openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import type { ChainedRow } from '../../../src-main/audit/canonical.ts'
import type { EventFilter, PageRequest } from '../../../src-main/audit/queries.ts'
import { sessionId, ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { OPEN, openedAudit, record, TemporaryFolder } from './audit-fixture.ts'

const ALL: PageRequest = { order: 'oldest-first', beyond: null, limit: 100_000 }

function openedReader(file: string): AuditReader {
  const opened = openAuditReader(file)
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

let folder: TemporaryFolder
let reader: AuditReader
let everything: readonly ChainedRow[]
beforeAll(() => {
  folder = new TemporaryFolder()
  const file = folder.file()
  const first = openedAudit(file)
  record(first, 200)
  first.append({ type: 'session-ended', payload: { reason: 'done' } })
  first.close()
  const second = openedAudit(file, { session: sessionId('session-2') })
  second.append({ type: 'note', payload: { text: 'by hand' }, exTs: utcMs(OPEN + 50 * ENGINE_BAR_MS) })
  record(second, 150, 2)
  second.close()
  reader = openedReader(file)
  everything = reader.events({}, ALL).events
})
afterAll(() => {
  reader.close()
  folder[Symbol.dispose]()
})

const timeOf = ({ ts, exTs }: ChainedRow): number => exTs ?? ts
const matches = (event: ChainedRow, { type, symbol, session, from, to }: EventFilter): boolean =>
  (type === undefined || event.type === type) &&
  (symbol === undefined || event.symbol === symbol) &&
  (session === undefined || event.session === session) &&
  (from === undefined || timeOf(event) >= from) &&
  (to === undefined || timeOf(event) < to)

const FILTERS: readonly [string, EventFilter][] = [
  ['everything', {}],
  ['a frequent type', { type: 'bar' }],
  ['a rare type', { type: 'note' }],
  ['a type that is not there', { type: 'symbols' }],
  ['a symbol', { symbol: ticker('NVDA') }],
  ['a session', { session: sessionId('session-2') }],
  ['a stretch of time', { from: utcMs(OPEN + 20 * ENGINE_BAR_MS), to: utcMs(OPEN + 30 * ENGINE_BAR_MS) }],
  ['a type of one symbol in a session', { type: 'fill', symbol: ticker('AAPL'), session: sessionId('session-1') }],
  ['what has no market time', { from: utcMs(Date.UTC(2026, 0, 1)) }],
]

describe.each(FILTERS)('events filtered by %s', (_what, filter) => {
  test('are those that match, all of them, in order', () => {
    const expected = everything.filter((event) => matches(event, filter))
    expect(reader.events(filter, ALL)).toEqual({ events: expected, next: null })
  })

  test.each(['oldest-first', 'newest-first'] as const)('come page by page, %s, each once', (order) => {
    const seen: ChainedRow[] = []
    let beyond: number | null = null
    do {
      const page = reader.events(filter, { order, beyond, limit: 97 })
      expect(page.events.length).toBeLessThanOrEqual(97)
      seen.push(...page.events)
      beyond = page.next
    } while (beyond !== null)
    const expected = everything.filter((event) => matches(event, filter))
    expect(seen).toEqual(order === 'oldest-first' ? expected : expected.toReversed())
  })
})

test('one event is found by its number', () => {
  expect(reader.event(5)).toEqual(everything[4])
  expect(reader.event(99_999)).toBeNull()
})

test('sessions are listed with their rows, their times and their source', () => {
  const [first, second] = reader.sessions()
  expect(first).toMatchObject({ session: 'session-1', firstSeq: 1, source: 'made by a test' })
  expect(first?.ended).toBeGreaterThan(first?.started ?? 0)
  expect(second).toMatchObject({ session: 'session-2', firstSeq: (first?.lastSeq ?? 0) + 1, ended: null })
  expect(second?.lastSeq).toBe(everything.length)
})

const SLOTS_10_TO_20 = { from: utcMs(OPEN + 10 * ENGINE_BAR_MS), to: utcMs(OPEN + 20 * ENGINE_BAR_MS) }

describe('decisions', () => {
  test('of a stretch of bars are those of both sessions, in the order in which they were made', () => {
    const decisions = reader.decisions({ ...SLOTS_10_TO_20, after: 0, limit: 1_000 })
    expect(decisions).toHaveLength(2 * 10 * 2)
    expect(decisions.map(({ seq }) => seq)).toEqual(decisions.map(({ seq }) => seq).toSorted((a, b) => a - b))
    for (const { decision, seq } of decisions) {
      expect(decision.barStart).toBeGreaterThanOrEqual(SLOTS_10_TO_20.from)
      expect(decision.barStart).toBeLessThan(SLOTS_10_TO_20.to)
      expect(JSON.parse(everything[seq - 1]?.payload ?? '')).toEqual(decision)
    }
  })

  test('come page by page, and by symbol', () => {
    const request = { ...SLOTS_10_TO_20, symbol: ticker('NVDA') }
    const all = reader.decisions({ ...request, after: 0, limit: 1_000 })
    expect(all.map(({ decision }) => decision.symbol)).toEqual(Array(20).fill('NVDA'))
    const first = reader.decisions({ ...request, after: 0, limit: 7 })
    const rest = reader.decisions({ ...request, after: first.at(-1)?.seq ?? 0, limit: 1_000 })
    expect([...first, ...rest]).toEqual(all)
  })
})

test('a reader beside the owner sees what is committed, though no projection knows it yet', () => {
  const live = folder.file('live.db')
  const log = openedAudit(live)
  record(log, 30)
  log.flush()
  const beside = openedReader(live)
  expect(beside.events({ type: 'barrier' }, ALL).events).toHaveLength(30)
  expect(beside.sessions()).toHaveLength(1)
  expect(beside.decisions({ ...SLOTS_10_TO_20, after: 0, limit: 1_000 })).toHaveLength(20)
  record(log, 1, 3)
  log.flush()
  expect(beside.events({ type: 'barrier' }, ALL).events).toHaveLength(31)
  beside.close()
  log.close()
})
