import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { golden, jsonLines, made, ours, scratch } from './harness.ts'

const files = scratch()
afterAll(() => files[Symbol.dispose]())
const { folder, write } = files
const inputFile = write('input.json', JSON.stringify(made))

describe('bad input', () => {
  const goldenFile = write('good.jsonl', jsonLines(ours))
  const header = 'timestamp,open,high,low,close,volume\n'
  const row = '2024-01-02T09:30:00,1,1,1,1,1\n'
  const bars = (name: string, files: Readonly<Record<string, string | Buffer>>): string => {
    const path = join(folder, name)
    mkdirSync(path)
    for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content)
    return path
  }
  const orders = ['--order', 'SPY', '--trade', 'SPY']

  it.each<[string, readonly string[], RegExp]>([
    ['an unknown flag', ['a', 'b', '--ordr', 'SPY'], /unknown option '--ordr'/],
    ['a flag without its list', [inputFile, goldenFile, '--order'], /argument missing/],
    ['an empty symbol', [inputFile, goldenFile, '--order', 'SPY,,QQQ'], /not a list of symbols/],
    ['no arguments', [], /missing required argument 'input'/],
    ['an argument too many', [inputFile, goldenFile, 'x'], /too many arguments/],
    ['an input that is not there', [join(folder, 'none'), goldenFile], /none does not exist/],
    ['golden vectors that are not there', [inputFile, join(folder, 'none')], /cannot read .*none/],
    ['golden vectors that are not JSON', [inputFile, write('text.jsonl', 'a\n')], /text\.jsonl: line 1 is not JSON/],
    ['a golden line without a symbol', [inputFile, write('no-sym.jsonl', '{}')], /line 1 is not an object with sym/],
    ['an empty golden file', [inputFile, write('empty.jsonl', '')], /holds no golden lines/],
    [
      'a damaged gzip',
      [inputFile, write('cut.gz', gzipSync(jsonLines(ours)).subarray(0, 999))],
      /cannot read .*cut\.gz/,
    ],
    ['an input of another shape', [write('shape.json', '{"order":["SPY"]}'), goldenFile], /shape\.json: trade: /],
    ['a symbol without bars', [inputFile, goldenFile, '--order', 'SPY,TLT'], /has no bars of TLT/],
    ['a traded symbol that is not fed', [inputFile, goldenFile, '--trade', 'TLT'], /TLT is traded but not in/],
    ['a symbol fed twice', [inputFile, goldenFile, '--order', 'SPY,AMD,NVDA,SPY'], /SPY stands twice/],
    ['a folder without bars', [bars('no-bars', { 'notes.txt': '' }), goldenFile], /no \.csv or \.csv\.gz files/],
    [
      'missing columns',
      [bars('columns', { 'SPY.csv': 'timestamp,open\n' }), goldenFile],
      /lacks high, low, close, volume/,
    ],
    ['a short row', [bars('short', { 'SPY.csv': `${header}2024,1\n` }), goldenFile, ...orders], /on line 2/],
    [
      'a price that is no number',
      [bars('nan', { 'SPY.csv': `${header}${row.replace('1,1', ',1')}` }), goldenFile],
      /SPY\.csv: row 2: open is not a number: ''/,
    ],
    [
      'a label with a zone',
      [bars('zone', { 'SPY.csv': `${header}${row.replace(':00,', ':00Z,')}` }), goldenFile],
      /timestamp is not like/,
    ],
    [
      'rows out of order',
      [bars('order', { 'SPY.csv': header + row + row }), goldenFile],
      /row 3: .* does not come after/,
    ],
    [
      'the same symbol packed and plain',
      [bars('both', { 'SPY.csv': header, 'SPY.csv.gz': header }), goldenFile],
      /holds SPY twice/,
    ],
    [
      'a folder with symbols that nobody placed',
      [bars('unplaced', { 'AMD.csv': header, 'NVDA.csv': header, 'XLE.csv': header }), goldenFile],
      /also holds XLE: name the feed order with --order/,
    ],
  ])('%s: one clear line and exit code 2', (_, args, expected) => {
    const run = golden(...args)
    expect(run.err).toEqual([expect.stringMatching(expected)])
    expect(run.err[0]).not.toContain('\n')
    expect(run).toMatchObject({ exit: 2, out: [] })
  })
})
