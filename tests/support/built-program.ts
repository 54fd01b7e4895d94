import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { until } from './until.ts'

const PROGRAM = resolve(import.meta.dirname, '..', '..', 'out', 'main', 'orchestrator.js')

/** A command line of the built program that has been started. */
export interface StartedCommand {
  readonly process: ChildProcess
  /** What it has printed so far. */
  stdout(): string
  stderr(): string
  /** A match on what it prints on standard output, once there is one. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** @returns its exit code; null when a signal ended it */
  ended(): Promise<number | null>
}

/** The built program with a home of its own, so that nothing of the machine's user is read or written. */
export interface BuiltProgram {
  readonly home: string
  start(...args: readonly string[]): StartedCommand
  /** Runs a command line to its end. */
  run(
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
  /** Ends what still runs and forgets the home. */
  remove(): void
}

export function createBuiltProgram(): BuiltProgram {
  const home = mkdtempSync(join(tmpdir(), 'built-program-'))
  const running = new Set<ChildProcess>()
  const start = (...args: readonly string[]): StartedCommand => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: home,
      env: environment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    let isOver = false
    const over = once(child, 'close').then(([code]) => {
      isOver = true
      running.delete(child)
      return code as number | null
    })
    return {
      process: child,
      stdout: () => stdout,
      stderr: () => stderr,
      said: (pattern) =>
        until(`${pattern} from ${args.join(' ')}`, () => {
          const match = pattern.exec(stdout)
          if (match === null && isOver) throw new Error(`it ended without ${pattern}: ${stdout}${stderr}`)
          return match
        }),
      ended: () => over,
    }
  }
  return {
    home,
    start,
    async run(...args) {
      const command = start(...args)
      const code = await command.ended()
      return { code, stdout: command.stdout(), stderr: command.stderr() }
    },
    remove() {
      for (const child of running) child.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function environment(home: string): NodeJS.ProcessEnv {
  const ours = /^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA)/
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  return { ...inherited, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') }
}
