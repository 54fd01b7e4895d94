import type Database from 'better-sqlite3'
import { z } from 'zod'
import { genesisOf } from './chain.ts'
import { AUDIT_KINDS, type AuditKind, type DatabaseId, HASH_BYTES } from './format.ts'

/** What a database says of itself. */
export interface Meta {
  readonly id: DatabaseId
  readonly kind: AuditKind
  /** Operator time, UTC ms. */
  readonly created: number
  /** What the first row is chained to. */
  readonly genesis: Buffer
  /** The database that this one continues; its head is then the genesis. */
  readonly previous: { readonly id: DatabaseId; readonly seq: number } | null
}

const databaseIdSchema = z.templateLiteral([z.enum(AUDIT_KINDS), '-', z.string()]).transform((id) => id as DatabaseId)

const rowSchema = z.object({
  database_id: databaseIdSchema,
  kind: z.enum(AUDIT_KINDS),
  created: z.int(),
  genesis: z.instanceof(Buffer).refine(({ length }) => length === HASH_BYTES, 'the genesis is not a SHA-256 hash'),
  previous_id: databaseIdSchema.nullable(),
  previous_seq: z.int().nullable(),
})

/**
 * Reads the only row of `meta`.
 * @returns null when there is none, or none that this program wrote
 * @throws SqliteError when the page cannot be read
 */
export function readMeta(db: Database.Database): Meta | null {
  const rows = db.prepare('SELECT * FROM meta').all()
  const parsed = rowSchema.safeParse(rows[0])
  if (rows.length !== 1 || !parsed.success) return null
  const { database_id: id, kind, created, genesis, previous_id, previous_seq } = parsed.data
  const previous = previous_id === null || previous_seq === null ? null : { id: previous_id, seq: previous_seq }
  return { id, kind, created, genesis, previous }
}

export function insertMeta(db: Database.Database, { id, kind, created, genesis, previous }: Meta): void {
  db.prepare('INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?, ?)').run(
    id,
    kind,
    created,
    genesis,
    previous?.id ?? null,
    previous?.seq ?? null,
  )
}

/** In what a database contradicts itself; null when it does not. */
export function metaContradiction({ id, kind, genesis, previous }: Meta): string | null {
  if (!id.startsWith(`${kind}-`)) return `it calls itself ${kind}, its id ${id} does not`
  // A database that continues another starts from that one's head, which only that one can confirm.
  if (previous === null && !genesis.equals(genesisOf(id))) return 'its genesis is not the SHA-256 of its id'
  return null
}
