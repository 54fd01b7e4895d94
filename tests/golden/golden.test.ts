import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { GoldenLine } from './golden-line.ts'
import { golden, isEntry, jsonLines, made, ours, scratch, withFirst } from './harness.ts'

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const shared = (path: string): string => join(SHARED, path)
const hasGolden = existsSync(shared('golden')) && existsSync(shared('bars-2024q1'))

describe.skipIf(!hasGolden)('the original, bar for bar (skipped where ../shared/data is absent)', () => {
  it.each([
    ['the first quarter of 2024', 'bars-2024q1', 'golden/golden-2024q1.jsonl.gz', 14_274],
    [
      'real bars under other names',
      'golden/input-alias-2024-01.json.gz',
      'golden/golden-alias-2024-01.jsonl.gz',
      13_104,
    ],
    ['amplified bars', 'golden/input-stress.json.gz', 'golden/golden-stress.jsonl.gz', 10_296],
  ])('%s: every field of every line agrees', (_, input, vectors, lines) => {
    const run = golden(shared(input), shared(vectors))
    expect(run.out).toEqual([`lines ${lines}, mismatches 0`])
    expect(run.exit).toBe(0)
  })
})

const files = scratch()
afterAll(() => files[Symbol.dispose]())
const { folder, write } = files
const inputFile = write('input.json', JSON.stringify(made))

describe('the made-up days of these tests', () => {
  it('reach every kind of outcome', () => {
    const flows = new Set(ours.map((line) => line['flow']))
    for (const flow of ['warmup', 'no_extreme', 'veto', 'insufficient', 'entry', 'position', 'exit_stop', 'exit_eod']) {
      expect(flows).toContain(flow)
    }
  })

  it('agree with themselves, packed or plain, as one file or as a folder of bars', () => {
    const csv = join(folder, 'bars')
    mkdirSync(csv)
    for (const [symbol, rows] of Object.entries(made.bars)) {
      const text = ['timestamp,open,high,low,close,volume', ...rows.map((row, i) => [made.ts[i], ...row].join())]
      const packed = symbol === 'AMD'
      const body = packed ? gzipSync(text.join('\n')) : `\uFEFF${text.join('\r\n')}\r\n`
      writeFileSync(join(csv, packed ? `${symbol}.csv.gz` : `${symbol}.csv`), body)
    }
    const packed = write('golden.jsonl.gz', gzipSync(jsonLines(ours)))
    const clean = [`lines ${ours.length}, mismatches 0`]
    const inputs = [
      golden(inputFile, packed),
      golden(write('input.json.gz', gzipSync(JSON.stringify(made))), packed),
      golden(csv, packed, '--order', made.order.join(), '--trade', made.trade.join()),
    ]
    for (const run of inputs) expect(run).toMatchObject({ exit: 0, out: clean })
  })

  it('leave out a symbol at the bars that it lacks', () => {
    const gap = 100
    const gapped = { ...made, bars: { ...made.bars, AMD: made.bars['AMD']?.map((row, i) => (i === gap ? null : row)) } }
    const run = golden(write('gapped.json', JSON.stringify(gapped)), write('golden.jsonl', jsonLines(ours)))
    expect(run.exit).toBe(1)
    expect(run.err[0]).toBe(`line ${2 * gap + 2}: AMD ${made.ts[gap]}: line: expected "a line", got nothing`)
  })
})

describe('the script as a process', () => {
  const script = fileURLToPath(new URL('main.ts', import.meta.url))
  const spawn = (lines: readonly GoldenLine[]) =>
    spawnSync(process.execPath, [script, inputFile, write('process.jsonl', jsonLines(lines))], { encoding: 'utf8' })

  it('ends with 0 when all lines agree, and with 1 and the mismatch on stderr when one does not', () => {
    expect(spawn(ours)).toMatchObject({ status: 0, stdout: `lines ${ours.length}, mismatches 0\n` })
    const broken = spawn(withFirst(isEntry, (line) => [{ ...line, agree: 6 }]))
    expect(broken).toMatchObject({ status: 1, stdout: `lines ${ours.length}, mismatches 1\n` })
    expect(broken.stderr).toMatch(/^line \d+: \S+ \S+: agree: expected 6, got \d\n/)
  })
})
