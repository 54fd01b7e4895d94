import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type AuditQuery, AuditReview } from '../../../../src-main/session/review/audit-review.ts'
import { QUERY_ANSWERS, type QueryAnswers } from '../../../../src-shared/contract/queries.ts'
import type { DayKey, ReviewRow } from '../../../../src-shared/contract/views/review.ts'
import { sessionId } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS } from '../../../../src-shared/domain/time.ts'
import { type RecordedDay, recordedDay } from '../../../support/session/recorded-day.ts'

const asking = (
  signal = new AbortController().signal,
  onProgress: (done: number, total: number) => void = () => {},
) => ({
  signal,
  onProgress,
})

const reviewOf = (database: string, run: string | null = null): AuditReview =>
  new AuditReview({ database, current: () => (run === null ? null : sessionId(run)), commit: () => {} })

/** An answer that has to be one, and of the contract's form. */
async function answered<Asked extends AuditQuery>(
  review: AuditReview,
  query: Asked,
): Promise<QueryAnswers[Asked['kind']]> {
  const answer = await review.query(query, asking())
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  QUERY_ANSWERS[query.kind].parse(JSON.parse(JSON.stringify(answer.value)))
  return answer.value
}

async function allRows(
  review: AuditReview,
  day: DayKey,
): Promise<{ readonly rows: ReviewRow[]; readonly pages: number }> {
  const rows: ReviewRow[] = []
  for (let pages = 1; ; pages++) {
    const page = await answered(review, { kind: 'day-rows', day, after: rows.at(-1)?.seq ?? 0 })
    rows.push(...page.rows)
    if (!page.more) return { rows, pages }
  }
}

const decisionsIn = (rows: readonly ReviewRow[]) => rows.filter((row) => row.row === 'decision')

let recorded: RecordedDay
beforeAll(async () => {
  recorded = await recordedDay(1)
}, 60_000)
afterAll(() => recorded.remove())

const keyOf = async (review: AuditReview): Promise<DayKey> => {
  const { days } = await answered(review, { kind: 'days' })
  const [first] = days
  if (first === undefined) throw new Error('there is no day')
  return { run: first.run, date: first.date }
}

describe('the days of an audit', () => {
  test('have their decisions, entries and profit', async () => {
    const { days } = await answered(reviewOf(recorded.database, recorded.run), { kind: 'days' })
    expect(days).toMatchObject([
      { run: recorded.run, current: true, decisions: recorded.decisions.length, profit: recorded.profit },
    ])
    expect(days[0]?.entries).toBeGreaterThan(3)
  })

  test('are the same when they are asked for again, with how far it is told', async () => {
    const review = reviewOf(recorded.database)
    const progress: number[][] = []
    const first = await answered(review, { kind: 'days' })
    const again = await review.query(
      { kind: 'days' },
      asking(undefined, (done, total) => progress.push([done, total])),
    )
    expect(again).toEqual({ ok: true, value: first })
    expect(progress).toEqual([[1, 1]])
  })

  test('are not current when nothing runs', async () => {
    const { days } = await answered(reviewOf(recorded.database), { kind: 'days' })
    expect(days.map(({ current }) => current)).toEqual([false])
  })
})

describe('a day', () => {
  test("ends its curve on the desk's own profit, to the cent", async () => {
    const review = reviewOf(recorded.database)
    const day = await answered(review, { kind: 'day', day: await keyOf(review) })
    expect(day.curve.at(-1)?.profit).toBe(recorded.profit)
    expect(day.commissions).toBe(recorded.commissions)
    expect(day.curve[0]).toEqual({ time: day.open, profit: 0 })
    expect(day.curve.map(({ time }) => time)).toEqual(day.curve.map(({ time }) => time).toSorted((a, b) => a - b))
    expect(day.curve.length).toBeGreaterThan(78)
    expect(day.drawdown).toBeLessThanOrEqual(Math.min(0, ...day.curve.map(({ profit }) => profit)))
    expect(day.modes).toEqual([{ time: day.open, mode: 'dry-run' }])
  })

  test('counts its trades, whose profits come to that of the day', async () => {
    const review = reviewOf(recorded.database)
    const key = await keyOf(review)
    const day = await answered(review, { kind: 'day', day: key })
    const filled = decisionsIn((await allRows(review, key)).rows).filter(({ result }) => result === 'filled')
    expect(filled).toHaveLength(day.trades)
    expect(filled.filter(({ profit }) => (profit ?? 0) > 0)).toHaveLength(day.won)
    const cents = filled.reduce((sum, { profit }) => sum + Math.round((profit ?? Number.NaN) * 100), 0)
    expect(cents / 100).toBe(recorded.profit)
    const rs = filled.map(({ r }) => r ?? Number.NaN)
    expect(day.meanR).toBeCloseTo(rs.reduce((sum, r) => sum + r, 0) / rs.length, 9)
    for (const { r, profit } of filled) expect(Math.sign(r ?? 0)).toBe(Math.sign(profit ?? 0))
  })
})

