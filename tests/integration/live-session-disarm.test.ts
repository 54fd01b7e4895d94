import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { DISARM_CAUSES, type DisarmCause } from '../../src-shared/domain/mode-machine.ts'
import { SECOND_MS } from '../../src-shared/domain/time.ts'
import { journalOf } from '../support/session/audit-folder.ts'
import { ACCOUNT, LiveFloor, type LiveFloorOptions } from '../support/session/live-floor.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'
import { until } from '../support/until.ts'

const OTHER = 'DU1000002'
let live: LiveFloor
afterEach(() => live.close())

async function open(options: LiveFloorOptions = {}): Promise<void> {
  live = await LiveFloor.open(options)
}

/** A window that cannot show a bar: the engine is behind it. */
class BreakingObserver extends WatchingObserver {
  breaks = false
  override bar(...args: Parameters<WatchingObserver['bar']>): void {
    if (this.breaks) throw new Error('The bar is too much.')
    super.bar(...args)
  }
}

interface Cause {
  readonly options?: LiveFloorOptions
  readonly minutes?: number
  /** Before the entry is placed. */
  readonly before?: () => Promise<void>
  readonly happens: () => Promise<void> | void
  /** How long until everything that follows from it has happened, ms. */
  readonly within?: number
}

/** What leads to each cause in a session. Those that need a session of their own, or cannot come, stand below. */
const CAUSES: Partial<Record<DisarmCause, Cause>> = {
  'asked-for': { happens: () => void live.command({ kind: 'set-mode', mode: 'dry-run' }) },
  stop: { happens: () => void live.command({ kind: 'stop' }) },
  'time-over': { minutes: 1, happens: () => {}, within: 61 * SECOND_MS },
  'connection-lost': { happens: () => live.floor.gateway.restart(20 * SECOND_MS), within: 60 * SECOND_MS },
  suspend: {
    happens: () => {
      live.wallShift = 60 * SECOND_MS
    },
  },
  'clock-set-back': {
    happens: () => {
      live.wallShift = -3_600 * SECOND_MS
    },
  },
  'screen-locked': { happens: () => live.presence('screen-locked') },
  'window-gone': { happens: () => live.presence('controller-gone') },
  'controller-silent': { happens: () => live.presence('controller-silent') },
  'account-changed': {
    options: {
      gateway: {
        accounts: [
          { id: ACCOUNT, cash: 200_000 },
          { id: OTHER as typeof ACCOUNT, cash: 200_000 },
        ],
      },
    },
    happens: () => {
      live.floor.gateway.intercept({
        outgoing: (_session, fields, pass) =>
          pass(fields[0] === MANAGED_ACCOUNTS ? [fields[0], fields[1]!, OTHER] : fields),
      })
      live.floor.gateway.dropClients('clean')
    },
    within: 10 * SECOND_MS,
  },
  'clock-skew': {
    options: { inRealTime: true },
    happens: () => live.floor.gateway.skewClock(3_000),
    within: 70 * SECOND_MS,
  },
  breaker: {
    options: { flags: { maxDailyLossDollars: '12' } },
    before: async () => {
      await live.position()
    },
    happens: () => {
      live.shift = -1.4
    },
    within: 12 * SECOND_MS,
  },
  'engine-error': {
    options: { observer: new BreakingObserver() },
    happens: () => {
      if (live.observer instanceof BreakingObserver) live.observer.breaks = true
    },
    within: 330 * SECOND_MS,
  },
}
const MANAGED_ACCOUNTS = 15

/** The entry is in another symbol than what is held. */
async function workingEntry(): Promise<string> {
  const ref = live.enter(198.6, { symbol: 'NVDA', stop: 196, target: 203 })
  await live.pass(2 * SECOND_MS)
  expect(live.atGateway().map((order) => order.ref)).toContain(ref)
  return ref
}

