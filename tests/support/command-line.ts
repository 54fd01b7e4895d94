import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from '../../src-main/hosts/cli/main.ts'

const PROGRAM = fileURLToPath(new URL('../../src-main/hosts/cli/orchestrator.ts', import.meta.url))

/** What a command line left behind. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line inside this process: the same program, without the start of another Node. */
export async function commandLine(...args: readonly string[]): Promise<CommandResult> {
  const stdout: string[] = []
  const stderr: string[] = []
  const code = await main(args, {
    coloured: false,
    line: (text) => stdout.push(text),
    note: (text) => stderr.push(text),
    progress: () => {},
    drained: () => Promise.resolve(),
    close: () => {},
  })
  return { code, stdout: stdout.join('\n'), stderr: stderr.join('\n') }
}

/** A user of the command line with a home of their own, so that nothing of the machine's user is read or written. */
export interface CommandUser {
  readonly home: string
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>
  remove(): void
}

export function createCommandUser(): CommandUser {
  const home = mkdtempSync(join(tmpdir(), 'orchestrator-user-'))
  return {
    home,
    run: (args, env = {}) => runProgram(args, home, env),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

function runProgram(
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA)/.test(name),
    ),
  )
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: home,
    env: { ...inherited, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
