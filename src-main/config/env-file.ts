import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type ConfigError, isMeantForUs } from './config-error.ts'

export interface EnvFile {
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly errors: readonly ConfigError[]
  readonly warnings: readonly string[]
}

const NOTHING: EnvFile = { variables: {}, errors: [], warnings: [] }

/** Lines that the parser would pass over or overwrite in silence, though they are meant for us. */
function findBadLines(text: string, file: string): ConfigError[] {
  const errors: ConfigError[] = []
  const seen = new Set<string>()
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const [, name, equals] = /^\s*(?:export\s+)?([A-Za-z][\w.-]*)\s*(=?)/.exec(line) ?? []
    if (name === undefined || !isMeantForUs(name)) continue
    const place = `${file} line ${index + 1}`
    if (equals !== '=') errors.push({ code: 'bad-line', message: `${place}: expected ${name}=value` })
    else if (seen.has(name)) errors.push({ code: 'disagreement', message: `${place}: ${name} stands there twice` })
    seen.add(name)
  }
  return errors
}

/** Reads a `.env`; one that is not there is an empty one. */
export function readEnvFile(file: string): EnvFile {
  let text: string
  let mode: number
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
    mode = statSync(file).mode & 0o777
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return NOTHING
    return { ...NOTHING, errors: [{ code: 'unreadable-file', message: `${file} cannot be read: ${message}` }] }
  }
  const open = process.platform !== 'win32' && (mode & 0o077) !== 0
  const warnings = open
    ? [`${file} can be read by others (mode ${mode.toString(8)}); it may hold the order token: chmod 600 ${file}`]
    : []
  return { variables: parseEnv(text), errors: findBadLines(text, file), warnings }
}
