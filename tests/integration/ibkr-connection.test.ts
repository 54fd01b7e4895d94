import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { EventName } from '@stoqey/ib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SyncReason } from '../../src-main/broker/ibkr/link.ts'
import { type LinkUnderTest, openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { openScriptedTws, type ScriptedTws } from '../support/ibkr/scripted-tws.ts'
import { until } from '../support/until.ts'

let tws: ScriptedTws
let under: LinkUnderTest

beforeEach(async () => {
  tws = await openScriptedTws()
  under = openLinkUnderTest(tws.port)
})
afterEach(async () => {
  under.link.close()
  await tws.close()
})

/** Lets the next attempt begin, once the server has seen the end of the last one. */
async function retry(): Promise<void> {
  await tws.alone()
  under.time.advance(under.time.untilNext() ?? 0)
}

const text = (): string => under.link.connection().reason

describe('a connection', () => {
  it('is ready once TWS named accounts and ids and every step is done', async () => {
    const { link, whenState } = under
    const states: string[] = []
    link.onConnection(({ state }) => states.push(state))
    link.onSynchronise(1, () => Promise.resolve(true))
    link.connect()
    await whenState('ready')
    expect(states).toEqual(['connecting', 'handshaking', 'synchronising', 'ready'])
    expect(link.accounts()).toEqual(['DU1234567'])
    expect(link.state()).toMatchObject({ serverVersion: 193, attempts: 0, nextAttempt: null, port: tws.port })
  })

  it('is not ready while a step is missing', async () => {
    const { link, whenState } = under
    let finish: (done: boolean) => void = () => {}
    link.onSynchronise(1, () => new Promise((resolve) => (finish = resolve)))
    link.connect()
    await whenState('synchronising')
    await until('an answered heartbeat', () => link.state().latency !== null)
    expect(link.connection().state).toBe('synchronising')
    finish(true)
    await whenState('ready')
  })

  it('is given up and made anew when a step fails', async () => {
    const { link, whenState } = under
    let fails = true
    link.onSynchronise(1, () => Promise.resolve(!fails))
    link.connect()
    await whenState('reconnecting')
    expect(text()).toContain('did not say what orders and positions there are')
    fails = false
    await retry()
    await whenState('ready')
    expect(tws.clients).toHaveLength(2)
  })

  it('says that nothing answers, and comes up when it does', async () => {
    const { link, whenState } = under
    const port = tws.port
    await tws.close()
    link.connect()
    await whenState('reconnecting')
    expect(text()).toMatch(/^TWS cannot be reached at 127\.0\.0\.1:\d+ \(.*ECONNREFUSED/)
    tws = await openScriptedTws({ port })
    under.time.advance(1_000)
    await whenState('ready')
  })

  it('gives up on a server that accepts and says nothing', async () => {
    const { link, time, whenState } = under
    tws.behaves.answersHello = false
    link.connect()
    await whenState('handshaking')
    time.advance(14_999)
    expect(link.connection().state).toBe('handshaking')
    time.advance(1)
    expect(text()).toContain('did not answer as TWS does')
    tws.behaves.answersHello = true
    await retry()
    await whenState('ready')
  })

  it('gives up on a TWS of another protocol with a sentence', async () => {
    tws.behaves.serverVersion = 200
    under.link.connect()
    await under.whenState('reconnecting')
    expect(text()).toContain('a protocol that the cockpit does not know (Unsupported Version 200)')
  })

  it('finds a half-open socket by its heartbeat, throws it away and connects anew', async () => {
    const { link, time, whenState } = under
    link.connect()
    await whenState('ready')
    await until('an answered heartbeat', () => link.state().latency !== null)
    tws.behaves.answersTime = false
    time.advance(5_000)
    await until('the question', () => tws.newest().messages.length === 2)
    expect(link.connection().state).toBe('ready')
    time.advance(5_000)
    expect(text()).toContain('no longer answers although the connection looks open')
    tws.behaves.answersTime = true
    await retry()
    await whenState('ready')
    expect(link.state().messages.map(({ text }) => text)).toContain(
      'TWS no longer answers although the connection looks open; it is made anew.',
    )
  })

  it('measures latency and skew with each heartbeat', async () => {
    const { link, time, whenState, when } = under
    tws.behaves.time = () => Math.floor(time.now() / 1_000) - 3
    link.connect()
    await whenState('ready')
    await when('a measure', () => link.state().latency !== null)
    expect(link.state()).toMatchObject({ latency: 0, skew: -2_500 })
    expect(await link.brokerTime()).toEqual({ ok: true, value: time.now() - 3_000 })
  })

  it('waits a minute for its own client id and never takes another one', async () => {
    const { link, time, whenState } = under
    tws.behaves.clientIdBusy = true
    link.connect()
    await whenState('reconnecting')
    expect(text()).toContain('Client id 7 is still in use')
    await tws.alone()
    time.advance(60_000)
    expect(tws.clients).toHaveLength(1)
    tws.behaves.clientIdBusy = false
    time.advance(15_000)
    await whenState('ready')
    expect(link.client).toBe(7)
  })

  it('moves to the port that TWS names', async () => {
    const { link, whenState } = under
    const moved = await openScriptedTws()
    link.connect()
    await whenState('ready')
    tws.newest().send(4, 2, -1, 1300, `Socket port has been reset. Please reconnect on the new port -${moved.port}`, '')
    await whenState('reconnecting')
    expect(text()).toContain(`it is tried on port ${moved.port}`)
    await retry()
    await whenState('ready')
    expect(link.state().port).toBe(moved.port)
    link.close()
    await moved.close()
  })

  it('ends with the trader: no timer, no socket, no listener of its own stays', async () => {
    const { link, time, whenState } = under
    link.connect()
    await whenState('ready')
    link.close()
    await tws.alone()
    expect([link.connection().state, time.pending(), link.listenerCount()]).toEqual(['disconnected', 0, 0])
    time.advance(3_600_000)
    expect(tws.clients).toHaveLength(1)
  })

  it('can be ended from within a listener, in the middle of its handshake', async () => {
    const { link, time, whenState } = under
    link.on(EventName.nextValidId, () => link.close())
    link.connect()
    await whenState('disconnected')
    await until('a client', () => tws.clients.length === 1)
    await tws.alone()
    expect([link.connection().state, time.pending(), link.state().messages]).toEqual(['disconnected', 0, []])
  })

  it('opens nothing before it is asked to', () => {
    expect([under.link.connection().state, under.time.pending(), tws.clients.length]).toEqual(['disconnected', 0, 0])
  })

  it('has one client instance at a time through a day of drops', async () => {
    const { link, whenState } = under
    link.connect()
    for (let drop = 0; drop < 20; drop++) {
      await whenState('ready')
      tws.newest().drop()
      await whenState('reconnecting')
      await retry()
    }
    await whenState('ready')
    expect([tws.clients.length, tws.mostOpen()]).toEqual([21, 1])
  })
})

describe('a TWS that loses IBKR', () => {
  async function ready(): Promise<SyncReason[]> {
    const reasons: SyncReason[] = []
    under.link.onSynchronise(1, async (reason) => reasons.push(reason) > 0)
    under.link.connect()
    await under.whenState('ready')
    return reasons
  }
  const notice = (code: number, words = 'words'): void => tws.newest().send(4, 2, -1, code, words, '')

  it('is degraded over the same socket until 1102, and orders are compared before it is ready', async () => {
    const reasons = await ready()
    notice(1100)
    await under.whenState('degraded')
    expect(text()).toContain('Entries are blocked')
    notice(1102)
    await under.whenState('ready')
    expect(reasons).toEqual(['connected', 'data-kept'])
    expect(tws.clients).toHaveLength(1)
  })

  it('is subscribed again after 1101', async () => {
    const reasons = await ready()
    notice(2110)
    notice(1101)
    await under.when('the second synchronisation', () => reasons.length === 2)
    expect(reasons).toEqual(['connected', 'data-lost'])
    await under.whenState('ready')
  })

  it('is made anew when it was lost before the first comparison was done', async () => {
    const { link, whenState } = under
    link.onSynchronise(1, () => new Promise((resolve) => link.onConnection(() => resolve(false))))
    link.connect()
    await whenState('synchronising')
    notice(1100)
    await whenState('degraded')
    notice(1102)
    await whenState('reconnecting')
  })

  it('is degraded when it said so before it named accounts and ids', async () => {
    tws.behaves.accounts = ''
    under.link.connect()
    await until('a client', () => tws.clients.length === 1)
    await under.when('the version', (link) => link.state().serverVersion !== null)
    notice(1100)
    tws.newest().send(15, 1, 'DU1234567')
    await under.whenState('degraded')
  })

  it('is degraded while a farm is down that we need, and says which', async () => {
    await ready()
    notice(2103, 'Market data farm connection is broken:usfarm')
    await under.whenState('degraded')
    expect(text()).toContain("IBKR's data farm usfarm is down")
    notice(2105, 'HMDS data farm connection is broken:ushmds')
    await under.when('both', (link) => link.connection().reason.includes('usfarm, ushmds'))
    notice(2104, 'Market data farm connection is OK:usfarm')
    await under.when('one', (link) => link.state().farmsDown.join() === 'ushmds')
    expect(under.link.connection().state).toBe('degraded')
    notice(2106, 'HMDS data farm connection is OK:ushmds')
    await under.whenState('ready')
  })

  it('forgets the farms of a connection with it', async () => {
    await ready()
    notice(2103, 'Market data farm connection is broken:usfarm')
    await under.whenState('degraded')
    tws.newest().drop()
    await under.whenState('reconnecting')
    await retry()
    await under.whenState('ready')
    expect(under.link.state().farmsDown).toEqual([])
  })

  it('stays ready while a farm of another continent is down, and shows it', async () => {
    await ready()
    notice(2103, 'Market data farm connection is broken:eufarm')
    await under.when('the farm', (link) => link.state().farmsDown.join() === 'eufarm')
    expect(under.link.connection().state).toBe('ready')
  })
})

it('reads no env file, whatever lies in the working directory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ibkr-env-'))
  try {
    writeFileSync(join(folder, '.env'), 'IB_PORT=1\nIB_HOST=nowhere.invalid\nENV_FILE_WAS_READ=yes\n')
    const program = fileURLToPath(new URL('../support/ibkr/connect-once.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program, String(tws.port)], { cwd: folder })
    expect(JSON.parse(stdout)).toEqual({ state: 'ready', read: null })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
