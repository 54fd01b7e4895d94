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

/** The queries that are on their way. */
export class Surveys {
  private readonly asked = new Set<Promise<void>>()

  /** @param done called once: with what was answered, or null when that failed. */
  ask(venue: Venue, request: SurveyRequest, done: (survey: Survey | null) => void): void {
    const asked = takeSurvey(venue, request)
      .then(
        (answer) => (answer.ok ? answer.value : null),
        () => null,
      )
      .then((survey) => {
        this.asked.delete(asked)
        done(survey)
      })
    this.asked.add(asked)
  }

  get underWay(): boolean {
    return this.asked.size > 0
  }

  /** Resolves when none is on its way. */
  async idle(): Promise<void> {
    while (this.asked.size > 0) await Promise.all(this.asked)
  }
}
