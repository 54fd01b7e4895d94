import type Database from 'better-sqlite3'
import type { AnchorList } from '../anchors.ts'
import { ANCHOR_EVERY, type DatabaseId } from '../format.ts'
import { type Finding, rowNumber, rowsBetween } from './finding.ts'

/**
 * Compares the anchors with the rows that they name. A chain can be hashed anew, and can be cut off at its end; what
 * was written down beside it shows both.
 * @param headSeq number of the database's last row, 0 for none
 * @throws SqliteError when a page cannot be read
 */
export function checkAnchors(
  db: Database.Database,
  id: DatabaseId,
  { anchors, damagedLine }: AnchorList,
  headSeq: number,
): Finding[] {
  const findings: Finding[] = []
  if (damagedLine !== null) {
    findings.push({
      what: 'anchors-damaged',
      seq: null,
      sentence: `Line ${damagedLine} of the anchor file is not the anchor that was written.`,
    })
  }
  const foreign = anchors.find((anchor) => anchor.db !== id)
  if (foreign !== undefined) {
    findings.push({
      what: 'anchors-foreign',
      seq: null,
      sentence: `The anchor file names the database ${foreign.db}, this one is ${id}.`,
    })
    return findings
  }
  const contradicted = firstContradiction(db, anchors, headSeq)
  if (contradicted !== null) findings.push(contradicted)
  const removed = damagedLine === null ? firstRemoved(db, anchors) : null
  if (removed !== null) findings.push(removed)
  return findings
}

function firstContradiction(db: Database.Database, anchors: AnchorList['anchors'], headSeq: number): Finding | null {
  const hashOf = db.prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE seq = ?').pluck()
  let good = 0
  for (const { seq, hash } of anchors) {
    if (seq > headSeq) {
      return {
        what: 'cut-off',
        seq: headSeq + 1,
        sentence:
          headSeq === 0
            ? `All rows are gone: row ${rowNumber(seq)} was anchored.`
            : `The database ends at row ${rowNumber(headSeq)}, but row ${rowNumber(seq)} was anchored: its end was cut off.`,
      }
    }
    if (hashOf.get(seq) !== hash) {
      return {
        what: 'rewritten',
        seq: good + 1,
        sentence: `Row ${rowNumber(seq)} is not the one that was anchored: something in ${rowsBetween(good + 1, seq)} was rewritten.`,
      }
    }
    good = seq
  }
  return null
}

/** An anchor that must have been there: each thousandth row, and the last row before a session that came later. */
function firstRemoved(db: Database.Database, anchors: AnchorList['anchors']): Finding | null {
  const known = new Set(anchors.map(({ seq }) => seq))
  const last = anchors.at(-1)?.seq ?? 0
  for (let seq = ANCHOR_EVERY; seq <= last; seq += ANCHOR_EVERY) if (!known.has(seq)) return removed(seq)
  const lastStart = db
    .prepare<[], number>("SELECT seq FROM events WHERE type = 'session-started' ORDER BY seq DESC LIMIT 1")
    .pluck()
    .get()
  return lastStart !== undefined && lastStart - 1 > last ? removed(lastStart - 1) : null
}

const removed = (seq: number): Finding => ({
  what: 'anchors-removed',
  seq: null,
  sentence: `The anchor of row ${rowNumber(seq)} is missing from the anchor file.`,
})
