import type { Result } from '../../src-shared/domain/result.ts'
import type { Failure } from './sqlite-failure.ts'

/**
 * Why an event is not in the log.
 * - `bad-event`: it cannot be expressed canonically; the log goes on.
 * - `busy`, `disk-full`: nothing was written; the next flush or durable event tries again.
 * - `buffer-full`: that went on for so long that no further batched event is taken.
 * - `foreign-writer`, `write-failed`: what the disk holds is uncertain; the log takes nothing until it is reopened.
 * - `anchors-failed`: the rows are durable, their anchors wait for the next try.
 */
export type AuditWriteCode =
  | 'bad-event'
  | 'busy'
  | 'disk-full'
  | 'buffer-full'
  | 'foreign-writer'
  | 'write-failed'
  | 'anchors-failed'
  | 'closed'

export interface AuditWriteError {
  readonly code: AuditWriteCode
  /** What is in the way, in a few words. */
  readonly reason: string
  /** One sentence for the trader. */
  readonly message: string
}

export type Written = Result<null, AuditWriteError>

export const WRITTEN: Written = { ok: true, value: null }

export const writeError = (code: AuditWriteCode, reason: string): AuditWriteError => ({
  code,
  reason,
  message: `The audit cannot be written: ${reason}.`,
})

export function writeErrorOf({ kind, text }: Failure): AuditWriteError {
  switch (kind) {
    case 'full':
      return writeError('disk-full', `the disk is full, says ${text}`)
    case 'busy':
      return writeError('busy', `something else holds its lock, says ${text}`)
    default:
      return writeError('write-failed', `${text}; it takes nothing until it is reopened`)
  }
}

/** Whether the log has to be reopened after it: another try could write behind something that is not what it seems. */
export const isFinal = ({ code }: AuditWriteError): boolean => code === 'write-failed' || code === 'foreign-writer'
