import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'

/** What a window's socket brings in, with the moment at which it came, on the machine's monotonic clock, ms. */
type Listener = (message: ServerMessage, at: number) => void

/** A socket as a window opens it. @returns ends it */
export function openWindowSocket(url: string, topics: readonly string[], listener: Listener): () => void {
  const { origin, host, hash } = new URL(url)
  const token = hash.replace(/^#(?:token=|t=)?/, '')
  const socket = new WebSocket(`ws://${host}/`, [SUBPROTOCOL, `auth.${token}`], { origin })
  const say = (message: ClientMessage): void => socket.send(JSON.stringify(message))
  socket.once('open', () => {
    say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
    for (const topic of topics) say({ type: 'subscribe', topic })
  })
  socket.on('message', (data) => {
    const at = Number(process.hrtime.bigint()) / 1e6
    listener(JSON.parse(String(data)), at)
  })
  return () => socket.close()
}