describe('what ends armed leads to dry run, cancels the entries that work, and is written down with its cause', () => {
  test.each(Object.entries(CAUSES))('%s', async (cause, { options = {}, minutes = 60, before, happens, within }) => {
    await open(options)
    live.armed({ minutes })
    await before?.()
    const ref = await workingEntry()
    await happens()
    await live.pass(within ?? 3 * SECOND_MS)
    expect(live.state.mode).toBe('dry-run')
    expect(live.session.armingView()).toMatchObject({
      armed: null,
      lastDisarm: { cause, sentence: `Dry run: ${DISARM_CAUSES[cause as DisarmCause]}.` },
    })
    expect(live.order(ref)?.order.state).toBe('cancelled')
    expect(live.atGateway().map((order) => order.ref)).not.toContain(ref)
    expect(live.armingRows().filter(({ kind }) => kind === 'disarmed')).toMatchObject([{ cause, account: ACCOUNT }])
    const modes = journalOf(live.database).flatMap((event) => (event.kind === 'mode-changed' ? [event.mode] : []))
    expect(modes).toEqual(['live-paper', 'dry-run'])
    const left = live.atGateway()
    live.enter(198.6, { symbol: 'NVDA', stop: 196, target: 203 })
    await live.pass(SECOND_MS)
    expect(live.atGateway()).toEqual(left)
  })

  test('re-armed: the entries of before end, and it begins anew', async () => {
    await open()
    live.armed()
    const ref = await workingEntry()
    live.armed()
    await live.pass(2 * SECOND_MS)
    expect(live.order(ref)?.order.state).toBe('cancelled')
    expect(live.state.mode).toBe('live-paper')
    expect(live.armingRows().map(({ kind }) => kind)).toEqual(['armed', 'disarmed', 'armed'])
  })

  test('session-closed: at the close, to the second', async () => {
    await open({ from: 388 })
    live.armed()
    await live.pass(110 * SECOND_MS)
    expect(live.state.mode).toBe('live-paper')
    await live.pass(12 * SECOND_MS)
    expect(live.session.armingView().lastDisarm?.cause).toBe('session-closed')
    expect(live.state.mode).toBe('dry-run')
  })

  test('audit-error: the entry is cancelled although nothing can be written, and the cause is written down later', async () => {
    await open()
    live.armed()
    const ref = await workingEntry()
    const other = new Database(live.database)
    other.exec('BEGIN IMMEDIATE')
    live.command({ kind: 'set-trading-state', state: 'active' })
    await live.pass(3 * SECOND_MS)
    expect(live.session.armingView().lastDisarm?.cause).toBe('audit-error')
    expect(live.atGateway().map((order) => order.ref)).not.toContain(ref)
    other.exec('ROLLBACK')
    other.close()
    await until('audit that is written again', async () => {
      await live.pass(SECOND_MS)
      return live.session.audit().failure === null
    })
    expect(live.state.mode).toBe('dry-run')
    expect(live.armingRows().filter(({ kind }) => kind === 'disarmed')).toMatchObject([{ cause: 'audit-error' }])
  })

  test('quit: entries are cancelled, and that is confirmed, before the sockets close', async () => {
    await open()
    live.armed()
    const ref = await workingEntry()
    await live.stop()
    expect(live.atGateway().map((order) => order.ref)).not.toContain(ref)
    const journal = journalOf(live.database)
    expect(journal.findLast((event) => event.kind === 'mode-changed')).toMatchObject({
      mode: 'dry-run',
      reason: DISARM_CAUSES.quit,
    })
    const ended = journal.filter((event) => event.kind === 'broker-order' && event.report.ref === ref)
    expect(ended.at(-1)).toMatchObject({ report: { status: 'Cancelled' } })
  })

  test('quit while the broker is away takes no longer than two seconds, and what is wanted is on the disk', async () => {
    await open()
    live.armed()
    const ref = await workingEntry()
    live.floor.gateway.dropClients('half-open')
    const before = live.floor.elapsed()
    await live.stop()
    expect(live.floor.elapsed() - before).toBeLessThan(2 * SECOND_MS + 5_000)
    const wanted = journalOf(live.database).filter((event) => event.kind === 'cancel-wanted')
    expect(wanted).toMatchObject([{ ref }])
    live.floor.gateway.dropClients('clean')
    await live.start()
    await live.pass(70 * SECOND_MS)
    expect(live.atGateway().map((order) => order.ref)).not.toContain(ref)
  })

  test('whatever else fails with the market: entries are cancelled, and what is held is looked after', async () => {
    let fails = false
    await open({ afterSlot: () => (fails ? Promise.reject(new Error('The pipe is closed.')) : Promise.resolve()) })
    live.armed()
    await live.position()
    const ref = await workingEntry()
    fails = true
    await live.pass(330 * SECOND_MS)
    expect(live.observer.state).toMatchObject({
      phase: 'failed',
      message: expect.stringContaining('The pipe is closed.'),
    })
    expect(live.session.armingView().lastDisarm?.cause).toBe('engine-error')
    expect(live.order(ref)?.order.state).toBe('cancelled')
    expect(live.atGateway()).toMatchObject([{ type: 'STP' }, { type: 'LMT' }])
    live.command({ kind: 'flatten' })
    await live.pass(15 * SECOND_MS)
    expect(live.floor.gateway.exchange.positions(ACCOUNT).filter(({ shares }) => shares !== 0)).toEqual([])
  })

  test('an engine that has failed is not armed again', async () => {
    const observer = new BreakingObserver()
    await open({ observer })
    observer.breaks = true
    await live.pass(330 * SECOND_MS)
    expect(live.arm()).toMatchObject({
      ok: false,
      error: { code: 'gate-closed', message: expect.stringContaining('Engine deciding') },
    })
  })

  test('restart: whatever an earlier process left, from its first moment on it is dry run', async () => {
    await open()
    live.armed({ automaticApproval: true })
    live.cockpit.commit()
    const left = live.copyFiles('left')
    await live.stop()
    // The broker is away: nothing but the start itself can have led there.
    live.floor.gateway.restart(60 * SECOND_MS)
    await live.floor.pass(2 * SECOND_MS)
    const modes = new Set<string>()
    const observer = new WatchingObserver()
    observer.onPhase = ({ desk }) => modes.add(`${desk.state.mode} ${desk.state.automaticApproval}`)
    await live.start({ database: left, observer, until: (state) => state?.phase === 'connecting' })
    live.cockpit.commit()
    expect(modes).toEqual(new Set(['dry-run false']))
    expect(journalOf(left).findLast((event) => event.kind === 'mode-changed')).toMatchObject({ mode: 'dry-run' })
  })
})

/** No input leads there: a session has one configuration, and a token in force changes in dry run only. */
const NEVER: readonly DisarmCause[] = ['settings-changed', 'limits-changed', 'token-changed']

test('every cause of the table has been shown, or cannot come', () => {
  const alone: readonly DisarmCause[] = ['re-armed', 'session-closed', 'audit-error', 'quit', 'restart']
  expect([...Object.keys(CAUSES), ...alone, ...NEVER].sort()).toEqual(Object.keys(DISARM_CAUSES).sort())
})
