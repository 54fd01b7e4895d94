import { createClient } from '../../../../src-renderer/bridge/client.ts'
import { type Closed, listeners, type Transport } from '../../../../src-renderer/bridge/transport.ts'
import type { WindowClock } from '../../../../src-renderer/bridge/window-clock.ts'
import type { ClientMessage, ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, type Role } from '../../../../src-shared/contract/protocol.ts'

/** A clock that stands until it is moved. */
function createHandClock(): WindowClock & { advance(ms: number): void } {
  let now = 0
  let ids = 0
  const timers = new Set<{ ms: number; next: number; action: () => void }>()
  return {
    now: () => now,
    newId: () => {
      ids += 1
      return `id-${ids}`
    },
    every: (ms, action) => {
      const timer = { ms, next: now + ms, action }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (ms) => {
      for (const end = now + ms; now < end; ) {
        now = Math.min(end, ...[...timers].map(({ next }) => next))
        for (const timer of timers) {
          if (timer.next > now) continue
          timer.next += timer.ms
          timer.action()
        }
      }
    },
  }
}

/** A client with the other end of its line in the test's hand. */
export function createLine() {
  const texts = listeners<[string]>()
  const states = listeners<[boolean, Closed?]>()
  const sent: ClientMessage[] = []
  const clock = createHandClock()
  const transport: Transport = {
    send: (text) => sent.push(JSON.parse(text)),
    onText: texts.add,
    onOpen: (listener) => {
      listener(false)
      return states.add(listener)
    },
  }
  const client = createClient(transport, clock)
  const say = (message: ServerMessage): void => texts.tell(JSON.stringify(message))
  return {
    client,
    clock,
    say,
    sayText: texts.tell,
    setOpen: states.tell,
    /** What was sent since the last look. */
    taken: (): ClientMessage[] => sent.splice(0),
    connect: (role: Role = 'controller'): void => {
      states.tell(true)
      say({
        type: 'welcome',
        protocol: PROTOCOL_VERSION,
        app: { name: 'cockpit', version: '1' },
        host: 'browser',
        role,
      })
    },
  }
}
