import { WebSocket } from 'ws'
import type { Connections } from '../serving/connections.ts'
import type { Link } from '../serving/link.ts'

/** Serves the contract over one WebSocket until it ends. */
export function serveSocket(socket: WebSocket, connections: Connections): void {
  const link: Link = {
    host: 'browser',
    sendText(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    bufferedBytes: () => socket.bufferedAmount,
    close: (code, reason) => socket.close(code, reason),
  }
  const connection = connections.open(link)
  socket.on('message', (data, isBinary) => {
    if (isBinary) connection.violate('bad-message', 'a binary message')
    else connection.receive(data.toString())
  })
  // What the library refuses (a frame that is too large, text that is not UTF-8) it closes by itself.
  socket.on('error', (error) => {
    const tooLarge = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
    connection.violate(tooLarge ? 'too-large' : 'bad-message', error.message)
  })
  socket.on('close', () => connection.ended())
}
