import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../support/until.ts'

const PROGRAM = new URL('../../../../src-main/hosts/cli/', import.meta.url)
const children: ChildProcessWithoutNullStreams[] = []
const homes: string[] = []

/** `tws-sim` in a process of its own. */
export interface RunningSim {
  /** Null until it listens. */
  port(): number | null
  stderr(): string
  /** Resolves with its exit code. */
  ended(): Promise<number>
}

/** Starts the command with these arguments, in a home of its own. */
export function startSim(...args: readonly string[]): RunningSim {
  const home = mkdtempSync(join(tmpdir(), 'tws-sim-'))
  homes.push(home)
  const program = `
    import { createTerminal } from '${new URL('output/terminal.ts', PROGRAM)}'
    import { twsSimCommand } from '${new URL('commands/tws-sim.ts', PROGRAM)}'
    const terminal = createTerminal(process.stdout, process.stderr)
    const command = twsSimCommand(terminal, (code) => { process.exitCode = code }).exitOverride()
    try { await command.parseAsync(process.argv.slice(1), { from: 'user' }) }
    catch (error) { process.stderr.write(error.message + '\\n'); process.exitCode = error.exitCode ?? 1 }`
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home }
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', ...args], { cwd: home, env })
  children.push(child)
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => {
    said.stdout += text
  })
  child.stderr.on('data', (text: Buffer) => {
    said.stderr += text
  })
  return {
    stderr: () => said.stderr,
    port() {
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(said.stdout)?.[1]
      return port === undefined ? null : Number(port)
    },
    async ended() {
      await until('end of the command', () => child.exitCode !== null)
      return child.exitCode ?? -1
    },
  }
}

/** Ends every one that runs. */
export function endSims(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
}
