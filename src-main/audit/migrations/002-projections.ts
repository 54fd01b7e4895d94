import type { Migration } from './migration.ts'

/**
 * Derived tables that say where to look; what is shown always comes from the events themselves. They follow the events
 * up to `projection_state.last_seq`, can be made anew at any time and prove nothing. `events` has no index, so that
 * appending costs one B-tree: `blocks` and `block_marks` say in which blocks of 500 rows a time, a type, a symbol or a
 * session is found.
 */
export const projections: Migration = {
  version: 2,
  sql: `
    CREATE TABLE projection_state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      last_seq INTEGER NOT NULL
    ) STRICT;
    INSERT INTO projection_state VALUES (1, 0);

    CREATE TABLE bars (
      seq INTEGER PRIMARY KEY,
      session TEXT NOT NULL,
      symbol TEXT NOT NULL,
      start INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX bars_by_symbol ON bars (symbol, start);

    CREATE TABLE decisions (
      seq INTEGER PRIMARY KEY,
      session TEXT NOT NULL,
      symbol TEXT NOT NULL,
      bar_start INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX decisions_by_bar ON decisions (bar_start);

    CREATE TABLE blocks (
      block INTEGER PRIMARY KEY,
      time_from INTEGER NOT NULL,
      time_to INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE block_marks (
      block INTEGER NOT NULL,
      mark TEXT NOT NULL,
      PRIMARY KEY (block, mark)
    ) STRICT, WITHOUT ROWID;
  `,
}
