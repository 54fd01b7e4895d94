import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  findPassingProbe,
  loadTranscript,
  saveTranscript,
  transcriptName,
} from '../../../../src-main/research/probe/passing-probe.ts'
import type { Transcript } from '../../../../src-main/research/probe/transcript-schema.ts'
import { passing } from '../../../support/probe/made-transcript.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const NOW = Date.parse('2024-12-01T00:00:00Z')
const save = (transcript: Transcript): string => {
  const file = join(folder, transcriptName(transcript))
  saveTranscript(file, transcript)
  return file
}
const failing = (at: string): Transcript => ({ ...passing({ at }), end: { left: ['an order works'], differences: [] } })
const why = (version = 193, now = NOW): string => {
  const found = findPassingProbe(folder, version, now)
  return found.ok ? 'found' : found.error
}

it('finds the newest passing transcript of the version', () => {
  save(passing({ at: '2024-11-01T10:00:00.000Z' }))
  const file = save(passing({ at: '2024-11-15T10:00:00.000Z' }))
  save(passing({ at: '2024-11-20T10:00:00.000Z', serverVersion: 190 }))
  const found = findPassingProbe(folder, 193, NOW)
  expect(found).toEqual({ ok: true, value: { file, at: Date.parse('2024-11-15T10:00:00.000Z') } })
})

it('is saved for its user alone, as a whole', () => {
  const file = save(passing())
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(loadTranscript(file)).toEqual({ ok: true, value: passing() })
})

describe('refuses in words, and says what opens it', () => {
  it('no folder', () => {
    rmSync(folder, { recursive: true })
    expect(why()).toMatch(/There is no transcript.*193.*paper-probe/)
  })

  it('another version', () => {
    save(passing({ serverVersion: 190 }))
    expect(why()).toContain('only of other versions')
  })

  it('a simulated gateway', () => {
    save(passing({ simulated: true }))
    expect(why()).toContain('of the simulator')
  })

  it('one that failed after one that passed', () => {
    save(passing({ at: '2024-11-01T10:00:00.000Z' }))
    save(failing('2024-11-15T10:00:00.000Z'))
    expect(why()).toContain('does not pass: an order works')
  })

  it('one that is too old', () => {
    save(passing())
    expect(why(193, Date.parse('2025-11-15T15:00:00Z'))).toContain('365 days old')
  })

  it('one that was edited, torn, or is not for us to read', () => {
    const file = save(passing())
    truncateSync(file, 300)
    expect(why()).toContain('its end is missing')
    writeFileSync(file, 'x'.repeat(4_100_000))
    expect(why()).toContain('larger than any')
    rmSync(file)
    writeFileSync(join(folder, '9.probe.jsonl'), 'hello\n')
    expect(why()).toContain('9.probe.jsonl does not count')
  })

  it.skipIf(process.getuid?.() === 0)('one that cannot be opened', () => {
    chmodSync(save(passing()), 0o000)
    expect(why()).toContain('EACCES')
  })
})

it('a newer file that cannot be read does not hide a passing one', () => {
  save(passing())
  writeFileSync(join(folder, '2099-01-01.probe.jsonl'), 'torn')
  expect(findPassingProbe(folder, 193, NOW).ok).toBe(true)
})
