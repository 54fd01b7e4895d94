import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { CONNECTION_LIMITS } from '../../../src-shared/contract/protocol.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'
import type { Connections } from '../serving/connections.ts'
import type { Link } from '../serving/link.ts'
import type { Greeting } from './greeting.ts'
import { createLineSplitter } from './lines.ts'
import { clearAddress } from './socket-address.ts'

/**
 * Command lines at a time. One more takes the place of the oldest: those that only watch go on for hours, and however
 * many there are, they must not keep out a stop.
 */
const MOST_SOCKETS = 16
/** Time in which a socket must have taken what was sent to it when it is closed, ms. */
const CLOSING_MS = 500

export interface AttachHostOptions {
  readonly connections: Connections
  readonly reportIntrusion: CockpitService['reportIntrusion']
  readonly address: string
  /** What whoever attaches is told first. */
  readonly greeting: () => Greeting
  readonly schedule: Schedule
}

/** The contract for this user's other processes: one message a line over a socket that nobody else can reach. */
export interface AttachHost {
  /** Ends the server and every socket. `Connections` are the caller's to close, before this. */
  close(): Promise<void>
}

/** @returns why nobody can attach, as one line. */
export async function startAttachHost(options: AttachHostOptions): Promise<Result<AttachHost, string>> {
  const { address, connections, greeting, schedule, reportIntrusion } = options
  const cleared = clearAddress(address)
  if (!cleared.ok) return cleared
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const [oldest] = sockets
    if (sockets.size >= MOST_SOCKETS && oldest !== undefined) {
      reportIntrusion('command line', 'too-many', `${MOST_SOCKETS} sockets are open: the oldest one is ended`)
      sockets.delete(oldest)
      oldest.destroy()
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.write(`${JSON.stringify(greeting())}\n`)
    serveLines(socket, connections, schedule)
  })
  try {
    await listen(server, address)
    if (process.platform !== 'win32') chmodSync(address, 0o600)
  } catch (error) {
    server.close()
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
  // Without a listener a shortage of file descriptors would end the engine.
  server.on('error', (error) => reportIntrusion('command line', 'bad-request', error.message))
  return {
    ok: true,
    value: {
      async close() {
        const ended = new Promise<void>((resolve) => server.close(() => resolve()))
        for (const socket of sockets) endSocket(socket, schedule)
        await ended
      },
    },
  }
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function serveLines(socket: Socket, connections: Connections, schedule: Schedule): void {
  const link: Link = {
    host: 'command-line',
    sendText(text) {
      if (socket.writable) socket.write(`${text}\n`)
    },
    bufferedBytes: () => socket.writableLength,
    close: () => endSocket(socket, schedule),
  }
  const connection = connections.open(link)
  const splitter = createLineSplitter(CONNECTION_LIMITS.messageBytes)
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = splitter.take(text)
    if (lines === null) connection.violate('too-large', `a line above ${CONNECTION_LIMITS.messageBytes} bytes`)
    else for (const line of lines) connection.receive(line)
  })
  // A reset is an end like any other; `close` follows.
  socket.on('error', () => {})
  socket.on('close', () => connection.ended())
}

/** Ends it once it has taken what was sent, or soon. */
function endSocket(socket: Socket, schedule: Schedule): void {
  const cancel = schedule(CLOSING_MS, () => socket.destroy())
  socket.once('close', cancel)
  socket.end()
}
