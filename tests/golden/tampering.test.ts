import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { GoldenLine } from './golden-line.ts'
import { golden, isEntry, jsonLines, made, ours, type Run, scratch, withFirst } from './harness.ts'
import { prove } from './prove.ts'

const files = scratch()
afterAll(() => files[Symbol.dispose]())
const { write } = files
const inputFile = write('input.json', JSON.stringify(made))

const against = (lines: readonly GoldenLine[]): Run => golden(inputFile, write('golden.jsonl', jsonLines(lines)))

describe('a golden file that was tampered with', () => {
  it.each<[string, (line: GoldenLine) => readonly GoldenLine[], string]>([
    ['a number', (line) => [{ ...line, zp: Number(line['zp']) + 2e-9 * 100 }], 'zp'],
    ['a vote', (line) => [{ ...line, sv: { ...Object(line['sv']), RS: ['STRONG_SHORT', 0.5] } }], 'sv.RS.0'],
    ['an entry into a hold', (line) => [{ ...line, act: 'hold' }], 'act'],
    ['the last digit of a stop', (line) => [{ ...line, stop: Number(line['stop']) * (1 + 2 ** -52) }], 'stop'],
    ['a position away', (line) => [{ ...line, pos: null }], 'pos'],
    ['a field away', ({ pct, ...line }) => [line], 'pct'],
    ['a field more', (line) => [{ ...line, more: 1 }], 'more'],
    ['a line away', () => [], 'line'],
    ['a line twice', (line) => [line, line], 'line'],
    ['a line of a bar that never was', (line) => [line, { ...line, ts: '2024-01-06T09:30:00' }], 'line'],
    ['a confidence into null', (line) => [{ ...line, rc: null }], 'rc'],
  ])('%s: one mismatch, named, and exit code 1', (_, change, field) => {
    const lines = withFirst(isEntry, change)
    const run = against(lines)
    expect(run.out).toEqual([`lines ${lines.length}, mismatches 1`])
    expect(run.err[0]).toMatch(
      new RegExp(`^(line \\d+|not in the golden file): \\S+ \\S+: ${field}: expected .*, got .*`),
    )
    expect(run.exit).toBe(1)
  })

  it('two lines in the wrong order are mismatches', () => {
    const [first, second, ...rest] = ours
    if (first === undefined || second === undefined) throw new Error('too few lines')
    expect(against([second, first, ...rest])).toMatchObject({ exit: 1, out: [`lines ${ours.length}, mismatches 2`] })
  })

  it('a measured number on a line that the original failed at is still compared', () => {
    const failed = (line: GoldenLine): boolean => line['rc'] === null
    const run = against(withFirst(failed, (line) => [{ ...line, atr: Number(line['atr']) + 1e-6 }]))
    expect(run).toMatchObject({ exit: 1, out: [`lines ${ours.length}, mismatches 1`] })
    expect(run.err.at(-1)).toBe(
      '2 lines have no decision (SPY holds exactly 20 bars): only their measured fields count',
    )
  })

  it('no more than ten mismatches are printed, and all are counted', () => {
    const run = against(ours.map((line) => ({ ...line, n: -1 })))
    expect(run.out).toEqual([`lines ${ours.length}, mismatches ${ours.length}`])
    expect(run.err).toHaveLength(12)
    expect(run.err[10]).toBe(`… and ${ours.length - 10} more`)
  })

  it('whichever value of whichever decided line is altered, exactly that one is reported', () => {
    const decided = ours.flatMap((line, i) => (line['rc'] === null ? [] : [i]))
    fc.assert(
      fc.property(fc.constantFrom(...decided), fc.nat(), (at, pick) => {
        const line = structuredClone(ours[at] ?? {})
        const leaves = leavesOf(line).filter(({ path }) => path !== 'sym' && path !== 'ts')
        const leaf = leaves[pick % leaves.length]
        if (leaf === undefined) throw new Error('a line without values')
        leaf.alter()
        const { mismatches } = prove([...ours.slice(0, at), line, ...ours.slice(at + 1)], ours)
        expect(mismatches.map(({ line: number, field }) => [number, field])).toEqual([[at + 1, leaf.path]])
      }),
      { seed: 20240102, numRuns: 300 },
    )
  })
})

interface Leaf {
  readonly path: string
  alter(): void
}

/** Every plain value inside `value`, with a way to change it where it stands. */
function leavesOf(value: object, before = ''): readonly Leaf[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): readonly Leaf[] => {
    const path = before + key
    if (typeof inner === 'object' && inner !== null) return leavesOf(inner, `${path}.`)
    const other = altered(inner)
    return [{ path, alter: () => Object.assign(value, { [key]: other }) }]
  })
}

function altered(value: unknown): unknown {
  if (typeof value === 'number') return value + 2e-9 * Math.max(1, Math.abs(value))
  if (typeof value === 'boolean') return !value
  return value === null ? 0 : `${value}?`
}
