import type { Socket } from 'node:net'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { GatewayTime, WireField } from '../service.ts'
import { encodeFrame, FrameReader, type Inbound } from '../wire/frame.ts'
import { errorMessage, handshakeAnswer } from '../wire/session-messages.ts'
import { sharedVersion } from '../wire/versions.ts'
import type { Connection } from './connection.ts'
import type { InterceptionChain } from './interception.ts'
import type { GatewayLimits } from './limits.ts'

/** Operator ms for a client to close its side after the gateway has closed its own. */
const CLOSING_MS = 5_000

/** What a connection needs of the gateway. */
export interface ConnectionHost {
  readonly limits: GatewayLimits
  readonly operator: GatewayTime
  readonly interceptions: InterceptionChain
  readonly maxServerVersion: number
  brokerNow(): UtcMs
  /** A message after the greeting: its fields. */
  received(connection: ClientConnection, fields: readonly string[]): void
  /** It is over; called once. */
  ended(connection: ClientConnection): void
  /** A client that did not read was dropped. */
  unread(connection: ClientConnection, bytes: number): void
}

/**
 * One client's socket: its greeting, its messages, and what is written to it. Everything that is sent within one turn
 * leaves in one write.
 */
export class ClientConnection implements Connection {
  /** 0 before the greeting. */
  serverVersion = 0
  private clientId = -1
  private readonly socket: Socket
  private readonly host: ConnectionHost
  private readonly reader = new FrameReader()
  private readonly guard: (run: () => void) => void
  private readonly closers = new Set<() => void>()
  private readonly cancelHello: () => void
  private waiting: Buffer[] = []
  private waitingBytes = 0
  private over = false
  private taken = 0
  private sent = 0

  /** @param guard runs what may fail, each apart from the others */
  constructor(socket: Socket, host: ConnectionHost, guard: (run: () => void) => void) {
    this.guard = guard
    this.socket = socket
    this.host = host
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.read(chunk))
    // An error is always followed by the close.
    socket.on('error', () => {})
    socket.on('close', () => this.finish())
    this.cancelHello = host.operator.after(host.limits.helloMs, () => this.drop())
  }

  /** −1 before it was let in. */
  get client(): number {
    return this.clientId
  }

  get started(): boolean {
    return this.clientId >= 0
  }

  letIn(client: number): void {
    this.clientId = client
    this.cancelHello()
  }

  /** Messages of the client, and to it. */
  get counts(): { readonly received: number; readonly sent: number } {
    return { received: this.taken, sent: this.sent }
  }

  send(fields: readonly WireField[]): void {
    if (this.over) return
    this.guard(() => this.host.interceptions.outgoing(this, fields, (passed) => this.sendBytes(encodeFrame(passed))))
  }

  error(id: number, code: number, text: string, advancedReject = ''): void {
    this.send(errorMessage(this.serverVersion, { id, code, text, advancedReject }))
  }

  onClose(run: () => void): void {
    if (this.over) run()
    else this.closers.add(run)
  }

  sendBytes(bytes: Buffer): void {
    if (this.over) return
    this.sent += 1
    if (this.waiting.length === 0) queueMicrotask(() => this.flush())
    this.waiting.push(bytes)
    this.waitingBytes += bytes.length
    const unread = this.waitingBytes + this.socket.writableLength
    if (unread <= this.host.limits.unreadBytes) return
    this.host.unread(this, unread)
    this.drop()
  }

  end(): void {
    this.flush()
    this.socket.end()
    this.finish()
    if (this.socket.destroyed) return
    // Destroyed at once it could lose what was sent last; one that the client leaves open would stay for ever.
    const cancel = this.host.operator.after(CLOSING_MS, () => this.socket.destroy())
    this.socket.once('close', cancel)
  }

  drop(): void {
    this.socket.destroy()
    this.finish()
  }

  goSilent(): void {
    this.flush()
    this.finish()
  }

  private read(chunk: Buffer): void {
    for (const inbound of this.over ? [] : this.reader.read(chunk)) {
      if (this.over) return
      this.guard(() => this.take(inbound))
    }
  }

  private take(inbound: Inbound): void {
    if (inbound.kind === 'greeting') this.greet(inbound)
    else if (inbound.kind === 'message') {
      this.taken += 1
      this.host.interceptions.incoming(this, inbound.fields, (fields) => {
        if (!this.over) this.host.received(this, fields)
      })
    } else if (inbound.fatal) this.drop()
    else this.error(-1, 320, `Error reading request. ${inbound.message}`)
  }

  private greet(versions: { readonly min: number; readonly max: number }): void {
    const version = sharedVersion(versions, this.host.maxServerVersion)
    if (version === null) {
      this.drop()
      return
    }
    this.serverVersion = version
    this.send(handshakeAnswer(version, { time: this.host.brokerNow() }))
  }

  private flush(): void {
    const [first] = this.waiting
    if (first === undefined || this.socket.destroyed) return
    this.socket.write(this.waiting.length === 1 ? first : Buffer.concat(this.waiting, this.waitingBytes))
    this.waiting = []
    this.waitingBytes = 0
  }

  private finish(): void {
    if (this.over) return
    this.over = true
    this.cancelHello()
    this.host.ended(this)
    for (const run of this.closers) this.guard(run)
    this.closers.clear()
  }
}
