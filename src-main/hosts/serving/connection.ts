import type { Command } from '../../../src-shared/contract/commands.ts'
import { needsControl } from '../../../src-shared/contract/control.ts'
import { CONTRACT_ERRORS, type ContractErrorCode } from '../../../src-shared/contract/errors.ts'
import type { ClientMessage, ContractError, ServerMessage } from '../../../src-shared/contract/messages.ts'
import { CONNECTION_LIMITS, PROTOCOL_VERSION, type Role } from '../../../src-shared/contract/protocol.ts'
import { parseTopic, type TopicId } from '../../../src-shared/contract/topics.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'
import type { Contender, Control } from './control.ts'
import { CLOSE_CODES, type CloseCode, type Link } from './link.ts'
import { OpenQueries } from './open-queries.ts'
import { createRateLimit } from './rate-limit.ts'
import { printable, readMessage } from './read-message.ts'
import { Subscriptions } from './subscriptions.ts'

/** What a text above the rate may be long, in bytes, to be read all the same: an order to stop has to get through. */
const ALWAYS_READ_BYTES = 1_024
/** How many bad messages a connection may send in its life before it is ended. */
const MOST_BAD = 50
/** Of what waits to be sent: beyond, or when it has been too much for this long, the connection is ended. */
const MOST_BACKLOG_BYTES = 16 * CONNECTION_LIMITS.backlogBytes
const MOST_BEHIND_MS = 30_000

/** What all connections have in common. */
export interface ConnectionContext {
  readonly service: CockpitService
  readonly app: { readonly name: string; readonly version: string }
  readonly control: Control
  /** Operator time, ms. */
  readonly monotonic: () => number
}

/** The contract with one window or command line. Everything that it set going ends with it. */
export class Connection implements Contender {
  /** Who it is, for the audit. */
  readonly actor: string
  heardAt: number
  wantsControl = false
  private state: 'awaiting-hello' | 'greeted' | 'ended' = 'awaiting-hello'
  private readonly openedAt: number
  private readonly link: Link
  private readonly context: ConnectionContext
  private readonly onEnd: () => void
  private readonly rate: ReturnType<typeof createRateLimit>
  private readonly subscriptions: Subscriptions
  private readonly queries: OpenQueries
  private bad = 0
  private behindSince: number | null = null

  constructor(link: Link, number: number, context: ConnectionContext, onEnd: () => void) {
    this.link = link
    this.context = context
    this.onEnd = onEnd
    this.actor = link.host === 'command-line' ? 'command line' : `window ${number} (${link.host})`
    this.openedAt = context.monotonic()
    this.heardAt = this.openedAt
    this.rate = createRateLimit(context.monotonic)
    this.subscriptions = new Subscriptions(context.service, {
      isBehind: () => this.isBehind(),
      send: (text) => this.sendText(text),
    })
    this.queries = new OpenQueries(context.service, context.monotonic, {
      answer: (id, answer) =>
        this.send(answer.ok ? { type: 'done', id, value: answer.value } : { type: 'refused', id, error: answer.error }),
      refuse: (id, code, detail) => this.refuse(id, code, detail),
      progress: (id, done, total) => this.send({ type: 'progress', id, done, total }),
      bug: (id, thrown) => this.answerBug(id, thrown),
    })
  }

  /** A text has come. */
  receive(text: string): void {
    if (this.state === 'ended') return
    const bytes = Buffer.byteLength(text)
    if (bytes > CONNECTION_LIMITS.messageBytes) {
      this.violate('too-large', `${bytes} bytes`)
      return
    }
    const rate = this.rate()
    if (rate === 'far-over' || (rate === 'over' && bytes > ALWAYS_READ_BYTES)) {
      this.violate('too-many', `above ${CONNECTION_LIMITS.messagesPerSecond} a second`)
      return
    }
    const incoming = readMessage(text)
    switch (incoming.kind) {
      case 'message':
        this.heedAtRate(incoming.message, rate)
        break
      case 'answerable':
        this.refuseBad(incoming.id, incoming.problem)
        break
      case 'unreadable':
        this.violate('bad-message', incoming.problem)
        break
      case 'other-protocol':
        this.violate('wrong-protocol', incoming.problem)
        break
    }
  }

  /** The transport met what cannot be a message of the contract: the connection is ended. */
  violate(code: ContractErrorCode, detail: string): void {
    if (this.state === 'ended') return
    this.report(code, detail)
    this.dismiss(code, code === 'too-large' ? CLOSE_CODES.tooLarge : CLOSE_CODES.refused, printable(detail))
  }

  /** Says goodbye and ends the link. */
  dismiss(code: ContractErrorCode, close: CloseCode, detail = ''): void {
    if (this.state === 'ended') return
    this.send({ type: 'goodbye', error: contractError(code, detail) })
    this.link.close(close, code)
    this.ended()
  }

  /** The link is gone. */
  ended(): void {
    if (this.state === 'ended') return
    const wasGreeted = this.state === 'greeted'
    this.state = 'ended'
    this.subscriptions.stop()
    this.queries.stop()
    if (wasGreeted) this.context.control.leave(this, this.context.monotonic())
    this.onEnd()
  }

  roleChanged(role: Role, reason: string): void {
    this.send({ type: 'role', role, reason })
  }

  /** What is due by the clock: every `PULSE_MS`. @param now operator time, monotonic ms */
  pulse(now: number): void {
    if (this.state === 'ended') return
    if (this.state === 'awaiting-hello') {
      if (now - this.openedAt >= CONNECTION_LIMITS.helloMs) this.violate('bad-message', 'no hello in time')
      return
    }
    if (this.isBehind()) {
      this.behindSince ??= now
      if (now - this.behindSince >= MOST_BEHIND_MS) this.dismiss('too-slow', CLOSE_CODES.overloaded)
      return
    }
    this.behindSince = null
    this.send({ type: 'pulse' })
    this.subscriptions.catchUp()
  }

