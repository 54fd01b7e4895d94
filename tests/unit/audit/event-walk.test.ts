import { describe, expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import type { WalkRequest } from '../../../src-main/audit/event-walk.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { recordedAudit, testFolder } from './audit-fixture.ts'

/** More rows than one chunk has. */
const SLOTS = 800

describe('a walk through the events', () => {
  const walked = (request: Partial<WalkRequest>) => {
    const opened = openAuditReader(recordedAudit(testFolder(), SLOTS))
    if (!opened.ok) throw new Error(opened.error.message)
    const reader = opened.value
    const chunks = [...reader.walk({ types: ['decision'], from: 1, to: reader.lastSeq, ...request })]
    const counted = reader.count('decision', request.from ?? 1, request.to ?? reader.lastSeq)
    reader.close()
    return { chunks, rows: chunks.flat(), counted }
  }

  test('shows every row of its types once and in order, in more than one piece', () => {
    const { chunks, rows, counted } = walked({})
    expect(chunks.length).toBeGreaterThan(1)
    expect(rows).toHaveLength(2 * SLOTS)
    expect(counted).toBe(2 * SLOTS)
    expect(rows.every(({ type }) => type === 'decision')).toBe(true)
    expect(rows.map(({ seq }) => seq)).toEqual([...new Set(rows.map(({ seq }) => seq))].toSorted((a, b) => a - b))
  })

  test('shows the same the other way round', () => {
    const [forward, backward] = [walked({}), walked({ order: 'newest-first' })]
    expect(backward.rows.map(({ seq }) => seq)).toEqual(forward.rows.map(({ seq }) => seq).toReversed())
  })

  test('keeps to its rows and symbols', () => {
    const { rows } = walked({ types: ['bar', 'barrier'], from: 100, to: 300, symbols: [ticker('NVDA')] })
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.every(({ seq, symbol, type }) => seq >= 100 && seq <= 300 && symbol === 'NVDA' && type === 'bar')).toBe(
      true,
    )
  })

  test('is over at once where there is nothing to walk', () => {
    expect(walked({ from: 5, to: 4 })).toEqual({ chunks: [], rows: [], counted: 0 })
  })
})
