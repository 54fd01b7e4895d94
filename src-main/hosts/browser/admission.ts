import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { SUBPROTOCOL } from '../../../src-shared/contract/protocol.ts'

/** Why a request is turned away. `status`: of HTTP; `detail`: a few words for the audit. */
interface Rejection {
  readonly status: 401 | 403 | 421
  readonly code: 'wrong-host' | 'foreign-origin' | 'bad-token'
  readonly detail: string
}

/** Decides who may come in. */
export interface Admission {
  /** Whether the request was meant for us: a page elsewhere can make its name lead to this machine, not change the name. */
  refuseHost(headers: IncomingHttpHeaders): Rejection | null
  /** Whether this may be a window of ours: everything about a socket's request. */
  refuseSocket(headers: IncomingHttpHeaders): Rejection | null
}

const AUTH = 'auth.'

/**
 * @param own the address as our own URL has it, `127.0.0.1:<port>`
 * @param allowed further values of `Host`, e.g. of a tunnel's other end, with their port
 * @param token of this start
 */
export function createAdmission(own: string, allowed: readonly string[], token: string): Admission {
  const hosts = new Set([own, ...allowed])
  const expected = digest(token)

  function refuseHost({ host = '' }: IncomingHttpHeaders): Rejection | null {
    return hosts.has(host) ? null : { status: 421, code: 'wrong-host', detail: host }
  }

  return {
    refuseHost,
    refuseSocket(headers) {
      const wrongHost = refuseHost(headers)
      if (wrongHost !== null) return wrongHost
      const { host = '', origin = '' } = headers
      // The far end of a tunnel may speak TLS; our own port never does.
      const origins = host === own ? [`http://${host}`] : [`http://${host}`, `https://${host}`]
      if (!origins.includes(origin)) return { status: 403, code: 'foreign-origin', detail: origin }
      const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
      const given = offered.find((each) => each.startsWith(AUTH))?.slice(AUTH.length) ?? ''
      const known = timingSafeEqual(digest(given), expected)
      if (known && offered.includes(SUBPROTOCOL)) return null
      return { status: 401, code: 'bad-token', detail: given === '' ? 'no token' : 'not the token of this start' }
    },
  }
}

/** Of equal length for every text, so that comparing takes the same time for all. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
