import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { WebSocket } from 'ws'
import {
  type BrowserHost,
  type BrowserHostOptions,
  startBrowserHost,
} from '../../../../src-main/hosts/browser/browser-host.ts'
import { createConnections } from '../../../../src-main/hosts/serving/connections.ts'
import { systemOperatorClock } from '../../../../src-main/market/clock.ts'
import { type Schedule, systemSchedule } from '../../../../src-main/simulator/virtual-clock.ts'
import type { ClientMessage, ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '../../../../src-shared/contract/protocol.ts'
import { ScriptedService } from '../serving/scripted-service.ts'

export const HELLO: ClientMessage = { type: 'hello', protocol: PROTOCOL_VERSION, wants: 'controller' }

/** A browser host on a free port of this machine, its window a folder of few files, ended after the test. */
export interface Hosted {
  readonly host: BrowserHost
  readonly service: ScriptedService
  /** `127.0.0.1:<port>`. */
  readonly address: string
  readonly token: string
  get(
    path: string,
    options?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answered>
  /** Asks for a socket. */
  dial(asked?: {
    readonly protocols?: readonly string[]
    readonly headers?: Readonly<Record<string, string>>
  }): Promise<Dialled>
  /** A socket that was let in. */
  socket(): Promise<TestSocket>
}

interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

type Dialled =
  | { readonly status: number; readonly socket: null }
  | { readonly status: 101; readonly socket: TestSocket }

interface TestSocket {
  readonly raw: WebSocket
  say(message: ClientMessage): void
  /** The next message of a type; those before it are passed over. */
  next<Type extends ServerMessage['type']>(type: Type): Promise<Extract<ServerMessage, { type: Type }>>
  /** The code with which it was closed. */
  readonly closed: Promise<number>
}

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

export async function hostWindow(
  options: Partial<BrowserHostOptions> & { readonly connectionsSchedule?: Schedule } = {},
): Promise<Hosted> {
  const root = mkdtempSync(join(tmpdir(), 'browser-host-'))
  endings.push(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'window')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="/assets/app.js"></script>')
  writeFileSync(join(folder, 'assets', 'app.js'), 'document.title = "here"')
  writeFileSync(join(folder, 'assets', 'notes.key'), 'secret')
  writeFileSync(join(root, 'secret.html'), 'secret')
  symlinkSync(join(root, 'secret.html'), join(folder, 'link.html'))

  const service = new ScriptedService()
  const connections = createConnections({
    service,
    app: { name: 'cockpit', version: '1' },
    operator: systemOperatorClock,
    schedule: options.connectionsSchedule ?? systemSchedule,
  })
  const started = await startBrowserHost({
    connections,
    reportIntrusion: service.reportIntrusion,
    folder,
    port: 0,
    allowHosts: [],
    schedule: systemSchedule,
    ...options,
  })
  if (!started.ok) throw new Error(started.error)
  const host = started.value
  endings.push(async () => {
    connections.close()
    await host.close()
  })
  const address = `127.0.0.1:${host.port}`
  const token = new URLSearchParams(new URL(host.url).hash.slice(1)).get('token') ?? ''
  const dial: Hosted['dial'] = (asked = {}) => dialSocket(address, token, asked)
  return {
    host,
    service,
    address,
    token,
    get: (path, asked = {}) => get(host.port, path, asked),
    dial,
    async socket() {
      const { socket } = await dial()
      if (socket === null) throw new Error('the socket was refused')
      return socket
    },
  }
}

/** The path goes out as it is: `fetch` and `URL` would tidy it. */
function get(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

function dialSocket(
  address: string,
  token: string,
  { protocols = [SUBPROTOCOL, `auth.${token}`], headers = {} }: NonNullable<Parameters<Hosted['dial']>[0]>,
): Promise<Dialled> {
  const raw = new WebSocket(`ws://${address}/`, [...protocols], {
    headers: { origin: `http://${address}`, ...headers },
    autoPong: false,
  })
  endings.push(() => raw.terminate())
  return new Promise((resolve, reject) => {
    raw.once('open', () => resolve({ status: 101, socket: testSocket(raw) }))
    raw.once('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0, socket: null })
      raw.terminate()
    })
    raw.on('error', reject)
  })
}

function testSocket(raw: WebSocket): TestSocket {
  const heard: ServerMessage[] = []
  let wake = (): void => {}
  raw.on('message', (data) => {
    heard.push(JSON.parse(data.toString()))
    wake()
  })
  const closed = new Promise<number>((resolve) => raw.once('close', resolve))
  return {
    raw,
    say: (message) => raw.send(JSON.stringify(message)),
    async next(type) {
      while (true) {
        const message = heard.shift()
        if (message?.type === type) return message as Extract<ServerMessage, { type: typeof type }>
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
    closed,
  }
}
