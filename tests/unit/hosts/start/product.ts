import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PROJECT = resolve(import.meta.dirname, '..', '..', '..', '..')

const NOBODY = 65_534

/** The built product in a folder of its own with a small window, and a user with a home of their own. */
export interface Product {
  readonly home: string
  start(...args: readonly string[]): Running
  /**
   * As somebody at a desktop would start it: not as root, with a display, and with Electron's binary.
   * @param electron a shell script in place of the binary
   */
  startAtDesktop(electron: string, ...args: readonly string[]): Running
  remove(): void
}

/** A command line that runs. */
export interface Running {
  readonly process: ChildProcess
  /** A line that it prints, on standard output or standard error, once it has. */
  line(pattern: RegExp): Promise<string>
  /** @returns its exit code, null when it was killed, and all that it printed */
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly printed: string }>
}

export function createProduct(): Product {
  const root = mkdtempSync(join(tmpdir(), 'cockpit-'))
  const folder = join(root, 'product')
  mkdirSync(folder)
  for (const part of ['assets', 'node_modules']) symlinkSync(join(PROJECT, part), join(folder, part), 'dir')
  build(join(folder, 'out', 'main'))
  mkdirSync(join(folder, 'out', 'renderer'), { recursive: true })
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html><title>window</title>')
  const home = join(root, 'home')
  mkdirSync(home)
  const running = new Set<ChildProcess>()
  function run(place: string, args: readonly string[], variables = {}, user = {}): Running {
    const child = spawn(process.execPath, [join(folder, 'out', 'main', 'orchestrator.js'), ...args], {
      cwd: place,
      env: { ...environment(place), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
    running.add(child)
    child.once('close', () => running.delete(child))
    return follow(child)
  }
  return {
    home,
    start: (...args) => run(home, args),
    startAtDesktop(electron, ...args) {
      const desktop = mkdtempSync(join(root, 'desktop-'))
      writeFileSync(join(desktop, 'electron'), `#!/bin/sh\n${electron}\n`)
      for (const path of [root, desktop, join(desktop, 'electron')]) chmodSync(path, 0o777)
      // The display is nobody's: a browser that is opened there is /bin/true.
      const env = { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: desktop, BROWSER: '/bin/true' }
      return run(desktop, args, env, process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})
    },
    remove() {
      for (const child of running) child.kill('SIGKILL')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** @throws Error with what the build said. */
function build(folder: string): void {
  const vite = join(PROJECT, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--config', '.config/vite.ts', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stdout + stderr)
}

/** Nothing of the machine's user, and no display. */
function environment(home: string): NodeJS.ProcessEnv {
  const ours = /^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA|DISPLAY$|WAYLAND_DISPLAY$|ELECTRON_)/
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  return { ...inherited, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') }
}

function follow(child: ChildProcess): Running {
  let printed = ''
  let ended = false
  let wake = (): void => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      wake()
    })
  }
  const closed = once(child, 'close').then(() => {
    ended = true
    wake()
  })
  return {
    process: child,
    async line(pattern) {
      while (true) {
        const found = printed
          .split('\n')
          .slice(0, -1)
          .find((line) => pattern.test(line))
        if (found !== undefined) return found
        if (ended) throw new Error(`it ended with ${child.exitCode} after printing:\n${printed}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async end(signal) {
      if (signal !== undefined) child.kill(signal)
      await closed
      return { code: child.exitCode, printed }
    },
  }
}
