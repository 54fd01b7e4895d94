import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Result } from '../../../src-shared/domain/result.ts'
import { MINUTE_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { judge } from './judge.ts'
import { readTranscript, writeTranscript } from './transcript.ts'
import type { Transcript } from './transcript-schema.ts'

const ENDING = '.probe.jsonl'
/** Larger files are none of ours, bytes. */
const LARGEST = 4_000_000
/** Files that are looked at, newest first. */
const MOST_FILES = 200
/** A TWS of the same protocol version is changed without saying so: older transcripts prove nothing any more. */
const MOST_AGE_DAYS = 180
const DAY_MS = 24 * 60 * MINUTE_MS

/** The file of a transcript that nobody named. */
export const transcriptName = ({ header }: Transcript): string =>
  `${header.at.replaceAll(/[:.]/g, '-')}-v${header.serverVersion}${ENDING}`

/** Writes a transcript so that it is there as a whole or not at all, for its user alone. */
export function saveTranscript(file: string, transcript: Transcript): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${process.pid}.tmp`
  writeFileSync(unfinished, writeTranscript(transcript), { mode: 0o600, flag: 'wx' })
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, file)
}

/** @returns the transcript of a file, or in words why it is none */
export function loadTranscript(file: string): Result<Transcript, string> {
  try {
    if (statSync(file).size > LARGEST) return { ok: false, error: 'it is larger than any transcript' }
    return readTranscript(readFileSync(file, 'utf8'))
  } catch (error) {
    return { ok: false, error: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` }
  }
}

export interface PassingProbe {
  readonly file: string
  readonly at: UtcMs
}

function newest(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ENDING))
    return names.sort().reverse().slice(0, MOST_FILES)
  } catch {
    return []
  }
}

/**
 * What arming for real money asks for: the newest transcript of a TWS of this server version, if it passes. One that
 * fails after one that passed counts: TWS may have changed.
 * @param now the wall clock, UTC ms
 * @returns or in a sentence why there is none, and what opens it
 */
export function findPassingProbe(
  folder: string,
  serverVersion: number,
  now = Date.now(),
): Result<PassingProbe, string> {
  const opens = 'Run "orchestrator paper-probe" on a paper account, in regular hours.'
  const no = (why: string): Result<PassingProbe, string> => ({ ok: false, error: `${why} ${opens}` })
  let found: { readonly file: string; readonly transcript: Transcript } | null = null
  let unreadable: string | null = null
  let others = 0
  for (const name of newest(folder)) {
    const file = join(folder, name)
    const loaded = loadTranscript(file)
    if (!loaded.ok) {
      unreadable ??= `The transcript ${basename(file)} does not count: ${loaded.error}.`
      continue
    }
    const { header } = loaded.value
    if (header.simulated || header.serverVersion !== serverVersion) {
      others += 1
      continue
    }
    if (found === null || header.at > found.transcript.header.at) found = { file, transcript: loaded.value }
  }
  if (found === null) {
    if (unreadable !== null) return no(unreadable)
    const why = others === 0 ? '' : ', only of other versions or of the simulator'
    return no(`There is no transcript of the probe for TWS server version ${serverVersion}${why}.`)
  }
  const at = utcMs(Date.parse(found.transcript.header.at))
  if (now - at > MOST_AGE_DAYS * DAY_MS) {
    const days = Math.floor((now - at) / DAY_MS)
    return no(
      `The newest probe of TWS server version ${serverVersion} is ${days} days old; ${MOST_AGE_DAYS} are the most.`,
    )
  }
  const judged = judge(found.transcript)
  if (judged.ok) return { ok: true, value: { file: found.file, at } }
  const [first = '', ...more] = judged.error
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`
  return no(`The newest probe of TWS server version ${serverVersion} does not pass: ${first}${rest}.`)
}
