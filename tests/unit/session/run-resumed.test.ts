import { cpSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import {
  type AuditFolder,
  auditFolder,
  faultsOf,
  payloadsOf,
  replayOf,
  rowsOf,
} from '../../support/session/audit-folder.ts'
import { type DemoOptions, demoCockpit } from '../../support/session/demo-cockpit.ts'
import { untilCardWaits } from '../../support/session/waiting-card.ts'
import { WatchingObserver } from '../../support/session/watching-observer.ts'

const quitIn = auditFolder()
let before: Awaited<ReturnType<typeof quitWithCard>>
let folder: AuditFolder
let database: string

beforeAll(async () => {
  before = await quitWithCard(quitIn.file('run'))
})

beforeEach(() => {
  folder = auditFolder()
  database = folder.file('run')
  cpSync(dirname(quitIn.file('run')), dirname(database), { recursive: true })
})

afterEach(() => {
  vi.useRealTimers()
  folder.remove()
})

afterAll(() => quitIn.remove())

/** Quits a session in which a card waits. @returns the card, and the run's name */
async function quitWithCard(file: string) {
  const { cockpit, observer, card } = await untilCardWaits({ database: file })
  const left = { card: card(), run: observer.session!.facts.run, time: observer.session!.desk.now().market }
  await cockpit.close()
  return { ...left, observer }
}

/** Starts again and looks when it trades. */
async function startAgain(options: Partial<DemoOptions> = {}) {
  const observer = new WatchingObserver()
  const cockpit = demoCockpit({ database, observer, ...options })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  await observer.until(() => observer.state?.phase === 'running')
  const session = observer.session!
  const seen = { run: session.facts.run, id: session.facts.id, time: session.desk.now().market }
  const cards = waitingBrackets(session.desk.state)
  await cockpit.close()
  return { ...seen, cards, observer }
}

test('a session that was quit is gone on with where it was, its card with the expiry that it had', async () => {
  const after = await startAgain()
  expect(after.cards).toEqual([before.card])
  expect([after.run, after.time]).toEqual([before.run, before.time])
  expect(after.id).not.toBe(before.run)
  expect(payloadsOf(database, 'run-resumed')).toEqual([{ run: before.run, from: before.time }])
})

test('a card whose time has passed while nobody ran is expired', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: before.card.expiresAt })
  const after = await startAgain()
  expect(after.cards).toEqual([])
  const expired = after.observer.events.find((event) => event.kind === 'order-expired')
  expect(expired).toMatchObject({ ref: before.card.ref, reason: 'time' })
})

test('who shows the session is told its past first, as it was told then', async () => {
  const after = await startAgain()
  const { length } = before.observer.events
  expect(after.observer.events.slice(0, length)).toEqual(before.observer.events)
  expect(after.observer.decided.slice(0, before.observer.decided.length)).toEqual(before.observer.decided)
  expect(after.observer.phases).toEqual(['warming-up', 'catching-up', 'running'])
})

test('both sessions verify and replay', async () => {
  await startAgain()
  expect(await faultsOf(database)).toEqual([])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})

test.each<[what: string, options: Partial<DemoOptions>]>([
  ['asked for', { fresh: true }],
  ['another market', { seed: 2 }],
  ['another account', { flags: { simulatedAccountDollars: '400000' } }],
  ['other costs', { flags: { simulatedCommissionMinimum: '2' } }],
  ['another way of approval', { headless: true }],
])('a new run begins when it is %s', async (_what, options) => {
  const after = await startAgain(options)
  expect(after.run).not.toBe(before.run)
  expect(after.observer.phases).not.toContain('catching-up')
})

test('a run that came to the end of its market is not gone on with', async () => {
  const first = new WatchingObserver()
  const cockpit = demoCockpit({ database, observer: first, headless: true })
  cockpit.start()
  await cockpit.finished
  await cockpit.close()
  const after = await startAgain({ headless: true })
  expect(after.run).not.toBe(first.session!.facts.run)
})

test('a past that this program cannot read begins a new run and says why', async () => {
  const row = rowsOf(database, (type) => type === 'order-staged').at(-1)!
  const opened = openAudit(database, {
    kind: 'demo',
    session: sessionId('stranger'),
    start: { app: 'test', source: 'test' },
    clock: { now: () => utcMs(1) },
    uniqueId: () => 'x',
  })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.append({ type: 'run-resumed', payload: { run: before.run, from: utcMs(row.exTs!) } })
  opened.value.append({ type: 'order-staged', payload: { staged: 'nothing' }, exTs: utcMs(row.exTs!) })
  opened.value.close()
  const after = await startAgain()
  expect(after.run).not.toBe(before.run)
  expect(payloadsOf(database, 'note').at(-1)?.text).toContain('cannot be gone on with')
})
