import type Database from 'better-sqlite3'
import type { Anchor, AnchorWriter } from './anchors.ts'
import type { UnnumberedRow } from './canonical.ts'
import { ChainHasher } from './chain.ts'
import { type Head, LAST_ROW } from './examine.ts'
import { ANCHOR_EVERY } from './format.ts'
import type { Meta } from './meta.ts'
import { RowInserter } from './row-inserter.ts'
import { failureOf } from './sqlite-failure.ts'
import { type AuditWriteError, writeError, writeErrorOf } from './write-error.ts'

export interface ChainWriterParts {
  readonly db: Database.Database
  readonly meta: Meta
  readonly head: Head
  readonly session: string
  readonly anchors: AnchorWriter
  /** Operator time, UTC ms. */
  readonly now: () => number
}

/** Writes events: one transaction a call, numbers and hashes made inside it, all of it or nothing. */
export class ChainWriter {
  private readonly parts: ChainWriterParts
  private readonly inserter: RowInserter
  private readonly begin: Database.Statement<[]>
  private readonly commit: Database.Statement<[]>
  private readonly last: Database.Statement<[], Head>
  private readonly hasher: ChainHasher
  private current: Head
  /** Heads whose rows are written, and whose anchors are not. */
  private unanchored: Anchor[] = []

  constructor(parts: ChainWriterParts) {
    this.parts = parts
    this.inserter = new RowInserter(parts.db, parts.session)
    this.begin = parts.db.prepare('BEGIN IMMEDIATE')
    this.commit = parts.db.prepare('COMMIT')
    this.last = parts.db.prepare<[], Head>(LAST_ROW)
    this.current = parts.head
    this.hasher = new ChainHasher(parts.head.hash)
  }

  get head(): Head {
    return this.current
  }

  /**
   * @param durable commit with `synchronous=FULL`, which brings this and everything committed before it to the disk; a
   *   write that completes a thousand rows is durable anyway, because its anchor must not come before it
   * @param ends the last row ends the session and is anchored
   * @returns null when the rows are committed; an `anchors-failed` when only the anchors are not
   */
  write(rows: readonly UnnumberedRow[], durable: boolean, ends: boolean): AuditWriteError | null {
    const { db } = this.parts
    const before = this.current
    const last = before.seq + rows.length
    const thousands = Math.floor(last / ANCHOR_EVERY) > Math.floor(before.seq / ANCHOR_EVERY)
    const full = durable || ends || thousands
    const kept = this.unanchored.length
    try {
      if (!full) db.pragma('synchronous = NORMAL')
      this.begin.run()
      const moved = this.foreignRow()
      if (moved !== null) {
        db.exec('ROLLBACK')
        return moved
      }
      this.inserter.insert(rows, before.seq + 1, this.hasher, (seq) => this.note(seq, this.hasher.headHex, 'rows'))
      this.commit.run()
    } catch (thrown) {
      if (db.inTransaction) db.exec('ROLLBACK')
      this.hasher.restart(before.hash)
      this.unanchored.length = kept
      return writeErrorOf(failureOf(thrown))
    } finally {
      if (!full) db.pragma('synchronous = FULL')
    }
    this.current = { seq: last, hash: this.hasher.head }
    if (ends) this.noteHead('session-end')
    return full ? this.writeAnchors() : null
  }

  /**
   * Anchors what the last session did not: thousandth rows after its last anchor, and the head. The caller has synced
   * the rows.
   * @throws SqliteError when a row cannot be read
   */
  catchUpAnchors(lastAnchored: number): AuditWriteError | null {
    const hashOf = this.parts.db.prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE seq = ?').pluck()
    const next = lastAnchored - (lastAnchored % ANCHOR_EVERY) + ANCHOR_EVERY
    for (let seq = next; seq <= this.current.seq; seq += ANCHOR_EVERY) this.note(seq, hashOf.get(seq) ?? '', 'rows')
    this.noteHead('opened')
    return this.writeAnchors()
  }

  private noteHead(why: Anchor['why']): void {
    const { seq, hash } = this.current
    if (this.unanchored.at(-1)?.seq === seq) this.unanchored.pop()
    this.note(seq, hash.toString('hex'), why)
  }

  private note(seq: number, hash: string, why: Anchor['why']): void {
    this.unanchored.push({ db: this.parts.meta.id, seq, hash, ts: this.parts.now(), why })
  }

  private writeAnchors(): AuditWriteError | null {
    if (this.unanchored.length === 0) return null
    try {
      this.parts.anchors.append(this.unanchored)
      this.unanchored = []
      return null
    } catch (thrown) {
      return writeError('anchors-failed', `its anchors wait, says ${failureOf(thrown).text}`)
    }
  }

  /** Only the owner writes; a head that is not ours means that somebody else did. */
  private foreignRow(): AuditWriteError | null {
    const { seq, hash } = this.last.get() ?? { seq: 0, hash: this.parts.meta.genesis }
    if (seq === this.current.seq && hash.equals(this.current.hash)) return null
    const reason = `it ends at row ${seq}, not at row ${this.current.seq} as this program left it: something else wrote there`
    return writeError('foreign-writer', reason)
  }
}
