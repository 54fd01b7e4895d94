import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { OrderState } from '../../../src-shared/domain/order-state.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { OrderChange } from '../../broker/broker.ts'
import type { AccountValues, OrderReport } from '../../broker/reports.ts'

/** How often a broker is asked how things stand when nothing else asks for it, ms. */
const SURVEY_EVERY_MS = 60_000
/** How long to wait before something that failed is tried again, the first time and at most, ms. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000
const URGENT_RETRY_MS = 500
/** How long an answer is waited for before the question counts as failed, ms: a half-open socket never gives one. */
const SURVEY_GIVEN_UP_MS = 30_000

interface Retry {
  failures: number
  /** Operator time, monotonic ms, before which it is not tried again. */
  at: number
}

/** Answers in a row in which the account holds other shares than ours before that is believed. */
export const DIFFERING_ANSWERS = 2

/** One query of how things stand. */
export interface SurveyRequest {
  /** Counts the queries. */
  readonly number: number
  /** Whether it asks for the orders that ended and for the trades as well. */
  readonly past: boolean
}

/** What of an order is tried again, each for itself: a price that is refused must not hold a new size back. */
export const cancelling = (ref: OrderRef): string => `cancel ${ref}`
export const resizing = (ref: OrderRef): string => `resize ${ref}`
export const repricing = (ref: OrderRef): string => `reprice ${ref}`

/**
 * What trading sees of one broker at the moment. Nothing of it outlives the process: after a start everything is
 * unknown, and is asked for. Times are operator time, monotonic milliseconds.
 */
export class Watch {
  /** The account's shares as the broker last said. */
  readonly net = new Map<Ticker, number>()
  /** Average prices of what the account holds, dollars a share, as the broker last said. */
  readonly averages = new Map<Ticker, number>()
  values: AccountValues | null = null
  /** Operator time of the last answer to everything, wall clock; null before the first. */
  reconciledAt: UtcMs | null = null
  /** Working orders that are not ours. */
  foreign: readonly OrderReport[] = []
  /** Since when a position has been short of its stop, or not known to have it. */
  readonly exposedSince = new Map<Ticker, number>()
  /** Since when an order has waited for an answer, in the state in which it waits. */
  readonly awaiting = new Map<OrderRef, { readonly state: OrderState; readonly since: number }>()
  /** Answers in a row in which the account held other shares of a symbol than ours. */
  readonly differing = new Map<Ticker, number>()
  /** Clean queries in a row that did not know an order. */
  readonly absent = new Map<OrderRef, number>()
  /** Answers in a row that listed an order as open that is over in our books. */
  readonly lingering = new Map<OrderRef, number>()
  /** For what an order was sent, by which its failure is counted. */
  readonly attempts = new Map<OrderRef, string>()
  /** How many queries had been asked when an order was sent: an earlier one cannot know it. */
  private readonly sentAfter = new Map<OrderRef, number>()
  /** The number of the query that has to be answered before a symbol's orders and position are known. */
  private readonly needed = new Map<Ticker, number>()
  private readonly retries = new Map<string, Retry>()
  private askedLast = 0
  private answeredLast = 0
  private inFlight: { readonly request: SurveyRequest; readonly at: number } | null = null
  private answeredAll = false
  private wanted = true
  private pastWanted = true
  private answeredAt = Number.NEGATIVE_INFINITY

  /** What is known of a symbol is no longer: the next query that is asked from now on will tell. */
  unsettle(symbol: Ticker): void {
    this.needed.set(symbol, this.askedLast + 1)
    this.wanted = true
  }

  /** Whether a query that was asked after the last news has told a symbol's orders and position. */
  settled(symbol: Ticker): boolean {
    return this.answeredLast > 0 && (this.needed.get(symbol) ?? 0) <= this.answeredLast
  }

  sent(ref: OrderRef): void {
    this.sentAfter.set(ref, this.askedLast)
  }

  /** Whether a query was asked after an order had been sent. */
  mustKnow(ref: OrderRef, survey: number): boolean {
    return survey > (this.sentAfter.get(ref) ?? 0)
  }

  /** An order is over: nothing is waited for any more. */
  forget(ref: OrderRef): void {
    this.attempts.delete(ref)
    this.sentAfter.delete(ref)
    this.awaiting.delete(ref)
    this.absent.delete(ref)
    this.worked(cancelling(ref))
    this.changed(ref)
  }

  /** A query is due, whatever is settled. */
  wantSurvey(): void {
    this.wanted = true
  }

