import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { CONNECTION_LIMITS, SUBPROTOCOL } from '../../../src-shared/contract/protocol.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'
import type { Connections } from '../serving/connections.ts'
import { printable } from '../serving/read-message.ts'
import { createAdmission } from './admission.ts'
import { answerRequest, turnAway, turnAwayUnreadable } from './http-answers.ts'
import { endDeadSockets } from './living-sockets.ts'
import { serveSocket } from './socket-link.ts'
import { findWindowFiles, noWindow } from './window-files.ts'

/** The port that is taken when none is named and it is free: the same from start to start, as a tunnel wants it. */
const USUAL_PORT = 8137

const ADDRESS = '127.0.0.1'
const ACTOR = 'browser host'
/** Sockets at a time, windows and requests for files together. */
const MOST_SOCKETS = 128
const MOST_HEADER_BYTES = 8 * 1024
/** Time in which a request must have come as a whole, ms. */
const REQUEST_MS = 5_000
/** Time in which a window must have taken leave when the host ends, ms. */
const CLOSING_MS = 500

export interface BrowserHostOptions {
  readonly connections: Connections
  readonly reportIntrusion: CockpitService['reportIntrusion']
  /** The built window. */
  readonly folder: string
  /** Null: the usual one, or any that is free. */
  readonly port: number | null
  /** Values of `Host` besides our own, `name:port`: what a browser beyond a tunnel calls us. */
  readonly allowHosts: readonly string[]
  readonly schedule: Schedule
  readonly requestMs?: number
}

/** The window over HTTP and the contract over a WebSocket, for this machine alone. */
export interface BrowserHost {
  /** With the token of this start in its fragment. */
  readonly url: string
  readonly port: number
  /** Ends the server and every socket. `Connections` are the caller's to close, before this. */
  close(): Promise<void>
}

/** @returns why it cannot be started, as one line. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<Result<BrowserHost, string>> {
  const files = findWindowFiles(options.folder)
  if (files === null) return { ok: false, error: noWindow(options.folder) }
  const { requestMs = REQUEST_MS } = options
  const server = createServer({
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    keepAliveTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs),
  })
  server.maxConnections = MOST_SOCKETS
  const bound = await bind(server, options.port)
  if (!bound.ok) return bound
  const port = bound.value
  const token = randomBytes(32).toString('base64url')
  const admission = createAdmission(`${ADDRESS}:${port}`, options.allowHosts, token)
  const report = (code: string, detail: string): void => options.reportIntrusion(ACTOR, code, printable(detail))

  server.on('request', (request, response) => void answerRequest(request, response, { files, admission, report }))
  server.on('clientError', (error, socket) => turnAwayUnreadable(error, socket, report))
  // Without a listener a shortage of file descriptors would end the engine.
  server.on('error', (error) => report('bad-request', error.message))
  server.on('drop', () => report('too-many', `${MOST_SOCKETS} sockets are open`))
  const sockets = new WebSocketServer({
    noServer: true,
    // Somewhat more than a message may have: what is too large by little is answered before it is ended.
    maxPayload: 4 * CONNECTION_LIMITS.messageBytes,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  })
  server.on('upgrade', (request, socket, head) => {
    const rejection = admission.refuseSocket(request.headers)
    if (rejection === null) {
      sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, options.connections))
    } else {
      report(rejection.code, rejection.detail)
      turnAway(socket, rejection.status)
    }
  })
  const stopPinging = endDeadSockets(sockets.clients, options.schedule)

  return {
    ok: true,
    value: {
      url: `http://${ADDRESS}:${port}/#token=${token}`,
      port,
      async close() {
        stopPinging()
        const ended = new Promise<void>((resolve) => server.close(() => resolve()))
        server.closeAllConnections()
        // A window that was told goodbye gets the moment that it takes to read it.
        await Promise.all([...sockets.clients].map((socket) => endSocket(socket, options.schedule)))
        await ended
      },
    },
  }
}

function endSocket(socket: WebSocket, schedule: Schedule): Promise<void> {
  return new Promise<void>((resolve) => {
    const cancel = schedule(CLOSING_MS, () => socket.terminate())
    socket.once('close', () => {
      cancel()
      resolve()
    })
    socket.close()
  })
}

async function bind(server: Server, port: number | null): Promise<Result<number, string>> {
  const attempts = port === null ? [USUAL_PORT, 0] : [port]
  let reason = ''
  for (const each of attempts) {
    try {
      return { ok: true, value: await listen(server, each) }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
  }
  return { ok: false, error: `The browser host cannot listen on port ${attempts.at(-1)} of this machine: ${reason}` }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })
}
