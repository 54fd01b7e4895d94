import type Database from 'better-sqlite3'
import type { AnchorList } from '../anchors.ts'
import { ANCHOR_EVERY, type DatabaseId } from '../format.ts'
import { type Finding, rowNumber, rowsBetween } from './finding.ts'

/**
 * Compares the anchors with the rows that they name. A chain can be hashed anew, and can be cut off at its end; what
 * was written down beside it shows both.
 * @param headSeq number of the database's last row, 0 for none, read after the anchors
 * @param before the same, read before the anchors
 * @throws SqliteError when a page cannot be read
 */
export function checkAnchors(
  db: Database.Database,
  id: DatabaseId,
  { anchors, damagedLine }: AnchorList,
  headSeq: number,
  before: number,
): Finding[] {
  const foreign = anchors.find((anchor) => anchor.db !== id)
  const found = [
    damagedLine === null ? null : damaged(damagedLine),
    foreign === undefined ? firstContradiction(db, anchors, headSeq) : namesAnother(foreign.db, id),
    damagedLine === null && foreign === undefined ? firstRemoved(db, anchors, before) : null,
  ]
  return found.filter((finding) => finding !== null)
}

const damaged = (line: number): Finding => ({
  what: 'anchors-damaged',
  seq: null,
  sentence: `Line ${line} of the anchor file is not the anchor that was written.`,
})

const namesAnother = (named: DatabaseId, id: DatabaseId): Finding => ({
  what: 'anchors-foreign',
  seq: null,
  sentence: `The anchor file names the database ${named}, this one is ${id}.`,
})

function firstContradiction(db: Database.Database, anchors: AnchorList['anchors'], headSeq: number): Finding | null {
  const hashOf = db.prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE seq = ?').pluck()
  let good = 0
  for (const { seq, hash } of anchors) {
    if (seq > headSeq) return cutOff(seq, headSeq)
    if (hashOf.get(seq) !== hash) return rewritten(seq, good + 1)
    good = seq
  }
  return null
}

function cutOff(anchored: number, headSeq: number): Finding {
  const was = `row ${rowNumber(anchored)} was anchored`
  const sentence =
    headSeq === 0
      ? `All rows are gone: ${was}.`
      : `The database ends at row ${rowNumber(headSeq)}, but ${was}: its end was cut off.`
  return { what: 'cut-off', seq: headSeq + 1, sentence }
}

const rewritten = (anchored: number, from: number): Finding => ({
  what: 'rewritten',
  seq: from,
  sentence: `Row ${rowNumber(anchored)} is not the one that was anchored: something in ${rowsBetween(from, anchored)} was rewritten.`,
})

/** An anchor that must have been there: each thousandth row, and the last row before a session that came later. */
function firstRemoved(db: Database.Database, anchors: AnchorList['anchors'], before: number): Finding | null {
  const known = new Set(anchors.map(({ seq }) => seq))
  const last = anchors.at(-1)?.seq ?? 0
  for (let seq = ANCHOR_EVERY; seq <= last; seq += ANCHOR_EVERY) if (!known.has(seq)) return removed(seq)
  const start = db
    .prepare<[number, number], number>(
      "SELECT seq FROM events WHERE type = 'session-started' AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1",
    )
    .pluck()
    .get(last + 2, before)
  return start === undefined ? null : removed(start - 1)
}

const removed = (seq: number): Finding => ({
  what: 'anchors-removed',
  seq: null,
  sentence: `The anchor of row ${rowNumber(seq)} is missing from the anchor file.`,
})
