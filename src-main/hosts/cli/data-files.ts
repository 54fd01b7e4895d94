import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import envPaths from 'env-paths'
import type { AccountId } from '../../../src-shared/domain/ids.ts'

const paths = envPaths('orchestrator-cockpit', { suffix: '' })

/** Kinds of sessions that never share a database. */
export const DATABASE_KINDS = ['live', 'demo', 'replay'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** Where this user's settings are read from. */
export const settingsFile = (): string => join(paths.config, 'settings.json')

/** This user's own copy of the universe, where they have edited it. */
export const universeFile = (): string => join(paths.config, 'universe.json')

/** Where wrong order tokens are counted. */
export const attemptsFile = (): string => join(paths.config, 'wrong-tokens.json')

/** Where an order token is kept that the keychain has encrypted. */
export const keptTokenFile = (): string => join(paths.config, 'order-token')

/** What stands for an account while one process of this user looks after it. */
export const accountLockFile = (account: AccountId): string => join(paths.data, 'accounts', account)

/** Where transcripts of paper-probes are saved. */
export const probesFolder = (): string => join(paths.data, 'probes')

/** The audit database of a kind of session, where none is named. */
export const databaseFile = (kind: DatabaseKind): string => join(paths.data, `${kind}.db`)

/** Where a running cockpit can be reached by this user's other processes. */
export const attachFolder = (): string => join(paths.data, 'attach')

/** Makes the folder of a file that is about to be created. */
export function makeFolderFor(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
}
