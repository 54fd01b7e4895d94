import { describe, expect, it, vi } from 'vitest'
import { type Channel, greet } from '../../../../src-main/hosts/attach/contract-client.ts'
import type { ClientMessage, ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION } from '../../../../src-shared/contract/protocol.ts'

/** A cockpit's end of a channel, which says what a test has it say. */
function cockpit() {
  const asked: ClientMessage[] = []
  let listener = (_text: string): void => {}
  let onEnd = (): void => {}
  const channel: Channel = {
    send(text) {
      asked.push(JSON.parse(text))
    },
    onText(take) {
      listener = take
    },
    onEnd(end) {
      onEnd = end
    },
    close: () => {},
  }
  const say = (message: ServerMessage): void => listener(JSON.stringify(message))
  const sayText = (text: string): void => listener(text)
  return {
    channel,
    asked,
    say,
    sayText,
    end: () => onEnd(),
    async client(wants: 'viewer' | 'controller' = 'viewer', patienceMs = 1_000) {
      const greeting = greet(channel, wants, patienceMs)
      const app = { name: 'cockpit', version: '1' }
      say({ type: 'welcome', protocol: PROTOCOL_VERSION, app, host: 'command-line', role: wants })
      return await greeting
    },
  }
}

const account = (name: string, reconciled: boolean) => ({
  account: name,
  reconciled,
  at: null,
  foreignOrders: [],
  foreignPositions: [],
  differences: [],
})
const snapshot = (seq: number, ...accounts: unknown[]): ServerMessage => ({
  type: 'snapshot',
  topic: 'reconciliation',
  epoch: 'one',
  seq,
  state: { accounts },
})
const delta = (seq: number, ...accounts: unknown[]): ServerMessage => ({
  type: 'delta',
  topic: 'reconciliation',
  epoch: 'one',
  seq,
  delta: { accounts },
})

describe("a command's end of the contract", () => {
  it('follows a topic through its changes', async () => {
    const far = cockpit()
    const client = await far.client()
    const seen: unknown[] = []
    const stop = client.follow('reconciliation', ({ accounts }) => seen.push(accounts))
    far.say(snapshot(4))
    far.say(delta(5, account('DU1', true)))
    stop()
    far.say(delta(6))
    expect(seen).toEqual([[], [account('DU1', true)]])
    expect(far.asked.at(-1)).toEqual({ type: 'unsubscribe', topic: 'reconciliation' })
    client.close()
  })

  it('asks for the whole when a change is missing', async () => {
    const far = cockpit()
    const client = await far.client()
    const seen: unknown[] = []
    client.follow('reconciliation', ({ accounts }) => seen.push(accounts.length))
    far.say(snapshot(4))
    far.say(delta(6, account('DU1', true)))
    expect(far.asked.filter(({ type }) => type === 'subscribe')).toHaveLength(2)
    far.say(snapshot(6, account('DU1', true)))
    expect(seen).toEqual([0, 1])
    client.close()
  })

  it('asks again for a topic that is not there yet', async () => {
    const far = cockpit()
    const client = await far.client()
    client.follow('reconciliation', () => {})
    const error = { code: 'not-running', message: 'No session is running yet.' } as const
    far.say({ type: 'no-topic', topic: 'reconciliation', error })
    await vi.waitFor(() => expect(far.asked.filter(({ type }) => type === 'subscribe')).toHaveLength(2))
    client.close()
  })

  it('does not wait for the answer of one that has ended', async () => {
    const far = cockpit()
    const client = await far.client()
    const [asked, read] = [client.command({ kind: 'stop' }), client.read('status')]
    far.end()
    await expect(asked).rejects.toThrow('ended the connection')
    await expect(read).rejects.toThrow('ended the connection')
    expect(await client.ended).toContain('ended the connection')
    await expect(client.read('status')).rejects.toThrow('ended the connection')
  })

  it('does not wait for ever for one that hangs', async () => {
    const far = cockpit()
    const client = await far.client('viewer', 20)
    await expect(client.command({ kind: 'stop' })).rejects.toThrow('The cockpit does not answer.')
    await expect(client.read('status')).rejects.toThrow('The cockpit does not answer.')
    client.close()
  })

  it('passes over what is no message, and repeats nothing of it', async () => {
    const far = cockpit()
    const client = await far.client()
    const asked = client.command({ kind: 'stop' })
    far.sayText('secret-text')
    far.sayText('{"type":"done","id":7}')
    const command = far.asked.at(-1)
    if (command?.type !== 'command') throw new Error('no command was sent')
    far.say({ type: 'done', id: command.id, value: { orders: [] } })
    expect(await asked).toEqual({ ok: true, value: { orders: [] } })
    client.close()
  })

  it('ends with words where a topic cannot be read, without what was said', async () => {
    const far = cockpit()
    const client = await far.client()
    const read = client.read('reconciliation')
    far.say({ type: 'snapshot', topic: 'reconciliation', epoch: 'one', seq: 1, state: { accounts: 'secret-text' } })
    await expect(read).rejects.toThrow(/^What the cockpit says of its reconciliation cannot be read\.$/)
  })
})
