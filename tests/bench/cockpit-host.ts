import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { WebSocket } from 'ws'
import { isBuildStale } from '../../src-main/hosts/start/stale-build.ts'
import type { Command } from '../../src-shared/contract/commands.ts'
import type { ClientMessage, ServerMessage } from '../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'
import type { Status } from '../../src-shared/contract/views/status.ts'
import type { BenchFolder } from './hundred-symbols.ts'
import type { Measured } from './self-measure.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const SELF_MEASURE = new URL('self-measure.ts', import.meta.url).href
const PROGRAM = resolve(ROOT, 'out', 'main', 'orchestrator.js')

/** A built cockpit that runs in a process of its own. */
export interface CockpitHost {
  /** The window's address, with its token. */
  readonly url: string
  /** Obeys a few commands as a window would give them, once it runs; the control is free again afterwards. */
  command(...commands: readonly Command[]): Promise<void>
  /** What its process took since it was asked last. */
  measure(): Promise<Measured>
  close(): Promise<void>
}

/** Builds the product when it is not built as it stands. @throws Error when that fails */
export function buildProduct(): void {
  if (!isBuildStale(ROOT)) return
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed:\n${stderr}`)
}

/** @param args flags of `orchestrator cockpit` */
export async function startHost(folder: BenchFolder, ...args: readonly string[]): Promise<CockpitHost> {
  const home = folder.path
  const child = spawn(
    process.execPath,
    ['--import', SELF_MEASURE, PROGRAM, 'cockpit', '--no-open', '--fresh', ...args],
    {
      cwd: home,
      env: { ...process.env, HOME: home, XDG_DATA_HOME: folder.file('data'), XDG_CONFIG_HOME: folder.file('config') },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  const gone = new Promise<void>((resolveGone) => child.once('exit', () => resolveGone()))
  const url = await new Promise<string>((found, reject) => {
    let [said, failed] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = /http:\S+/.exec(said)?.[0]
      if (address !== undefined) found(address)
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      failed += text
    })
    child.once('exit', () => reject(new Error(failed)))
  })
  return {
    url,
    command: (...commands) => sendCommands(url, commands),
    measure: () =>
      new Promise((measured) => {
        child.once('message', (answer: Measured) => measured(answer))
        child.send('measure')
      }),
    async close() {
      child.kill('SIGINT')
      await gone
    },
  }
}

/** Commands are given when the session takes them. @throws Error when one is refused, or the session fails */
function sendCommands(url: string, commands: readonly Command[]): Promise<void> {
  const { origin, host, hash } = new URL(url)
  const token = hash.replace(/^#(?:token=|t=)?/, '')
  const socket = new WebSocket(`ws://${host}/`, [SUBPROTOCOL, `auth.${token}`], { origin })
  const say = (message: ClientMessage): void => socket.send(JSON.stringify(message))
  return new Promise((done, reject) => {
    let [isGiven, open] = [false, commands.length]
    const give = (): void => {
      isGiven = true
      commands.forEach((command, index) => {
        say({ type: 'command', id: `bench-${index}`, command })
      })
    }
    socket.once('error', reject)
    socket.once('open', () => {
      say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' })
      say({ type: 'subscribe', topic: 'status' })
    })
    socket.on('message', (data) => {
      const message: ServerMessage = JSON.parse(String(data))
      const state = stateIn(message)
      if (state?.phase === 'failed') reject(new Error(state.message))
      if (state?.phase === 'running' && !isGiven) give()
      if (message.type === 'refused' || message.type === 'goodbye') reject(new Error(message.error.message))
      if (message.type !== 'done') return
      open -= 1
      if (open === 0) socket.close()
    })
    socket.once('close', () => done())
  })
}

/** How the session stands, where a message says it. */
function stateIn(message: ServerMessage): Status['state'] | null {
  if (message.type !== 'snapshot' && message.type !== 'delta') return null
  if (message.topic !== 'status') return null
  const said: Partial<Status> = Object(message.type === 'snapshot' ? message.state : message.delta)
  return said.state ?? null
}
