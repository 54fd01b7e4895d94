import { readFile } from 'node:fs/promises'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WINDOW_HEADERS } from '../serving/window-policy.ts'
import type { Admission } from './admission.ts'
import type { findWindowFiles } from './window-files.ts'

/** Tells the audit what should not have come. */
type Report = (code: string, detail: string) => void

interface ServedWindow {
  readonly files: NonNullable<ReturnType<typeof findWindowFiles>>
  readonly admission: Admission
  readonly report: Report
}

/** What Node says of a request that it gave up, as HTTP says it. */
const STATUS_OF: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** Gives a file of the window. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { files, admission, report }: ServedWindow,
): Promise<void> {
  const refuse = (status: number, headers = {}): void => {
    response.writeHead(status, { ...WINDOW_HEADERS, ...headers, connection: 'close', 'content-length': 0 }).end()
  }
  const rejection = admission.refuseHost(request.headers)
  if (rejection !== null) {
    report(rejection.code, rejection.detail)
    refuse(rejection.status)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    report('bad-request', request.method ?? '')
    refuse(405, { allow: 'GET, HEAD' })
    return
  }
  const [path = ''] = (request.url ?? '').split('?')
  const found = files.get(path)
  if (found === undefined) {
    refuse(404)
    return
  }
  try {
    const body = await readFile(found.file)
    response.writeHead(200, { ...WINDOW_HEADERS, 'content-type': found.type, 'content-length': body.length })
    response.end(request.method === 'HEAD' ? undefined : body)
  } catch {
    refuse(404)
  }
}

/** A request that is too slow, too long or no HTTP. */
export function turnAwayUnreadable(error: NodeJS.ErrnoException, socket: Duplex, report: Report): void {
  // The other end went away: nothing was tried.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  report('bad-request', error.code ?? error.message)
  turnAway(socket, STATUS_OF[error.code ?? ''] ?? 400)
}

/** Answers with a status and ends. */
export function turnAway(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}
