import Database from 'better-sqlite3'

/** What a failure of SQLite or of the file system means to us. */
type FailureKind = 'busy' | 'damaged' | 'full' | 'read-only' | 'other'

export interface Failure {
  readonly kind: FailureKind
  /** The library's own words, without a full stop. */
  readonly text: string
}

const SQLITE_KINDS: readonly (readonly [string, FailureKind])[] = [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_PERM', 'read-only'],
  ['SQLITE_CANTOPEN', 'read-only'],
]

const SYSTEM_KINDS: Readonly<Record<string, FailureKind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
}

/**
 * Sorts what SQLite or Node's file system threw.
 * @throws `thrown` itself when it comes from neither: then it is a bug.
 */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Database.SqliteError) {
    const known = SQLITE_KINDS.find(([prefix]) => thrown.code.startsWith(prefix))
    return { kind: known?.[1] ?? 'other', text: `${thrown.message} (${thrown.code})` }
  }
  if (thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string') {
    return { kind: SYSTEM_KINDS[thrown.code] ?? 'other', text: thrown.message }
  }
  throw thrown
}
