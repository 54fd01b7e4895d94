import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LinkUnderTest, openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { sendMutatedVolleys } from '../support/ibkr/mutated-volleys.ts'
import { frame, openScriptedTws, type ScriptedTws } from '../support/ibkr/scripted-tws.ts'
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

async function ready(): Promise<void> {
  under.link.connect()
  await under.whenState('ready')
}

async function recovers(): Promise<void> {
  await tws.alone()
  under.time.advance(under.time.untilNext() ?? 0)
  await under.whenState('ready')
}

const length = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** What a connection is thrown away for, because the client library would throw, wait for ever or never return. */
const UNBEARABLE: Readonly<Record<string, Buffer>> = {
  'a negative length': Buffer.concat([length(-4), Buffer.alloc(20)]),
  'a huge length': length(0x7ffffff0),
  'an empty message': length(0),
  'a message without its last NUL': Buffer.concat([length(3), Buffer.from('4\x002')]),
  'a rejection that is not JSON': frame([4, 2, 12, 201, 'rejected', '{not json']),
  'more fields than can be read': frame(Array.from({ length: 50_000 }, () => 1)),
  'text of another protocol': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
}

describe('bytes that cannot be borne', () => {
  for (const [name, bytes] of Object.entries(UNBEARABLE)) {
    it(`end the connection with a sentence, and the next one works: ${name}`, async () => {
      await ready()
      tws.newest().raw(bytes)
      await under.whenState('reconnecting')
      expect(under.link.connection().reason).toMatch(/^TWS sent something that cannot be read \(.+\)/)
      await recovers()
    })
  }

  it('are survived in place of the handshake', async () => {
    tws.behaves.answersHello = false
    under.link.connect()
    for (const [name, bytes] of Object.entries(UNBEARABLE)) {
      await under.whenState('handshaking')
      const client = tws.newest()
      client.raw(bytes)
      // What can be read but is no handshake runs into the time that a handshake may take.
      if (name === 'a rejection that is not JSON') {
        await under.when('an unsupported version', (link) => link.connection().state === 'reconnecting')
        expect(under.link.connection().reason).toContain('a protocol that the cockpit does not know')
      }
      await under.whenState('reconnecting')
      await tws.alone()
      const clients = tws.clients.length
      under.time.advance(under.time.untilNext() ?? 0)
      await until('the next client', () => tws.clients.length > clients)
    }
    tws.behaves.answersHello = true
    await under.whenState('handshaking')
    tws.newest().drop()
    await under.whenState('reconnecting')
    await recovers()
  })
})

describe('a message that cannot be read', () => {
  it('is reported and catches up with what it may have said, at most once a minute', async () => {
    const { link, when, time } = under
    const reasons: string[] = []
    link.onSynchronise(1, async (reason) => reasons.push(reason) > 0)
    await ready()
    for (let message = 0; message < 50; message++) tws.newest().send(999, 'what is this')
    tws.newest().send(4, 2, -1, 2106, 'HMDS data farm connection is OK:ushmds', '')
    await when('the last message', () => link.state().messages[0]?.code === 2106)
    await under.whenState('ready')
    expect(reasons).toEqual(['connected', 'data-kept'])
    expect(link.state().messages[1]).toMatchObject({ code: 505, severity: 'warning' })
    time.advance(1_000)
    expect(tws.clients).toHaveLength(1)
  })
})

it('3,000 mutated messages never crash or stall it, and leave nothing behind', async () => {
  const { link } = under
  await sendMutatedVolleys(under, tws, { seed: 4, volleys: 60, frames: 50 })
  expect(link.listenerCount()).toBe(0)
  expect(link.state().messages.filter(({ text }) => text.startsWith('A fault in the cockpit'))).toEqual([])
})
