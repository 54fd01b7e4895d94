import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { ANCHOR_EVERY } from '../../src-main/audit/format.ts'
import { openAudit } from '../../src-main/audit/open-audit.ts'
import { verifyAudit } from '../../src-main/audit/verify/verify.ts'
import { sessionId, ticker } from '../../src-shared/domain/ids.ts'
import { auditOptions, barAt, openedAudit, randomNumbers, testFolder } from '../unit/audit/audit-fixture.ts'

/** What the wal-index says of the WAL (sqlite.org/walformat.html, section 2.1). */
interface WalState {
  /** Bytes of the WAL up to its last frame. */
  readonly end: number
  /** Changes whenever the WAL is begun anew. */
  readonly salt: string
}

const WAL_HEADER = 32
const FRAME_HEADER = 24

function walState(file: string): WalState {
  const header = Buffer.alloc(48)
  const fd = openSync(`${file}-shm`, 'r')
  readSync(fd, header, 0, header.length, 0)
  closeSync(fd)
  const page = header.readUInt16LE(14)
  return {
    end: WAL_HEADER + header.readUInt32LE(16) * (FRAME_HEADER + page),
    salt: header.toString('hex', 32, 40),
  }
}

/** The last acknowledged event, and how far the WAL was on the disk when it was. */
interface Acknowledged {
  readonly seq: number
  readonly hash: string
  readonly wal: WalState
}

/**
 * Writes an audit, and at `moments` random moments takes a copy as a power cut would leave it: what was on the disk at
 * the last acknowledgement as it is, everything written to the WAL since then cut off, zeroed or scrambled. Each copy
 * must open, verify, hold every acknowledged event and go on.
 */
export async function cutPower(moments: number, seed: number): Promise<void> {
  const folder = testFolder()
  const random = randomNumbers(seed)
  const file = folder.file()
  const log = openedAudit(file)
  const acknowledge = (): Acknowledged => ({ ...log.head(), wal: walState(file) })
  let acknowledged = acknowledge()
  let restarts = 0
  for (let moment = 0; moment < moments; moment++) {
    const steps = 1 + Math.floor(random() * 6)
    for (let step = 0; step < steps; step++) {
      const before = walState(file).salt
      const text = 'x'.repeat(Math.floor(random() ** 6 * 60_000))
      for (let bars = Math.floor(random() * 20); bars > 0; bars--) {
        log.append({ type: 'bar', payload: barAt(moment, random), symbol: ticker('AAPL') })
      }
      if (random() < 0.5) {
        expect(log.append({ type: 'note', payload: { text } }).ok).toBe(true)
        acknowledged = acknowledge()
      } else {
        log.append({ type: 'entry-refused', payload: { code: 'x', message: text } })
        const thousands = Math.floor(log.head().seq / ANCHOR_EVERY)
        expect(log.flush().ok).toBe(true)
        // A flush that completes a thousand rows is durable: it has anchored them.
        if (Math.floor(log.head().seq / ANCHOR_EVERY) > thousands) acknowledged = acknowledge()
      }
      if (walState(file).salt !== before) restarts++
    }
    await expectSurvival(file, folder.file(`cut-${moment}.db`), acknowledged, random)
  }
  log.close()
  // Otherwise only the simplest of WALs would have been looked at.
  if (moments >= 100) expect(restarts).toBeGreaterThan(0)
}

async function expectSurvival(
  file: string,
  copy: string,
  acknowledged: Acknowledged,
  random: () => number,
): Promise<void> {
  for (const suffix of ['', '-wal', '.anchors'])
    if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix)
  // A WAL that was begun anew since then holds nothing acknowledged: all of that is in the database, synced.
  const synced = walState(file).salt === acknowledged.wal.salt ? acknowledged.wal.end : 0
  damage(`${copy}-wal`, synced, random)
  // Now and then as a reader finds it, before a writer has put it in order.
  if (random() < 0.25) expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true } })
  const reopened = openAudit(copy, auditOptions({ session: sessionId('after-the-cut') }))
  if (!reopened.ok) throw new Error(reopened.error.message)
  expect(reopened.value.append({ type: 'note', payload: { text: 'after the cut' } }).ok).toBe(true)
  reopened.value.close()
  expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true } })
  expect(hashOf(copy, acknowledged.seq)).toBe(acknowledged.hash)
  for (const suffix of ['', '.anchors', '.lock']) rmSync(copy + suffix)
}

/** Does to everything from byte `from` on what a power cut may do to what was not synced. */
function damage(wal: string, from: number, random: () => number): void {
  const size = statSync(wal).size
  const at = from + Math.floor(random() * (size - from))
  const kind = random()
  if (kind < 0.4) {
    truncateSync(wal, at)
    return
  }
  const bytes = readFileSync(wal)
  if (kind < 0.6) bytes.fill(0, at)
  else for (let byte = at; byte < size; byte += 1 + Math.floor(random() * 200)) bytes[byte] = Math.floor(random() * 256)
  writeFileSync(wal, bytes)
}

function hashOf(file: string, seq: number): string | undefined {
  const db = new Database(file, { readonly: true })
  const hash = db.prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE seq = ?').pluck().get(seq)
  db.close()
  return hash
}