describe('the rows of a day', () => {
  test('are every decision and what happened, in their order, on pages of at most 500', async () => {
    const review = reviewOf(recorded.database)
    const { rows, pages } = await allRows(review, await keyOf(review))
    expect(decisionsIn(rows)).toHaveLength(recorded.decisions.length)
    expect(pages).toBe(Math.ceil(rows.length / 500))
    const seqs = rows.map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other))
    const subjects = new Set(rows.map((row) => (row.row === 'happening' ? row.subject : 'decision')))
    for (const subject of ['session', 'approval', 'fill', 'order', 'decision']) expect(subjects).toContain(subject)
  })

  test('say of each decision what came of it', async () => {
    const review = reviewOf(recorded.database)
    const { rows } = await allRows(review, await keyOf(review))
    const results = new Map(decisionsIn(rows).map((row) => [`${row.symbol} ${row.barStart}`, row]))
    for (const { symbol, barStart, action, candidate } of recorded.decisions) {
      const row = results.get(`${symbol} ${barStart}`)
      expect(row?.candidate).toBe(candidate)
      if (action.kind === 'enter') expect(['filled', 'not-sent']).toContain(row?.result)
      else if (action.why === 'veto') expect(row?.result).toBe('vetoed')
      else expect(['short-of-consensus', 'held']).toContain(row?.result)
      expect(row?.says).not.toBe('')
    }
  })
})

describe('a decision', () => {
  const filledRow = async (review: AuditReview, key: DayKey) => {
    const row = decisionsIn((await allRows(review, key)).rows).find(({ result }) => result === 'filled')
    if (row === undefined) throw new Error('nothing was filled')
    return row
  }

  test('opens as it was: its scorecard, and no bar later than its own', async () => {
    const review = reviewOf(recorded.database)
    const key = await keyOf(review)
    const { symbol, barStart, seq } = await filledRow(review, key)
    const opened = await answered(review, { kind: 'decision', day: key, symbol, barStart })
    const stored = recorded.decisions.find((each) => each.symbol === symbol && each.barStart === barStart)
    expect(opened.seq).toBe(seq)
    expect(opened.scorecard.decided).toMatchObject({ barStart, close: stored?.close, outcome: 'enter' })
    expect(opened.scorecard.matrix.at(-1)?.barStart).toBe(barStart)
    expect(opened.scorecard.matrix.every((column) => column.barStart <= barStart)).toBe(true)
    expect(opened.candles.at(-1)).toMatchObject({ start: barStart, close: stored?.close, atr: stored?.atr })
    expect(opened.candles.at(-1)?.vwap).toBeCloseTo(stored?.vwap ?? 0, 9)
    const day = await answered(review, { kind: 'day', day: key })
    expect(opened.candles.filter(({ start }) => start < day.open)).toHaveLength(78)
    expect(opened.candles.filter(({ start }) => start >= day.open)).toHaveLength(
      (barStart - day.open) / ENGINE_BAR_MS + 1,
    )
  })

  test('tells the story of its order from staging to the end of the position', async () => {
    const review = reviewOf(recorded.database)
    const key = await keyOf(review)
    const { symbol, barStart } = await filledRow(review, key)
    const { order, story } = await answered(review, { kind: 'decision', day: key, symbol, barStart })
    expect(order).toMatchObject({ quantity: expect.any(Number), stop: expect.any(Number) })
    const steps = story.map(({ step }) => step)
    expect(steps.slice(0, 6)).toEqual(['staged', 'approved', 'journaled', 'sent', 'acknowledged', 'filled'])
    expect(steps.at(-1)).toMatch(/^(stop filled|target filled|closed)$/)
    expect(steps.filter((step) => step === 'acknowledged')).toHaveLength(1)
  })

  test('without an order has none and no story', async () => {
    const review = reviewOf(recorded.database)
    const key = await keyOf(review)
    const vetoed = decisionsIn((await allRows(review, key)).rows).find(({ result }) => result === 'vetoed')
    const opened = await answered(review, {
      kind: 'decision',
      day: key,
      symbol: vetoed!.symbol,
      barStart: vetoed!.barStart,
    })
    expect(opened).toMatchObject({ order: null, story: [], scorecard: { decided: { outcome: 'veto' } } })
  })
})

