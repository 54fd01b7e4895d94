import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { restore } from '../../src-main/trading/state/evolve.ts'
import { SECOND_MS } from '../../src-shared/domain/time.ts'
import { faultsOf, journalOf } from '../support/session/audit-folder.ts'
import { AAPL, ACCOUNT, LiveFloor } from '../support/session/live-floor.ts'
import { plain } from '../support/session/live-log.ts'

const disk = mkdtempSync(join(tmpdir(), 'live-disk-'))
const filler = join(disk, 'filler')
afterAll(() => rmSync(disk, { recursive: true, force: true }))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]).status === 0
if (mounted) afterAll(() => void spawnSync('umount', [disk]))
else console.log('no small disk can be mounted here: a live session on a full disk is not looked at')

let live: LiveFloor
afterEach(async () => {
  await live.close()
  vi.unstubAllEnvs()
  rmSync(filler, { force: true })
})

/** What keeps the audit from being written. @returns ends it */
function lock(): () => void {
  const other = new Database(live.database)
  other.exec('BEGIN IMMEDIATE')
  return () => other.close()
}

function fill(): () => void {
  const full = spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096'])
  if (full.status === 0) throw new Error('the disk is not full')
  return () => rmSync(filler, { force: true })
}

const held = (): number => live.floor.gateway.exchange.position(ACCOUNT, AAPL).shares
const working = (): { readonly symbol: string; readonly type: string; readonly stop: number | null }[] =>
  live.floor.gateway.exchange.openOrders().map(({ symbol, pricing }) => {
    return { symbol, type: pricing.type, stop: 'stop' in pricing ? pricing.stop : null }
  })

/** Armed, with a position in AAPL, its stop and target, and an entry that works in NVDA. */
async function midway(): Promise<void> {
  live = await LiveFloor.open()
  live.armed()
  await live.position()
  live.enter(198.5, { symbol: 'NVDA', stop: 196, target: 203 })
  await live.pass(2 * SECOND_MS)
  expect(held()).toBe(10)
  expect(working()).toHaveLength(5)
}

/** Everything that makes safer goes out while the audit takes nothing, nothing else does, and all of it comes back. */
async function holdsWithout(write: () => () => void): Promise<void> {
  await midway()
  const end = write()
  const stage = { symbol: 'SPY', side: 'long', quantity: 5, limit: 400.5, stop: 396, target: 404 } as const
  const unwritable = { ok: false, error: { code: 'audit-unwritable' } }
  expect(live.command({ kind: 'stage', ...stage })).toMatchObject(unwritable)
  await live.pass(2 * SECOND_MS)
  expect(live.session.armingView()).toMatchObject({ armed: null, lastDisarm: { cause: 'audit-error' } })
  // The entry is cancelled, the position keeps its stop and its target.
  expect(working().map(({ symbol }) => symbol)).toEqual([AAPL, AAPL])
  expect(live.command({ kind: 'stage', ...stage })).toMatchObject(unwritable)
  expect(live.arm().ok).toBe(false)

  const stop = [...live.state.live.values()].find(({ order }) => order.role === 'stop')!.order.ref
  live.command({ kind: 'modify', ref: stop, change: { stop: 99.2 } })
  await live.pass(2 * SECOND_MS)
  expect(working()).toContainEqual({ symbol: AAPL, type: 'STP', stop: 99.2 })
  live.command({ kind: 'close', book: { kind: 'account', account: ACCOUNT }, symbol: AAPL, limit: null })
  await live.pass(12 * SECOND_MS)
  expect(held()).toBe(0)
  expect(working()).toEqual([])

  expect(existsSync(`${live.database}.emergency`)).toBe(true)
  const { events } = live.observer
  const known = JSON.parse(plain(live.state))
  expect(JSON.parse(plain(restore(events)))).toEqual(known)
  const written = journalOf(live.database).length
  expect(written).toBeLessThan(events.length)
  // It dies there, and what is wrong with the disk is mended before the next start.
  end()
  const copy = live.copyFiles('left')
  live.floor.replaceClient()
  await live.stop()
  live.floor.link.connect()
  await live.start({ database: copy })
  live.cockpit.commit()
  const journal = journalOf(copy)
  expect(JSON.parse(plain(restore(journal.slice(0, events.length))))).toEqual(known)
  await live.pass(5 * SECOND_MS)
  expect(live.state.mode).toBe('dry-run')
  expect(live.session.armingView().accounts[0]?.gates.filter(({ open }) => !open)).toEqual([])
  await live.stop()
  expect(existsSync(`${copy}.emergency`)).toBe(false)
  expect(await faultsOf(copy)).toEqual([])
}

test('locked by somebody else: no entry goes out, exits, stop moves and cancels do, and what happened comes back', async () => {
  expect.hasAssertions()
  await holdsWithout(lock)
})

describe.skipIf(!mounted)('on a disk that is full', () => {
  test('no entry goes out, exits, stop moves and cancels do, and what happened comes back', async () => {
    expect.hasAssertions()
    vi.stubEnv('TMPDIR', disk)
    await holdsWithout(fill)
  })
})
