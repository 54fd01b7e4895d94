import type { Result } from '../../src-shared/domain/result.ts'

/** Why an audit database is not opened, and the sentence that says so. `detail` names what was found. */
const OPEN_ERRORS = {
  missing: (file: string) => `${file} does not exist.`,
  'no-folder': (file: string) => `The folder of ${file} does not exist.`,
  'not-a-file': (file: string) => `${file} is not a file.`,
  empty: (file: string) => `${file} is empty (0 bytes), not an audit database. Move it away to start a new one.`,
  foreign: (file: string, detail: string) => `${file} is not an audit database of this program: ${detail}.`,
  newer: (file: string, detail: string) => `${file} was written by a newer version of this program: ${detail}.`,
  older: (file: string, detail: string) =>
    `${file} has an older form (${detail}); the next session that writes to it brings it up to date.`,
  damaged: (file: string, detail: string) => `${file} is damaged: ${detail}.`,
  'read-only': (file: string, detail: string) => `${file} cannot be written: ${detail}.`,
  unreadable: (file: string, detail: string) => `${file} cannot be read: ${detail}.`,
  locked: (file: string, detail: string) => `${file} belongs to another process: ${detail}.`,
  'wrong-kind': (file: string, detail: string) => `${file} is of another kind: ${detail}.`,
  'anchors-disagree': (file: string, detail: string) =>
    `${file} and its anchor file do not belong together: ${detail}.`,
  'not-created': (file: string, detail: string) => `${file} could not be made: ${detail}.`,
} as const
export type AuditOpenCode = keyof typeof OPEN_ERRORS

/** An audit database that is not opened. It stands exactly as it was found. */
export interface AuditOpenError {
  readonly code: AuditOpenCode
  /** One sentence for the trader. */
  readonly message: string
  readonly file: string
}

export const refuseOpen = (code: AuditOpenCode, file: string, detail = ''): Result<never, AuditOpenError> => ({
  ok: false,
  error: { code, message: OPEN_ERRORS[code](file, detail), file },
})
