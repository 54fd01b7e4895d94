import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { PresenceNote } from '../../../src-main/session/cockpit-service.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import { payloadsOf } from '../../support/session/audit-folder.ts'
import { ACCOUNT, LiveFloor, type LiveFloorOptions } from '../../support/session/live-floor.ts'
import { until } from '../../support/until.ts'

let live: LiveFloor
afterEach(() => live.close())
const open = async (options: LiveFloorOptions = {}): Promise<void> => {
  live = await LiveFloor.open(options)
}
const lastCause = () => live.session.armingView().lastDisarm?.cause

describe('arming in a session', () => {
  test.each<[PresenceNote, string | undefined]>([
    ['controller-present', undefined],
    ['controller-gone', 'window-gone'],
    ['controller-silent', 'controller-silent'],
    ['suspended', 'suspend'],
    ['screen-locked', 'screen-locked'],
    ['quitting', 'quit'],
  ])('makes of what a host notices, %s, the end that is meant: %s', async (note, cause) => {
    await open()
    live.armed()
    live.presence(note)
    expect(lastCause()).toBe(cause)
    expect(live.state.mode).toBe(cause === undefined ? 'live-paper' : 'dry-run')
  })

  test('ends at a fact that cannot be read, and neither the process nor the session does', async () => {
    let fails = false
    const probeMissing = (): null => {
      if (fails) throw new Error('The folder of the probes is gone.')
      return null
    }
    await open({ kit: { probeMissing } })
    live.armed()
    const ref = await live.workingEntry()
    fails = true
    await live.pass(3 * SECOND_MS)
    fails = false
    expect(lastCause()).toBe('engine-error')
    expect(live.order(ref)?.order.state).toBe('cancelled')
    expect(live.observer.state).toMatchObject({ phase: 'failed', message: expect.stringContaining('The folder') })
    expect(live.command({ kind: 'stop' }).ok).toBe(true)
  })

  test('leaves an account to the process that has it, and says who that is', async () => {
    const words = `Another cockpit of yours looks after ${ACCOUNT}.`
    await open({ kit: { ownAccount: () => ({ ok: false, error: words }) } })
    expect(live.session.desk.venues.map(({ book }) => book.kind)).toEqual(['simulated'])
    const [account] = live.session.armingView().accounts
    expect(account).toMatchObject({ id: ACCOUNT })
    expect(account?.gates.filter((gate) => !gate.open)).toContainEqual(expect.objectContaining({ says: words }))
    expect(live.arm()).toMatchObject({ ok: false, error: { message: expect.stringContaining(words) } })
    expect(live.state.mode).toBe('dry-run')
  })

  test('takes an account when the process that had it gives it back, with the next connection', async () => {
    let isFree = false
    const ownAccount: NonNullable<LiveFloorOptions['kit']>['ownAccount'] = () =>
      isFree ? { ok: true, value: () => {} } : { ok: false, error: 'Another cockpit has it.' }
    await open({ kit: { ownAccount } })
    isFree = true
    live.floor.gateway.dropClients('clean')
    await live.pass(70 * SECOND_MS)
    live.armed()
    expect(live.state.mode).toBe('live-paper')
  })

  test('gives its accounts back when it ends', async () => {
    const had: string[] = []
    await open({
      kit: {
        ownAccount(account) {
          had.push(`takes ${account}`)
          return { ok: true, value: () => void had.push(`gives ${account} back`) }
        },
      },
    })
    await live.stop()
    expect(had).toEqual([`takes ${ACCOUNT}`, `gives ${ACCOUNT} back`])
  })

  test('writes down later, once and in order, what the audit did not take', async () => {
    await open()
    const other = new Database(live.database)
    other.exec('BEGIN IMMEDIATE')
    live.command({ kind: 'set-trading-state', state: 'active' })
    live.arm({ token: 'wrong' })
    live.command({ kind: 'extend-arming', token: 'wrong', minutes: 5 })
    await live.pass(SECOND_MS)
    other.exec('ROLLBACK')
    other.close()
    await until('audit that is written again', async () => {
      await live.pass(SECOND_MS)
      return live.session.audit().failure === null
    })
    live.arm({ minutes: -1 })
    live.cockpit.commit()
    expect(payloadsOf(live.database, 'arming')).toMatchObject([
      { kind: 'arming-refused', use: 'arm', code: 'gate-closed' },
      { kind: 'arming-refused', use: 'extend', code: 'live-closed' },
      { kind: 'arming-refused', use: 'arm', code: 'bad-command' },
    ])
  })

  test('cannot be begun while the audit takes nothing', async () => {
    await open()
    const other = new Database(live.database)
    other.exec('BEGIN IMMEDIATE')
    const answer = live.arm()
    other.close()
    expect(answer.ok).toBe(false)
    expect(live.session.armingView().armed).toBeNull()
    expect(live.state.mode).toBe('dry-run')
  })

  test('is over for good once the cockpit is about to close', async () => {
    await open()
    live.armed()
    await live.workingEntry()
    const closing = live.stop()
    expect(live.arm().ok).toBe(false)
    await closing
    expect(payloadsOf(live.database, 'arming').map(({ kind }) => kind)).toEqual(['armed', 'disarmed'])
  })

  test('ends once, however often and by whomever the cockpit is closed', async () => {
    await open()
    live.armed()
    await live.workingEntry()
    await Promise.all([live.stop(), live.stop()])
    expect(payloadsOf(live.database, 'session-ended')).toHaveLength(1)
    expect(payloadsOf(live.database, 'arming').map(({ kind }) => kind)).toEqual(['armed', 'disarmed'])
  })

  test('counts down, and looks again by itself as long as it lasts', async () => {
    await open()
    live.armed({ minutes: 2 })
    await live.pass(30 * SECOND_MS)
    const { armed } = live.session.armingView()
    expect(armed).toMatchObject({ account: ACCOUNT, class: 'paper', left: 90 * SECOND_MS, lifetime: 120 * SECOND_MS })
    await live.pass(91 * SECOND_MS)
    expect(lastCause()).toBe('time-over')
  })
})
