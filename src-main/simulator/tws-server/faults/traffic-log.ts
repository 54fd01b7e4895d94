import type { Connection } from '../sessions/connection.ts'
import { decodeRequest } from '../wire/decode-request.ts'
import type { ClientRequest } from '../wire/requests.ts'

export interface SeenOrder {
  readonly client: number
  readonly orderId: number
}

const PLACE_ORDER = '3'
const MARKET_DATA = '1'
const CANCEL_MARKET_DATA = '2'
const ALWAYS_READ = new Set([PLACE_ORDER, MARKET_DATA, CANCEL_MARKET_DATA])

/** What a script has to know of the clients: their orders, by number, and their market-data lines. */
export class TrafficLog {
  private readonly seen: SeenOrder[] = []
  private readonly known = new Set<string>()
  private readonly open = new Map<Connection, Set<number>>()
  private readonly readAll: boolean

  /** @param readAll whether every request is looked at, or only those that are kept here */
  constructor(readAll: boolean) {
    this.readAll = readAll
  }

  /** Orders that clients placed, oldest first. */
  get orders(): readonly SeenOrder[] {
    return this.seen
  }

  /** @returns what a client's message asks; null when it is none, or of no interest */
  read(session: Connection, fields: readonly string[]): ClientRequest | null {
    if (!session.started || (!this.readAll && !ALWAYS_READ.has(fields[0] ?? ''))) return null
    const decoded = decodeRequest(session.serverVersion, fields)
    return decoded.ok ? decoded.value : null
  }

  /** @returns whether the request is an order that was not there before */
  note(session: Connection, request: ClientRequest): boolean {
    if (request.kind === 'market-data' && !request.snapshot) this.linesOf(session).add(request.id)
    else if (request.kind === 'cancel-market-data') this.open.get(session)?.delete(request.id)
    if (request.kind !== 'place-order' || request.order.whatIf) return false
    const key = `${session.client} ${request.id}`
    if (this.known.has(key)) return false
    this.known.add(key)
    this.seen.push({ client: session.client, orderId: request.id })
    return true
  }

  /** Market-data lines that are open, with the session of each. */
  *lines(): Generator<{ readonly session: Connection; readonly id: number }, void, undefined> {
    for (const [session, ids] of this.open) for (const id of ids) yield { session, id }
  }

  /** TWS has forgotten all subscriptions. */
  forgetLines(): void {
    this.open.clear()
  }

  private linesOf(session: Connection): Set<number> {
    const known = this.open.get(session)
    if (known !== undefined) return known
    const ids = new Set<number>()
    this.open.set(session, ids)
    session.onClose(() => this.open.delete(session))
    return ids
  }
}
