import type { SessionId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { AuditReader } from '../../audit/audit-reader.ts'
import type { ChainedRow } from '../../audit/canonical.ts'
import { readEvent, UnreadableEvent } from '../../audit/engine-log.ts'
import { EVENT_TYPES, type EventType, isEventType } from '../../audit/event-types.ts'
import { type Profile, profileSchema } from '../../engine/profiles/profile.ts'
import { isTradingEventType, readStoredEvent } from '../../trading/journal/stored-event.ts'
import type { TradingEvent } from '../../trading/journal/trading-event.ts'
import { EMPTY_DESK, openHoldings } from '../../trading/state/desk-state.ts'
import { evolve } from '../../trading/state/evolve.ts'
import { carriedBooks } from '../carried-books.ts'
import { type DayRecord, newDay, noteEvent, notePoint } from './day-record.ts'
import type { Run } from './runs.ts'

const TRADING_TYPES: readonly EventType[] = Object.keys(EVENT_TYPES)
  .filter(isEventType)
  .filter((type) => isTradingEventType(type))
const FOLDED: readonly EventType[] = [...TRADING_TYPES, 'epoch', 'barrier', 'run-resumed']

/** Follows a run through the log, as far as it has been written, and goes on from there when there is more. */
export class RunFold {
  readonly days = new Map<string, DayRecord>()
  readonly instruments = new Map<Ticker, Instrument>()
  sessions: readonly SessionDay[] = []
  private readonly profiles = new Map<string, Profile>()
  private readonly prices = new Map<Ticker, number>()
  private state = EMPTY_DESK
  private folded = 0
  private barrierSeq = 0
  private decidedTo = 0
  private record: DayRecord | null = null
  private session: SessionId | null = null

  /** @throws Error for a profile that no epoch of the run has named */
  profile(hash: string): Profile {
    const profile = this.profiles.get(hash)
    if (profile === undefined) throw new Error(`no epoch of the run has the profile ${hash}`)
    return profile
  }

  /** Takes what has been written since the last time; after each piece others may do something. @throws UnreadableEvent */
  *advance(reader: AuditReader, { sessions }: Run): Generator<void> {
    const [first] = sessions
    if (this.folded === 0 && first !== undefined) this.state = carriedBooks(reader, first.firstSeq).state
    for (const { session, firstSeq, lastSeq } of sessions) {
      if (lastSeq <= this.folded) continue
      this.enter(session, Math.max(firstSeq, this.folded + 1))
      const from = Math.max(firstSeq, this.folded + 1)
      for (const rows of reader.walk({ types: FOLDED, from, to: lastSeq })) {
        for (const row of rows) this.take(reader, row)
        this.folded = rows.at(-1)?.seq ?? this.folded
        yield
      }
      this.folded = lastSeq
      const span = this.record?.spans.at(-1)
      if (span?.session === session) span.last = lastSeq
    }
  }

  private enter(session: SessionId, from: number): void {
    if (this.session === session) return
    this.session = session
    this.barrierSeq = from
    this.record?.spans.push({ session, first: from, last: from })
  }

  private take(reader: AuditReader, row: ChainedRow): void {
    if (row.type === 'epoch') this.takeEpoch(row)
    else if (row.type === 'barrier') this.takeBarrier(reader, row)
    else if (row.type === 'run-resumed') this.takeResumption(row)
    else this.takeTrading(row)
  }

  private takeTrading(row: ChainedRow): void {
    if (!isTradingEventType(row.type)) return
    const read = readStoredEvent({ ...row, type: row.type })
    if (!read.ok) throw new UnreadableEvent(row.seq, read.error)
    this.takeEvent(row, read.value)
  }

  private takeResumption({ seq, exTs }: ChainedRow): void {
    const { record } = this
    const time = utcMs(exTs ?? record?.curve.at(-1)?.time ?? 0)
    const says = 'The cockpit was started again and goes on.'
    record?.happenings.push({ row: 'happening', seq, time, subject: 'session', symbol: null, says, amount: null })
  }

  private takeEpoch(row: ChainedRow): void {
    const epoch = readEvent(row, 'epoch')
    this.sessions = epoch.sessions
    for (const instrument of epoch.instruments) this.instruments.set(instrument.symbol, instrument)
    const profile = profileSchema.safeParse(epoch.profileData)
    if (!profile.success) throw new UnreadableEvent(row.seq, 'the profile of this epoch is not one')
    this.profiles.set(epoch.profileHash, profile.data)
  }

  private takeBarrier(reader: AuditReader, row: ChainedRow): void {
    const { barStart } = readEvent(row, 'barrier')
    const from = this.barrierSeq + 1
    this.barrierSeq = row.seq
    // A session that goes on with a run may tell its engine again what an earlier one decided.
    if (barStart < this.decidedTo) return
    this.decidedTo = barStart + ENGINE_BAR_MS
    const symbols = openHoldings(this.state).map(({ symbol }) => symbol)
    if (symbols.length > 0) {
      for (const bars of reader.walk({ types: ['bar'], symbols, from, to: row.seq })) {
        for (const bar of bars)
          if (bar.symbol !== null) this.prices.set(bar.symbol as Ticker, readEvent(bar, 'bar').close)
      }
    }
    this.point(utcMs(barStart + ENGINE_BAR_MS))
  }

  private takeEvent(row: ChainedRow, event: TradingEvent): void {
    const before = this.state
    const state = evolve(before, event)
    this.state = state
    if (event.kind === 'day-started' && event.day.date !== this.record?.day.date) this.beginDay(row, event.day)
    if (this.record === null) return
    noteEvent(this.record, row.seq, event, before, state)
    if (event.kind === 'execution') this.prices.set(event.execution.symbol, event.execution.price)
    if (event.kind === 'execution' || event.kind === 'commission') this.point(event.time)
  }

  private beginDay({ seq, session }: ChainedRow, day: SessionDay): void {
    const span = this.record?.spans.at(-1)
    if (span !== undefined) span.last = seq - 1
    const record = newDay(day, seq, session as SessionId, this.state)
    this.record = record
    this.days.set(day.date, record)
  }

  private point(time: UtcMs): void {
    if (this.record !== null) notePoint(this.record, time, (symbol) => this.prices.get(symbol) ?? null)
  }
}
