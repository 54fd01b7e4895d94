import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { type Browser, chromium, type LaunchOptions } from 'playwright'

/** A Chromium that has been seen to start. */
export interface FoundChromium {
  readonly path: string
  /** How it was come by, for the test run's output. */
  readonly from: string
}

/** One way to come by a Chromium. */
interface WayToChromium {
  readonly name: string
  /** The programs that may be one, best first; those that are not there are left out. May take minutes to install one. */
  find(): readonly string[]
}

const VARIABLES = ['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH', 'CHROME_PATH', 'CHROME_BIN']
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Where the usual installers of macOS and Windows put it: there it is not in the PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
]

const APT_UPDATE_MS = 90_000
const APT_INSTALL_MS = 300_000
const DOWNLOAD_MS = 120_000
const LAUNCH_MS = 30_000

const isRoot = (): boolean => process.getuid?.() === 0

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function inPath(command: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, command)).find(isProgram) ?? null
}

const inPathAll = (): string[] => COMMANDS.map(inPath).filter((path) => path !== null)

function playwrightsOwn(): string[] {
  const path = chromium.executablePath()
  return existsSync(path) ? [path] : []
}

/** @returns whether it ended well and in time; what it printed goes to our stderr only when it did not. */
function run(command: string, args: readonly string[], timeout: number): boolean {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    timeout,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status === 0) return true
  process.stderr.write(`${command} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}\n`)
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`.slice(-2_000))
  return false
}

/** The first that gives a Chromium that starts is used; nothing is downloaded while one is there. */
const WAYS: readonly WayToChromium[] = [
  {
    name: 'installed',
    find: () => [
      ...VARIABLES.map((name) => process.env[name])
        .filter((path) => path !== undefined)
        .filter(isProgram),
      ...inPathAll(),
      ...PLACES.filter(isProgram),
      ...playwrightsOwn(),
    ],
  },
  {
    name: 'apt-get install chromium',
    find() {
      if (!isRoot() || inPath('apt-get') === null) return []
      const patience = [
        '-o',
        'Acquire::Retries=1',
        '-o',
        'Acquire::http::Timeout=30',
        '-o',
        'Acquire::https::Timeout=30',
      ]
      // Package lists of an image are mostly old ones, and then the install would ask for files that are gone.
      run('apt-get', [...patience, 'update', '-qq'], APT_UPDATE_MS)
      run('apt-get', [...patience, 'install', '-y', '-qq', '--no-install-recommends', 'chromium'], APT_INSTALL_MS)
      return inPathAll()
    },
  },
  {
    name: "Playwright's download",
    find() {
      const program = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js')
      run(process.execPath, [program, 'install', '--no-shell', 'chromium'], DOWNLOAD_MS)
      return playwrightsOwn()
    },
  },
]

/**
 * Starts a Chromium without a window. Its own sandbox is off: it does not work for root and in many containers, and the
 * tests open nothing but our own pages.
 */
export function launchChromium({ path }: FoundChromium, options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ timeout: LAUNCH_MS, ...options, executablePath: path, chromiumSandbox: false })
}

/** @returns null when it starts, and otherwise why not, in one line. */
async function whyNotStarting(path: string): Promise<string | null> {
  try {
    const browser = await launchChromium({ path, from: '' })
    await browser.close()
    return null
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return text.split('\n').slice(0, 2).join(' ').slice(0, 300)
  }
}

let found: Promise<FoundChromium> | null = null

/**
 * A Chromium for tests: one that is installed, or else installed here. Only one that starts counts. It is looked for once
 * in a process.
 * @throws Error that says what was tried and what to install; a test that needs a browser is never left out instead.
 */
export function findChromium(): Promise<FoundChromium> {
  found ??= searchChromium(WAYS)
  return found
}

/** @throws Error, as `findChromium` does. */
export async function searchChromium(ways: readonly WayToChromium[]): Promise<FoundChromium> {
  const tried: string[] = []
  for (const { name, find } of ways) {
    const paths = find()
    if (paths.length === 0) tried.push(`${name}: nothing found`)
    for (const path of new Set(paths)) {
      const reason = await whyNotStarting(path)
      if (reason === null) return { path, from: name }
      tried.push(`${name}: ${path} does not start: ${reason}`)
    }
  }
  throw new Error(
    [
      'The tests need a Chromium and found none that starts.',
      ...tried.map((line) => `  ${line}`),
      'Install one ("apt-get install chromium" on Debian, "npx playwright install --with-deps chromium" elsewhere),',
      'or name one with the variable CHROME_PATH.',
    ].join('\n'),
  )
}
