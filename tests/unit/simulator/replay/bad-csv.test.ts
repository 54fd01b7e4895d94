import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openBarFolder } from '../../../../src-main/simulator/replay/bar-folder.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { csv, errorOf, eventsOf, folderOf, HEADER, labelsOf, opened, row } from './bar-files.ts'

const DAY = labelsOf('2024-01-02', '2024-01-02')
const GOOD = DAY.slice(0, 6).map((label) => row(label))
const [FIRST = '', SECOND = ''] = GOOD

const errorOfFile = async (content: string | Uint8Array, name = 'AAPL.csv') =>
  errorOf(await openBarFolder(folderOf({ [name]: content })))

async function barsOf(content: string | Uint8Array): Promise<number> {
  const folder = await opened(folderOf({ 'AAPL.csv': content }))
  const bars = (await eventsOf(folder)).filter((event) => event.kind === 'bar')
  expect(bars).toHaveLength(folder.files[0]?.bars ?? -1)
  return bars.length
}

describe('what is harmless is taken as meant', () => {
  test.each([
    ['a byte-order mark', `\ufeff${csv(...GOOD)}`],
    ['CRLF line ends', csv(...GOOD).replaceAll('\n', '\r\n')],
    ['line ends of several kinds', `${HEADER}\r\n${GOOD.slice(0, 3).join('\n')}\r\n${GOOD.slice(3).join('\n')}`],
    ['blank lines', csv('', FIRST, '', '  ', ...GOOD.slice(1), '')],
    ['no line end at the end', csv(...GOOD).trimEnd()],
    ['quotes', csv(...GOOD.map((text) => `"${text.replaceAll(',', '","')}"`))],
    ['spaces around the values', csv(...GOOD.map((text) => text.replaceAll(',', ' , ')))],
    ['a header in capitals', csv(...GOOD).replace(HEADER, HEADER.toUpperCase())],
    ['a space between date and time', csv(...GOOD).replaceAll('T09', ' 09')],
  ])('%s', async (_what, content) => {
    expect(await barsOf(content)).toBe(6)
  })

  test('columns in another order, and further ones', async () => {
    const content = `trades,close,volume,timestamp,low,high,open\n7,101,500,${DAY[0]},99,102,100\n`
    const folder = await opened(folderOf({ 'AAPL.csv': content }))
    const [, event] = await eventsOf(folder)
    expect(event?.kind === 'bar' && event.bar).toMatchObject({ open: 100, high: 102, low: 99, close: 101, volume: 500 })
  })
})

describe('a row that is no bar is left out and counted, with its first example', () => {
  test.each([
    ['not-finite', 'NaN,110,90,100,1000'],
    ['not-finite', '100,110,90,,1000'],
    ['not-finite', '100,110,90,0x64,1000'],
    ['not-finite', '100,Infinity,90,100,1000'],
    ['not-finite', '100,110,90,100,many'],
    ['not-finite', '1e999,1e999,90,100,1000'],
    ['not-positive', '-100,110,-110,100,1000'],
    ['not-positive', '100,110,0,100,1000'],
    ['range-broken', '100,90,110,100,1000'],
    ['range-broken', '100,110,90,111,1000'],
    ['volume-negative', '100,110,90,100,-1'],
    ['cells', '100,110,90,100'],
    ['cells', '100,110,90,100,1000,7'],
  ])('%s: %s', async (reason, values) => {
    const bad = `${DAY[2]},${values}`
    const folder = await opened(folderOf({ 'AAPL.csv': csv(FIRST, SECOND, bad, ...GOOD.slice(3)) }))
    expect(folder.files[0]).toMatchObject({
      bars: 5,
      skipped: [{ reason, count: 1, firstLine: 4, firstRow: bad }],
    })
    expect((await eventsOf(folder)).filter((event) => event.kind === 'bar')).toHaveLength(5)
  })

  test('a row twice is one bar', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(FIRST, FIRST, SECOND, SECOND, SECOND) }))
    expect(folder.files[0]).toMatchObject({ bars: 2, skipped: [{ reason: 'duplicate', count: 3, firstLine: 3 }] })
  })

  test('a line that was cut off at the end of the file', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(...GOOD).slice(0, -12) }))
    expect(folder.files[0]).toMatchObject({ bars: 5, skipped: [{ reason: 'cells', count: 1, firstLine: 7 }] })
  })

  test('a good row in the place of one that was left out is taken', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(`${DAY[0]},NaN,1,1,1,1`, FIRST, SECOND) }))
    expect(folder.files[0]).toMatchObject({ bars: 2, skipped: [{ reason: 'not-finite', count: 1, firstLine: 2 }] })
  })

  test('its example carries no control characters to a terminal', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(FIRST, `${DAY[1]},\u001b[2J`) }))
    expect(folder.files[0]?.skipped[0]?.firstRow).toBe(`${DAY[1]},·[2J`)
  })

  test('long rows are not quoted in full', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(FIRST, `${DAY[1]},${'9'.repeat(5_000)}`) }))
    expect(folder.files[0]?.skipped[0]?.firstRow.length).toBe(120)
  })
})

