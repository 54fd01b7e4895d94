import { join } from 'node:path'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { attachTo } from '../attach/attach-client.ts'
import type { Greeting } from '../attach/greeting.ts'
import { socketAddress } from '../attach/socket-address.ts'
import { findWindowFiles, noWindow } from '../browser/window-files.ts'
import { attachFolder } from '../cli/data-files.ts'
import { CommandFailure, EXIT, type ExitCode } from '../cli/exit-codes.ts'
import type { Terminal } from '../cli/output/terminal.ts'
import { ELECTRON_PROGRAM, PRODUCT_FOLDER, WINDOW_FOLDER } from './built-files.ts'
import { whyNotElectron } from './choose-host.ts'
import { type CockpitFlags, type CockpitRequest, checkRequest } from './cockpit-request.ts'
import { findElectron, INSTALL_MS, installElectron } from './electron-binary.ts'
import { runElectron } from './electron-child.ts'
import { openInBrowser } from './open-in-browser.ts'

/**
 * `orchestrator cockpit`: shows the cockpit that runs already, or opens one, in Electron where that is possible and
 * otherwise in the browser, until it is ended.
 * @param args the flags as they were typed, for Electron
 */
export async function startCockpit(
  flags: CockpitFlags,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const request = checkRequest(flags, terminal)
  const running = await findRunning(request.database)
  if (running !== null && running.url !== null) return await showRunning(running.url, running, flags, terminal)
  // A second Electron shows the window of the first one and ends.
  const ended = await tryElectron(request, args, terminal)
  return ended ?? (await serveInBrowser(request, terminal))
}

/** The cockpit that runs on this database already. @throws CommandFailure when there is one that does not answer */
async function findRunning(database: string): Promise<Greeting | null> {
  const attached = await attachTo(socketAddress(database, attachFolder()))
  if (!attached.ok) {
    if (attached.error.code === 'nobody') return null
    throw new CommandFailure(`A cockpit runs already on ${database}, but: ${attached.error.message}`, EXIT.failed)
  }
  attached.value.close()
  return attached.value.greeting
}

async function showRunning(
  url: string,
  { pid, database }: Greeting,
  { open }: CockpitFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  terminal.note(`A cockpit runs already on ${database} (process ${pid}).`)
  terminal.line(url)
  if (open) await openInBrowser(url)
  return EXIT.ok
}

/** @returns Electron's exit code once its window has been there and it has ended; null: it is not picked, which was said */
async function tryElectron(
  { flags }: CockpitRequest,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode | null> {
  const say = (why: string): null => {
    terminal.note(`Browser host: ${why}.`)
    return null
  }
  const { platform, env } = process
  const why = whyNotElectron({ platform, env, isRoot: process.getuid?.() === 0, browserFlags: browserFlags(flags) })
  if (why !== null) return say(why)
  const places = {
    packageFolder: join(PRODUCT_FOLDER, 'node_modules', 'electron'),
    override: env['ELECTRON_OVERRIDE_DIST_PATH'],
  }
  let binary = findElectron(places)
  if (binary === null) {
    terminal.note(`fetching Electron (for at most ${INSTALL_MS / 1000} s)…`)
    const installed = await installElectron(places)
    if (!installed.ok) return say(installed.error)
    binary = installed.value
  }
  const ended = await runElectron(binary, ELECTRON_PROGRAM, args)
  return ended.wasReady ? ended.exitCode : say(ended.why)
}

function browserFlags({ port, open, allowHost }: CockpitFlags): string[] {
  return [
    ...(port === undefined ? [] : ['--port']),
    ...(open ? [] : ['--no-open']),
    ...(allowHost === undefined ? [] : ['--allow-host']),
  ]
}

async function serveInBrowser(request: CockpitRequest, terminal: Terminal): Promise<ExitCode> {
  const { flags } = request
  if (findWindowFiles(WINDOW_FOLDER) === null) throw new CommandFailure(noWindow(WINDOW_FOLDER))
  const [{ openCockpit }, { startBrowserHost }] = await Promise.all([
    import('./open-cockpit.ts'),
    import('../browser/browser-host.ts'),
  ])
  const ended = untilEnded()
  const opened = await openCockpit(request, terminal)
  const { connections, service } = opened
  const host = await startBrowserHost({
    connections,
    reportIntrusion: service.reportIntrusion,
    folder: WINDOW_FOLDER,
    port: flags.port ?? null,
    allowHosts: flags.allowHost ?? [],
    schedule: systemSchedule,
  })
  if (!host.ok) {
    await opened.close('failed')
    throw new CommandFailure(host.error)
  }
  const { url } = host.value
  opened.windowIsAt(url)
  terminal.line(url)
  if (flags.open) await openInBrowser(url)
  let hasFailed = false
  void opened.finished.then((end) => {
    if (end.kind !== 'failed') return
    hasFailed = true
    terminal.note(`${end.message} The session ended here; the window shows how it stood. Ctrl-C ends the program.`)
  })
  await ended
  connections.close()
  await Promise.all([host.value.close(), opened.close('interrupted')])
  return hasFailed ? EXIT.failed : EXIT.interrupted
}

/** Resolves when the user ends the program. A second signal ends it at once. */
function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
