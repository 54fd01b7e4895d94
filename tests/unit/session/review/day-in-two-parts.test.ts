import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cockpit } from '../../../../src-main/session/cockpit.ts'
import { AuditReview } from '../../../../src-main/session/review/audit-review.ts'
import { dayViews } from '../../../../src-main/trading/views/positions.ts'
import type { DaySummary, Verification } from '../../../../src-shared/contract/views/review.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import { demoCockpit } from '../../../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../../../support/session/watching-observer.ts'

const asking = { signal: new AbortController().signal, onProgress: () => {} }

/** A cockpit that trades by itself, in a session of its own. */
async function tradingOn(database: string, name: string) {
  const observer = new WatchingObserver()
  const seen = { steps: 0 }
  observer.onStep = () => {
    seen.steps++
  }
  const cockpit = demoCockpit({ database, observer, flags: { speed: '100000' } })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  await observer.until(() => seen.steps > 0)
  cockpit.command(`automatic ${name}`, { kind: 'set-automatic-approval', on: true }, 'test')
  return { observer, cockpit, seen }
}

describe('a day in which the cockpit is looked at, stopped and started again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'review-test-'))
  const database = join(folder, 'audit.db')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  let cockpit: Cockpit
  const review = new AuditReview({
    database,
    current: () => cockpit.currentRun(),
    commit: () => cockpit.commit(),
  })
  const days = async (): Promise<readonly DaySummary[]> => {
    const answer = await review.query({ kind: 'days' }, asking)
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value.days
  }
  let decidedBefore: readonly Decision[] = []
  let decidedAfter: readonly Decision[] = []
  let underWay: readonly DaySummary[] = []
  let verification: Verification | null = null
  let over: readonly DaySummary[] = []
  let profit = Number.NaN
  const sessions: (string | undefined)[] = []

  beforeAll(async () => {
    const first = await tradingOn(database, 'one')
    cockpit = first.cockpit
    await first.observer.until(() => first.seen.steps >= 1_000)
    cockpit.command('pause', { kind: 'clock-pause' }, 'test')
    underWay = await days()
    const verified = await review.query({ kind: 'verify' }, asking)
    verification = verified.ok ? verified.value : null
    await cockpit.close()
    decidedBefore = first.observer.decided
    const second = await tradingOn(database, 'two')
    cockpit = second.cockpit
    await cockpit.finished
    decidedAfter = second.observer.decided
    const { session } = second.observer
    profit = session === null ? Number.NaN : (dayViews(session.desk)[0]?.profit ?? Number.NaN)
    over = await days()
    await cockpit.close()
    sessions.push(first.observer.session?.facts.id, second.observer.session?.facts.id)
  }, 90_000)

  test('is current while it goes on, and its audit can be verified while it is written', () => {
    expect(underWay).toMatchObject([{ run: sessions[0], current: true, decisions: decidedBefore.length }])
    expect(verification).toMatchObject({ result: 'verified' })
  })

  test('is one day of one run when it is over, with every decision once and the profit of its desk', () => {
    expect(sessions[1]).not.toBe(sessions[0])
    expect(over).toMatchObject([{ run: sessions[0], decisions: decidedAfter.length, profit }])
    expect(decidedAfter.length).toBeGreaterThan(decidedBefore.length)
  })

  test('comes to the same for whoever looks at it for the first time', async () => {
    const anew = new AuditReview({ database, current: () => null, commit: () => {} })
    const answer = await anew.query({ kind: 'days' }, asking)
    expect(answer).toEqual({ ok: true, value: { days: over.map((day) => ({ ...day, current: false })) } })
  })

  test('opens each decision with its bars, whichever session made it', async () => {
    const [day] = over
    for (const decision of [decidedAfter[0], decidedAfter.at(-1)]) {
      const { symbol, barStart, close } = decision!
      const key = { run: day!.run, date: day!.date }
      const opened = await review.query({ kind: 'decision', day: key, symbol, barStart }, asking)
      expect(opened).toMatchObject({ ok: true, value: { scorecard: { decided: { barStart, close } } } })
      const starts = opened.ok ? opened.value.candles.map(({ start }) => start) : []
      expect(starts.at(-1)).toBe(barStart)
      expect(new Set(starts).size).toBe(starts.length)
      expect(starts.length).toBeGreaterThan(78)
    }
  })
})
