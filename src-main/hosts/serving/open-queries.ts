import type { ContractErrorCode } from '../../../src-shared/contract/errors.ts'
import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { CONNECTION_LIMITS } from '../../../src-shared/contract/protocol.ts'
import type { Query, QueryAnswers } from '../../../src-shared/contract/queries.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'

/** How often a query's progress is passed on at most, ms. */
const PROGRESS_EVERY_MS = 100

type Answer = Result<QueryAnswers[keyof QueryAnswers], ContractError>

/** Where a connection's answers go. */
interface QueryOutlet {
  answer(id: string, answer: Answer): void
  refuse(id: string, code: ContractErrorCode, detail?: string): void
  progress(id: string, done: number, total: number): void
  /** A query threw: a mistake of ours. */
  bug(id: string, thrown: unknown): void
}

/** The queries of one connection that are under way. Each is answered exactly once, or not at all after `stop`. */
export class OpenQueries {
  /** Those not answered yet. */
  private readonly unanswered = new Map<string, AbortController>()
  /** Also those that were cancelled and have not ended yet: they take up room. */
  private running = 0
  private readonly service: CockpitService
  private readonly monotonic: () => number
  private readonly outlet: QueryOutlet

  constructor(service: CockpitService, monotonic: () => number, outlet: QueryOutlet) {
    this.service = service
    this.monotonic = monotonic
    this.outlet = outlet
  }

  ask(id: string, query: Query): void {
    if (this.unanswered.has(id)) {
      this.outlet.refuse(id, 'bad-message', 'A query of this id is under way.')
    } else if (this.running >= CONNECTION_LIMITS.openQueries) {
      this.outlet.refuse(id, 'too-many', `At most ${CONNECTION_LIMITS.openQueries} queries at a time.`)
    } else {
      void this.run(id, query)
    }
  }

  /** Nothing happens for a query that is not under way: it may just have been answered. */
  cancel(id: string): void {
    const asked = this.unanswered.get(id)
    if (asked === undefined) return
    this.unanswered.delete(id)
    asked.abort()
    this.outlet.refuse(id, 'cancelled')
  }

  stop(): void {
    const asked = [...this.unanswered.values()]
    this.unanswered.clear()
    for (const each of asked) each.abort()
  }

  private async run(id: string, query: Query): Promise<void> {
    const asked = new AbortController()
    this.unanswered.set(id, asked)
    this.running++
    const isOpen = (): boolean => this.unanswered.get(id) === asked
    let told = Number.NEGATIVE_INFINITY
    const onProgress = (done: number, total: number): void => {
      const now = this.monotonic()
      if (!isOpen() || now - told < PROGRESS_EVERY_MS) return
      told = now
      this.outlet.progress(id, done, total)
    }
    try {
      const answer = await this.service.query(query, { signal: asked.signal, onProgress })
      if (isOpen()) this.outlet.answer(id, answer)
    } catch (thrown) {
      if (isOpen()) this.outlet.bug(id, thrown)
    } finally {
      this.running--
      if (isOpen()) this.unanswered.delete(id)
    }
  }
}
