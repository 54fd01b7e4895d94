import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const WRITER = fileURLToPath(new URL('audit-writer.ts', import.meta.url))

/** A process of its own that writes an audit. */
export interface AuditChild {
  /** The next line that it prints; null when it has ended. */
  line(): Promise<string | null>
  /** Ends it as a crash would, and waits until it is gone. */
  kill(): Promise<void>
  /** Lets it go on reading to the end of its input, and waits for its exit code. */
  finish(): Promise<number | null>
}

/**
 * Starts `audit-writer.ts`.
 * @param wrapper a command that runs it, e.g. `['strace', …]`
 */
export function startAuditChild(args: readonly string[], wrapper: readonly string[] = []): AuditChild {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, WRITER, ...args]
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async line() {
      const next = await lines.next()
      return next.done === true ? null : next.value
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async finish() {
      child.stdin.end()
      return ended
    },
  }
}
