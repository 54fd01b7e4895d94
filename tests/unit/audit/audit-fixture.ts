import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { AuditLog } from '../../../src-main/audit/audit-log.ts'
import { type ChainedRow, canonicalText } from '../../../src-main/audit/canonical.ts'
import { ChainHasher } from '../../../src-main/audit/chain.ts'
import { EVENT_COLUMNS } from '../../../src-main/audit/event-rows.ts'
import { type AuditOptions, openAudit } from '../../../src-main/audit/open-audit.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import type { Card, Decision } from '../../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../../src-shared/domain/engine-input.ts'
import { sessionId, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, MINUTE_MS, sessionDate, utcMs } from '../../../src-shared/domain/time.ts'

/** 2 January 2024, 09:30 in New York. */
export const OPEN = Date.UTC(2024, 0, 2, 14, 30)
export const SYMBOLS: readonly Ticker[] = ['AAPL', 'NVDA', 'SPY'].map(ticker)

/** A folder that is removed with everything in it. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'audit-test-'))

  file(name = 'audit.db'): string {
    return join(this.path, name)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** A folder that goes when the test ends in which it is asked for. */
export function testFolder(): TemporaryFolder {
  const folder = new TemporaryFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  return folder
}

/** Operator time that goes on by a second with each look. */
function steppingClock(start = Date.UTC(2026, 6, 1)): AuditOptions['clock'] {
  let now = start
  return {
    now() {
      now += 1_000
      return utcMs(now)
    },
  }
}

export const auditOptions = (overrides: Partial<AuditOptions> = {}): AuditOptions => ({
  kind: 'replay',
  session: sessionId('session-1'),
  start: { app: 'test', source: 'made by a test' },
  clock: steppingClock(),
  uniqueId: () => '00000000-0000-4000-8000-000000000001',
  ...overrides,
})

/** Opens an audit that must open. */
export function openedAudit(file: string, overrides: Partial<AuditOptions> = {}): AuditLog {
  const opened = openAudit(file, auditOptions(overrides))
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/** Numbers that look random and are the same in each run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const cents = (dollars: number): number => Math.round(dollars * 100) / 100

/** A bar of slot `slot`, in cents. */
export function barAt(slot: number, random: () => number): Bar {
  const low = cents(100 + random() * 100)
  const open = cents(low + random())
  const close = cents(low + random())
  const high = cents(Math.max(open, close) + random())
  return { start: utcMs(OPEN + slot * ENGINE_BAR_MS), open, high, low, close, volume: Math.floor(random() * 1e6) + 1 }
}

const card: Card = {
  side: 'long',
  votes: {
    RS: { vote: 'LONG', confidence: 60 },
    ST: { vote: 'NEUTRAL', confidence: 40 },
    VP: { vote: 'ABSTAIN', confidence: 0 },
    CA: { vote: 'STRONG_LONG', confidence: 80 },
    TD: { vote: 'LONG', confidence: 70 },
    RG: { vote: 'VETO_LONG', confidence: 80 },
  },
  agreeing: 3,
  ownAgreeing: 1,
  withData: 5,
  scoreSum: 290,
  vetoedBy: ['RG'],
}

/** A decision of the form that the engine gives. */
export const decisionOf = (symbol: Ticker, { start, close }: Bar): Decision => ({
  symbol,
  barStart: start,
  profile: 'default',
  profileHash: 'ab'.repeat(32),
  bars: 40,
  close,
  atr: 1 / 3,
  vwap: close - 0.1,
  rsi: 55.5,
  candidate: 'long',
  tradeKind: 'momentum',
  measures: {
    regime: {
      regime: 'TREND_UP',
      confidence: 65,
      unknownBecause: null,
      day: 0.004,
      short: 0.001,
      medium: 0.002,
      consistency: 0.4,
      lean: 1,
      atrPercent: 0.001,
      breadth: [{ symbol: ticker('QQQ'), change: 0.003, effect: 5 }],
    },
    relativeStrength: { absent: 'few-stocks' },
    statistics: { price: 0.5, volume: -1.25, momentum: 1e-7 },
    volumeProfile: { absent: 'no-profile' },
    crossAsset: { related: [{ symbol: ticker('NVDA'), change: 0.01 }], rising: 1, falling: 0 },
    timeOfDay: { window: 'mid-morning', minute: 630, minutesToClose: 330 },
  },
  cards: [card],
  action: { kind: 'hold', why: 'veto' },
  exit: null,
})

const epoch: EngineInput = {
  kind: 'epoch',
  profile: 'default',
  profileHash: 'ab'.repeat(32),
  profileData: { history: 500 },
  instruments: SYMBOLS.map((symbol) => ({ symbol, tick: PENNY, kind: 'stock', sectorEtf: null, related: [] })),
  traded: SYMBOLS.slice(0, 2),
  sessions: [
    {
      date: sessionDate('2024-01-02'),
      open: utcMs(OPEN),
      close: utcMs(OPEN + 390 * MINUTE_MS),
      openMinute: 570,
    },
  ],
}

/** What a session records: an epoch, then slot after slot its bars, its barrier and its decisions, now and then a fill. */
export function* recordedSteps(
  slots: number,
  seed = 1,
): Generator<{ readonly input: EngineInput } | { readonly decision: Decision }> {
  const random = randomNumbers(seed)
  yield { input: epoch }
  for (let slot = 0; slot < slots; slot++) {
    const bars = SYMBOLS.map((symbol) => ({ symbol, bar: barAt(slot, random) }))
    for (const { symbol, bar } of bars) yield { input: { kind: 'bar', symbol, bar } }
    yield { input: { kind: 'barrier', barStart: utcMs(OPEN + slot * ENGINE_BAR_MS), missing: [] } }
    for (const { symbol, bar } of bars.slice(0, 2)) yield { decision: decisionOf(symbol, bar) }
    if (slot % 40 === 39) yield { input: fillAt(slot) }
  }
}

const fillAt = (slot: number): EngineInput => ({
  kind: 'fill',
  symbol: ticker('AAPL'),
  time: utcMs(OPEN + slot * ENGINE_BAR_MS + 1),
  role: 'entry',
  side: 'long',
  quantity: 100,
  price: 187.65,
  entry: { atr: 1.25, stop: 184.52 },
})

/** Records `slots` slots. @returns what was recorded, in order */
export function record(log: AuditLog, slots: number, seed = 1): (EngineInput | Decision)[] {
  const recorded: (EngineInput | Decision)[] = []
  for (const step of recordedSteps(slots, seed)) {
    const written =
      'input' in step
        ? log.appendInput(step.input, utcMs(OPEN))
        : log.appendDecision(step.decision, utcMs(step.decision.barStart + ENGINE_BAR_MS))
    if (!written.ok) throw new Error(written.error.message)
    recorded.push('input' in step ? step.input : step.decision)
  }
  return recorded
}

/** A closed database with one session of `slots` slots (6 rows each, and a few more). */
export function recordedAudit(folder: TemporaryFolder, slots: number, name?: string): string {
  const file = folder.file(name)
  const log = openedAudit(file)
  record(log, slots)
  log.append({ type: 'session-ended', payload: { reason: 'done' } })
  log.close()
  return file
}

/** Everything that lies beside a database. */
const SUFFIXES = ['', '.anchors', '-wal', '-shm'] as const

/** Copies a closed database with its anchors. */
export function copyAudit(file: string, copy: string): string {
  for (const suffix of SUFFIXES) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix)
  return copy
}

