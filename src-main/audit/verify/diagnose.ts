import { type ChainedRow, canonicalText } from '../canonical.ts'
import { linkOf } from '../chain.ts'
import { failureOf } from '../sqlite-failure.ts'
import { type Finding, rowNumber, rowsBetween } from './finding.ts'
import type { ReadRow, RowReader } from './stored-row.ts'

/** How far after a broken row its right content is looked for. */
const LOOK_AHEAD_ROWS = 2_000
/** How many removed rows are tried when the rest was renumbered. */
const LOOK_BACK_ROWS = 200

const link = (previous: Buffer, row: ChainedRow): Buffer => linkOf(previous, canonicalText(row.seq, row))

/** A neighbour that may help to say what happened; one that cannot be read does not. */
function readable(reader: RowReader, seq: number): ReadRow | null {
  try {
    const read = reader.read(seq)
    return read === 'malformed' ? null : read
  } catch (thrown) {
    failureOf(thrown)
    return null
  }
}

/**
 * Says what happened to row `seq`, which does not follow from the row before it.
 * @param previous hash of the row before it (or the genesis)
 */
export function diagnose(reader: RowReader, seq: number, previous: Buffer): Finding {
  const read = reader.read(seq)
  if (read === null) return missing(reader, seq)
  if (read === 'malformed') {
    return altered(seq, 'holds a value of a kind that is never written there')
  }
  const next = readable(reader, seq + 1)
  if (next !== null && link(link(previous, read.row), next.row).equals(next.hash)) {
    return altered(seq, 'has another hash than the one that was written')
  }
  return (
    movedFromLater(reader, seq, previous, read) ??
    removedBefore(seq, read, next) ??
    altered(seq, 'is not what was written')
  )
}

const altered = (seq: number, how: string): Finding => ({
  what: 'altered',
  seq,
  sentence: `Row ${rowNumber(seq)} ${how}.`,
})

function missing(reader: RowReader, seq: number): Finding {
  const next = reader.next(seq)
  const last = next === null ? seq : next - 1
  const rows = rowsBetween(seq, last)
  return {
    what: 'missing',
    seq,
    sentence: `${rows.charAt(0).toUpperCase()}${rows.slice(1)} ${last === seq ? 'is' : 'are'} missing.`,
  }
}

/** Whether the content that belongs at `seq` stands further on: two rows changed places, or one was pushed in. */
function movedFromLater(reader: RowReader, seq: number, previous: Buffer, here: ReadRow): Finding | null {
  for (let later = seq + 1; later <= seq + LOOK_AHEAD_ROWS; later++) {
    const candidate = readable(reader, later)
    if (candidate === null) return null
    const hash = link(previous, { ...candidate.row, seq })
    if (!hash.equals(candidate.hash) && !hash.equals(here.hash)) continue
    const keptHash = hash.equals(here.hash)
    const swapped = keptHash || later > seq + 1 || link(hash, { ...here.row, seq: later }).equals(here.hash)
    return swapped
      ? {
          what: 'reordered',
          seq,
          sentence: `Row ${rowNumber(seq)} is out of order: what belongs there stands in row ${rowNumber(later)}.`,
        }
      : {
          what: 'inserted',
          seq,
          sentence: `Row ${rowNumber(seq)} was inserted: the row that belongs there follows it.`,
        }
  }
  return null
}

/** Whether rows were taken out before `seq` and the rest renumbered: then the next row still follows, by its old number. */
function removedBefore(seq: number, here: ReadRow, next: ReadRow | null): Finding | null {
  if (next === null) return null
  for (let removed = 1; removed <= LOOK_BACK_ROWS; removed++) {
    if (!link(here.hash, { ...next.row, seq: next.row.seq + removed }).equals(next.hash)) continue
    const sentence = `${removed === 1 ? 'A row is' : `${removed} rows are`} missing before row ${rowNumber(seq)}; the rest was renumbered.`
    return { what: 'missing', seq, sentence }
  }
  return null
}
