import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { besideDatabase, MOST_EMERGENCY_BYTES } from '../../../src-main/audit/emergency/emergency-file.ts'
import { headerLine, parseEmergency, rowLine } from '../../../src-main/audit/emergency/emergency-format.ts'
import { databaseId } from '../../../src-main/audit/format.ts'
import { runs } from '../../support/properties.ts'
import { openedAudit, type TemporaryFolder, testFolder } from './audit-fixture.ts'
import { DATABASE, emergencyFile, imported, noteRow } from './emergency-fixture.ts'

const TEXTS = ['one', 'two', 'three']

/** A database, and beside it a file with three notes. */
function threeKept(): { readonly folder: TemporaryFolder; readonly path: string; readonly lines: string[] } {
  const folder = testFolder()
  openedAudit(folder.file()).close()
  const file = emergencyFile(folder)
  file.add(TEXTS.map(noteRow))
  file.close()
  const path = besideDatabase(folder.file())
  return { folder, path, lines: readFileSync(path, 'utf8').split('\n').slice(0, -1) }
}

const write = (path: string, lines: readonly string[]): void =>
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
const aside = (folder: TemporaryFolder): string[] => readdirSync(folder.path).filter((name) => name.includes('.aside-'))

test.each<[what: string, damage: (path: string, lines: string[]) => void, taken: number, says: string]>([
  ['torn in its last line', (path, [a, b]) => writeFileSync(path, `${a}\n${b}\n${b?.slice(0, 40)}`), 1, 'torn off'],
  ['altered in a line', (path, [a, b, c, d]) => write(path, [a!, b!, c!.replace('two', 'six'), d!]), 1, 'line 3'],
  ['without a line', (path, [a, b, , d]) => write(path, [a!, b!, d!]), 1, 'line 3'],
  ['with a line twice', (path, [a, b, c, d]) => write(path, [a!, b!, b!, c!, d!]), 1, 'line 3'],
  ['with lines in another order', (path, [a, b, c, d]) => write(path, [a!, c!, b!, d!]), 0, 'line 2'],
  ['with something else in it', (path) => appendFileSync(path, 'something else\n'), 3, 'line 5'],
  ['with bytes that are no text', (path) => appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a])), 3, 'line 5'],
  ['without its first line', (path, [, b, c, d]) => write(path, [b!, c!, d!]), 0, 'does not begin'],
  [
    'whose first line is altered',
    (path, [a, b]) => write(path, [a!.replace('before', 'after'), b!]),
    0,
    'does not begin',
  ],
  ['of a picture', (path) => writeFileSync(path, Buffer.from('89504e470d0a1a0a', 'hex')), 0, 'does not begin'],
  ['that others can write', (path) => chmodSync(path, 0o666), 0, 'others can write it'],
  ['too large', (path) => truncateSync(path, MOST_EMERGENCY_BYTES + 1), 0, 'too large'],
])('a file %s: what is good comes in, the rest is named, and the file is kept', (_what, damage, taken, says) => {
  const { folder, path, lines } = threeKept()
  damage(path, lines)
  const { notes, reports } = imported(folder)
  expect(notes).toEqual(TEXTS.slice(0, taken))
  expect(reports.join()).toContain(says)
  expect(aside(folder)).toHaveLength(1)
  expect(existsSync(path)).toBe(false)
  expect(imported(folder)).toEqual({ reports: [], notes })
})

test('a file of another database is named and kept', () => {
  const { folder, path } = threeKept()
  const header = { file: 'x', db: databaseId('live', 'another'), session: 's', after: 1, follows: null }
  writeFileSync(path, headerLine(header).text, { mode: 0o600 })
  expect(imported(folder).reports).toEqual([expect.stringContaining('another database, live-another')])
  expect(aside(folder)).toHaveLength(1)
})

test('an event that this program does not write ends what is taken', () => {
  const { folder, path } = threeKept()
  const begins = headerLine({ file: 'x', db: DATABASE, session: 's', after: 1, follows: null })
  const one = rowLine(1, noteRow('one'), begins.sum)
  const strange = rowLine(2, noteRow('strange'), one.sum)
  writeFileSync(path, begins.text + one.text + strange.text, { mode: 0o600 })
  const { notes, reports } = imported(folder)
  expect(notes).toEqual(['one'])
  expect(reports).toEqual([expect.stringContaining('a strange note')])
})

test('a second file without the first comes in, and what is missing is said', () => {
  const { folder, path } = threeKept()
  const begins = headerLine({
    ...{ file: 'x', db: DATABASE, session: 's', after: 1 },
    follows: { lines: 4, sum: 'a'.repeat(64) },
  })
  writeFileSync(path, begins.text + rowLine(5, noteRow('five'), begins.sum).text, { mode: 0o600 })
  const { notes, reports } = imported(folder)
  expect(notes).toEqual(['five'])
  expect(reports).toEqual([expect.stringContaining('4 lines before its first are missing')])
})

test('a folder in its place is named, kept, and the next file stands elsewhere or there', () => {
  const folder = testFolder()
  openedAudit(folder.file()).close()
  mkdirSync(besideDatabase(folder.file()))
  expect(imported(folder).reports).toEqual([expect.stringMatching(/EISDIR|not a file/)])
  expect(aside(folder)).toHaveLength(1)
})

test('a link in its place is not followed, neither to read nor to write', () => {
  const folder = testFolder()
  openedAudit(folder.file()).close()
  writeFileSync(folder.file('precious'), 'precious')
  symlinkSync(folder.file('precious'), besideDatabase(folder.file()))
  const file = emergencyFile(folder)
  expect(file.add([noteRow('one')])).toBe(true)
  expect(file.state.path).not.toBe(besideDatabase(folder.file()))
  file.close()
  expect(imported(folder).notes).toEqual(['one'])
  expect(readFileSync(folder.file('precious'), 'utf8')).toBe('precious')
})

test('whatever a file holds, reading it ends with what was written, a part of it, or a reason', () => {
  const begins = headerLine({ file: 'x', db: DATABASE, session: 's', after: 1, follows: null })
  const rows = TEXTS.map(noteRow)
  let { sum, text } = begins
  for (const [index, row] of rows.entries()) {
    const line = rowLine(index + 1, row, sum)
    sum = line.sum
    text += line.text
  }
  const whole = Buffer.from(text)
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    to: fc.integer({ min: 0, max: 255 }),
    end: fc.nat(whole.length),
  })
  fc.assert(
    fc.property(change, ({ at, to, end }) => {
      const bytes = Buffer.from(whole)
      bytes[at] = to
      const read = parseEmergency(bytes.subarray(0, end))
      if (read === null || read.header === null) return
      expect(read.rows).toEqual(rows.slice(0, read.rows.length))
    }),
    runs(500),
  )
})
