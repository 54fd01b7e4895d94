import type { Command, CommandDone } from '../../src-shared/contract/commands.ts'
import { CONTRACT_ERRORS } from '../../src-shared/contract/errors.ts'
import type { ClientMessage, ContractError, ServerMessage } from '../../src-shared/contract/messages.ts'
import { HEARTBEAT_MS, PROTOCOL_VERSION, type Role, SILENCE_MS } from '../../src-shared/contract/protocol.ts'
import type { Query, QueryAnswers } from '../../src-shared/contract/queries.ts'
import type { TopicId } from '../../src-shared/contract/topic-ids.ts'
import type { TopicName } from '../../src-shared/contract/topics.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import { createAnswers, type QueryWatch } from './answers.ts'
import { type ConnectionState, REFUSED_SENTENCES } from './connection.ts'
import { createFollowings, type TopicHandlers } from './followings.ts'
import { parseServerMessage } from './server-message.ts'
import { type Disposer, listeners, type Transport } from './transport.ts'
import type { WindowClock } from './window-clock.ts'

/** The contract as the window uses it. */
export interface Client {
  /** Sent once: what a lost connection leaves open is for the trader to look at, never sent again by itself. */
  command(command: Command): Promise<Result<CommandDone, ContractError>>
  query<Asked extends Query>(
    query: Asked,
    watch?: QueryWatch,
  ): Promise<Result<QueryAnswers[Asked['kind']], ContractError>>
  /** One at a time for each topic. After a gap or a reconnect a new snapshot comes by itself. */
  follow<Name extends TopicName>(name: Name, topic: TopicId, handlers: TopicHandlers<Name>): Disposer
  takeControl(): void
  state(): ConnectionState
  onState(listener: (state: ConnectionState) => void): Disposer
  role(): Role
  onRole(listener: (role: Role, reason: string) => void): Disposer
  stop(): void
}

/** How often topics that there were not yet are asked for again, ms. */
const ASK_AGAIN_MS = 1_000

/** How often silence is looked for, ms. */
const WATCH_MS = 100
/** How long a line that went may take to come back before the screen says so, ms. */
const LOST_MS = 1_000

export function createClient(transport: Transport, clock: WindowClock): Client {
  const states = listeners<[ConnectionState]>()
  const roles = listeners<[Role, string]>()
  let state: ConnectionState = { kind: 'connecting', since: clock.now() }
  let role: Role = 'viewer'
  let open = false
  let welcomed = false
  let heardAt = clock.now()
  let beatAt = clock.now()

  const send = (message: ClientMessage): boolean => {
    if (!open) return false
    transport.send(JSON.stringify(message))
    return true
  }
  const answers = createAnswers(clock, send)
  const followings = createFollowings(send)

  const become = (next: ConnectionState): void => {
    if (state.kind === 'refused' || next.kind === state.kind) return
    state = next
    states.tell(state)
  }
  const setRole = (next: Role, reason: string): void => {
    if (next === role && reason === '') return
    role = next
    roles.tell(role, reason)
  }
  const lookForSilence = (): void => {
    if (state.kind !== 'connected' || clock.now() - heardAt < (open ? SILENCE_MS : LOST_MS)) return
    become({ kind: open ? 'silent' : 'disconnected', since: heardAt })
  }

  /** Timers of a window in the background run late; what is heard there comes in time, and is answered. */
  const beat = (): void => {
    if (!welcomed || clock.now() - beatAt < HEARTBEAT_MS) return
    beatAt = clock.now()
    send({ type: 'heartbeat' })
  }

  const hear = (message: ServerMessage): void => {
    heardAt = clock.now()
    beat()
    if (welcomed) become({ kind: 'connected' })
    switch (message.type) {
      case 'welcome':
        if (message.protocol !== PROTOCOL_VERSION) {
          become({ kind: 'refused', code: 'wrong-protocol', message: CONTRACT_ERRORS['wrong-protocol'] })
          return
        }
        welcomed = true
        become({ kind: 'connected' })
        setRole(message.role, '')
        followings.subscribeAll()
        return
      case 'role':
        setRole(message.role, message.reason)
        return
      case 'done':
        answers.settle(message.id, { ok: true, value: message.value })
        return
      case 'refused':
        answers.settle(message.id, { ok: false, error: message.error })
        return
      case 'progress':
        answers.progress(message.id, message.done, message.total)
        return
      case 'snapshot':
      case 'delta':
      case 'no-topic':
        followings.hear(message)
        return
      case 'pulse':
        return
      case 'goodbye':
        if (message.error.code === 'wrong-protocol') {
          become({ kind: 'refused', code: 'wrong-protocol', message: message.error.message })
        }
    }
  }

  const endings: Disposer[] = [
    transport.onText((text) => {
      const message = parseServerMessage(text)
      if (message !== null) hear(message)
    }),
    transport.onOpen((nowOpen, why) => {
      if (why !== undefined) become({ kind: 'refused', code: why, message: REFUSED_SENTENCES[why] })
      if (nowOpen === open) return
      open = nowOpen
      welcomed = false
      if (open) send({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
      else {
        answers.loseAll()
        followings.lose()
      }
    }),
    clock.every(HEARTBEAT_MS, beat),
    clock.every(ASK_AGAIN_MS, () => welcomed && followings.askAgain()),
    clock.every(WATCH_MS, () => {
      lookForSilence()
      answers.giveUp()
    }),
  ]

  return {
    command: (command) => answers.ask((id) => ({ type: 'command', id, command })),
    query: (query, watch = {}) => answers.ask((id) => ({ type: 'query', id, query }), watch),
    follow: (_name, topic, handlers) => followings.follow(topic, handlers, welcomed),
    takeControl: () => send({ type: 'take-control' }),
    state: () => state,
    onState: states.add,
    role: () => role,
    onRole: roles.add,
    stop: () => {
      for (const end of endings) end()
    },
  }
}
