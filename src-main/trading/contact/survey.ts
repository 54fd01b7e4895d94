import type { Result } from '../../../src-shared/domain/result.ts'
import type { QueryFailure } from '../../broker/refusals.ts'
import type { AccountValues, ExecutionRecord, OrderReport, PositionReport } from '../../broker/reports.ts'
import type { Venue } from '../desk-context.ts'
import type { SurveyRequest } from './watch.ts'

/** What a broker answered to our asking how things stand. */
export interface Survey {
  readonly request: SurveyRequest
  readonly open: readonly OrderReport[]
  /** Empty when the past was not asked for, and so are the executions. */
  readonly completed: readonly OrderReport[]
  readonly executions: readonly ExecutionRecord[]
  readonly positions: readonly PositionReport[]
  readonly values: AccountValues
}

const NOTHING = { ok: true, value: [] } as const

/**
 * Asks a broker how things stand. Open orders are asked for first: an order that ends meanwhile is then among the
 * completed ones, and its trades among the executions. One query that fails fails them all, because half an answer
 * looks like an empty one.
 */
async function takeSurvey({ broker, account }: Venue, request: SurveyRequest): Promise<Result<Survey, QueryFailure>> {
  const [open, completed, executions, positions, values] = await Promise.all([
    broker.openOrders(),
    request.past ? broker.completedOrders() : NOTHING,
    request.past ? broker.executions() : NOTHING,
    broker.positions(),
    broker.accountValues(account),
  ])
  if (!open.ok) return open
  if (!completed.ok) return completed
  if (!executions.ok) return executions
  if (!positions.ok) return positions
  if (!values.ok) return values
  return {
    ok: true,
    value: {
      request,
      open: open.value,
      completed: completed.value,
      executions: executions.value,
      positions: positions.value,
      values: values.value,
    },
  }
}

interface Asked {
  readonly venue: Venue
  readonly request: SurveyRequest
  /** Resolves with the answer, or when nobody waits for it any more. */
  readonly over: Promise<void>
  readonly abandon: () => void
}

/** The queries that are on their way. */
export class Surveys {
  private readonly asked = new Set<Asked>()

  /** @param done called once, unless the query is abandoned: with what was answered, or null when that failed. */
  ask(venue: Venue, request: SurveyRequest, done: (survey: Survey | null) => void): void {
    const { promise: over, resolve } = Promise.withResolvers<void>()
    const asked: Asked = { venue, request, over, abandon: resolve }
    const answered = (survey: Survey | null): void => {
      if (this.asked.delete(asked)) done(survey)
      resolve()
    }
    this.asked.add(asked)
    takeSurvey(venue, request).then(
      (answer) => answered(answer.ok ? answer.value : null),
      () => answered(null),
    )
  }

  /** Waits no longer for those that are not awaited any more: a broker that never answers holds nobody up. */
  abandon(isAwaited: (venue: Venue, request: SurveyRequest) => boolean): void {
    for (const asked of [...this.asked]) {
      if (isAwaited(asked.venue, asked.request)) continue
      this.asked.delete(asked)
      asked.abandon()
    }
  }

  /** Whether one is on its way. @param isMeant of which venues; of any when left out */
  underWay(isMeant: (venue: Venue) => boolean = () => true): boolean {
    return this.of(isMeant).length > 0
  }

  /** Resolves when none is on its way. @param isMeant of which venues; of any when left out */
  async idle(isMeant: (venue: Venue) => boolean = () => true): Promise<void> {
    for (let asked = this.of(isMeant); asked.length > 0; asked = this.of(isMeant)) {
      await Promise.all(asked.map(({ over }) => over))
    }
  }

  private of(isMeant: (venue: Venue) => boolean): Asked[] {
    return [...this.asked].filter(({ venue }) => isMeant(venue))
  }
}
