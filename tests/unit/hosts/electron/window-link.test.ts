import type { WebContents } from 'electron'
import { beforeEach, describe, expect, test } from 'vitest'
import { WindowLink } from '../../../../src-main/hosts/electron/window-link.ts'
import type { ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { CONNECTION_LIMITS, PROTOCOL_VERSION } from '../../../../src-shared/contract/protocol.ts'
import { type Served, serve } from '../serving/served.ts'

const HELLO = JSON.stringify({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })

let served: Served
let heard: ServerMessage[]
let welcomes: number
let link: WindowLink

beforeEach(() => {
  served = serve()
  heard = []
  welcomes = 0
  const contents: Pick<WebContents, 'send' | 'isDestroyed'> = {
    send: (_channel: string, text: string) => void heard.push(JSON.parse(text)),
    isDestroyed: () => false,
  }
  link = new WindowLink(contents, {
    connections: served.connections,
    monotonic: () => served.time.monotonic(),
    onWelcome: () => {
      welcomes += 1
    },
  })
})

const types = (): string[] => heard.map(({ type }) => type)

describe('the link of a window', () => {
  test('begins with the first text of its page', () => {
    expect(served.connections.count).toBe(0)
    link.received(HELLO)
    expect(heard).toMatchObject([{ type: 'welcome', host: 'electron', role: 'controller' }])
    expect(welcomes).toBe(1)
  })

  test('begins anew with the next page', () => {
    link.received(HELLO)
    link.ended()
    expect(served.connections.count).toBe(0)
    link.received(HELLO)
    expect(types()).toEqual(['welcome', 'welcome'])
  })

  test.each([[null], [undefined], [1], [{ type: 'heartbeat' }], [[HELLO]], [new Uint8Array(4)]])(
    'ends with a goodbye when its page sends %s',
    (payload) => {
      link.received(HELLO)
      link.received(payload)
      expect(types()).toEqual(['welcome', 'goodbye'])
      expect(served.connections.count).toBe(0)
      expect(served.service.intrusions).toMatchObject([{ code: 'bad-message' }])
    },
  )

  test('after the engine ended it stays closed for a second, whatever its page sends, and then begins anew', () => {
    link.received(HELLO)
    link.received({})
    for (let index = 0; index < 1_000; index += 1) link.received(HELLO)
    expect(types()).toEqual(['welcome', 'goodbye'])
    served.time.pass(1_000)
    link.received(HELLO)
    expect(types()).toEqual(['welcome', 'goodbye', 'welcome'])
  })

  test('is open to the next page at once, also after the engine ended it', () => {
    link.received(HELLO)
    link.received({})
    link.ended()
    link.received(HELLO)
    expect(types()).toEqual(['welcome', 'goodbye', 'welcome'])
  })

  test('sends nothing to a page that is gone', () => {
    link.received(HELLO)
    link.ended()
    served.time.pass(10_000)
    expect(types()).toEqual(['welcome'])
  })

  test('knows what its page has not taken yet', () => {
    link.received(HELLO)
    const topic = 'status'
    link.received(JSON.stringify({ type: 'subscribe', topic }))
    const pulses = (): number => types().filter((type) => type === 'pulse').length
    served.service.change(topic, 'x'.repeat(CONNECTION_LIMITS.backlogBytes + 1))
    served.time.pass(500)
    expect(pulses()).toBe(0)
    link.taken(CONNECTION_LIMITS.backlogBytes * 2)
    served.time.pass(500)
    expect(pulses()).toBe(1)
  })
})
