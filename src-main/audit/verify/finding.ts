/** What can be wrong with an audit database. */
type FindingKind =
  | 'altered'
  | 'missing'
  | 'inserted'
  | 'reordered'
  | 'rewritten'
  | 'cut-off'
  | 'unreadable'
  | 'anchors-damaged'
  | 'anchors-foreign'
  | 'anchors-removed'
  | 'meta'
  | 'schema'
  | 'projection'

/** One thing that is wrong. */
export interface Finding {
  readonly what: FindingKind
  /** The first row that it concerns; null when it concerns none. */
  readonly seq: number | null
  /** One sentence. */
  readonly sentence: string
}

export const rowNumber = (seq: number): string => seq.toLocaleString('en-US')

/** `row 7`, `rows 7–9`. */
export const rowsBetween = (from: number, to: number): string =>
  from === to ? `row ${rowNumber(from)}` : `rows ${rowNumber(from)}–${rowNumber(to)}`

/** Of what several threads found, that which concerns the earliest row. */
export const firstOf = (findings: readonly (Finding | null)[]): Finding | null =>
  findings
    .filter((finding) => finding !== null)
    .reduce<Finding | null>(
      (first, finding) => (first === null || (finding.seq ?? 0) < (first.seq ?? 0) ? finding : first),
      null,
    )