/** Changes a database as one would who has the file: triggers off, changed, triggers on again. */
export function tamper(file: string, change: (db: Database.Database) => void): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const triggers = db.prepare<[], { name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
  )
  db.transaction(() => {
    const known = triggers.all()
    for (const { name } of known) db.exec(`DROP TRIGGER ${name}`)
    change(db)
    for (const { sql } of known) db.exec(sql)
  })()
  db.close()
}

/** Computes all hashes from `seq` on anew, as one would who knows the formula. */
export function rehash(db: Database.Database, seq: number): void {
  const before = db
    .prepare<[number], Buffer>('SELECT hash FROM events WHERE seq = ?')
    .pluck()
    .get(seq - 1)
  if (before === undefined) throw new RangeError('there is no row before it')
  const hasher = new ChainHasher(before)
  const write = db.prepare('UPDATE events SET hash = ? WHERE seq = ?')
  const later = db.prepare<[number], ChainedRow>(`SELECT ${EVENT_COLUMNS} FROM events WHERE seq >= ? ORDER BY seq`)
  for (const row of later.all(seq)) {
    hasher.next(canonicalText(row.seq, row))
    write.run(hasher.head, row.seq)
  }
}

/** Moves rows `from…` by `by`, in an order in which no two ever share a number. */
export function renumber(db: Database.Database, from: number, by: number): void {
  const order = by > 0 ? 'DESC' : 'ASC'
  const seqs = db.prepare<[number], number>(`SELECT seq FROM events WHERE seq >= ? ORDER BY seq ${order}`).pluck()
  const move = db.prepare('UPDATE events SET seq = seq + ? WHERE seq = ?')
  for (const seq of seqs.all(from)) move.run(by, seq)
}

/** Lets two rows change places. */
export const swapNumbers = (db: Database.Database, a: number, b: number): void => {
  for (const [from, to] of [
    [a, -1],
    [b, a],
    [-1, b],
  ]) {
    db.prepare('UPDATE events SET seq = ? WHERE seq = ?').run(to, from)
  }
}
