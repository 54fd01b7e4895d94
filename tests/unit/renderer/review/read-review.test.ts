import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  cancelCheck,
  checkChain,
  openRow,
  readDayAgain,
  readDays,
  selectDay,
} from '../../../../src-renderer/features/review/read-review.ts'
import { reviewStore } from '../../../../src-renderer/features/review/review-store.ts'
import { attachEngine } from '../../../../src-renderer/stores/engine.ts'
import type { Query, QueryAnswers } from '../../../../src-shared/contract/queries.ts'
import type { DecisionReview } from '../../../../src-shared/contract/views/review.ts'
import type { Scorecard } from '../../../../src-shared/contract/views/scorecard.ts'
import { createLine } from '../bridge/scripted-line.ts'
import { day, dayReview, decision, happening, NVDA } from './rows.ts'

const TODAY = day('2023-11-15', { current: true, decisions: 2 })
const BEFORE = day('2023-11-14', { decisions: 1 })
const scorecard: Scorecard = {
  symbol: NVDA,
  decided: null,
  cards: [],
  needs: { agreeing: 4, ownAgreeing: 2, score: 50 },
  matrix: [],
}
const review = (seq: number): DecisionReview => ({ seq, scorecard, candles: [], decimals: 2, order: null, story: [] })

/** The other end of the line: what is asked, and the answer from the test's hand. */
function attached() {
  const line = createLine()
  const end = attachEngine(line.client)
  line.connect()
  line.taken()
  let asked: { id: string; query: Query }[] = []
  const cancelled: string[] = []
  const look = (): void => {
    for (const message of line.taken()) {
      if (message.type === 'query') asked.push(message)
      else if (message.type === 'cancel-query') cancelled.push(message.id)
    }
  }
  const take = async (kind: Query['kind']) => {
    const found = await vi.waitUntil(() => {
      look()
      return asked.find(({ query }) => query.kind === kind)
    })
    asked = asked.filter(({ id }) => id !== found.id)
    return found
  }
  return {
    line,
    end,
    take,
    isCancelled: (id: string): boolean => {
      look()
      return cancelled.includes(id)
    },
    isAsked: (kind: Query['kind']): boolean => {
      look()
      return asked.some(({ query }) => query.kind === kind)
    },
    answer: async <Kind extends Query['kind']>(kind: Kind, value: QueryAnswers[Kind]): Promise<Query> => {
      const { id, query } = await take(kind)
      line.say({ type: 'done', id, value })
      return query
    },
    refuse: async (kind: Query['kind'], message: string): Promise<void> => {
      const { id } = await take(kind)
      line.say({ type: 'refused', id, error: { code: 'audit-unreadable', message } })
    },
  }
}

const first = reviewStore.getState()
let engine: ReturnType<typeof attached>
beforeEach(() => {
  reviewStore.setState(first, true)
  engine = attached()
})
afterEach(() => engine.end())

const state = () => reviewStore.getState()
const rows = [decision({ seq: 3 }), decision({ seq: 5, result: 'filled' }), happening({ seq: 6 })]

/** The newest day, read to its end and with its first decision open. */
async function openedToday(): Promise<void> {
  const reading = readDays()
  await engine.answer('days', { days: [TODAY, BEFORE] })
  await engine.answer('day', dayReview({ ...TODAY }))
  await engine.answer('day-rows', { rows, more: false })
  await reading
  await engine.answer('decision', review(5))
  await vi.waitUntil(() => state().decision.value?.seq === 5)
}

describe('opening the screen', () => {
  test('reads the days and opens the newest with its first order', async () => {
    await openedToday()
    expect(state()).toMatchObject({ selected: { run: 'run', date: '2023-11-15' }, opened: 5, inFront: false })
    expect(state().rows.value).toEqual(rows)
  })

  test('asks no day of an empty audit', async () => {
    const reading = readDays()
    await engine.answer('days', { days: [] })
    await reading
    expect(state().days.value).toEqual([])
    expect(engine.isAsked('day')).toBe(false)
  })

  test('says in words why there are no days', async () => {
    const reading = readDays()
    await engine.refuse('days', 'The audit cannot be read.')
    await reading
    expect(state().days).toMatchObject({ value: null, progress: null, failure: 'The audit cannot be read.' })
  })

  test('again leaves the open row and the filters as they were, and reads what the day has added', async () => {
    await openedToday()
    openRow(3)
    await engine.answer('decision', review(3))
    const again = readDays()
    await engine.answer('days', { days: [TODAY, BEFORE] })
    await engine.answer('day', dayReview({ ...TODAY, profit: 12 }))
    const more = [...rows, decision({ seq: 9 })]
    await engine.answer('day-rows', { rows: more, more: false })
    await again
    expect(state().day.value?.profit).toBe(12)
    expect(state().rows.value).toEqual(more)
    expect(state().opened).toBe(3)
  })
})

