import type { Socket } from 'node:net'
import type { ClientSession, GatewayContext, GatewayService, RequestHandlers } from '../service.ts'
import { type DecodeError, decodeRequest } from '../wire/decode-request.ts'
import type { ClientRequest } from '../wire/requests.ts'
import { managedAccounts, nextValidId } from '../wire/session-messages.ts'
import { ClientConnection, type ConnectionHost } from './client-connection.ts'
import type { GatewayLimits, Violation } from './limits.ts'
import { MessageRate } from './message-rate.ts'

/** What a gateway says of itself without being asked, with id −1. */
export interface Notice {
  readonly code: number
  readonly text: string
}

/** The notices of a gateway whose data farms are all up. */
const FARM_NOTICES: readonly Notice[] = [
  { code: 2104, text: 'Market data farm connection is OK:usfarm' },
  { code: 2107, text: 'HMDS data farm connection is inactive but should be available upon demand.ushmds' },
  { code: 2158, text: 'Sec-def data farm connection is OK:secdefil' },
]

interface ReceptionOptions {
  readonly context: GatewayContext
  readonly limits: GatewayLimits
  readonly host: Pick<ConnectionHost, 'interceptions' | 'maxServerVersion'>
  readonly services: readonly GatewayService[]
  breach(session: ClientSession, limit: Violation['limit'], message: string): void
  /** Runs a part of the gateway; what it throws is kept, and nobody else suffers. */
  guard(run: () => void): void
}

/** A rate that was exceeded so often ends the session. */
const STRIKES = 3

interface Client {
  readonly rate: MessageRate
  strikes: number
}

/** Lets clients in, one for each client id, and hands their requests to the services. */
export class Reception {
  private readonly options: ReceptionOptions
  private readonly host: ConnectionHost
  private readonly handlers: RequestHandlers
  private readonly clients = new Map<ClientConnection, Client>()
  private readonly connections = new Set<ClientConnection>()
  /** Messages of and to clients who are gone. */
  readonly past = { received: 0, sent: 0 }
  /** Client ids that are taken although nobody is there. */
  readonly busy = new Set<number>()
  /** Said to everybody who is let in. */
  notices: readonly Notice[] = FARM_NOTICES
  private letIn: readonly ClientConnection[] = []

  constructor(options: ReceptionOptions) {
    const { context, limits, host } = options
    this.options = options
    this.handlers = mergeHandlers(options.services)
    this.host = {
      ...host,
      limits,
      operator: context.operator,
      brokerNow: () => context.brokerNow(),
      received: (connection, fields) => this.receive(connection, fields),
      ended: (connection) => this.forget(connection),
      unread: (connection, bytes) => options.breach(connection, 'unread', `${bytes} bytes were not read`),
    }
  }

  /** The clients that were let in, in the order in which they came. */
  get sessions(): readonly ClientConnection[] {
    return this.letIn
  }

  accept(socket: Socket): void {
    const connection = new ClientConnection(socket, this.host, this.options.guard)
    this.connections.add(connection)
    this.clients.set(connection, { rate: new MessageRate(Math.floor(this.options.limits.lines / 2)), strikes: 0 })
  }

  /** Everybody who is connected, let in or not. */
  everybody(): readonly ClientConnection[] {
    return [...this.connections]
  }

  private receive(connection: ClientConnection, fields: readonly string[]): void {
    if (!this.inRate(connection)) return
    const decoded = decodeRequest(connection.serverVersion, fields)
    if (!decoded.ok) {
      if (connection.started) refuse(connection, decoded.error)
      return
    }
    const request = decoded.value
    // What comes before START_API is dropped, as TWS does.
    if (request.kind === 'start-api') this.start(connection, request.client)
    else if (connection.started) this.serve(connection, request)
  }

  private inRate(connection: ClientConnection): boolean {
    const client = this.clients.get(connection)
    const { context, limits, breach } = this.options
    if (client === undefined || !client.rate.exceeds(context.operator.monotonic())) return client !== undefined
    client.strikes += 1
    const most = Math.floor(limits.lines / 2)
    connection.error(
      -1,
      100,
      `Max rate of messages per second has been exceeded:max=${most} rec=${most + 1} (${client.strikes})`,
    )
    breach(connection, 'message-rate', `more than ${most} messages in a second`)
    if (client.strikes >= STRIKES) connection.end()
    return false
  }

  private start(connection: ClientConnection, client: number): void {
    if (connection.started) return
    if (client < 0) {
      connection.error(-1, 320, `Error reading request. ${client} is no client id`)
      connection.end()
      return
    }
    if (this.busy.has(client) || this.letIn.some((other) => other.client === client)) {
      connection.error(-1, 326, 'Unable to connect as the client id is already in use. Retry with a unique client id.')
      connection.end()
      return
    }
    const { context, services } = this.options
    connection.letIn(client)
    this.letIn = [...this.letIn, connection]
    const version = connection.serverVersion
    connection.send(managedAccounts(version, { accounts: context.accounts }))
    connection.send(nextValidId(version, { orderId: context.exchange.nextOrderId(client) }))
    for (const { code, text } of this.notices) connection.error(-1, code, text)
    for (const service of services) this.options.guard(() => service.welcome?.(connection))
  }

  private serve(connection: ClientConnection, request: ClientRequest): void {
    if (request.kind === 'not-served') {
      connection.error(
        request.id ?? -1,
        321,
        `Error validating request.-'bZ' : cause - ${request.name} is not served here`,
      )
    } else if (!handle(this.handlers, request.kind, connection, request)) {
      throw new Error(`no service answers ${request.kind}`)
    }
  }

  private forget(connection: ClientConnection): void {
    this.connections.delete(connection)
    this.past.received += connection.counts.received
    this.past.sent += connection.counts.sent
    this.clients.delete(connection)
    this.letIn = this.letIn.filter((other) => other !== connection)
  }
}

/** A message that is no request: TWS says so, and goes on. */
function refuse(connection: ClientSession, { code, message, id }: DecodeError): void {
  if (code === 'unknown-message') connection.error(-1, 505, `Fatal Error: Unknown message id. (${message})`)
  else connection.error(id ?? -1, 320, `Error reading request. ${message}`)
}

/** @returns whether somebody is there for it. */
function handle<Kind extends ClientRequest['kind']>(
  handlers: RequestHandlers,
  kind: Kind,
  session: ClientSession,
  request: Extract<ClientRequest, { readonly kind: Kind }>,
): boolean {
  const handler = handlers[kind]
  handler?.(session, request)
  return handler !== undefined
}

function mergeHandlers(services: readonly GatewayService[]): RequestHandlers {
  const merged: RequestHandlers = {}
  for (const { handlers } of services) {
    const twice = Object.keys(handlers).find((kind) => Object.hasOwn(merged, kind))
    if (twice !== undefined) throw new Error(`two services answer ${twice}`)
    Object.assign(merged, handlers)
  }
  return merged
}
