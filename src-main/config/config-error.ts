import { closest, distance } from 'fastest-levenshtein'
import { CONFIG_KEY_NAMES, VARIABLE_PREFIXES, variableOf } from './keys.ts'

/** Something wrong in what the user configured; the program ends with exit code 2. */
export interface ConfigError {
  readonly code: 'unknown-key' | 'bad-value' | 'bad-line' | 'unreadable-file' | 'wrong-place' | 'disagreement'
  /** One line that names the key, where it stands and what was expected. */
  readonly message: string
}

export const VARIABLES: readonly string[] = CONFIG_KEY_NAMES.map(variableOf)

const NEAR_MISS = 2

/** Whether a variable is meant for us: it has a prefix of ours, or is a slip of the finger away from one of ours. */
export function isMeantForUs(variable: string): boolean {
  const upper = variable.toUpperCase()
  if (VARIABLE_PREFIXES.some((prefix) => upper.startsWith(prefix))) return true
  return VARIABLES.some((known) => distance(known, upper) <= NEAR_MISS)
}

/** @param place where it stands, e.g. `.env`; `known` are the names that are right there. */
export function unknownKey(name: string, place: string, known: readonly string[]): ConfigError {
  const nearest = closest(
    name.toUpperCase(),
    known.map((key) => key.toUpperCase()),
  )
  const right = known.find((key) => key.toUpperCase() === nearest)
  return {
    code: 'unknown-key',
    message: `${/^[\w.-]{1,60}$/.test(name) ? name : show(name)} in ${place} is not a setting; the nearest is ${right}`,
  }
}

export function badValue(label: string, expected: string, value: unknown, secret: boolean): ConfigError {
  const got = secret ? '' : `, got ${value === '' ? 'nothing' : show(value)}`
  return { code: 'bad-value', message: `${label}: expected ${expected}${got}` }
}

const SHOWN_MOST = 60

/** A value from outside on one line and not too long. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text
}
