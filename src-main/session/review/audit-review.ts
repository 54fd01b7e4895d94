import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { type Query, type QueryAnswers, REVIEW_PAGE } from '../../../src-shared/contract/queries.ts'
import type { DayKey, DaySummary, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { isTicker, type SessionId } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { openAuditReader } from '../../audit/audit-reader.ts'
import { readEvent, UnreadableEvent } from '../../audit/engine-log.ts'
import { failureOf } from '../../audit/sqlite-failure.ts'
import { verifyAudit } from '../../audit/verify/verify.ts'
import type { QueryOptions } from '../cockpit-service.ts'
import type { DayRecord } from './day-record.ts'
import { dayReview, daySummary } from './day-review.ts'
import { reviewDecision } from './decision-review.ts'
import { DecisionRows } from './decision-rows.ts'
import { Cancelled, giveWay, inPieces, type Reading } from './reading.ts'
import { cancelled, failed, noSuchDay, unreadable } from './refusals.ts'
import { RunFold } from './run-fold.ts'
import { listRuns, type Run } from './runs.ts'

export interface ReviewOptions {
  /** Path of the audit database. */
  readonly database: string
  /** The run under way; null when there is none. */
  readonly current: () => SessionId | null
  /** Commits what still waits in memory, so that it can be read. */
  readonly commit: () => void
}

type Answer<Kind extends AuditQuery['kind']> = Result<QueryAnswers[Kind], ContractError>

/** What is asked of the past. */
export type AuditQuery = Exclude<Query, { kind: 'margin' }>

/** Runs that are kept folded: the one under way and the ones looked at last. */
const KEPT_RUNS = 4
interface Folded {
  readonly run: Run
  readonly fold: RunFold
}

interface FoundDay extends Folded {
  readonly record: DayRecord
}

/** Answers what is asked about the past, from the audit alone. */
export class AuditReview {
  private readonly options: ReviewOptions
  private readonly folds = new Map<SessionId, RunFold>()
  private readonly summaries = new Map<SessionId, { readonly lastSeq: number; readonly days: readonly DaySummary[] }>()
  /** Queries read one after the other: they share what has been folded. */
  private queue: Promise<unknown> = Promise.resolve()

  constructor(options: ReviewOptions) {
    this.options = options
  }

  query<Asked extends AuditQuery>(asked: Asked, options: QueryOptions): Promise<Answer<Asked['kind']>>
  async query(asked: AuditQuery, options: QueryOptions): Promise<Answer<AuditQuery['kind']>> {
    if (asked.kind === 'verify') return this.verify(options)
    const answer = this.queue.then(() => this.read(options, (reading) => this.answer(asked, reading)))
    this.queue = answer.catch(() => {})
    return answer
  }

  private async read(
    { signal, onProgress }: QueryOptions,
    answer: (reading: Reading) => Promise<Answer<AuditQuery['kind']>>,
  ): Promise<Answer<AuditQuery['kind']>> {
    if (signal.aborted) return cancelled()
    this.options.commit()
    const opened = openAuditReader(this.options.database)
    if (!opened.ok) return failed('audit-unreadable', opened.error.message)
    try {
      return await answer({ reader: opened.value, signal, onProgress })
    } catch (thrown) {
      if (thrown instanceof Cancelled) return cancelled()
      if (thrown instanceof UnreadableEvent) return unreadable(thrown.message)
      return unreadable(failureOf(thrown).text)
    } finally {
      opened.value.close()
    }
  }

  private answer(
    asked: Exclude<AuditQuery, { kind: 'verify' }>,
    reading: Reading,
  ): Promise<Answer<AuditQuery['kind']>> {
    switch (asked.kind) {
      case 'days':
        return this.days(reading)
      case 'day':
        return this.day(asked.day, reading)
      case 'day-rows':
        return this.dayRows(asked.day, asked.after, reading)
      case 'decision':
        return this.decision(asked, reading)
    }
  }

  private async days(reading: Reading): Promise<Answer<'days'>> {
    const days: DaySummary[] = []
    const runs = listRuns(reading.reader).toReversed()
    for (const [index, run] of runs.entries()) {
      days.push(...(await this.daysOf(run, reading)))
      reading.onProgress(index + 1, runs.length)
    }
    return { ok: true, value: { days } }
  }

  /** The days of a run, newest first. What nothing has been added to since is not looked at again. */
  private async daysOf(run: Run, reading: Reading): Promise<readonly DaySummary[]> {
    const lastSeq = run.sessions.at(-1)?.lastSeq ?? 0
    const known = this.summaries.get(run.run)
    const running = this.options.current() === run.run
    if (known?.lastSeq === lastSeq && !running) return known.days.map((day) => ({ ...day, current: false }))
    const fold = await this.foldOf(run, reading)
    const days: DaySummary[] = []
    for (const record of [...fold.days.values()].toReversed()) {
      days.push(daySummary(reading.reader, run, record, this.isCurrent(run, fold, record)))
      await giveWay(reading)
    }
    this.summaries.set(run.run, { lastSeq, days })
    return days
  }

  private async day(key: DayKey, reading: Reading): Promise<Answer<'day'>> {
    const found = await this.find(key, reading)
    if (found === null) return noSuchDay(key)
    const { run, fold, record } = found
    const summary = daySummary(reading.reader, run, record, this.isCurrent(run, fold, record))
    return { ok: true, value: dayReview(summary, record) }
  }

  private async dayRows(key: DayKey, after: number, reading: Reading): Promise<Answer<'day-rows'>> {
    const found = await this.find(key, reading)
    if (found === null) return noSuchDay(key)
    const { fold, record } = found
    const happenings = record.happenings.filter(({ seq }) => seq > after).slice(0, REVIEW_PAGE + 1)
    const rows: ReviewRow[] = [...(await this.decisionRows(fold, record, after, reading)), ...happenings]
    rows.sort((one, other) => one.seq - other.seq)
    return { ok: true, value: { rows: rows.slice(0, REVIEW_PAGE), more: rows.length > REVIEW_PAGE } }
  }

  /** Decisions after a row, one more than a page has where there are more. */
  private async decisionRows(fold: RunFold, record: DayRecord, after: number, reading: Reading): Promise<ReviewRow[]> {
    const make = new DecisionRows(record)
    const rows: ReviewRow[] = []
    for (const { first, last } of record.spans) {
      for (const chunk of reading.reader.walk({ types: ['decision'], from: Math.max(first, after + 1), to: last })) {
        for (const row of chunk) {
          const decision = readEvent(row, 'decision')
          rows.push(make.row(row.seq, decision, fold.profile(decision.profileHash)))
          if (rows.length > REVIEW_PAGE) return rows
        }
        await giveWay(reading)
      }
    }
    return rows
  }

  private async decision(
    { day, symbol, barStart }: Extract<Query, { kind: 'decision' }>,
    reading: Reading,
  ): Promise<Answer<'decision'>> {
    const found = await this.find(day, reading)
    if (found === null) return noSuchDay(day)
    const { run, fold, record } = found
    const wanted = isTicker(symbol) ? symbol : null
    const review =
      wanted === null
        ? null
        : await inPieces(reviewDecision(reading.reader, run, fold, record, wanted, utcMs(barStart)), reading)
    if (review === null) {
      return failed(
        'not-found',
        `The audit has no decision of ${symbol} on ${day.date} for the bar that was asked for.`,
      )
    }
    return { ok: true, value: review }
  }

  private async find({ run, date }: DayKey, reading: Reading): Promise<FoundDay | null> {
    const known = listRuns(reading.reader).find((each) => each.run === run)
    if (known === undefined) return null
    const fold = await this.foldOf(known, reading)
    const record = fold.days.get(date)
    return record === undefined ? null : { run: known, fold, record }
  }

  /** The run as far as it has been written. */
  private async foldOf(run: Run, reading: Reading): Promise<RunFold> {
    const fold = this.folds.get(run.run) ?? new RunFold()
    this.folds.delete(run.run)
    this.folds.set(run.run, fold)
    const [oldest] = this.folds.keys()
    if (this.folds.size > KEPT_RUNS && oldest !== undefined) this.folds.delete(oldest)
    try {
      await inPieces(fold.advance(reading.reader, run), reading)
    } catch (thrown) {
      // Cancelled between two pieces it goes on from there; what failed within one is begun anew.
      if (!(thrown instanceof Cancelled)) this.folds.delete(run.run)
      throw thrown
    }
    return fold
  }

  private isCurrent({ run }: Run, fold: RunFold, record: DayRecord): boolean {
    return this.options.current() === run && [...fold.days.values()].at(-1) === record
  }

  private async verify({ signal, onProgress }: QueryOptions): Promise<Answer<'verify'>> {
    if (signal.aborted) return cancelled()
    this.options.commit()
    const verified = await verifyAudit(this.options.database, { aside: true, onProgress, signal })
    if (signal.aborted) return cancelled()
    if (!verified.ok) return failed('audit-unreadable', verified.error.message)
    const { ok, rows, unanchored, findings, sentence } = verified.value
    if (!ok) {
      const seq = findings.find((finding) => finding.seq !== null)?.seq ?? null
      return { ok: true, value: { result: 'broken', seq, message: sentence } }
    }
    const open = unanchored === null ? 0 : unanchored.to - unanchored.from + 1
    return { ok: true, value: { result: 'verified', events: rows, unanchored: open } }
  }
}