describe('a long day', () => {
  test('comes page after page, each after the last row of the one before', async () => {
    const reading = readDays()
    await engine.answer('days', { days: [TODAY] })
    await engine.answer('day', dayReview({ ...TODAY }))
    await engine.answer('day-rows', { rows: rows.slice(0, 1), more: true })
    expect(await engine.answer('day-rows', { rows: rows.slice(1), more: false })).toMatchObject({ after: 3 })
    await reading
    expect(state().rows.value).toEqual(rows)
  })

  test('shows what has come, and how far it is', async () => {
    const reading = readDays()
    await engine.answer('days', { days: [TODAY] })
    await engine.answer('day', dayReview({ ...TODAY }))
    await engine.answer('day-rows', { rows: rows.slice(0, 1), more: true })
    await vi.waitUntil(() => state().rows.value !== null)
    expect(state().rows.progress).toBe(0.5)
    await engine.answer('day-rows', { rows: [], more: false })
    await reading
    expect(state().rows.progress).toBeNull()
  })

  test('that broke off keeps its rows, says why, and can be read again', async () => {
    const reading = readDays()
    await engine.answer('days', { days: [BEFORE] })
    await engine.answer('day', dayReview({ ...BEFORE }))
    await engine.answer('day-rows', { rows: rows.slice(0, 1), more: true })
    await engine.refuse('day-rows', 'Row 4 cannot be read.')
    await reading
    expect(state().rows).toMatchObject({ value: rows.slice(0, 1), failure: 'Row 4 cannot be read.' })
    readDayAgain()
    await engine.answer('day', dayReview({ ...BEFORE }))
    await engine.answer('day-rows', { rows, more: false })
    await vi.waitUntil(() => state().rows.value?.length === 3)
    expect(state().rows.failure).toBeNull()
  })
})

test('another day begins with nothing of the one before, whose reading is cancelled', async () => {
  void readDays()
  await engine.answer('days', { days: [TODAY, BEFORE] })
  const { id } = await engine.take('day')
  void selectDay(BEFORE)
  expect(engine.isCancelled(id)).toBe(true)
  expect(state()).toMatchObject({ selected: { date: '2023-11-14' }, opened: null, scrolled: 0 })
})

describe('opening rows', () => {
  test('reads only the decision on which the hand comes to rest', async () => {
    await openedToday()
    openRow(3)
    openRow(6)
    openRow(3)
    expect(await engine.answer('decision', review(3))).toMatchObject({ symbol: 'NVDA' })
    expect(engine.isAsked('decision')).toBe(false)
  })

  test('keeps the decision before until the next has come', async () => {
    await openedToday()
    openRow(3)
    expect(state().decision.value?.seq).toBe(5)
    await engine.answer('decision', review(3))
    await vi.waitUntil(() => state().decision.value?.seq === 3)
  })

  test('of what happened asks for nothing', async () => {
    await openedToday()
    openRow(6)
    expect(state()).toMatchObject({ opened: 6, inFront: true, decision: { value: null, progress: null } })
  })

  test('is undone by closing', async () => {
    await openedToday()
    openRow(null)
    expect(state()).toMatchObject({ opened: null, inFront: false, decision: { value: null } })
  })
})

describe('checking the chain', () => {
  test('says how far it is, then that all is as it was written', async () => {
    const checking = checkChain()
    const { id } = await engine.take('verify')
    engine.line.say({ type: 'progress', id, done: 40, total: 100 })
    expect(state().chain).toEqual({ kind: 'checking', done: 40, total: 100 })
    engine.line.say({ type: 'done', id, value: { result: 'verified', events: 100, unanchored: 3 } })
    await checking
    expect(state().chain).toEqual({ kind: 'verified', events: 100, unanchored: 3 })
  })

  test('names the first row that is not as it was written', async () => {
    const checking = checkChain()
    await engine.answer('verify', { result: 'broken', seq: 42, message: 'Row 42 was changed.' })
    await checking
    expect(state().chain).toEqual({ kind: 'broken', seq: 42, message: 'Row 42 was changed.' })
  })

  test('that cannot be done is not taken for a broken chain', async () => {
    const checking = checkChain()
    await engine.refuse('verify', 'The audit is in use.')
    await checking
    expect(state().chain).toEqual({ kind: 'failed', message: 'The audit is in use.' })
  })

  test('can be cancelled, and is then unchecked', async () => {
    void checkChain()
    const { id } = await engine.take('verify')
    cancelCheck()
    expect(engine.isCancelled(id)).toBe(true)
    expect(state().chain).toEqual({ kind: 'unchecked' })
  })
})
