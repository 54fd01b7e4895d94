/** What can be wrong with a folder of bar files so that none of it may be used. */
type BarFileErrorCode =
  | 'folder-unreadable'
  | 'folder-empty'
  | 'symbol-name'
  | 'symbol-twice'
  | 'symbol-missing'
  | 'file-unreadable'
  | 'not-gzip'
  | 'gzip-truncated'
  | 'gzip-damaged'
  | 'not-csv'
  | 'columns'
  | 'label'
  | 'zone'
  | 'outside-session'
  | 'not-ascending'
  | 'conflict'
  | 'no-bars'
  | 'mostly-unusable'
  | 'changed'

export interface BarFileError {
  readonly code: BarFileErrorCode
  /** The file, or the folder where no single file is to blame. */
  readonly file: string
  /** From 1, of the unpacked text; null where no line is to blame. */
  readonly line: number | null
  /** What would have been right. */
  readonly expected: string
  /** All of it in one sentence. */
  readonly message: string
}

/** Carries an error through the streams of this folder to the boundary, where it becomes a value again. */
export class BarFileFailure extends Error {
  override readonly name = 'BarFileFailure'
  readonly error: BarFileError

  constructor(code: BarFileErrorCode, file: string, line: number | null, problem: string, expected: string) {
    const message = `${file}${line === null ? '' : `, line ${line}`}: ${problem}; expected ${expected}`
    super(message)
    this.error = { code, file, line, expected, message }
  }
}
