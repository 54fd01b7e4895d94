import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import type { TestBrowser } from './browser.ts'
import { type ElectronApp, type ElectronWay, launchElectron } from './electron-app.ts'
import { until } from './until.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const PROGRAM = join(ROOT, 'out', 'main', 'orchestrator.js')

/** How the built cockpit is shown: by the browser host, or by Electron's bundles. */
export type CockpitWay = 'browser host' | `electron, ${ElectronWay}`

/** The built cockpit with a home of its own, started as often as a test wants. */
export interface CockpitApp {
  /** Starts the program and opens its window. @param args flags of `orchestrator cockpit` */
  start(...args: readonly string[]): Promise<Page>
  /** Another window on the same cockpit; only the browser host has any. */
  secondWindow(): Promise<Page>
  /** Ends the program without a word. */
  kill(): Promise<void>
  /** Halts the program, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends everything and forgets the home. */
  remove(): Promise<void>
}

/** @param environment of the program beside this one's; the browser host's only. */
export function createCockpitApp(
  way: CockpitWay,
  browser: TestBrowser,
  environment: Readonly<Record<string, string>> = {},
): CockpitApp {
  const home = mkdtempSync(join(tmpdir(), 'cockpit-app-'))
  const run =
    way === 'browser host'
      ? inBrowser(home, browser, environment)
      : inElectron(home, way.endsWith('real') ? 'real' : 'fake')
  return {
    ...run,
    async remove() {
      await run.kill()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Running = Omit<CockpitApp, 'remove'>

function inBrowser(home: string, browser: TestBrowser, environment: Readonly<Record<string, string>>): Running {
  let child: ChildProcess | null = null
  let url = ''
  return {
    async start(...args) {
      child = spawn(process.execPath, [PROGRAM, 'cockpit', '--no-open', ...args], {
        cwd: home,
        env: {
          ...process.env,
          HOME: home,
          XDG_DATA_HOME: join(home, 'data'),
          XDG_CONFIG_HOME: join(home, 'config'),
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let [said, failed] = ['', '']
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        failed += text
      })
      url = await until('address of the window', () => {
        if (child?.exitCode !== null) throw new Error(failed)
        return /http:\S+/.exec(said)?.[0] ?? null
      })
      return await openPage(browser, url)
    },
    secondWindow: () => openPage(browser, url),
    async kill() {
      await killed(child)
      child = null
    },
    signal: (name) => {
      child?.kill(name)
    },
  }
}

async function openPage(browser: TestBrowser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
  await page.goto(url)
  return page
}

function killed(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  return gone
}

function inElectron(home: string, way: ElectronWay): Running {
  let app: ElectronApp | null = null
  return {
    async start(...args) {
      app = await launchElectron({ way, app: ROOT, home, args })
      return await app.page()
    },
    secondWindow: () => Promise.reject(new Error('Electron has one window')),
    async kill() {
      if (app === null) return
      app.kill('SIGKILL')
      await app.exited
      await app.close()
      app = null
    },
    signal: (name) => app?.kill(name),
  }
}