  private heedAtRate(message: ClientMessage, rate: 'within' | 'over'): void {
    if (rate === 'within' || (message.type === 'command' && !needsControl(message.command))) {
      this.heed(message)
      return
    }
    this.report('too-many', message.type)
    if (message.type === 'command' || message.type === 'query') this.refuse(message.id, 'too-many')
    else if (message.type === 'subscribe') this.noTopic(message.topic, contractError('too-many'))
  }

  private heed(message: ClientMessage): void {
    if (message.type === 'hello') {
      this.greet(message)
      return
    }
    if (this.state !== 'greeted') {
      this.violate('bad-message', `${message.type} before hello`)
      return
    }
    this.heardAt = this.context.monotonic()
    this.context.control.heard(this)
    switch (message.type) {
      case 'command':
        this.command(message)
        break
      case 'query':
        this.queries.ask(message.id, message.query)
        break
      case 'cancel-query':
        this.queries.cancel(message.id)
        break
      case 'subscribe':
        this.subscribe(message.topic)
        break
      case 'unsubscribe':
        this.subscriptions.unfollow(message.topic)
        break
      case 'take-control':
        this.wantsControl = true
        this.context.control.take(this)
        break
      case 'heartbeat':
        break
    }
  }

  private greet({ wants }: Extract<ClientMessage, { type: 'hello' }>): void {
    if (this.state !== 'awaiting-hello') {
      this.violate('bad-message', 'a second hello')
      return
    }
    this.state = 'greeted'
    this.heardAt = this.context.monotonic()
    this.wantsControl = wants === 'controller'
    const role = this.context.control.join(this)
    this.send({ type: 'welcome', protocol: PROTOCOL_VERSION, app: this.context.app, host: this.link.host, role })
  }

  private command({ id, command }: Extract<ClientMessage, { type: 'command' }>): void {
    if (!this.mayCommand(command)) {
      this.report('not-controller', command.kind)
      this.refuse(id, 'not-controller')
      return
    }
    try {
      const answer = this.context.service.command(id, command, this.actor)
      this.send(answer.ok ? { type: 'done', id, value: answer.value } : { type: 'refused', id, error: answer.error })
    } catch (thrown) {
      this.answerBug(id, holdsSecret(command) && thrown instanceof Error ? thrown.name : thrown)
    }
  }

  /**
   * A typed command is a decision of its own: it takes nothing away from the window that controls, and does not count as
   * somebody who watches over an armed session. A live order goes only with the token that is typed with it.
   */
  private mayCommand(command: Command): boolean {
    if (!needsControl(command) || this.context.control.roleOf(this) === 'controller') return true
    return this.link.host === 'command-line' && isTypedOrder(command)
  }

  private subscribe(topic: TopicId): void {
    const address = parseTopic(topic)
    if (!address.ok) {
      // What was sent as a topic may be anything; the audit need not have it.
      this.countBad('unknown-topic', `${topic.length} characters`)
      this.noTopic(topic, contractError('unknown-topic', `${address.error}.`))
      return
    }
    const followed = this.subscriptions.follow(topic)
    if (followed.ok) return
    const { error } = followed
    if (error !== 'too-many') this.noTopic(topic, error)
    else this.noTopic(topic, contractError(error, `At most ${CONNECTION_LIMITS.subscriptions} topics at a time.`))
  }

  private noTopic(topic: TopicId, error: ContractError): void {
    this.send({ type: 'no-topic', topic, error })
  }

  private refuse(id: string, code: ContractErrorCode, detail?: string): void {
    this.send({ type: 'refused', id, error: contractError(code, detail) })
  }

  private refuseBad(id: string, problem: string): void {
    if (this.state !== 'greeted') {
      this.violate('bad-message', problem)
      return
    }
    this.countBad('bad-message', problem)
    this.refuse(id, 'bad-message', problem)
  }

  /** One bad message may be a mistake of the window; many are an attack, or a window that is out of its mind. */
  private countBad(code: ContractErrorCode, problem: string): void {
    this.report(code, problem)
    this.bad++
    if (this.bad > MOST_BAD) this.dismiss('too-many', CLOSE_CODES.refused, 'Too many bad messages.')
  }

  private answerBug(id: string, thrown: unknown): void {
    this.report('internal', thrown instanceof Error ? thrown.message : String(thrown))
    this.refuse(id, 'internal')
  }

  private report(code: ContractErrorCode, detail: string): void {
    this.context.service.reportIntrusion(this.actor, code, printable(detail))
  }

  private isBehind(): boolean {
    return this.link.bufferedBytes() > CONNECTION_LIMITS.backlogBytes
  }

  private send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message))
  }

  private sendText(text: string): void {
    if (this.state === 'ended') return
    if (this.link.bufferedBytes() > MOST_BACKLOG_BYTES) {
      this.link.close(CLOSE_CODES.overloaded, 'too-slow')
      this.ended()
      return
    }
    this.link.sendText(text)
  }
}

/** What the command line may ask for beside the window that controls. */
function isTypedOrder(command: Command): boolean {
  switch (command.kind) {
    case 'place':
      return command.mode === 'dry-run'
    case 'place-confirmed':
    case 'modify':
    case 'acknowledge':
      return true
    default:
      return false
  }
}

const holdsSecret = (command: Command): boolean => 'token' in command || 'oldToken' in command

const contractError = (code: ContractErrorCode, detail = ''): ContractError => ({
  code,
  message: detail === '' ? CONTRACT_ERRORS[code] : `${CONTRACT_ERRORS[code]} ${detail}`,
})
