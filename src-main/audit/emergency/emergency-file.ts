import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { DatabaseId } from '../format.ts'
import { type EmergencyHeader, type EmergencyRow, headerLine, rowLine } from './emergency-format.ts'
import { EmergencyPlace } from './emergency-place.ts'

/** Room that is kept beside the database from the start: a few hundred events. */
const ROOM_BYTES = 256 * 1024
/** A file that grows beyond it is not read again, so none is written. */
export const MOST_EMERGENCY_BYTES = 64 * 1024 * 1024

/** The first place, beside the database. */
export const besideDatabase = (database: string): string => `${resolve(database)}.emergency`

/** What the names of files in the second place begin with. */
export const elsewhereName = (db: DatabaseId): string => `cockpit-${db}-`
export const ELSEWHERE_ENDING = '.emergency'

export interface EmergencyFileParts {
  /** Path of the audit database. */
  readonly database: string
  readonly db: DatabaseId
  readonly session: string
  /** Number of the database's last row. */
  readonly lastSeq: () => number
  /** Where the second place is; by default the system's folder for temporary files. */
  readonly elsewhere?: string
}

/** What the file holds, for whoever shows it. */
export interface EmergencyState {
  /** Rows that stand in it, on the disk. */
  readonly rows: number
  /** Where the newest of them stands; null when none does. */
  readonly path: string | null
  /** Rows that no place took: they are in memory only. */
  readonly inMemory: number
  /** Why the first place, or both, did not take something; null when nothing went wrong. */
  readonly problem: string | null
}

/** What the trader reads of it; null when there is nothing to say. */
export function emergencySentence({ rows, path, inMemory, problem }: EmergencyState): string | null {
  if (rows === 0 && inMemory === 0) return null
  const kept =
    path === null ? [] : [`What it does not take stands in ${path} (${counted(rows)}) and comes back into it.`]
  const lost = `In memory only, and lost if this process dies: ${counted(inMemory)}, because ${problem}.`
  return [...kept, ...(inMemory === 0 ? [] : [lost])].join(' ')
}

const counted = (events: number): string => `${events} ${events === 1 ? 'event' : 'events'}`

/**
 * Where rows stand that the database did not take: beside it, and when that folder takes nothing either, among the
 * system's temporary files. Nothing here throws: when no place takes a row it waits for the next try.
 */
export class EmergencyFile {
  private readonly parts: EmergencyFileParts
  private places: readonly EmergencyPlace[]
  private name = randomUUID()
  private current = 0
  private bytes = 0
  private written = 0
  private sum = ''
  /** Of the place that is written to. */
  private begun = false
  private pending: EmergencyRow[] = []
  private lastProblem: string | null = null

  constructor(parts: EmergencyFileParts) {
    this.parts = parts
    this.places = this.newPlaces()
  }

  get state(): EmergencyState {
    const { written, pending, lastProblem } = this
    const path = written === 0 ? null : (this.places[this.current]?.path ?? null)
    return { rows: written, path, inMemory: pending.length, problem: lastProblem }
  }

  /** Keeps room beside the database while the disk still has some. */
  keepRoom(): void {
    this.attempt(() => this.places[0]?.keepRoom(ROOM_BYTES))
  }

  /**
   * Adds rows, and those that no place took before.
   * @returns whether everything is on the disk
   */
  add(rows: readonly EmergencyRow[]): boolean {
    this.pending.push(...rows)
    if (this.pending.length === 0) return true
    for (let index = this.current; index < this.places.length; index++) {
      if (this.addTo(index)) return true
    }
    return false
  }

  /** The database has everything that was added, durably: the files go. */
  clear(): void {
    this.pending = []
    this.lastProblem = null
    if (this.written === 0) return
    for (const place of this.places) this.attempt(() => place.remove())
    this.close()
    this.name = randomUUID()
    this.places = this.newPlaces()
    this.current = 0
    this.bytes = 0
    this.written = 0
    this.sum = ''
    this.begun = false
    this.keepRoom()
  }

  /** Ends it. Files that hold something stay for the next start. */
  close(): void {
    for (const place of this.places) {
      if (place.isEmpty) this.attempt(() => place.remove())
      else place.close()
    }
  }

  private addTo(index: number): boolean {
    const place = this.places[index]
    if (place === undefined) return false
    const moves = index !== this.current
    const isNew = moves || !this.begun
    const { text, sum } = this.textOfPending(isNew, moves)
    const bytes = (moves ? 0 : this.bytes) + Buffer.byteLength(text)
    if (bytes > MOST_EMERGENCY_BYTES) {
      this.lastProblem = `${place.path} holds as much as can be read again`
      return false
    }
    if (!this.attempt(() => place.append(text))) return false
    this.current = index
    this.begun = true
    this.bytes = bytes
    this.sum = sum
    this.written += this.pending.length
    this.pending = []
    return true
  }

  private textOfPending(isNew: boolean, moves: boolean): { readonly text: string; readonly sum: string } {
    let { sum } = this
    let text = ''
    if (isNew) {
      const line = headerLine(this.header(moves && this.written > 0 ? { lines: this.written, sum } : null))
      text = line.text
      sum = line.sum
    }
    for (const [index, row] of this.pending.entries()) {
      const line = rowLine(this.written + index + 1, row, sum)
      text += line.text
      sum = line.sum
    }
    return { text, sum }
  }

  private header(follows: EmergencyHeader['follows']): EmergencyHeader {
    const { db, session, lastSeq } = this.parts
    return { file: this.name, db, session, after: lastSeq(), follows }
  }

  private newPlaces(): readonly EmergencyPlace[] {
    const { database, db, elsewhere = tmpdir() } = this.parts
    const paths = [besideDatabase(database), join(elsewhere, `${elsewhereName(db)}${this.name}${ELSEWHERE_ENDING}`)]
    return paths.map((path) => new EmergencyPlace(path))
  }

  private attempt(act: () => void): boolean {
    try {
      act()
      return true
    } catch (thrown) {
      // Whatever it is: somebody is about to send a cancel.
      this.lastProblem = thrown instanceof Error ? thrown.message : String(thrown)
      return false
    }
  }
}
