import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseId } from '../format.ts'
import { failureOf } from '../sqlite-failure.ts'
import { besideDatabase, ELSEWHERE_ENDING, elsewhereName, MOST_EMERGENCY_BYTES } from './emergency-file.ts'
import { type EmergencyText, parseEmergency } from './emergency-format.ts'

/** A file that was found where emergency files are, and what can be made of it. */
export interface FoundEmergency {
  readonly path: string
  /** Null when it is none of this database. */
  readonly text: EmergencyText | null
  /** What is wrong with it, in a few words; null when nothing is. */
  readonly problem: string | null
}

/**
 * Finds what earlier processes could not write into their database. Files that hold nothing are taken away; nothing
 * else is touched.
 * @param elsewhere the second place; by default the system's folder for temporary files
 */
export function findEmergencies(database: string, db: DatabaseId, elsewhere = tmpdir()): FoundEmergency[] {
  const beside = besideDatabase(database)
  const paths = [...(existsSync(beside) ? [beside] : []), ...namesElsewhere(elsewhere, db)]
  return paths.flatMap((path) => look(path, db))
}

function namesElsewhere(folder: string, db: DatabaseId): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.startsWith(elsewhereName(db)))
    return names.filter((name) => name.endsWith(ELSEWHERE_ENDING)).map((name) => join(folder, name))
  } catch {
    // Where nothing can be listed nothing was put either, or it comes back when it can.
    return []
  }
}

function look(path: string, db: DatabaseId): FoundEmergency[] {
  const bytes = contentOf(path)
  if (typeof bytes === 'string') return [{ path, text: null, problem: bytes }]
  const parsed = parseEmergency(bytes)
  if (parsed === null) {
    takeAway(path)
    return []
  }
  if (parsed.header === null) return [{ path, text: null, problem: parsed.problem }]
  if (parsed.header.db !== db) {
    return [{ path, text: null, problem: `it belongs to another database, ${parsed.header.db}` }]
  }
  return [{ path, text: parsed, problem: parsed.problem }]
}

/** @returns the bytes, or in a few words why they are not taken */
function contentOf(path: string): Buffer | string {
  let fd: number | null = null
  try {
    // No link is followed, and nothing that would keep us waiting is opened.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(fd)
    if (!stats.isFile()) return 'it is not a file'
    const user = process.getuid?.()
    if (user !== undefined && stats.uid !== user) return 'it belongs to another user'
    if (user !== undefined && (stats.mode & 0o022) !== 0) return 'others can write it'
    if (stats.size > MOST_EMERGENCY_BYTES) return `it is too large (${stats.size} bytes)`
    return readFileSync(fd)
  } catch (thrown) {
    return failureOf(thrown).text
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

/** Takes a file away that has nothing to say any more. @returns whether it is gone */
export function takeAway(path: string): boolean {
  try {
    rmSync(path)
    return true
  } catch {
    return false
  }
}

/**
 * Keeps a file under another name, where nobody takes it for an emergency file.
 * @returns the new path; null when it cannot be moved
 */
export function keepAside(path: string): string | null {
  for (let number = 1; number < 1_000; number++) {
    const aside = `${path}.aside-${number}`
    if (existsSync(aside)) continue
    try {
      renameSync(path, aside)
      return aside
    } catch {
      return null
    }
  }
  return null
}
