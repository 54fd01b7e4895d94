import { events } from './001-events.ts'
import { projections } from './002-projections.ts'
import type { Migration } from './migration.ts'

/** In order; the version of the n-th is n. */
export const MIGRATIONS: readonly Migration[] = [events, projections]

/** The schema that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length
