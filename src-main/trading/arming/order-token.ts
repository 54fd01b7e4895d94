import type { Result } from '../../../src-shared/domain/result.ts'
import type { TokenStanding } from './gate-rules.ts'

/** What arming needs of the order token: it never sees the token itself. */
export interface OrderToken {
  /** Of the one in force. */
  standing(): TokenStanding
  /** Why it cannot be set here, one sentence; null when it can. */
  fixed(): string | null
  /** Whether the typed text is the token in force; in constant time. */
  matches(typed: string): boolean
  /** Whether one is kept that a new one would replace, in force or not. */
  isKept(): boolean
  /** Whether the typed text is the one that is kept; in constant time. */
  matchesKept(typed: string): boolean
  /** Keeps a token, in place of the one that is kept. @returns when it is in force. */
  keep(token: string): Result<'now' | 'next-start', string>
  forget(): Result<null, string>
}

/** The most that a token may have, as the configuration has it. */
const MOST_CHARACTERS = 1_024

/** Why a text cannot be a token, to go on after "understood:"; null when it could. It is looked at before it is hashed. */
export function malformedToken(typed: string): string | null {
  if (typed.length === 0 || typed.length > MOST_CHARACTERS) {
    return `a token has 1 to ${MOST_CHARACTERS} characters, this has ${typed.length}`
  }
  return typed.isWellFormed() ? null : 'the token is not well-formed Unicode'
}
