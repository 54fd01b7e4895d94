import type { Brand } from '../../src-shared/domain/brand.ts'

/** Marks a SQLite file as ours (`PRAGMA application_id`): "ORCH" in ASCII. */
export const APPLICATION_ID = 0x4f524348

/** What an audit database records. Demo and replay never share a file with live trading. */
export const AUDIT_KINDS = ['live', 'demo', 'replay'] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** `KIND-…`: the kind is part of the id, the id of the genesis hash, so neither can be changed without breaking the chain. */
export type DatabaseId = Brand<string, 'DatabaseId'>

export const databaseId = (kind: AuditKind, unique: string): DatabaseId => `${kind}-${unique}` as DatabaseId

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32

/** Rows between two anchors. */
export const ANCHOR_EVERY = 1_000

/** What stands beside the database `file`. */
export const anchorsFile = (file: string): string => `${file}.anchors`
export const lockFile = (file: string): string => `${file}.lock`
export const walFile = (file: string): string => `${file}-wal`
export const sharedMemoryFile = (file: string): string => `${file}-shm`
