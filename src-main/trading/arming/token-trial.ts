import type { Result } from '../../../src-shared/domain/result.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import type { ArmingFact, TokenUse } from './arming-fact.ts'
import type { GateCheck } from './gates.ts'
import type { Lockout } from './lockout.ts'
import { malformedToken, type OrderToken } from './order-token.ts'

/** What a typed token is tried with. */
export interface TokenTrial {
  readonly token: OrderToken
  readonly lockout: Lockout
  readonly observe: (fact: ArmingFact) => void
}

const malformed = (typed: string): Refusal | null => {
  const problem = malformedToken(typed)
  return problem === null ? null : refusal('bad-command', { problem })
}

/**
 * Compares what was typed with the token in force, and counts it when it is wrong. Text that can be no token is refused
 * without being counted: its refusal tells nobody anything.
 * @returns null when it is right.
 */
export function tryToken(trial: TokenTrial, use: TokenUse, typed: string): Refusal | null {
  const { problem } = trial.token.standing()
  if (problem !== null) return refusal('no-token', { problem: `${problem.says} ${problem.opens}` })
  return tried(trial, use, typed, () => trial.token.matches(typed))
}

/** Keeps a token, or another in place of the one that is kept: that takes the old one. */
export function setToken(trial: TokenTrial, typed: string, old: string | null): Result<null, Refusal> {
  const { token, observe } = trial
  const fixed = token.fixed()
  const replaced = token.isKept()
  const refused =
    (fixed === null ? null : refusal('token-fixed', { problem: fixed })) ??
    malformed(typed) ??
    (replaced ? tryOld(trial, 'set-token', old) : null)
  if (refused !== null) return refuseToken(trial, 'set-token', refused)
  const kept = token.keep(typed)
  if (!kept.ok) return refuseToken(trial, 'set-token', refusal('token-fixed', { problem: kept.error }))
  observe({ kind: 'token-set', replaced, inForce: kept.value })
  return { ok: true, value: null }
}

/** Removes the token that is kept: that takes it. */
export function removeToken(trial: TokenTrial, old: string): Result<null, Refusal> {
  const { token, observe } = trial
  const refused = token.isKept()
    ? tryOld(trial, 'remove-token', old)
    : refusal('token-fixed', { problem: token.fixed() ?? 'none is kept in the keychain.' })
  if (refused !== null) return refuseToken(trial, 'remove-token', refused)
  const forgotten = token.forget()
  if (!forgotten.ok) return refuseToken(trial, 'remove-token', refusal('token-fixed', { problem: forgotten.error }))
  observe({ kind: 'token-removed' })
  return { ok: true, value: null }
}

/** Answers with a refusal, and tells the audit of it. */
export function refuseToken(
  { observe }: Pick<TokenTrial, 'observe'>,
  use: TokenUse,
  error: Refusal,
  gates: readonly GateCheck[] = [],
): { readonly ok: false; readonly error: Refusal } {
  const closed = gates.filter(({ open }) => !open).map(({ gate }) => gate)
  observe({ kind: 'arming-refused', use, code: error.code, message: error.message, closed })
  return { ok: false, error }
}

const tryOld = (trial: TokenTrial, use: TokenUse, old: string | null): Refusal | null =>
  tried(trial, use, old ?? '', () => trial.token.matchesKept(old ?? ''))

function tried(trial: TokenTrial, use: TokenUse, typed: string, matches: () => boolean): Refusal | null {
  const bad = malformed(typed)
  if (bad !== null) return bad
  const begun = trial.lockout.begin()
  if (!begun.ok) return begun.error
  if (matches()) {
    trial.lockout.clear()
    return null
  }
  const left = begun.value
  trial.observe({ kind: 'wrong-token', use, left, locked: left === 0 })
  return refusal('wrong-token', { left })
}
