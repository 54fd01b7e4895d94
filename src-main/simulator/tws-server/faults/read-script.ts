import type { z } from 'zod'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { type FaultScript, scriptSchema } from './script-schema.ts'

/** A mistake in a script, and where: `faults[2].do.seconds`; empty for the file as a whole. */
export interface ScriptMistake {
  readonly place: string
  readonly message: string
}

export interface ScriptError {
  readonly code: 'too-large' | 'not-json' | 'not-a-script' | 'not-this-market'
  /** All mistakes in one text, a line each. */
  readonly message: string
  readonly mistakes: readonly ScriptMistake[]
}

const MOST_BYTES = 1024 * 1024
const MOST_MISTAKES = 20

/** Reads a fault script. @param text the content of its file, JSON */
export function readFaultScript(text: string): Result<FaultScript, ScriptError> {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    return scriptError('too-large', [{ place: '', message: 'the script is longer than 1 MB' }])
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return scriptError('not-json', [{ place: '', message: `this is no JSON: ${(error as Error).message}` }])
  }
  const parsed = scriptSchema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  return scriptError('not-a-script', parsed.error.issues.map(mistakeOf))
}

export function scriptError(
  code: ScriptError['code'],
  mistakes: readonly ScriptMistake[],
): { readonly ok: false; readonly error: ScriptError } {
  const lines = mistakes
    .slice(0, MOST_MISTAKES)
    .map(({ place, message }) => (place === '' ? message : `${place}: ${message}`))
  const more = mistakes.length - lines.length
  if (more > 0) lines.push(`and ${more} more`)
  return { ok: false, error: { code, message: lines.join('\n'), mistakes } }
}

function mistakeOf(issue: z.core.$ZodIssue): ScriptMistake {
  const place = issue.path.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}${path === '' ? '' : '.'}${String(key)}`),
    '',
  )
  return { place, message: issue.message }
}
