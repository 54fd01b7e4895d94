import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { AuditLog } from '../../src-main/audit/audit-log.ts'
import { payloadText } from '../../src-main/audit/event-types.ts'
import { openAudit } from '../../src-main/audit/open-audit.ts'
import { migrate } from '../../src-main/audit/schema.ts'
import { verifyAudit } from '../../src-main/audit/verify/verify.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import type { BarInput, EngineInput } from '../../src-shared/domain/engine-input.ts'
import { sessionId } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { demoMarket, playLastDay } from '../support/demo-day.ts'
import { type BenchRecord, benchRecord, median, secondsOf } from './record.ts'

const DURABLE_EVENTS = 400
const BAR_EVENTS = 400_000
const MIX_EVENTS = 100_000
/** The first of them warms up and is not counted. */
const PASSES = 6
/** As many rows as the log commits at once. */
const BATCH_ROWS = 4_096
const STATEMENT_ROWS = 128

/** The audit's figures, as they are known. Everything is written to the system's folder for temporary files. */
export async function* benchAudit(): AsyncGenerator<BenchRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'))
  try {
    const day = await recordedDay()
    const bars = repeated(day.filter(isBar), BAR_EVENTS)
    const mix = repeated(day, MIX_EVENTS)
    yield durableAppends(folder)
    yield batchedAppends('audit-batched', 'bar events/s', folder, bars)
    yield batchedAppends('audit-batched-day-mix', 'events/s', folder, mix)
    yield* await verification('audit-verify', 'bar events/s', folder, bars)
    yield* await verification('audit-verify-day-mix', 'events/s', folder, mix)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Step = { readonly time: UtcMs } & ({ readonly input: EngineInput } | { readonly decision: Decision })
type BarStep = { readonly time: UtcMs; readonly input: BarInput }

const isBar = (step: Step): step is BarStep => 'input' in step && step.input.kind === 'bar'

/** A demo day as it is recorded: slot by slot 19 bars, their barrier, 12 decisions. */
async function recordedDay(): Promise<Step[]> {
  const market = demoMarket()
  const open = market.sessions.at(-1)?.open ?? utcMs(0)
  const decisions = Map.groupBy((await playLastDay(market)).decisions, ({ barStart }) => barStart)
  const steps: Step[] = []
  for (const event of market.events()) {
    if (event.kind === 'bar' && event.bar.start >= open) steps.push({ time: event.bar.start, input: event })
    if (event.kind !== 'slot-end' || event.time <= open) continue
    const barStart = utcMs(event.time - ENGINE_BAR_MS)
    steps.push({ time: event.time, input: { kind: 'barrier', barStart, missing: [] } })
    for (const decision of decisions.get(barStart) ?? []) steps.push({ time: event.time, decision })
  }
  return steps
}

const repeated = <Item>(items: readonly Item[], count: number): Item[] =>
  Array.from({ length: Math.ceil(count / items.length) }, () => items)
    .flat()
    .slice(0, count)

let opened = 0
function openLog(folder: string): { readonly file: string; readonly log: AuditLog } {
  const file = join(folder, `audit-${opened++}.db`)
  const audit = openAudit(file, {
    kind: 'demo',
    session: sessionId('bench'),
    start: { app: 'bench', source: 'a demo day' },
    clock: { now: () => utcMs(Date.now()) },
    uniqueId: () => 'bench',
  })
  if (!audit.ok) throw new Error(audit.error.message)
  return { file, log: audit.value }
}

function append(log: AuditLog, steps: readonly Step[]): void {
  for (const step of steps) {
    const { time } = step
    const written = 'input' in step ? log.appendInput(step.input, time) : log.appendDecision(step.decision, time)
    if (!written.ok) throw new Error(written.error.message)
  }
}

/** Durable events, each on the disk before the next, against as many bytes appended to a file and synced. */
function durableAppends(folder: string): BenchRecord {
  const text = 'a note of the length of an order: '.repeat(6)
  const { log } = openLog(folder)
  const plain = openSync(join(folder, 'plain'), 'a')
  const bytes = Buffer.from(JSON.stringify([1, Date.now(), null, 'bench', 'note', null, 1, { text }, '0'.repeat(64)]))
  const durable: number[] = []
  const raw: number[] = []
  // In turns, so that both see the same disk.
  for (let event = 0; event < DURABLE_EVENTS; event++) {
    raw.push(
      secondsOf(() => {
        writeSync(plain, bytes)
        fdatasyncSync(plain)
      }),
    )
    durable.push(secondsOf(() => void log.append({ type: 'note', payload: { text } })))
  }
  closeSync(plain)
  log.close()
  const perSecond = (seconds: readonly number[]): number =>
    seconds.length / seconds.reduce((sum, each) => sum + each, 0)
  return benchRecord('audit-append-durable', perSecond(durable), 'events/s', perSecond(raw))
}

/** Batched events with numbers, chain and anchors, against the same rows without. */
function batchedAppends(name: string, unit: string, folder: string, steps: readonly Step[]): BenchRecord {
  const chained: number[] = []
  const unchained: number[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    const { file, log } = openLog(folder)
    chained.push(
      secondsOf(() => {
        append(log, steps)
        log.flush()
      }),
    )
    log.close()
    rmSync(file)
    const plain = join(folder, 'plain.db')
    unchained.push(secondsOf(() => insertPlainly(plain, steps)))
    rmSync(plain)
  }
  const perSecond = (seconds: readonly number[]): number => steps.length / median(seconds.slice(1))
  return benchRecord(name, perSecond(chained), unit, perSecond(unchained))
}

type Row = [number, number, string, string | null, string]

/** The same rows, batches and syncs, but no hash and no anchor. */
function insertPlainly(file: string, steps: readonly Step[]): void {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  migrate(db)
  const insertOf = (rows: number) =>
    db.prepare(
      `INSERT INTO events (ts, ex_ts, session, type, symbol, v, payload, hash)
       VALUES ${Array.from({ length: rows }, () => "(?, ?, 'bench', ?, ?, 1, ?, zeroblob(32))").join(', ')}`,
    )
  const [many, one] = [insertOf(STATEMENT_ROWS), insertOf(1)]
  let waiting: Row[] = []
  const flush = db.transaction(() => {
    let done = 0
    for (; done + STATEMENT_ROWS <= waiting.length; done += STATEMENT_ROWS) {
      many.run(waiting.slice(done, done + STATEMENT_ROWS).flat())
    }
    for (const row of waiting.slice(done)) one.run(row)
    waiting = []
  })
  for (const step of steps) {
    waiting.push(rowOf(step))
    if (waiting.length === BATCH_ROWS) flush.immediate()
  }
  flush.immediate()
  db.close()
}

function rowOf(step: Step): Row {
  const now = Date.now()
  const { time } = step
  if ('decision' in step) return [now, time, 'decision', step.decision.symbol, payloadText('decision', step.decision)]
  if (isBar(step)) return [now, time, 'bar', step.input.symbol, payloadText('bar', step.input.bar)]
  return [now, time, step.input.kind, null, JSON.stringify(step.input)]
}

/** The whole of `verifyAudit` on one thread and on all, against reading every column of every row. */
async function verification(
  name: string,
  unit: string,
  folder: string,
  steps: readonly Step[],
): Promise<BenchRecord[]> {
  const { file, log } = openLog(folder)
  append(log, steps)
  log.append({ type: 'session-ended', payload: { reason: 'done' } })
  log.close()
  const alone: number[] = []
  const threaded: number[] = []
  const scanned: number[] = []
  for (let pass = 0; pass < PASSES; pass++) {
    scanned.push(secondsOf(() => scan(file)))
    alone.push(await secondsToVerify(file, 1))
    threaded.push(await secondsToVerify(file, availableParallelism()))
  }
  rmSync(file)
  const perSecond = (seconds: readonly number[]): number => steps.length / median(seconds.slice(1))
  return [
    benchRecord(name, perSecond(alone), unit, perSecond(scanned)),
    benchRecord(`${name}-threads`, perSecond(threaded), unit, perSecond(scanned)),
  ]
}

async function secondsToVerify(file: string, threads: number): Promise<number> {
  const start = performance.now()
  const verified = await verifyAudit(file, { threads })
  const seconds = (performance.now() - start) / 1000
  if (!verified.ok || !verified.value.ok) throw new Error('the database of the bench does not verify')
  return seconds
}

function scan(file: string): void {
  const db = new Database(file, { readonly: true })
  let bytes = 0
  for (const row of db.prepare<[], [number, ...unknown[]]>('SELECT * FROM events ORDER BY seq').raw().iterate()) {
    bytes += row[0]
  }
  db.close()
  if (bytes === 0) throw new Error('there was nothing to read')
}

if (import.meta.main) for await (const record of benchAudit()) console.log(JSON.stringify(record))
