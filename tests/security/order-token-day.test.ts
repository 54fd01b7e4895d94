import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { type Connections, createConnections } from '../../src-main/hosts/serving/connections.ts'
import type { SessionObserver } from '../../src-main/session/session-observer.ts'
import { CockpitStreams } from '../../src-main/session/streams/cockpit-streams.ts'
import { systemSchedule } from '../../src-main/simulator/virtual-clock.ts'
import { PROTOCOL_VERSION } from '../../src-shared/contract/protocol.ts'
import { MINUTE_MS, SECOND_MS } from '../../src-shared/domain/time.ts'
import { commandsWith, RIGHT, shownIn, TOPICS, WRONG } from '../support/arming/misplaced-tokens.ts'
import { filesIn } from '../support/arming/token-forms.ts'
import { payloadsOf } from '../support/session/audit-folder.ts'
import { LiveFloor } from '../support/session/live-floor.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'
import { until } from '../support/until.ts'

/** What a window sees, beside what a test does. */
class TellingObserver extends WatchingObserver {
  readonly streams: CockpitStreams = new CockpitStreams({ schedule: systemSchedule })
  override begin(...args: Parameters<SessionObserver['begin']>): void {
    this.streams.begin(...args)
    super.begin(...args)
  }
  override phase(...args: Parameters<SessionObserver['phase']>): void {
    this.streams.phase(...args)
    super.phase(...args)
  }
  override trading(...args: Parameters<SessionObserver['trading']>): void {
    this.streams.trading(...args)
    super.trading(...args)
  }
  override decisions(...args: Parameters<SessionObserver['decisions']>): void {
    this.streams.decisions(...args)
    super.decisions(...args)
  }
  override arming(): void {
    this.streams.arming()
  }
  override market(...args: Parameters<SessionObserver['market']>): void {
    this.streams.market(...args)
  }
  override notice(...args: Parameters<SessionObserver['notice']>): void {
    this.streams.notice(...args)
  }
}

describe('the order token, after a day in which it was used', () => {
  let live: LiveFloor
  let connections: Connections
  const texts: string[] = []
  afterEach(async () => {
    connections.close()
    await live.close()
  })

  /** The cockpit as a host serves it, and a window that follows everything. */
  function openWindow(observer: TellingObserver): (message: unknown) => void {
    const { cockpit } = live
    connections = createConnections({
      service: {
        command: (id, command, by) => cockpit.command(id, command, by),
        reportIntrusion: (by, code, detail) => cockpit.reportIntrusion(by, code, detail),
        follow: (topic, listener) => observer.streams.follow(topic, listener),
        query: () => Promise.resolve({ ok: false, error: { code: 'not-running', message: 'Nothing is asked here.' } }),
        presence: (note) => cockpit.presence(note),
      },
      app: { name: 'cockpit', version: '1' },
      operator: live.floor.time,
      schedule: systemSchedule,
    })
    const sendText = (text: string): void => void texts.push(text)
    const connection = connections.open({ host: 'browser', sendText, bufferedBytes: () => 0, close: () => {} })
    const say = (message: unknown): void => connection.receive(JSON.stringify(message))
    say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
    for (const topic of TOPICS) say({ type: 'subscribe', topic })
    return say
  }

  test('is in no file, no answer and nothing that a window was shown', async () => {
    const observer = new TellingObserver()
    live = await LiveFloor.open({ observer, token: RIGHT })
    const say = openWindow(observer)
    let count = 0
    const sayAll = async (token: string): Promise<void> => {
      for (const command of commandsWith(token)) {
        say({ type: 'command', id: `c${++count}`, command })
        await live.pass(SECOND_MS)
      }
    }
    await sayAll(RIGHT)
    expect(live.state.mode).toBe('live-paper')
    expect(live.atGateway().length).toBeGreaterThan(0)
    live.command({ kind: 'stop' })
    await sayAll(WRONG)
    // While nothing can be written what happens stands in the emergency file.
    const other = new Database(live.database)
    other.exec('BEGIN IMMEDIATE')
    await live.pass(6 * MINUTE_MS)
    await sayAll(` ${RIGHT} `)
    live.command({ kind: 'set-trading-state', state: 'active' })
    const inEmergency = filesIn(live.home)
    expect(inEmergency).toContain('.emergency')
    other.exec('ROLLBACK')
    other.close()
    await until('audit that is written again', async () => {
      await live.pass(SECOND_MS)
      return live.session.audit().failure === null
    })
    live.cockpit.commit()
    const whileOpen = filesIn(live.home)
    await live.stop()
    const kinds = new Set<string>(payloadsOf(live.database, 'arming').map(({ kind }) => String(kind)))
    for (const kind of ['armed', 'disarmed', 'wrong-token', 'arming-extended', 'order-confirmed', 'arming-refused'])
      expect(kinds).toContain(kind)
    expect(whileOpen).toContain('place-confirmed')
    expect(texts.length).toBeGreaterThan(50)
    expect(texts.some((text) => text.includes('DU1000001'))).toBe(true)
    for (const seen of [inEmergency, whileOpen, filesIn(live.home), texts.join('\n')]) expect(shownIn(seen)).toEqual([])
  })
})
