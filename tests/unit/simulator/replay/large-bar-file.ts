import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { HEADER, labelsOf, row } from './bar-files.ts'

/** Bytes of a further column in each row: makes a long file of the bars that the calendar has room for. */
const NOTE = 'x'.repeat(1_650)

/**
 * Writes a bar file, packed as it is made when its name says so, of at least `bytes` before packing.
 * @returns how many bars it has.
 */
export async function writeLargeBarFile(path: string, bytes: number): Promise<number> {
  let bars = 0
  function* text(): Generator<string> {
    yield `${HEADER},note\n`
    let written = 0
    for (let month = 0; written < bytes; month++) {
      const [from, to] = [1, 0].map((day, index) =>
        new Date(Date.UTC(1998, month + index, day)).toISOString().slice(0, 10),
      )
      const lines = labelsOf(from ?? '', to ?? '').map((label) => `${row(label)},${NOTE}\n`)
      bars += lines.length
      for (let first = 0; first < lines.length; first += 100) {
        const block = lines.slice(first, first + 100).join('')
        written += block.length
        yield block
      }
    }
  }
  const source = Readable.from(text(), { objectMode: false })
  if (path.endsWith('.gz')) await pipeline(source, createGzip({ level: 1 }), createWriteStream(path))
  else await pipeline(source, createWriteStream(path))
  return bars
}

const BAR_FOLDER = new URL('../../../../src-main/simulator/replay/bar-folder.ts', import.meta.url).href

const SCRIPT = `
const { openBarFolder } = await import(${JSON.stringify(BAR_FOLDER)})
const opened = await openBarFolder(process.argv[1])
if (!opened.ok) throw new Error(opened.error.message)
let bars = 0
for await (const event of opened.value.events()) if (event.kind === 'bar') bars += 1
console.log(JSON.stringify({ bars, maxRssBytes: process.resourceUsage().maxRSS * 1024 }))
`

interface LargeRead {
  readonly bars: number
  /** The most memory that the reading process ever had. */
  readonly maxRssBytes: number
}

/** Opens and reads a folder to its end in a process of its own whose JavaScript heap is small. */
export async function readInSmallHeap(folder: string, heapMegabytes: number): Promise<LargeRead> {
  // Without the second limit V8 lets its nursery grow with the rate of garbage, and the figure says little.
  const limits = [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=4']
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...limits,
    '--input-type=module',
    '--eval',
    SCRIPT,
    folder,
  ])
  return JSON.parse(stdout)
}
