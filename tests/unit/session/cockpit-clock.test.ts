import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Cockpit } from '../../../src-main/session/cockpit.ts'
import type { ClockRequest } from '../../../src-shared/contract/commands.ts'
import { MINUTE_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type AuditFolder, auditFolder, faultsOf, payloadsOf, replayOf } from '../../support/session/audit-folder.ts'
import { type DemoOptions, demoCockpit, demoSource } from '../../support/session/demo-cockpit.ts'
import { untilCardWaits } from '../../support/session/waiting-card.ts'
import { WatchingObserver } from '../../support/session/watching-observer.ts'

const source = demoSource(1)
const OPEN = source.decideFrom
const CLOSE = source.sessions.at(-1)!.close
const at = (minutes: number): UtcMs => utcMs(OPEN + minutes * MINUTE_MS)

let folder: AuditFolder
let database: string
let observer: WatchingObserver
let cockpit: Cockpit | null = null

beforeEach(() => {
  folder = auditFolder()
  database = folder.file('clock')
  observer = new WatchingObserver()
})

afterEach(async () => {
  await cockpit?.close()
  cockpit = null
  folder.remove()
})

function begin(options: Partial<DemoOptions> = {}): Cockpit {
  cockpit = demoCockpit({ source, database, observer, ...options })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  return cockpit
}

const move = (of: Cockpit, request: ClockRequest) =>
  expect(of.command(`m${Math.random()}`, request, 'test')).toEqual({ ok: true, value: { orders: [] } })
const standsAt = (time: UtcMs) => (): boolean =>
  observer.session?.clock()?.paused === true && observer.session.now() === time

test('a step goes to the next decision and holds there', async () => {
  const running = begin({ seek: at(30) })
  await observer.until(() => observer.state?.phase === 'running')
  move(running, { kind: 'clock-pause' })
  const decided = observer.decided.length
  move(running, { kind: 'clock-step' })
  await observer.until(() => observer.state?.phase === 'running' && observer.decided.length > decided)
  expect(observer.session!.now()).toBe(at(35))
  expect(observer.session!.clock()).toMatchObject({ paused: true })
  expect(observer.decided.length - decided).toBe(12)
})

test('a pause before trading has begun holds where it begins', async () => {
  const running = begin({ seek: at(30) })
  move(running, { kind: 'clock-pause' })
  await observer.until(() => standsAt(at(30))() && observer.state?.phase === 'running')
  move(running, { kind: 'clock-resume' })
  await observer.until(() => observer.session!.now() > at(30))
})

test('a seek forward leads there in the same session, and a clock that stood stands there', async () => {
  const running = begin({ seek: at(30) })
  await observer.until(() => observer.state?.phase === 'running')
  move(running, { kind: 'clock-pause' })
  move(running, { kind: 'clock-seek', time: at(60) })
  await observer.until(standsAt(at(60)))
  expect(observer.sessions).toBe(1)
})

test('a seek back begins a new session of a new run, in the same database, fast-forwarded', async () => {
  const running = begin({ seek: at(60) })
  await observer.until(() => observer.state?.phase === 'running')
  const first = observer.session!.facts
  move(running, { kind: 'clock-pause' })
  move(running, { kind: 'clock-seek', time: at(20) })
  await observer.until(() => observer.sessions === 2 && standsAt(at(20))())
  const { facts } = observer.session!
  expect([facts.id === first.id, facts.run === facts.id]).toEqual([false, true])
  expect(payloadsOf(database, 'run-ended')).toEqual([{ run: first.run, reason: 'seek' }])
  expect(payloadsOf(database, 'session-ended')).toEqual([{ reason: 'seek' }])
  await running.close()
  expect(await faultsOf(database)).toEqual([])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})

test('a restart begins the same market from its beginning', async () => {
  const running = begin({ seek: at(60), flags: { speed: '0.1' } })
  await observer.until(() => observer.state?.phase === 'running')
  move(running, { kind: 'clock-restart' })
  await observer.until(() => observer.sessions === 2 && observer.state?.phase === 'running')
  expect(observer.session!.now()).toBeLessThan(at(1))
})

test('the clock says its speed, and where a seek can lead', async () => {
  begin({ flags: { speed: '30' } })
  await observer.until(() => observer.state?.phase === 'running')
  const clock = { speed: 30, paused: false, slowWhileWaiting: false, slowed: false, from: OPEN, until: CLOSE }
  expect(observer.session!.clock()).toEqual(clock)
})

test('market time runs at 1× while a card waits, and as asked when none does', async () => {
  const waiting = await untilCardWaits({ source, database, slowWhileWaiting: true })
  cockpit = waiting.cockpit
  const clock = () => waiting.observer.session!.clock()
  expect(clock()).toMatchObject({ speed: 100_000, slowed: true })
  cockpit.command('off', { kind: 'clock-slow-while-waiting', on: false }, 'test')
  expect(clock()).toMatchObject({ slowed: false })
  cockpit.command('on', { kind: 'clock-slow-while-waiting', on: true }, 'test')
  expect(clock()).toMatchObject({ slowed: true })
  cockpit.command('none', { kind: 'decline-all' }, 'test')
  expect(clock()).toMatchObject({ slowed: false })
})

test('a headless run has no clock to move', async () => {
  const running = begin({ headless: true })
  const refused = running.command('x', { kind: 'clock-pause' }, 'test')
  expect(refused).toMatchObject({ ok: false, error: { code: 'no-clock' } })
  expect(await running.finished).toEqual({ kind: 'finished' })
})
