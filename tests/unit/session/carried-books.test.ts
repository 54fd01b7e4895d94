import { afterEach, beforeEach, expect, test } from 'vitest'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { findOrder, openHoldings, placeKey } from '../../../src-main/trading/state/desk-state.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { type AuditFolder, auditFolder, payloadsOf } from '../../support/session/audit-folder.ts'
import { ACCOUNT_BOOK, entered, LIVE_DAY, LiveLog, stoppedOut } from '../../support/session/live-log.ts'

let folder: AuditFolder
let database: string
beforeEach(() => {
  folder = auditFolder()
  database = folder.file('live')
})
afterEach(() => folder.remove())

const NEXT_DAY = {
  ...LIVE_DAY,
  date: sessionDate('2026-03-03'),
  open: utcMs(LIVE_DAY.open + 86_400_000),
  close: utcMs(LIVE_DAY.close + 86_400_000),
}
const inAapl = placeKey(ACCOUNT_BOOK, ticker('AAPL'))

/** A run with a position of an account and a simulated one, a loss of the day in both, that is killed. */
function firstRun(): LiveLog {
  const run = new LiveLog(database)
  run.record({ kind: 'day-started', day: LIVE_DAY })
  run.record({ kind: 'mode-changed', mode: 'live-paper', reason: 'armed' })
  run.record(...entered(ACCOUNT_BOOK, 'loss', 'NVDA'), ...stoppedOut(ACCOUNT_BOOK, 'loss', 'NVDA'))
  run.record(...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
  run.record(...entered(SIMULATED_BOOK, 'played', 'NVDA'), ...entered(SIMULATED_BOOK, 'lost', 'AAPL'))
  run.record(...stoppedOut(SIMULATED_BOOK, 'lost', 'AAPL'))
  run.record({
    kind: 'stop-wanted',
    book: ACCOUNT_BOOK,
    symbol: ticker('AAPL'),
    stop: run.state.trades.get(inAapl)!.stop,
  })
  run.record({ kind: 'breaker-tripped', book: ACCOUNT_BOOK, profit: -1_001, limit: 1_000 })
  run.record({ kind: 'cancel-wanted', ref: orderRef('held-T'), reason: 'the trader asked' })
  run.started.log.flush()
  run.started.endReading()
  return run
}

/** The database as a process that is gone has left it: nobody owns it. */
function killed(run: LiveLog): LiveLog {
  run.started.log.close()
  return run
}

test.each([
  ['asked for', { fresh: true }],
  ['of other symbols', { symbols: ['MSFT'] }],
])('what an account holds is there in a new run %s, what the simulated book held is not', (_what, options) => {
  const before = killed(firstRun())
  const after = new LiveLog(database, options)
  const { restored } = after.started
  expect(after.started.past).toBeNull()
  expect(openHoldings(restored)).toMatchObject([{ book: ACCOUNT_BOOK, symbol: 'AAPL', shares: 50, commissions: 100 }])
  expect(restored.trades.get(inAapl)).toEqual(before.state.trades.get(inAapl))
  expect(restored.brackets.get(orderRef('held'))).toEqual(before.state.brackets.get(orderRef('held')))
  for (const ref of ['held', 'held-S', 'held-T', 'loss', 'loss-S'].map(orderRef)) {
    expect(findOrder(restored, ref)).toEqual(findOrder(before.state, ref))
  }
  expect(restored.live.get(orderRef('held-T'))?.cancelWanted).toBe('the trader asked')
  expect(restored.tripped).toEqual(before.state.tripped)
  expect(restored.holdings.get(placeKey(ACCOUNT_BOOK, ticker('NVDA')))).toMatchObject({
    realised: -10_000,
    commissions: 200,
  })
  expect([...restored.holdings.keys()].filter((key) => key.startsWith('simulated'))).toEqual([])
  expect(findOrder(restored, orderRef('played'))).toBeUndefined()
  expect([...restored.executions.keys()].filter((id) => id.startsWith('SIM'))).toEqual([])
  expect(restored.entryTimes).toHaveLength(2)
  expect([restored.mode, restored.automaticApproval]).toEqual(['dry-run', false])
  after.close()
})

test('a run that goes on has both books', () => {
  const before = killed(firstRun())
  const after = new LiveLog(database)
  expect(after.started.past?.run).toBe(before.started.run)
  expect(after.started.restored).toEqual(before.state)
  after.close()
})

test('they are carried over several runs, and what happens in the later ones is counted', () => {
  killed(firstRun())
  const second = new LiveLog(database, { fresh: true })
  second.record(...entered(SIMULATED_BOOK, 'again', 'NVDA'))
  second.record(...stoppedOut(ACCOUNT_BOOK, 'held', 'AAPL'))
  second.close()
  const third = new LiveLog(database, { fresh: true })
  const { holdings, live } = third.started.restored
  expect(holdings.get(inAapl)).toMatchObject({ shares: 0, realised: -10_000 })
  expect([...live.keys()]).toEqual(['loss-T', 'held-T'])
  third.close()
  const fourth = new LiveLog(database)
  expect(fourth.started.restored).toEqual(third.started.restored)
  fourth.record({ kind: 'cancel-intent', ref: orderRef('held-T') })
  fourth.close()
  const resumed = new LiveLog(database)
  expect(resumed.started.past?.carried).toEqual(third.started.restored)
  expect(resumed.started.restored).toEqual(fourth.state)
  resumed.close()
})

test('a new day keeps the position and drops the loss of the day before', () => {
  killed(firstRun())
  const next = new LiveLog(database, { fresh: true })
  next.record({ kind: 'day-started', day: NEXT_DAY })
  expect(openHoldings(next.state)).toMatchObject([{ symbol: 'AAPL', shares: 50, realised: 0 }])
  expect(next.state.tripped.size).toBe(0)
  expect(findOrder(next.state, stopRef(orderRef('held')))?.order.state).toBe('acknowledged')
  next.close()
})

test('only the runs since accounts were last used are read', () => {
  const first = new LiveLog(database)
  first.record({ kind: 'day-started', day: LIVE_DAY }, ...entered(SIMULATED_BOOK, 'played', 'NVDA'))
  first.close()
  const second = new LiveLog(database, { fresh: true })
  second.record(...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
  second.close()
  new LiveLog(database, { fresh: true }).close()
  new LiveLog(database, { fresh: true }).close()
  const from = payloadsOf(database, 'run-started').map(({ carriesFrom }) => carriesFrom)
  expect(from[0]).toBeUndefined()
  expect(from[1]).toBeUndefined()
  expect(from[2]).toBeGreaterThan(10)
  expect(from[3]).toBe(from[2])
})

test('accounts of a gateway of our own end with their run', () => {
  const first = new LiveLog(database, { kind: 'demo' })
  first.record({ kind: 'day-started', day: LIVE_DAY }, ...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
  first.close()
  const second = new LiveLog(database, { kind: 'demo', fresh: true })
  expect(second.started.restored.live.size).toBe(0)
  second.close()
  const again = new LiveLog(database, { kind: 'demo' })
  expect(again.started.past).toBeNull()
  again.close()
})

test('a row that cannot be read is named, and the others are carried all the same', () => {
  const first = firstRun()
  first.started.log.append({ type: 'order-staged', payload: { staged: 'nothing' }, exTs: utcMs(1) })
  killed(first)
  const second = new LiveLog(database, { fresh: true })
  expect(openHoldings(second.started.restored)).toMatchObject([{ symbol: 'AAPL', shares: 50 }])
  expect(second.started.unreadable).toEqual([expect.stringContaining('order-staged')])
  second.close()
  expect(
    payloadsOf(database, 'note')
      .map(({ text }) => text)
      .join(),
  ).toContain('may be incomplete')
})
