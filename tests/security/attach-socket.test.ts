import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { attachTo } from '../../src-main/hosts/attach/attach-client.ts'
import { PROTOCOL_VERSION } from '../../src-shared/contract/protocol.ts'
import { type Attachable, attachable } from '../unit/hosts/attach/attached.ts'

const HELLO = `{"type":"hello","protocol":${PROTOCOL_VERSION},"wants":"viewer"}\n`

/** What came until the other end closed. */
function talk({ address }: Attachable, say: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(address, () => say(socket))
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    // Written to after it was closed.
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

async function expectAlive({ address, service }: Attachable): Promise<void> {
  const cockpit = await attachTo(address)
  if (!cockpit.ok) throw new Error(cockpit.error.message)
  expect(await cockpit.value.command({ kind: 'stop' })).toMatchObject({ ok: true })
  expect(service.commands).toHaveLength(1)
  cockpit.value.close()
}

describe('whoever misuses the attach socket is sent away with a row for the audit, and another is served', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['no JSON', 'bad-message', (socket) => socket.write('stop\n')],
    ['no hello', 'bad-message', (socket) => socket.write('{"type":"command","id":"a","command":{"kind":"stop"}}\n')],
    [
      'another version',
      'wrong-protocol',
      (socket) => socket.write(HELLO.replace(`${PROTOCOL_VERSION}`, `${PROTOCOL_VERSION + 1}`)),
    ],
    ['an endless line', 'too-large', (socket) => socket.write('x'.repeat(10_000_000))],
    ['an endless line after a hello', 'too-large', (socket) => socket.write(HELLO + 'x'.repeat(100_000))],
    ['a line that is too long', 'too-large', (socket) => socket.write(`${'x'.repeat(70_000)}\n`)],
    ['a thousand lines at once', 'too-many', (socket) => socket.write(HELLO + '{"type":"heartbeat"}\n'.repeat(1_000))],
    ['a prototype', 'bad-message', (socket) => socket.write(`${HELLO}{"type":"heartbeat","__proto__":{"a":1}}\n`)],
    ['thousands of levels', 'bad-message', (socket) => socket.write(`${HELLO}${'['.repeat(60_000)}\n`)],
    ['bytes that are no text', 'bad-message', (socket) => socket.write(Buffer.from([0xff, 0xfe, 0x00, 0x0a]))],
  ])('%s', async (_what, code, say) => {
    const host = await attachable()
    const heard = await talk(host, say)
    const last = JSON.parse(heard.trimEnd().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({ type: 'goodbye', error: { code } })
    expect(host.service.intrusions.map((row) => row.code)).toContain(code)
    await expectAlive(host)
  })

  it('an approval: a command line never controls by itself', async () => {
    const host = await attachable()
    const cockpit = await attachTo(host.address)
    if (!cockpit.ok) throw new Error(cockpit.error.message)
    expect(await cockpit.value.command({ kind: 'approve-all', shown: [] })).toMatchObject({ ok: false })
    expect(host.service.intrusions).toMatchObject([{ by: 'command line', code: 'not-controller' }])
    cockpit.value.close()
  })

  it('so many that there is no room: the oldest makes room for a stop', async () => {
    const host = await attachable()
    const watching = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const cockpit = await attachTo(host.address)
        if (!cockpit.ok) throw new Error(cockpit.error.message)
        return cockpit.value
      }),
    )
    await expectAlive(host)
    expect(await watching[0]?.ended).toContain('ended the connection')
    expect(host.service.intrusions).toMatchObject([{ by: 'command line', code: 'too-many' }])
    for (const cockpit of watching) cockpit.close()
  })

  it('one that does not read is ended with the cockpit', async () => {
    const host = await attachable()
    const socket = connect(host.address)
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.pause()
    socket.write(HELLO)
    host.connections.close()
    await expect(host.host.close()).resolves.toBeUndefined()
    socket.destroy()
  })
})
