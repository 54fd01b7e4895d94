import type { Migration } from './migration.ts'

/**
 * The log itself and what it is. Both can only grow: a row that is written stays as it is. The triggers guard against
 * mistakes; against intent there are the chain and the anchors.
 */
export const events: Migration = {
  version: 1,
  sql: `
    CREATE TABLE meta (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      database_id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('live', 'demo', 'replay')),
      created INTEGER NOT NULL,
      genesis BLOB NOT NULL CHECK (length(genesis) = 32),
      previous_id TEXT,
      previous_seq INTEGER,
      CHECK ((previous_id IS NULL) = (previous_seq IS NULL))
    ) STRICT;
    CREATE TRIGGER meta_no_update BEFORE UPDATE ON meta BEGIN
      SELECT raise(ABORT, 'meta is never changed');
    END;
    CREATE TRIGGER meta_no_delete BEFORE DELETE ON meta BEGIN
      SELECT raise(ABORT, 'meta is never deleted');
    END;

    CREATE TABLE events (
      seq INTEGER PRIMARY KEY,
      ts INTEGER NOT NULL,
      ex_ts INTEGER,
      session TEXT NOT NULL,
      type TEXT NOT NULL,
      symbol TEXT,
      v INTEGER NOT NULL,
      payload TEXT NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN
      SELECT raise(ABORT, 'events are append-only');
    END;
    CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN
      SELECT raise(ABORT, 'events are append-only');
    END;
  `,
}
