import type {
  CockpitService,
  PresenceNote,
  QueryOptions,
  StreamMessage,
} from '../../../../src-main/session/cockpit-service.ts'
import type { Command, CommandDone } from '../../../../src-shared/contract/commands.ts'
import type { ContractError } from '../../../../src-shared/contract/messages.ts'
import type { Query, QueryAnswers } from '../../../../src-shared/contract/queries.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'

interface Follower {
  readonly topic: string
  readonly tell: (message: StreamMessage) => void
  resends: number
  stopped: boolean
}

interface Asked {
  readonly query: Query
  readonly options: QueryOptions
  readonly answer: (answer: Result<QueryAnswers['days'], ContractError>) => void
  readonly fail: (error: Error) => void
}

/** A cockpit whose answers a test decides. It knows the topics `status` and those of NVDA. */
export class ScriptedService implements CockpitService {
  readonly commands: { readonly id: string; readonly command: Command; readonly by: string }[] = []
  readonly intrusions: { readonly by: string; readonly code: string; readonly detail: string }[] = []
  readonly presences: PresenceNote[] = []
  readonly followers: Follower[] = []
  readonly asked: Asked[] = []
  /** How commands are answered. */
  obey: (command: Command) => Result<CommandDone, ContractError> = () => ({ ok: true, value: { orders: [] } })
  private seq = 0

  readonly command: CockpitService['command'] = (id, command, by) => {
    this.commands.push({ id, command, by })
    return this.obey(command)
  }

  readonly query: CockpitService['query'] = (query, options) =>
    new Promise((resolve, reject) => {
      // Tests ask for `days` only.
      const answer = (given: Result<QueryAnswers['days'], ContractError>): void => resolve(given as never)
      this.asked.push({ query, options, answer, fail: reject })
    })

  readonly follow: CockpitService['follow'] = (topic, tell) => {
    if (topic !== 'status' && !topic.includes('/NVDA')) {
      return { ok: false, error: { code: 'unknown-topic', message: 'There is no such topic.' } }
    }
    const follower: Follower = { topic, tell, resends: 0, stopped: false }
    this.followers.push(follower)
    tell({ type: 'snapshot', topic, epoch: 'one', seq: this.seq, state: {} })
    return {
      ok: true,
      value: {
        resend: () => {
          follower.resends++
        },
        stop: () => {
          follower.stopped = true
        },
      },
    }
  }

  readonly reportIntrusion: CockpitService['reportIntrusion'] = (by, code, detail) => {
    this.intrusions.push({ by, code, detail })
  }

  readonly presence: CockpitService['presence'] = (note) => {
    this.presences.push(note)
  }

  /** Tells every follower of a topic of a change. */
  change(topic: string, delta: unknown = {}): void {
    this.seq++
    const message: StreamMessage = { type: 'delta', topic, epoch: 'one', seq: this.seq, delta }
    for (const follower of this.followers) if (follower.topic === topic && !follower.stopped) follower.tell(message)
  }

  /** Gives those who asked for it the snapshot again. */
  resend(topic: string): void {
    for (const follower of this.followers) {
      if (follower.topic !== topic || follower.stopped || follower.resends === 0) continue
      follower.resends = 0
      follower.tell({ type: 'snapshot', topic, epoch: 'one', seq: this.seq, state: {} })
    }
  }
}