describe('a file that is not what it seems to be is an error with file, line and what was expected', () => {
  test.each([
    ['columns', 1, 'a missing column', csv(...GOOD).replace('close', 'last')],
    ['columns', 1, 'no header', GOOD.join('\n')],
    ['columns', 1, 'a column twice', csv(...GOOD).replace('close', 'open,close')],
    ['columns', 1, 'another delimiter', csv(...GOOD).replaceAll(',', ';')],
    ['columns', 1, 'UTF-16', Buffer.from(`\ufeff${csv(...GOOD)}`, 'utf16le')],
    ['columns', 1, 'line ends of carriage returns alone', csv(...GOOD).replaceAll('\n', '\r')],
    ['columns', 1, 'a page of HTML', '<!doctype html>\n<html><body>Not found</body></html>\n'],
    ['label', 3, 'a timestamp that is none', csv(FIRST, row('yesterday'))],
    ['label', 3, 'an empty timestamp', csv(FIRST, row(''))],
    ['label', 2, 'seconds since 1970', csv(row('1704205800'))],
    ['label', 2, 'dates the American way', csv(row('01/02/2024 09:30'))],
    ['label', 2, 'a date that does not exist', csv(row('2024-02-30T09:30:00'))],
    ['label', 2, 'a date before the calendar', csv(row('1997-12-30T09:30:00'))],
    ['zone', 2, 'UTC labels', csv(row('2024-01-02T14:30:00Z'))],
    ['zone', 2, 'labels with an offset', csv(row('2024-01-02T09:30:00-05:00'))],
    ['zone', 2, 'labels with fractions and an offset', csv(row('2024-01-02 09:30:00.000+0000'))],
    ['outside-session', 2, 'a bar before the open', csv(row('2024-01-02T09:25:00'))],
    ['outside-session', 3, 'a bar at the close', csv(row('2024-01-02T15:55:00'), row('2024-01-02T16:00:00'))],
    ['outside-session', 3, 'a bar after an early close', csv(row('2024-07-03T12:55:00'), row('2024-07-03T13:00:00'))],
    ['outside-session', 2, 'a bar on a weekend', csv(row('2024-01-06T09:30:00'))],
    ['outside-session', 2, 'a bar on a holiday', csv(row('2024-07-04T09:30:00'))],
    ['outside-session', 3, 'bars of one minute', csv(FIRST, row('2024-01-02T09:31:00'))],
    ['outside-session', 3, 'a label off the minute', csv(FIRST, row('2024-01-02T09:35:30'))],
    ['not-ascending', 4, 'a row that goes back', csv(FIRST, ...GOOD.slice(2, 3), SECOND)],
    ['not-ascending', 8, 'a file appended to itself', csv(...GOOD, ...GOOD)],
    ['not-ascending', 3, 'the newest row first', csv(...[...GOOD].reverse())],
    ['conflict', 3, 'two different bars for one slot', csv(FIRST, row(DAY[0] ?? '', 101), SECOND)],
    ['not-csv', 3, 'a quote in a value', csv(FIRST, `${DAY[1]},100,1"10,90,100,1000`)],
    ['not-csv', 3, 'a quote that is not closed', csv(FIRST, `"${SECOND}`, ...GOOD.slice(2))],
    ['no-bars', null, 'an empty file', ''],
    ['no-bars', null, 'a byte-order mark alone', '\ufeff'],
    ['no-bars', null, 'blank lines alone', '\n\n\r\n'],
    ['no-bars', null, 'a header alone', `${HEADER}\n`],
    ['no-bars', null, 'not one usable row', csv(`${DAY[0]},NaN,1,1,1,1`)],
    ['mostly-unusable', null, 'more broken rows than bars', csv(FIRST, `${DAY[1]},1`, `${DAY[2]},1`)],
  ])('%s at line %j: %s', async (code, line, _what, content) => {
    const error = await errorOfFile(content)
    expect(error).toMatchObject({ code, line })
    expect(error.file).toMatch(/AAPL\.csv$/)
    expect(error.message).toContain(error.file)
    expect(error.message).toContain(`expected ${error.expected}`)
    if (line !== null) expect(error.message).toContain(`line ${line}`)
  })

  test('labels in UTC without saying so run out of the session and are refused', async () => {
    const shifted = DAY.map((label) => new Date(Date.parse(`${label}Z`) + 5 * 3_600_000).toISOString().slice(0, 19))
    expect(await errorOfFile(csv(...shifted.map((label) => row(label))))).toMatchObject({
      code: 'outside-session',
      line: 20,
    })
  })

  test('labels of bar ends run out of the session and are refused, with the hours of that day', async () => {
    const ends = [...DAY.slice(1), '2024-01-02T16:00:00']
    const error = await errorOfFile(csv(...ends.map((label) => row(label))))
    expect(error).toMatchObject({ code: 'outside-session', line: 79 })
    expect(error.expected).toContain('09:30 to before 16:00')
    expect(error.expected).toContain('not bar ends')
  })

  test.each([
    ['random bytes', Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919 + (index >> 3)) % 251)],
    ['zeros without an end', new Uint8Array(300_000)],
    ['gzip under a plain name', gzipSync(csv(...GOOD))],
  ])('%s', async (_what, content) => {
    const error = await errorOfFile(content)
    expect(['columns', 'not-csv']).toContain(error.code)
  })

  test('a value without end is an error before it fills the memory', async () => {
    const error = await errorOfFile(csv(FIRST, `"${'x'.repeat(5_000_000)}`))
    expect(error).toMatchObject({ code: 'not-csv' })
  })

  test('gzip under a plain name is recognised', async () => {
    expect((await errorOfFile(gzipSync(csv(...GOOD)))).message).toMatch(/gzip.*\.csv\.gz|CSV/)
  })
})

