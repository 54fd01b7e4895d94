import type { ContractError } from '../../../src-shared/contract/messages.ts'
import type { DayKey } from '../../../src-shared/contract/views/review.ts'

/** A query that is not answered. */
interface Refused {
  readonly ok: false
  readonly error: ContractError
}

export const failed = (code: ContractError['code'], message: string): Refused => ({
  ok: false,
  error: { code, message },
})

export const cancelled = (): Refused => failed('cancelled', 'The query was cancelled; nothing was changed.')

export const unreadable = (reason: string): Refused =>
  failed('audit-unreadable', `The audit cannot be read: ${reason}. Orders are not affected; verify the audit.`)

export const noSuchDay = ({ run, date }: DayKey): Refused =>
  failed('not-found', `The audit has no day ${date} of the run ${run}.`)