describe('what the audit does not have', () => {
  test.each<AuditQuery>([
    { kind: 'day', day: { run: 'nobody', date: '2024-11-15' } },
    { kind: 'day-rows', day: { run: 'nobody', date: '2024-11-15' }, after: 0 },
  ])('is not found: %j', async (query) => {
    expect(await reviewOf(recorded.database).query(query, asking())).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
  })

  test('is not found within a day either', async () => {
    const review = reviewOf(recorded.database)
    const day = await keyOf(review)
    for (const query of [
      { kind: 'day', day: { ...day, date: '1999-01-01' } },
      { kind: 'decision', day, symbol: recorded.decisions[0]!.symbol, barStart: 1 },
    ] as const) {
      expect(await review.query(query, asking())).toMatchObject({ ok: false, error: { code: 'not-found' } })
    }
  })
})

describe('an audit that cannot be read', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'review-test-'))
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    return path
  }

  test('is said to be so, when it is not there or is none', async () => {
    const none = join(folder(), 'none.db')
    const noise = join(folder(), 'noise.db')
    writeFileSync(noise, 'not a database')
    for (const database of [none, noise]) {
      for (const query of [{ kind: 'days' }, { kind: 'verify' }] as const) {
        expect(await reviewOf(database).query(query, asking())).toMatchObject({
          ok: false,
          error: { code: 'audit-unreadable', message: expect.any(String) },
        })
      }
    }
  })

  test('is said to be so, when a row of the day is not as it was written, and again when asked again', async () => {
    const copy = tampered(join(folder(), 'audit.db'), "UPDATE events SET payload = '{}' WHERE type = 'execution'")
    const review = reviewOf(copy)
    for (let time = 0; time < 2; time++) {
      expect(await review.query({ kind: 'days' }, asking())).toMatchObject({
        ok: false,
        error: { code: 'audit-unreadable' },
      })
    }
  })
})

test('an audit with a damaged page is said to be unreadable, and nothing is thrown', async () => {
  const path = mkdtempSync(join(tmpdir(), 'review-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const copy = tampered(join(path, 'audit.db'), 'SELECT 1')
  const bytes = readFileSync(copy)
  bytes.fill(0xff, 100 * 4_096, bytes.length - 100 * 4_096)
  writeFileSync(copy, bytes)
  expect(await reviewOf(copy).query({ kind: 'days' }, asking())).toMatchObject({
    ok: false,
    error: { code: 'audit-unreadable' },
  })
})

/** A copy of the recorded audit that somebody has changed. */
function tampered(copy: string, sql: string): string {
  for (const suffix of ['', '.anchors']) {
    if (existsSync(recorded.database + suffix)) copyFileSync(recorded.database + suffix, copy + suffix)
  }
  const db = new Database(copy)
  for (const trigger of ['events_no_update', 'events_no_delete']) db.exec(`DROP TRIGGER ${trigger}`)
  db.exec(sql)
  db.close()
  return copy
}

describe('verifying', () => {
  test('says that the chain is as it was written, and how far it is meanwhile', async () => {
    const seen: number[][] = []
    const answer = await reviewOf(recorded.database).query(
      { kind: 'verify' },
      asking(undefined, (done, total) => seen.push([done, total])),
    )
    expect(answer).toMatchObject({ ok: true, value: { result: 'verified', events: expect.any(Number) } })
    const last = seen.at(-1)
    expect(last?.[0]).toBe(last?.[1])
  })

  test('lets everything else go on meanwhile', async () => {
    let turns = 0
    let over = false
    const turn = (): void => {
      turns++
      if (!over) setImmediate(turn)
    }
    turn()
    await reviewOf(recorded.database).query({ kind: 'verify' }, asking())
    over = true
    expect(turns).toBeGreaterThan(20)
  })

  test('names the first row that is not as it was written', async () => {
    const path = mkdtempSync(join(tmpdir(), 'review-test-'))
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    const copy = tampered(join(path, 'audit.db'), 'UPDATE events SET ts = ts + 1 WHERE seq = 1234')
    expect(await reviewOf(copy).query({ kind: 'verify' }, asking())).toMatchObject({
      ok: true,
      value: { result: 'broken', seq: expect.any(Number), message: expect.stringContaining('1,234') },
    })
  })

  test('can be cancelled', async () => {
    const controller = new AbortController()
    const answer = reviewOf(recorded.database).query({ kind: 'verify' }, asking(controller.signal))
    controller.abort()
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

test('any other query can be cancelled before its turn', async () => {
  const controller = new AbortController()
  controller.abort()
  const answer = await reviewOf(recorded.database).query({ kind: 'days' }, asking(controller.signal))
  expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
})
