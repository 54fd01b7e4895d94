import { createHash } from 'node:crypto'
import type { Result } from '../../../src-shared/domain/result.ts'
import { lineSchema, type ProbeResult, type Transcript, type TranscriptHeader } from './transcript-schema.ts'

/** Far above what the probes write, characters. */
const LONGEST = 4_000_000

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** A transcript as its file holds it: a JSON object a line, the last with the hash of those before it. */
export function writeTranscript({ header, results, end }: Transcript): string {
  const body = [header, ...results].map((line) => `${JSON.stringify(line)}\n`).join('')
  return `${body}${JSON.stringify({ kind: 'end', ...end, sha256: hash(body) })}\n`
}

/** @returns the transcript, or in words why the text is none */
export function readTranscript(text: string): Result<Transcript, string> {
  const refused = (error: string): Result<Transcript, string> => ({ ok: false, error })
  if (text.length > LONGEST) return refused('it is larger than any transcript')
  if (!text.endsWith('\n')) return refused('its end is missing')
  const lines = text.slice(0, -1).split('\n')
  let header: TranscriptHeader | null = null
  const results: ProbeResult[] = []
  for (const [index, line] of lines.entries()) {
    const read = parse(line)
    if (read === null) return refused(`its line ${index + 1} is not one of a transcript`)
    if (read.kind === 'end') {
      if (header === null || index < lines.length - 1) return refused('its lines are not in their order')
      const { sha256, differences, left } = read
      if (sha256 !== hash(text.slice(0, -line.length - 1))) return refused('it was changed after it had been written')
      return { ok: true, value: { header, results, end: { differences, left } } }
    }
    if ((read.kind === 'probe') !== (index === 0)) return refused('its lines are not in their order')
    if (read.kind === 'probe') header = read
    else results.push(read)
  }
  return refused('its end is missing')
}

function parse(line: string): ReturnType<typeof lineSchema.parse> | null {
  try {
    const read = lineSchema.safeParse(JSON.parse(line))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
