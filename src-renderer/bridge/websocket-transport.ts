import { SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'
import { type Closed, listeners, type Transport } from './transport.ts'

/** Waits between attempts, ms; the last one from then on. */
const WAITS = [250, 500, 1_000, 2_000, 4_000] as const

interface WebSocketOptions {
  /** `ws:` or `wss:`. */
  readonly url: string
  readonly token: string | null
  /** Whether the server answers plain HTTP: an upgrade that fails nevertheless was refused. */
  readonly answers: () => Promise<boolean>
}

/**
 * The browser host's main process, over a WebSocket. A connection that goes is tried again, with growing waits; one that
 * was refused is not: without the right token every attempt would be refused again.
 */
export function createWebSocketTransport({ url, token, answers }: WebSocketOptions): Transport & { close(): void } {
  const texts = listeners<[string]>()
  const states = listeners<[boolean, Closed?]>()
  let socket: WebSocket | null = null
  let open = false
  let failures = 0
  let ended = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let closed: Closed | undefined = token === null ? 'no-token' : undefined

  const tell = (nowOpen: boolean): void => {
    open = nowOpen
    states.tell(open, closed)
  }
  const tryAgain = (): void => {
    const wait = WAITS[Math.min(failures, WAITS.length - 1)]
    failures += 1
    retry = setTimeout(connect, wait)
  }
  const connect = (): void => {
    const attempt = new WebSocket(url, [SUBPROTOCOL, `auth.${token}`])
    let opened = false
    socket = attempt
    attempt.onopen = () => {
      opened = true
      failures = 0
      tell(true)
    }
    attempt.onmessage = ({ data }) => {
      if (typeof data === 'string') texts.tell(data)
    }
    attempt.onclose = async () => {
      socket = null
      if (ended) return
      if (opened) tell(false)
      else if (await answers()) {
        closed = 'unauthorised'
        tell(false)
        return
      }
      if (!ended) tryAgain()
    }
  }
  if (token !== null) connect()

  return {
    send: (text) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => {
      ended = true
      clearTimeout(retry)
      socket?.close()
    },
    onText: texts.add,
    onOpen: (listener) => {
      listener(open, closed)
      return states.add(listener)
    },
  }
}
