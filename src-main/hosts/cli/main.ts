import { CommanderError } from 'commander'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import { createTerminal, type Terminal } from './output/terminal.ts'
import { createProgram } from './program.ts'

/**
 * Runs one command line.
 * @param terminal where it writes; the process's own unless a caller collects the lines
 * @returns the exit code; nothing is thrown but bugs
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<ExitCode> {
  const program = createProgram(terminal)
  try {
    await program.parseAsync(args, { from: 'user' })
    return program.exitCode()
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (!(error instanceof CommandFailure)) throw error
    terminal.note(error.message)
    return error.exitCode
  } finally {
    terminal.close()
  }
}

function processTerminal(): Terminal {
  // `orchestrator … | head` closes the pipe; that is an end, not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok)
    throw error
  })
  return createTerminal(process.stdout, process.stderr)
}
