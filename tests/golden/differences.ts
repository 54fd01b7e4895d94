import type { GoldenLine } from './golden-line.ts'

/** One field that is not as the golden line has it; undefined where a side lacks the field. */
export interface Difference {
  readonly field: string
  readonly expected: unknown
  readonly got: unknown
}

/** Measured numbers agree within 1e-9 · max(1, |expected|); whatever is decided from them must be equal. */
const MEASURED: ReadonlySet<string> = new Set([
  ...['c', 'rc', 'atr', 'atrp', 'rsi', 'vwap', 'do', 'dh', 'dl', 'dv'],
  ...['zp', 'zv', 'zm', 'rp', 'xv', 'poc', 'vah', 'val', 'dpoc', 'sq', 'rss', 'rsm', 'pct', 'cal', 'cas'],
])
const TOLERANCE = 1e-9

/** What rests on the regime, and means nothing where the original fails for want of one. */
const DECIDED: ReadonlySet<string> = new Set([
  ...['act', 'rg', 'rc', 'sv', 'flow', 'dir', 'tt', 'votes', 'veto', 'agree', 'score', 'size', 'stop', 'tgt'],
  ...['pos', 'xpos'],
])

/** Whether the original failed here, for want of a 21st SPY bar. */
export const isUndecided = (line: GoldenLine): boolean => line['rc'] === null

/** Every field in which the two lines differ; where both are undecided, the measured ones count. */
export function differencesOf(expected: GoldenLine, got: GoldenLine): readonly Difference[] {
  const found: Difference[] = []
  const undecided = isUndecided(expected) && isUndecided(got)
  for (const field of fieldsOf(expected, got)) {
    if (undecided && DECIDED.has(field)) continue
    collect(field, expected[field], got[field], MEASURED.has(field) ? TOLERANCE : 0, found)
  }
  return found
}

function collect(field: string, expected: unknown, got: unknown, tolerance: number, found: Difference[]): void {
  if (expected === got) return
  if (typeof expected === 'number' && typeof got === 'number') {
    if (Math.abs(expected - got) <= tolerance * Math.max(1, Math.abs(expected))) return
  } else if (isRecord(expected) && isRecord(got)) {
    for (const inner of fieldsOf(expected, got)) {
      collect(`${field}.${inner}`, expected[inner], got[inner], tolerance, found)
    }
    return
  }
  found.push({ field, expected, got })
}

/** Arrays count as records of their places, and so compare in length too. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const fieldsOf = (a: object, b: object): ReadonlySet<string> => new Set([...Object.keys(a), ...Object.keys(b)])