  /** The next query has to tell what ended and what was traded, too: something is missing. */
  wantPast(): void {
    this.wanted = true
    this.pastWanted = true
  }

  /** @param now operator time, monotonic ms. */
  surveyDue(now: number): boolean {
    const due = this.wanted || now - this.answeredAt >= SURVEY_EVERY_MS
    return due && this.inFlight === null && this.mayTry('survey', now)
  }

  /** A query goes out. */
  askSurvey(now: number): SurveyRequest {
    const past = this.pastWanted || now - this.answeredAt >= SURVEY_EVERY_MS
    this.askedLast += 1
    const request = { number: this.askedLast, past }
    this.inFlight = { request, at: now }
    this.wanted = false
    this.pastWanted = false
    return request
  }

  /** Whether the answer to a query is still wanted: not when it was asked before a reconnect, or given up. */
  awaits({ number }: SurveyRequest): boolean {
    return this.inFlight?.request.number === number
  }

  /** A query that nobody has answered for long counts as failed; its answer is not listened to any more. */
  giveUpSurvey(now: number): void {
    if (this.inFlight !== null && now - this.inFlight.at >= SURVEY_GIVEN_UP_MS) {
      this.surveyFailed(this.inFlight.request, now)
    }
  }

  surveyAnswered({ number, past }: SurveyRequest, now: number): void {
    this.inFlight = null
    if (past) this.answeredAll = true
    this.answeredLast = number
    // The query that falls due every minute is one for everything.
    if (past) this.answeredAt = now
    this.worked('survey')
    if ([...this.needed.values()].some((needed) => needed > number)) this.wanted = true
  }

  surveyFailed({ past }: SurveyRequest, now: number): void {
    this.inFlight = null
    this.wanted = true
    this.pastWanted ||= past
    this.failed('survey', now)
    if (this.exposedSince.size > 0) this.hurrySurvey(now)
  }

  /** A position that is not known to be protected cannot wait for patience. */
  hurrySurvey(now: number): void {
    const retry = this.retries.get('survey')
    if (retry !== undefined) retry.at = Math.min(retry.at, now + URGENT_RETRY_MS)
  }

  /** When the next query falls due by itself, or the one on its way is given up, monotonic ms. */
  get nextSurvey(): number {
    return this.inFlight === null ? this.answeredAt + SURVEY_EVERY_MS : this.inFlight.at + SURVEY_GIVEN_UP_MS
  }

  /** Everything has been asked for and answered since the connection came, and nothing waits to be confirmed. */
  get reconciled(): boolean {
    return this.answeredAll && ![...this.differing.values()].some((times) => times < DIFFERING_ANSWERS)
  }

  /** Something did not work: it is tried again after a while, each time a longer one. */
  failed(what: string, now: number): void {
    const failures = (this.retries.get(what)?.failures ?? 0) + 1
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
    this.retries.set(what, { failures, at: now + wait })
  }

  /** It is not tried again for a moment, although nothing went wrong with it. */
  postponed(what: string, now: number): void {
    this.retries.set(what, { failures: this.failures(what), at: now + FIRST_RETRY_MS })
  }

  /** A change was refused: it is tried again later. */
  changeFailed(ref: OrderRef, { pricing, quantity }: OrderChange, now: number): void {
    if (quantity !== undefined) this.failed(resizing(ref), now)
    if (pricing !== undefined) this.failed(repricing(ref), now)
  }

  /** A change of the order was taken. */
  changed(ref: OrderRef): void {
    this.worked(resizing(ref))
    this.worked(repricing(ref))
  }

  worked(what: string): void {
    this.retries.delete(what)
  }

  failures(what: string): number {
    return this.retries.get(what)?.failures ?? 0
  }

  mayTry(what: string, now: number): boolean {
    return now >= (this.retries.get(what)?.at ?? Number.NEGATIVE_INFINITY)
  }

  /** The broker is back: what was waiting to be tried again is tried at once, and everything is asked for. */
  reconnected(): void {
    for (const retry of this.retries.values()) retry.at = Number.NEGATIVE_INFINITY
    this.absent.clear()
    this.lingering.clear()
    this.differing.clear()
    this.needed.clear()
    this.answeredLast = 0
    this.answeredAll = false
    this.inFlight = null
    this.wantPast()
  }

  /** The next moment after `now` at which something is to be tried again; null when nothing is. */
  nextRetry(now: number): number | null {
    const later = [...this.retries.values()].map(({ at }) => at).filter((at) => at > now)
    return later.length === 0 ? null : Math.min(...later)
  }
}