describe('gzip', () => {
  const packed = gzipSync(csv(...DAY.map((label) => row(label))))

  test('is read like the plain file', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv.gz': packed }))
    expect(folder.files[0]).toMatchObject({ bars: 78, skipped: [] })
  })

  test.each([
    ['not-gzip', 'plain text', Buffer.from(csv(...GOOD))],
    ['gzip-truncated', 'an empty file', new Uint8Array(0)],
    ['gzip-truncated', 'half a file', packed.subarray(0, packed.length / 2)],
    ['gzip-truncated', 'a file without its check sum', packed.subarray(0, -8)],
    ['gzip-damaged', 'a wrong check sum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8, 1)])],
  ])('%s: %s', async (code, _what, content) => {
    const error = await errorOfFile(content, 'AAPL.csv.gz')
    expect(error).toMatchObject({ code, line: null })
    expect(error.message).toContain('AAPL.csv.gz')
  })

  test('errors inside name the line of the unpacked text', async () => {
    const error = await errorOfFile(gzipSync(csv(FIRST, row('soon'))), 'AAPL.csv.gz')
    expect(error).toMatchObject({ code: 'label', line: 3 })
  })
})

describe('a folder', () => {
  test('that does not exist, or is a file, is unreadable', async () => {
    const folder = folderOf({ 'AAPL.csv': csv(FIRST) })
    expect(errorOf(await openBarFolder(join(folder, 'none')))).toMatchObject({ code: 'folder-unreadable', line: null })
    expect(errorOf(await openBarFolder(join(folder, 'AAPL.csv')))).toMatchObject({ code: 'folder-unreadable' })
  })

  test('without bar files is empty', async () => {
    const folder = folderOf({ 'README.md': '# bars', '.AAPL.csv': csv(FIRST) })
    mkdirSync(join(folder, 'SPY.csv'))
    expect(errorOf(await openBarFolder(folder))).toMatchObject({ code: 'folder-empty', file: folder })
  })

  test('with other files beside its bars is fine', async () => {
    const folder = await opened(folderOf({ 'AAPL.csv': csv(FIRST), 'notes.txt': 'x', 'AAPL.parquet': 'x' }))
    expect(folder.symbols).toEqual(['AAPL'])
  })

  test.each(['aapl.csv', 'AAPL (1).csv', '.csv.gz.csv', '1234.csv', 'AAPL_5min.csv.gz'])(
    'with a file named %s says that this is no symbol',
    async (name) => {
      const result = await openBarFolder(folderOf({ [name]: csv(FIRST), 'SPY.csv': csv(FIRST) }))
      if (name.startsWith('.')) expect(result.ok).toBe(true)
      else expect(errorOf(result)).toMatchObject({ code: 'symbol-name' })
    },
  )

  test('with the same symbol plain and packed does not choose', async () => {
    const folder = folderOf({ 'AAPL.csv': csv(FIRST), 'AAPL.csv.gz': gzipSync(csv(FIRST)) })
    const error = errorOf(await openBarFolder(folder))
    expect(error.code).toBe('symbol-twice')
    expect(error.message).toMatch(/AAPL\.csv: AAPL\.csv\.gz is there as well/)
  })

  test('without a symbol that was asked for says which ones there are', async () => {
    const folder = folderOf({ 'AAPL.csv': csv(FIRST), 'SPY.csv': csv(FIRST) })
    const error = errorOf(await openBarFolder(folder, { symbols: [ticker('SPY'), ticker('TSLA')] }))
    expect(error.code).toBe('symbol-missing')
    expect(error.message).toContain('no bars of TSLA (but of AAPL, SPY)')
  })

  test('with a link to nowhere says which file cannot be read', async () => {
    const folder = folderOf({ 'AAPL.csv': csv(FIRST) })
    symlinkSync(join(folder, 'gone'), join(folder, 'SPY.csv'))
    const error = errorOf(await openBarFolder(folder))
    expect(error).toMatchObject({ code: 'file-unreadable', file: join(folder, 'SPY.csv') })
  })

  test('with one bad file among good ones opens none of them', async () => {
    const folder = folderOf({ 'AAPL.csv': csv(...GOOD), 'SPY.csv': csv(...GOOD.slice().reverse()) })
    expect(errorOf(await openBarFolder(folder))).toMatchObject({ code: 'not-ascending', file: join(folder, 'SPY.csv') })
  })
})
