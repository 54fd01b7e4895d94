import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { MultiBar, Presets, type SingleBar } from 'cli-progress'

/** Where a command writes: results to standard output, everything about the run to standard error. */
export interface Terminal {
  /** Whether standard output is a terminal that shows colour. */
  readonly coloured: boolean
  /** One line of results. */
  line(text: string): void
  /** One line about the run. */
  note(text: string): void
  /** Shows how far long work has come; nothing where standard error is not a terminal. */
  progress(done: number, total: number, label: string): void
  /** Resolves when standard output has taken what was written, so that a slow reader slows the run instead of filling memory. */
  drained(): Promise<void>
  /** Ends the progress bar. */
  close(): void
}

/** A stream that may be a terminal. */
type OutputStream = NodeJS.WritableStream &
  Pick<Writable, 'writableNeedDrain'> &
  Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>

export function createTerminal(stdout: OutputStream, stderr: OutputStream): Terminal {
  let bars: MultiBar | null = null
  let bar: SingleBar | null = null

  const startBar = (total: number, label: string): SingleBar => {
    bars = new MultiBar(
      { stream: stderr, hideCursor: true, clearOnComplete: true, format: '{bar} {percentage} %  {label}' },
      Presets.shades_classic,
    )
    bar = bars.create(total, 0, { label })
    return bar
  }

  /** While a bar is shown its library has to write the lines, or they would tear each other. */
  const write = (stream: OutputStream, text: string): void => {
    if (bars !== null && stream.isTTY) bars.log(`${text}\n`)
    else stream.write(`${text}\n`)
  }

  return {
    coloured: stdout.isTTY === true && stdout.hasColors?.() === true,
    line: (text) => write(stdout, text),
    note: (text) => write(stderr, text),
    progress(done, total, label) {
      if (stderr.isTTY) (bar ?? startBar(total, label)).update(done, { label })
    },
    async drained() {
      // Asked of the stream itself: the drain may have come before anybody waits for it.
      if (stdout.writableNeedDrain) await once(stdout, 'drain')
    },
    close() {
      bars?.stop()
      bars = null
      bar = null
    },
  }
}
