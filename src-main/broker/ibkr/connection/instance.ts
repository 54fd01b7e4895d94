import { Socket } from 'node:net'
import { EventName, IBApi } from '@stoqey/ib'
import { createFrameGuard } from './frame-guard.ts'

/** Far above what our own queue lets out, so that the library's limiter, which keeps what it holds, never acts. */
const NEVER_LIMITED = 100_000

/** One client of the library, for one attempt. It is never connected twice. */
export interface Instance {
  /** The client for those who send: it counts what it is called for. */
  readonly counted: IBApi
  /** Calls of its functions so far. */
  calls(): number
  /** Ends the socket and everything that the library would still tell; nothing is told afterwards. */
  throwAway(): void
}

/**
 * Opens a connection.
 * @param events `told`: whatever the library emits, in order; it must not throw. `broken`: the library cannot go on with
 *   what came, or what came is not the protocol; told once, and nothing is told after it
 */
export function openInstance(
  target: { readonly host: string; readonly port: number; readonly client: number },
  events: {
    readonly told: (event: string, args: readonly unknown[]) => void
    readonly broken: (why: string) => void
  },
): Instance {
  // All of them are given, always: what is missing the library would read from env files.
  const api = new IBApi({
    host: target.host,
    port: target.port,
    clientId: target.client,
    maxReqPerSec: NEVER_LIMITED,
  })
  let over = false
  const socket = socketOf(api)
  const readOn = socket.onData.bind(socket)
  const guard = createFrameGuard()

  // What the library does with the bytes can throw (JSON in a rejection, counts that no array has), which would be an
  // uncaught exception of this process, or never return (negative lengths).
  socket.onData = (data) => {
    if (over) return
    const wrong = guard(data)
    if (wrong !== null) {
      over = true
      events.broken(wrong)
      return
    }
    try {
      readOn(data)
    } catch (error) {
      if (over) return
      over = true
      events.broken(`a message of TWS could not be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  // The one listener: the library emits everything a second time under this name, with its arguments.
  const all = (event: string, args: readonly unknown[]): void => {
    if (!over) events.told(event, args)
  }
  api.on(EventName.all, all)
  api.connect()
  sendAtOnce(socket)

  let calls = 0
  const counted = new Proxy(api, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        calls++
        return Reflect.apply(value, target, args)
      }
    },
  })

  return {
    counted,
    calls: () => calls,
    throwAway() {
      over = true
      api.removeAllListeners()
      socket.onData = () => {}
      api.disconnect()
    },
  }
}

interface ReadingSocket {
  onData(data: Buffer): void
}

/**
 * The library leaves Nagle's algorithm on: a message that follows another one would wait for the acknowledgement of that
 * one, 40 ms and more.
 */
function sendAtOnce(socket: ReadingSocket): void {
  const client: unknown = Reflect.get(socket, 'client')
  if (!(client instanceof Socket)) throw new Error('@stoqey/ib keeps its socket elsewhere than the version we know')
  client.setNoDelay(true)
}

const isReadingSocket = (value: unknown): value is ReadingSocket =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'onData') === 'function'

/**
 * The part of the library that reads bytes; it is not public.
 * @throws Error when the library is built in another way than the version that we know
 */
function socketOf(api: IBApi): ReadingSocket {
  const controller: unknown = Reflect.get(api, 'controller')
  const socket: unknown = typeof controller === 'object' && controller !== null && Reflect.get(controller, 'socket')
  if (!isReadingSocket(socket)) throw new Error('@stoqey/ib reads its socket in another way than the version we know')
  return socket
}
