import type { Result } from '../../src-shared/domain/result.ts'
import { badValue, type ConfigError, isMeantForUs, unknownKey, VARIABLES } from './config-error.ts'
import { readEnvFile } from './env-file.ts'
import { readJsonFile } from './json-file.ts'
import type { ConfigKey } from './key-kinds.ts'
import {
  CONFIG_FLAGS,
  CONFIG_KEY_NAMES,
  CONFIG_KEYS,
  type Config,
  type ConfigKeyName,
  flagOf,
  variableOf,
} from './keys.ts'

/** Where values come from, the weakest first. Of keys that are not about safety the strongest source wins. */
type ConfigSource = 'settings' | '.env' | 'environment' | 'flag'

export interface ConfigInput {
  /** As commander answers; attributes that are no configuration are passed over, undefined ones are not given. */
  readonly flags: Readonly<Record<string, unknown>>
  /** `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Path of the `.env`; null: there is none. The file need not exist. */
  readonly envFile: string | null
  /** Path of the settings file, JSON; null: there is none. The file need not exist. */
  readonly settingsFile: string | null
}

export interface LoadedConfig {
  readonly config: Config
  /** Which sources gave the value; empty where it is the default. */
  readonly sources: Readonly<Record<ConfigKeyName, readonly ConfigSource[]>>
  /** For the trader, one line each. */
  readonly warnings: readonly string[]
}

type Value = Config[ConfigKeyName]

const KEYS: Readonly<Record<ConfigKeyName, ConfigKey<Value>>> = CONFIG_KEYS

/** Something given for a key, as JSON has it. */
interface Given {
  readonly name: ConfigKeyName
  readonly source: ConfigSource
  /** Key and place, to begin a message with. */
  readonly label: string
  readonly json: unknown
}

/** What one source says, and what is wrong in it. */
interface Reading {
  readonly given: readonly Given[]
  readonly errors: readonly ConfigError[]
}

const fromText = (name: ConfigKeyName, raw: unknown): unknown =>
  typeof raw === 'string' ? KEYS[name].fromText(raw) : raw

function readSettings(file: string): Reading {
  const read = readJsonFile(file)
  if (!read.ok) {
    const { code, message } = read.error
    return { given: [], errors: code === 'missing' ? [] : [{ code: 'unreadable-file', message }] }
  }
  const json = read.value
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { given: [], errors: [badValue(file, 'an object of settings', json, false)] }
  }
  const given: Given[] = []
  const errors: ConfigError[] = []
  for (const [key, value] of Object.entries(json)) {
    const name = CONFIG_KEY_NAMES.find((known) => known === key)
    if (name === undefined) errors.push(unknownKey(key, file, CONFIG_KEY_NAMES))
    else if (KEYS[name].secret) {
      const message = `${name} in ${file}: it is a secret; set ${variableOf(name)} in the environment or in .env`
      errors.push({ code: 'wrong-place', message })
    } else given.push({ name, source: 'settings', label: `${name} in ${file}`, json: value })
  }
  return { given, errors }
}

function readVariables(
  variables: Readonly<Record<string, string | undefined>>,
  source: '.env' | 'environment',
  place: string,
): Reading {
  const given = CONFIG_KEY_NAMES.map((name): Given => {
    const variable = variableOf(name)
    const text = Object.hasOwn(variables, variable) ? variables[variable] : undefined
    return { name, source, label: `${variable} in ${place}`, json: fromText(name, text) }
  })
  const errors = Object.keys(variables)
    .filter((variable) => !VARIABLES.includes(variable) && isMeantForUs(variable))
    .map((variable) => unknownKey(variable, place, VARIABLES))
  return { given, errors }
}

function readFlags(flags: Readonly<Record<string, unknown>>): Reading {
  const given = CONFIG_FLAGS.map(
    ({ name, attribute }): Given => ({
      name,
      source: 'flag',
      label: `--${flagOf(name)}`,
      json: fromText(name, flags[attribute]),
    }),
  )
  return { given, errors: [] }
}

interface Settled {
  readonly value: Value
  readonly sources: readonly ConfigSource[]
}

/** One key's value from all that is given for it, weakest source first. Its errors are added to `errors`. */
function settle(name: ConfigKeyName, given: readonly Given[], errors: ConfigError[]): Settled {
  const key = KEYS[name]
  const parsed = given.flatMap(({ source, label, json }) => {
    const result = key.schema.safeParse(json)
    if (result.success) return [{ source, label, value: result.data }]
    errors.push(badValue(label, key.expected, json, key.secret))
    return []
  })
  if (parsed.length === 0) return { value: key.default, sources: [] }
  const settled = key.settle(parsed.map(({ value }) => value))
  if (settled === null) {
    const message = `${parsed.map(({ label }) => label).join(' and ')} differ: give it in one place`
    errors.push({ code: 'disagreement', message })
    return { value: key.default, sources: [] }
  }
  const { value } = settled
  const giving = parsed.filter((candidate) => candidate.value === value)
  // A list narrowed by several is none of theirs. Without safety at stake only the strongest source counts.
  const sources = (giving.length === 0 ? parsed : key.safety ? giving : parsed.slice(-1)).map(({ source }) => source)
  return { value, sources }
}

/**
 * Puts the configuration together: flags over environment over `.env` over settings over defaults, and of keys that
 * are about safety the most restrictive value that is given anywhere. An absent key has its safe default.
 * @returns every mistake found, or the configuration; a mistake never leaves a key at its default in silence.
 */
export function loadConfig({
  flags,
  env,
  envFile,
  settingsFile,
}: ConfigInput): Result<LoadedConfig, readonly ConfigError[]> {
  const dotEnv = envFile === null ? null : readEnvFile(envFile)
  const readings: Reading[] = [
    ...(settingsFile === null ? [] : [readSettings(settingsFile)]),
    ...(dotEnv === null ? [] : [{ given: [], errors: dotEnv.errors }]),
    ...(dotEnv === null || envFile === null ? [] : [readVariables(dotEnv.variables, '.env', envFile)]),
    readVariables(env, 'environment', 'the environment'),
    readFlags(flags),
  ]
  const errors = readings.flatMap((reading) => reading.errors)
  const given = readings.flatMap((reading) => reading.given).filter(({ json }) => json !== undefined)
  const settled = CONFIG_KEY_NAMES.map((name) => {
    const ofKey = given.filter((one) => one.name === name)
    return [name, settle(name, ofKey, errors)] as const
  })
  if (errors.length > 0) return { ok: false, error: errors }
  return {
    ok: true,
    value: {
      config: Object.fromEntries(settled.map(([name, { value }]) => [name, value])) as Config,
      sources: Object.fromEntries(settled.map(([name, { sources }]) => [name, sources])) as LoadedConfig['sources'],
      warnings: dotEnv?.warnings ?? [],
    },
  }
}

/** The configuration as the audit and a listing may hold it: of a secret only whether it is set. */
export function describeConfig({
  config,
  sources,
}: LoadedConfig): Record<ConfigKeyName, { value: unknown; from: string }> {
  const entries = CONFIG_KEY_NAMES.map((name) => {
    const value = KEYS[name].secret ? (config[name] === null ? 'not set' : 'set') : config[name]
    return [name, { value, from: sources[name].join(' and ') || 'default' }]
  })
  return Object.fromEntries(entries) as Record<ConfigKeyName, { value: unknown; from: string }>
}
