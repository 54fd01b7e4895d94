import type { ReferenceMaps } from '../../src-main/engine/reference/read.ts'
import { createReference } from '../../src-main/engine/reference/reference.ts'
import { type Difference, differencesOf, isUndecided } from './differences.ts'
import { type GoldenLine, goldenLine } from './golden-line.ts'
import type { GoldenInput } from './input.ts'

export interface Mismatch extends Difference {
  /** Line of the golden file, from 1; null for a line that the file lacks. */
  readonly line: number | null
  readonly symbol: unknown
  readonly label: unknown
}

interface Proof {
  /** Golden lines, all of them. */
  readonly lines: number
  /** Lines of which only the measured fields count, since the original failed there. */
  readonly undecided: number
  readonly mismatches: readonly Mismatch[]
}

/** Runs the reference over the whole input: a line a traded symbol and bar. */
export function runReference(input: GoldenInput, maps: ReferenceMaps): readonly GoldenLine[] {
  const reference = createReference(maps)
  const lines: GoldenLine[] = []
  for (const label of input.labels) {
    for (const symbol of input.order) {
      const bar = input.bars.get(symbol)?.get(label)
      if (bar !== undefined) reference.update(symbol, bar)
    }
    for (const symbol of input.trade) {
      if (input.bars.get(symbol)?.has(label)) lines.push(goldenLine(reference.decide(symbol)))
    }
  }
  return lines
}

const keyOf = (line: GoldenLine): string => `${line['ts']} ${line['sym']}`

/** Holds the reference's lines against the golden ones, which must be the same bars in the same order. */
export function prove(golden: readonly GoldenLine[], ours: readonly GoldenLine[]): Proof {
  const places = new Map(ours.map((line, i) => [keyOf(line), i]))
  const mismatches: Mismatch[] = []
  const note = (line: number | null, { sym, ts }: GoldenLine, difference: Difference): void => {
    mismatches.push({ line, symbol: sym, label: ts, ...difference })
  }
  let next = 0
  const noteLacking = (until: number): void => {
    for (const line of ours.slice(next, until)) note(null, line, { field: 'line', expected: undefined, got: 'a line' })
    next = Math.max(next, until)
  }
  golden.forEach((expected, i) => {
    const place = places.get(keyOf(expected))
    const got = place === undefined ? undefined : ours[place]
    if (place === undefined || got === undefined || place < next) {
      note(i + 1, expected, { field: 'line', expected: 'a line', got: undefined })
      return
    }
    noteLacking(place)
    next = place + 1
    for (const difference of differencesOf(expected, got)) note(i + 1, expected, difference)
  })
  noteLacking(ours.length)
  return { lines: golden.length, undecided: golden.filter(isUndecided).length, mismatches }
}
