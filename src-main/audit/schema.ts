import Database from 'better-sqlite3'
import { MIGRATIONS, SCHEMA_VERSION } from './migrations/all.ts'

const SCHEMA_OBJECTS = `SELECT type || ' ' || name || char(10) || coalesce(sql, '') FROM sqlite_schema
  WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type, name`

const objectsOf = (db: Database.Database): string[] => db.prepare<[], string>(SCHEMA_OBJECTS).pluck().all()

/**
 * Brings a database to `to` (the newest version unless a test says otherwise), each migration in a transaction of its
 * own. The caller owns the database.
 * @throws SqliteError when the disk does not take it; the database then stands at the last finished migration.
 */
export function migrate(db: Database.Database, to: number = SCHEMA_VERSION): void {
  for (const { version, sql } of MIGRATIONS) {
    if (version > to || version <= schemaVersion(db)) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version}`)
    }).immediate()
  }
}

export const schemaVersion = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }))

/** The name of the first table, index or trigger that is not as this program makes it at `version`; null when all are. */
export function schemaDifference(db: Database.Database, version: number): string | null {
  const model = new Database(':memory:')
  try {
    migrate(model, version)
    const expected = objectsOf(model)
    const found = objectsOf(db)
    const missing = expected.find((object) => !found.includes(object))
    const different = missing ?? found.find((object) => !expected.includes(object))
    return different?.split('\n', 1)[0] ?? null
  } finally {
    model.close()
  }
}
