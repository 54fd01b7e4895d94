import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { z } from 'zod'
import { syncFolderOf } from './create.ts'
import { anchorsFile, type DatabaseId } from './format.ts'

/** The head of the chain at some row, written down outside the database once that row was durable. */
export interface Anchor {
  readonly db: DatabaseId
  readonly seq: number
  /** Hex. */
  readonly hash: string
  /** Operator time, UTC ms. */
  readonly ts: number
  /** `rows`: each thousandth row; `session-end`; `opened`: found at the next start, when the last one ended early. */
  readonly why: 'rows' | 'session-end' | 'opened'
}

const lineSchema: z.ZodType<Anchor> = z.strictObject({
  db: z.string().transform((id) => id as DatabaseId),
  seq: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  ts: z.int(),
  why: z.enum(['rows', 'session-end', 'opened']),
})

/** What an anchor file holds. */
export interface AnchorList {
  readonly anchors: readonly Anchor[]
  /** The first line (from 1) that is not an anchor, or does not come after the one before; null when all are. */
  readonly damagedLine: number | null
  /** Bytes up to the end of the last whole line; what follows was being written when the machine stopped. */
  readonly wholeBytes: number
}

/** @throws the system's error when the file is there and cannot be read */
export function readAnchors(file: string): AnchorList {
  const path = anchorsFile(file)
  if (!existsSync(path)) return { anchors: [], damagedLine: null, wholeBytes: 0 }
  const bytes = readFileSync(path)
  const wholeBytes = bytes.lastIndexOf(10) + 1
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1)
  const anchors: Anchor[] = []
  for (const [index, line] of lines.entries()) {
    const anchor = parseLine(line)
    if (anchor === null || anchor.seq <= (anchors.at(-1)?.seq ?? 0)) {
      return { anchors, damagedLine: index + 1, wholeBytes }
    }
    anchors.push(anchor)
  }
  return { anchors, damagedLine: null, wholeBytes }
}

function parseLine(line: string): Anchor | null {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The anchor file of a database that this process owns. Only ever grows by whole, synced lines. */
export class AnchorWriter {
  private readonly fd: number
  private size: number

  /**
   * @param wholeBytes from `readAnchors`: half a line behind them is cut off
   * @throws the system's error
   */
  constructor(file: string, wholeBytes: number) {
    const path = anchorsFile(file)
    const isNew = !existsSync(path)
    this.fd = openSync(path, 'a')
    this.size = wholeBytes
    if (isNew) syncFolderOf(path)
    else if (fstatSync(this.fd).size > wholeBytes) ftruncateSync(this.fd, wholeBytes)
  }

  /**
   * Writes and syncs; on return the anchors are on the disk. To be called only when the rows that they name are.
   * @throws the system's error; the file is then as before
   */
  append(anchors: readonly Anchor[]): void {
    const lines = Buffer.from(anchors.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''))
    try {
      for (let written = 0; written < lines.length; ) written += writeSync(this.fd, lines, written)
      fdatasyncSync(this.fd)
    } catch (thrown) {
      ftruncateSync(this.fd, this.size)
      throw thrown
    }
    this.size += lines.length
  }

  close(): void {
    closeSync(this.fd)
  }
}
