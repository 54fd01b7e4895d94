import { spawn } from 'node:child_process'
import { createLineSplitter } from '../attach/lines.ts'
import { EXIT, type ExitCode } from '../cli/exit-codes.ts'
import { SIGNALS } from '../electron/signals.ts'

/** How long Electron may take until its window is there, ms. */
const READY_MS = 30_000

const SIGNAL_LINES: readonly string[] = Object.values(SIGNALS)

/** How Electron's host ended. `why`: why it never got ready, to go on after "Browser host:". */
export type ElectronEnd =
  | { readonly wasReady: true; readonly exitCode: ExitCode }
  | { readonly wasReady: false; readonly why: string }

/** Runs Electron's host with the cockpit's flags until it ends. What it prints, but its signals, is printed. */
export function runElectron(
  binary: string,
  program: string,
  args: readonly string[],
  readyMs = READY_MS,
): Promise<ElectronEnd> {
  const env = { ...process.env }
  delete env['ELECTRON_RUN_AS_NODE']
  return new Promise((resolve) => {
    const child = spawn(binary, [program, ...args], { env, stdio: ['inherit', 'pipe', 'inherit'] })
    let ready = false
    let why = ''
    // Ctrl-C reaches Electron by itself, as one of the terminal's processes; this one waits for it to end.
    const stay = (): void => {}
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    process.on('SIGINT', stay)
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, passOn)
    const timer = setTimeout(() => {
      why = `Electron showed no window within ${readyMs / 1000} s`
      child.kill('SIGKILL')
    }, readyMs)
    const lines = createLineSplitter(Number.POSITIVE_INFINITY)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of lines.take(text) ?? []) {
        if (!SIGNAL_LINES.includes(line.trimEnd())) {
          process.stdout.write(`${line}\n`)
          continue
        }
        ready = true
        clearTimeout(timer)
      }
    })
    const end = (code: number | null, told: string): void => {
      clearTimeout(timer)
      process.off('SIGINT', stay)
      for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, passOn)
      resolve(
        ready ? { wasReady: true, exitCode: exitCodeOf(code) } : { wasReady: false, why: why === '' ? told : why },
      )
    }
    child.once('error', (error) => end(null, `Electron does not start (${error.message})`))
    child.once('close', (code, signal) =>
      end(code, `Electron ended before its window was there (${signal ?? `exit code ${code}`})`),
    )
  })
}

const exitCodeOf = (code: number | null): ExitCode =>
  code === null || code === EXIT.interrupted ? EXIT.interrupted : code === EXIT.ok ? EXIT.ok : EXIT.failed
