import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type Browser, chromium, type Page } from 'playwright'
import { findChromium } from './chromium.ts'
import type { RemoteAnswer, RemoteCall } from './fake-electron/remote.ts'
import { CHROMIUM_PROFILE, VARIABLES } from './fake-electron/variables.ts'
import { until } from './until.ts'

type ElectronModule = typeof import('electron')

/** `fake`: the built bundles on the fake module, their page in Chromium. `real`: on Electron's own binary. */
export type ElectronWay = 'fake' | 'real'

/** A folder with Electron's real binary, where the machine has one. */
const REAL = process.env['ELECTRON_OVERRIDE_DIST_PATH']

/** The ways in which Electron's specs run here. */
export const ELECTRON_WAYS: readonly ElectronWay[] = REAL === undefined || REAL === '' ? ['fake'] : ['fake', 'real']

const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

export interface ElectronLaunch {
  readonly way: ElectronWay
  /** The app's folder: package.json and `out` are in it. */
  readonly app: string
  /** A folder of its own for everything that the program keeps. */
  readonly home: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The app believes that it is packaged. Only on the fake. */
  readonly packaged?: boolean
}

/** A program under Electron that runs. */
export interface ElectronApp {
  /** The window's page; after a crash the one that took its place. */
  page(): Promise<Page>
  /** Runs a function in the main process, with Electron's module. What it uses must be within it or in `argument`. */
  evaluate<Result, Argument>(
    run: (electron: ElectronModule, argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>
  /** What it wrote up to now. */
  stdout(): string
  stderr(): string
  /** Resolves with its exit code once it has ended; null when a signal ended it. */
  readonly exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
  /** Ends it as the trader does, or by force when that takes too long. */
  close(): Promise<void>
}

const CLOSING_MS = 15_000

function environment(home: string, extra: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA|VITEST)/.test(entry[0]),
  )
  const config = join(home, 'config')
  mkdirSync(config, { recursive: true })
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: config,
    [VARIABLES.appData]: config,
    ...extra,
  }
}

export async function launchElectron(launch: ElectronLaunch): Promise<ElectronApp> {
  return launch.way === 'fake' ? await launchFake(launch) : await launchReal(launch)
}

function mainOf(app: string): string {
  const { main } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { main: string }
  return join(app, main)
}

async function launchFake({ app, home, args = [], env = {}, packaged = false }: ElectronLaunch): Promise<ElectronApp> {
  const { path } = await findChromium()
  const child = fork(mainOf(app), args, {
    cwd: home,
    execArgv: ['--import', new URL('./fake-electron/register.ts', import.meta.url).href],
    env: environment(home, {
      ...env,
      [VARIABLES.chromium]: path,
      ...(packaged ? { [VARIABLES.packaged]: '1' } : {}),
    }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const written = collect(child)
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  let ended = false
  void exited.then(() => {
    ended = true
  })
  const calls = remoteCalls(child)
  let browser: Browser | null = null

  /** Chromium writes the port when it listens; a file of an earlier start may still be there. */
  async function connect(): Promise<Browser> {
    const file = join(home, 'config', CHROMIUM_PROFILE, 'DevToolsActivePort')
    return await until('Chromium of the fake Electron', async () => {
      if (ended) throw new Error(`the program ended before its page was there:\n${written.stderr()}`)
      try {
        const [port] = readFileSync(file, 'utf8').split('\n')
        return await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      } catch {
        return null
      }
    })
  }

  return {
    async page() {
      browser ??= await connect()
      const contexts = browser.contexts()
      return await until('page of the window', () => {
        const pages = contexts.flatMap((context) => context.pages())
        return pages.findLast((page) => page.url().startsWith('https://orchestrator.app.test/')) ?? null
      })
    },
    evaluate: (run, argument) => calls(run.toString(), argument) as Promise<never>,
    ...written,
    exited,
    kill: (signal) => void child.kill(signal),
    async close() {
      await browser?.close()
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSING_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

/** What a process writes, as it comes. */
function collect({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>): {
  stdout: () => string
  stderr: () => string
} {
  let out = ''
  let err = ''
  stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return { stdout: () => out, stderr: () => err }
}

function remoteCalls(child: ChildProcess): (source: string, argument: unknown) => Promise<unknown> {
  const waiting = new Map<number, (answer: RemoteAnswer) => void>()
  let last = 0
  child.on('message', (answer: RemoteAnswer) => waiting.get(answer.call)?.(answer))
  child.once('close', () => {
    for (const [call, settle] of waiting) settle({ call, ok: false, message: 'the program has ended' })
  })
  return (source, argument) =>
    new Promise((resolve, reject) => {
      const call = ++last
      waiting.set(call, (answer) => {
        waiting.delete(call)
        if (answer.ok) resolve(answer.value)
        else reject(new Error(answer.message))
      })
      const message: RemoteCall = { call, source, argument }
      child.send(message, (error) => {
        if (error) reject(error)
      })
    })
}

async function launchReal({ app, home, args = [], env = {} }: ElectronLaunch): Promise<ElectronApp> {
  const root = process.getuid?.() === 0
  const running = await _electron.launch({
    executablePath: join(REAL ?? '', PROGRAMS[process.platform] ?? 'electron'),
    args: [...(root ? ['--no-sandbox'] : []), app, ...args],
    cwd: home,
    env: environment(home, env),
  })
  const child = running.process()
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return {
    page: () => running.firstWindow(),
    evaluate: (run, argument) => running.evaluate(run as never, argument) as Promise<never>,
    ...collect(child),
    exited,
    kill: (signal) => void child.kill(signal),
    async close() {
      await running.close()
      await exited
    },
  }
}
