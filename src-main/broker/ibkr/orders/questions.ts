import { EventName } from '@stoqey/ib'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { ExecutionRecord, OrderReport, PositionReport } from '../../reports.ts'
import { ask, type Request } from '../connection/requests.ts'
import type { IbkrLink, RequestFailure } from '../link.ts'
import type { OrderFeed } from './order-feed.ts'
import { isLive, type OrderRecord } from './order-record.ts'
import { SharedQuestion } from './shared-question.ts'
import { UnnumberedAnswers } from './unnumbered-answers.ts'

/** How long TWS has for an answer, operator ms. */
export const ANSWER_MS = 10_000
/** Older ones may answer this without an end. */
const BIND_MS = 3_000

type Asked<Value> = Promise<Result<Value, RequestFailure>>

const unreadable = <Value>(what: string): Result<Value, RequestFailure> => ({
  ok: false,
  error: { code: 'refused', message: `TWS sent what cannot be read: ${what}.`, error: null },
})

/** Rows of an answer that has ended; a row that cannot be read spoils it, because half an answer looks like a whole. */
interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly problem: string | null
}

function whole<Row>(answer: Result<Rows<Row>, RequestFailure>): Result<readonly Row[], RequestFailure> {
  if (!answer.ok) return answer
  const { rows, problem } = answer.value
  return problem === null ? { ok: true, value: rows } : unreadable(problem)
}

/** The questions about orders, trades and positions. Each can be asked by many at once, and leaves once. */
export class Questions {
  readonly openOrders: SharedQuestion<readonly OrderReport[]>
  readonly completedOrders: SharedQuestion<readonly OrderReport[]>
  readonly executions: SharedQuestion<readonly ExecutionRecord[]>
  readonly positions: SharedQuestion<readonly PositionReport[]>
  private readonly link: IbkrLink
  private readonly feed: OrderFeed
  private readonly ends: Record<'open' | 'completed' | 'positions', UnnumberedAnswers>

  constructor(link: IbkrLink, feed: OrderFeed, sent: () => number) {
    this.link = link
    this.feed = feed
    const ends = (): UnnumberedAnswers => new UnnumberedAnswers(link.time)
    this.ends = { open: ends(), completed: ends(), positions: ends() }
    this.openOrders = new SharedQuestion((left) => this.askOpenOrders(left), sent)
    this.completedOrders = new SharedQuestion((left) => this.askCompletedOrders(left), sent)
    this.executions = new SharedQuestion((left) => this.askExecutions(left), sent)
    this.positions = new SharedQuestion((left) => this.askPositions(left), sent)
  }

  /** Nothing is owed on a new connection. */
  forget(): void {
    for (const answers of Object.values(this.ends)) answers.forget()
  }

  /** Client 0 takes the orders of TWS's own window for its own. Not every TWS says when it has listed them. */
  async bindManualOrders(): Promise<boolean> {
    const bound = await ask(this.link, {
      class: 'account',
      what: 'the orders of its own window',
      timeoutMs: BIND_MS,
      send: (api) => api.reqAutoOpenOrders(true),
      listen: (_id, done: (value: null) => void) => [this.link.on(EventName.openOrderEnd, () => done(null))],
    })
    return bound.ok || bound.error.code === 'timed-out'
  }

  private async unnumbered<Row>(
    answers: UnnumberedAnswers,
    request: Omit<Request<Rows<Row>>, 'class' | 'timeoutMs'>,
  ): Asked<readonly Row[]> {
    const answer = await ask(this.link, { class: 'account', timeoutMs: ANSWER_MS, ...request })
    if (!answer.ok && answer.error.code === 'timed-out') answers.abandoned()
    return whole(answer)
  }

  private async askOpenOrders(left: () => void): Asked<readonly OrderReport[]> {
    const { link, feed, ends } = this
    const listed = new Set<OrderRecord>()
    let problem: string | null = null
    let askedAt = 0
    const answer = await this.unnumbered<OrderRecord>(ends.open, {
      what: 'the open orders',
      send(api) {
        left()
        askedAt = feed.book.now
        listed.clear()
        problem = null
        api.reqAllOpenOrders()
      },
      listen: (_id, done) => [
        feed.watch({
          openOrder(reading, record) {
            if (record !== null) listed.add(record)
            else if (reading.kind === 'unreadable') problem = reading.what
          },
        }),
        link.on(EventName.openOrderEnd, () => {
          if (ends.open.ends()) done({ rows: [...listed], problem })
        }),
      ],
    })
    if (!answer.ok) return answer
    feed.book.endListing(listed, askedAt)
    const reports = answer.value.filter(isLive).flatMap((record) => feed.book.report(record) ?? [])
    return { ok: true, value: reports }
  }

  private async askCompletedOrders(left: () => void): Asked<readonly OrderReport[]> {
    const { link, feed, ends } = this
    const listed = new Set<OrderRecord>()
    let problem: string | null = null
    const answer = await this.unnumbered<OrderRecord>(ends.completed, {
      what: 'the completed orders',
      send(api) {
        left()
        api.reqCompletedOrders(false)
      },
      listen: (_id, done) => [
        feed.watch({
          completedOrder(reading, record) {
            if (record !== null) listed.add(record)
            else if (reading.kind !== 'elsewhere') problem = reading.kind === 'unreadable' ? reading.what : 'its status'
          },
        }),
        link.on(EventName.completedOrdersEnd, () => {
          if (ends.completed.ends()) done({ rows: [...listed], problem })
        }),
      ],
    })
    if (!answer.ok) return answer
    return { ok: true, value: answer.value.flatMap((record) => feed.book.report(record) ?? []) }
  }

  private async askExecutions(left: () => void): Asked<readonly ExecutionRecord[]> {
    const { link, feed } = this
    const ids = new Set<string>()
    let problem: string | null = null
    const answer = await ask<Rows<string>>(link, {
      class: 'account',
      what: 'the executions',
      timeoutMs: ANSWER_MS,
      send(api, id) {
        left()
        api.reqExecutions(id, {})
      },
      listen: (id, done) => [
        feed.watch({
          execution(requestId, execId) {
            // What is traded while it is answered belongs to the answer, too.
            if (requestId !== id && requestId >= 0) return
            if (execId === null) problem = requestId === id ? 'an execution' : problem
            else if (execId !== '') ids.add(execId)
          },
        }),
        link.on(EventName.execDetailsEnd, (requestId: number) => {
          if (requestId === id) done({ rows: [...ids], problem })
        }),
      ],
    })
    const rows = whole(answer)
    return rows.ok ? { ok: true, value: feed.log.records(ids) } : rows
  }

  private async askPositions(left: () => void): Asked<readonly PositionReport[]> {
    const { link, feed, ends } = this
    const held = new Map<string, PositionReport>()
    let problem: string | null = null
    const answer = await this.unnumbered<PositionReport>(ends.positions, {
      what: 'the positions',
      send(api) {
        left()
        held.clear()
        problem = null
        api.reqPositions()
      },
      listen: (_id, done) => [
        feed.watch({
          position(position) {
            if (typeof position === 'string') problem = position
            else held.set(`${position.account} ${position.symbol}`, position)
          },
        }),
        link.on(EventName.positionEnd, () => {
          if (ends.positions.ends()) done({ rows: [...held.values()], problem })
        }),
      ],
    })
    if (!answer.ok) return answer
    feed.positions.replace(answer.value)
    return { ok: true, value: answer.value.filter(({ shares }) => shares !== 0) }
  }
}
