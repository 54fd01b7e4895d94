import type { WebSocket } from 'ws'
import type { Schedule } from '../../simulator/virtual-clock.ts'

/** How often a socket is asked whether it still has another end, ms. Until the next question it has time to answer. */
export const PING_MS = 10_000

/**
 * Ends sockets whose other end is gone without a word: a machine that fell asleep, a tunnel that broke.
 * @returns what stops it
 */
export function endDeadSockets(sockets: ReadonlySet<WebSocket>, schedule: Schedule): () => void {
  const asked = new WeakSet<WebSocket>()
  let cancel = (): void => {}
  const round = (): void => {
    for (const socket of sockets) {
      if (asked.has(socket)) {
        socket.terminate()
      } else {
        asked.add(socket)
        socket.once('pong', () => asked.delete(socket))
        socket.ping()
      }
    }
    cancel = schedule(PING_MS, round)
  }
  cancel = schedule(PING_MS, round)
  return () => cancel()
}
