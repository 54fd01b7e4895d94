import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Page } from 'playwright'
import { build, type Plugin } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Command, OrderOutcome } from '../../../../src-shared/contract/commands.ts'
import type { ClientMessage, ContractError, ServerMessage } from '../../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, type Role, SUBPROTOCOL } from '../../../../src-shared/contract/protocol.ts'
import type { Margin, Query } from '../../../../src-shared/contract/queries.ts'
import type { TopicName, TopicState } from '../../../../src-shared/contract/topics.ts'
import { openBrowser } from '../../../support/browser.ts'
import { until } from '../../../support/until.ts'
import { STATUS, WATCHED } from './statuses.ts'

const RENDERER = resolve(import.meta.dirname, '..', '..', '..', '..', 'src-renderer')
const PAGE =
  '<!doctype html><html lang="en" data-theme="dark" data-mode="dry"><title>Panels</title><div id="root"></div>'

/** The panels alone, with the window's own stores, client and keys, beside each other as on Trade. */
const ENTRY = `
import '${RENDERER}/ui/tokens.css'
import '${RENDERER}/ui/base.css'
import { createElement as e } from 'react'
import { createRoot } from 'react-dom/client'
import { createClient } from '${RENDERER}/bridge/client.ts'
import { createWebSocketTransport } from '${RENDERER}/bridge/websocket-transport.ts'
import { windowClock } from '${RENDERER}/bridge/window-clock.ts'
import { listenForKeys } from '${RENDERER}/features/keys/listen-for-keys.ts'
import { ScorecardPanel } from '${RENDERER}/features/scorecard/scorecard-panel.tsx'
import { ApprovalsPanel } from '${RENDERER}/features/approvals/approvals-panel.tsx'
import { PositionsPanel } from '${RENDERER}/features/positions/positions-panel.tsx'
import { ActivityPanel } from '${RENDERER}/features/activity/activity-panel.tsx'
import { ArmingDialogs } from '${RENDERER}/features/arming/arm-dialog.tsx'
import { BooksPanel } from '${RENDERER}/features/books/books-panel.tsx'
import { attachEngine } from '${RENDERER}/stores/engine.ts'
const url = 'ws://' + location.host + '/'
attachEngine(createClient(createWebSocketTransport({ url, token: 'test', answers: async () => true }), windowClock))
listenForKeys(window, () => true)
const column = (width) => ({ display: 'grid', gridTemplateRows: 'auto auto minmax(0, 1fr)', height: '100vh', width })
createRoot(document.getElementById('root')).render(
  e('main', { style: { display: 'flex' } },
    e('h1', { className: 'vh' }, 'Panels'),
    e('div', { style: column('calc(100vw - 320px)') }, e(ScorecardPanel)),
    e('div', { style: column('320px') }, e(ApprovalsPanel), e(PositionsPanel), e(ActivityPanel)),
    e(ArmingDialogs), e(BooksPanel)))
`

const entry: Plugin = {
  name: 'panels-entry',
  resolveId: (id) => (id === 'panels' ? join(RENDERER, 'panels-entry.js') : null),
  load: (id) => (id.endsWith('panels-entry.js') ? ENTRY : null),
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

/** What a command, or the question of a margin, is answered with. */
type Answer = readonly OrderOutcome[] | ContractError | { readonly margin: Margin }

/** An engine that the test plays, and the address of a page with the panels that show it. */
export interface PlayedEngine {
  readonly url: string
  /** The commands that have come, oldest first. */
  readonly commands: Command[]
  readonly queries: Query[]
  /** The state of a topic from now on. */
  show<Name extends TopicName>(name: Name, state: TopicState<Name>, of?: string): void
  setRole(role: Role): void
  /** Answers the newest command or query. */
  answer(answer: Answer): void
  /** Ready for another page. */
  reset(): void
  close(): Promise<void>
}

/** The panels in a browser. */
interface Panels {
  readonly engine: PlayedEngine
  readonly page: Page
}

interface PanelsOfFile {
  /** Shows an empty cockpit and what `show` adds to it. From here on operator time is in the test's hand. */
  begin(show: (engine: PlayedEngine) => void): Promise<Panels>
  /** The newest command that has come. */
  newest(): Promise<Command>
}

/** Gives the calling test file the panels: call it once, at the top. */
export function openPanels(): PanelsOfFile {
  const browser = openBrowser()
  let panels: Panels | null = null
  /** The page's time when the next test begins: it never goes back. */
  let time = 0
  const opened = (): Panels => {
    if (panels === null) throw new Error('the panels are open from beforeAll to afterAll')
    return panels
  }
  beforeAll(async () => {
    const engine = await playEngine()
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    panels = { engine, page }
    await page.clock.install({ time })
  })
  afterAll(() => panels?.engine.close())
  return {
    async begin(show) {
      const { engine, page } = opened()
      engine.reset()
      engine.show('status', STATUS)
      engine.show('watchlist', { rows: [WATCHED] })
      for (const name of ['cards', 'orders', 'positions'] as const) engine.show(name, { rows: [] })
      engine.show('activity', { lines: [] })
      show(engine)
      await page.clock.resume()
      await page.goto(engine.url)
      await page.getByText('Nothing to approve.').waitFor()
      time += 3_600_000
      await page.clock.pauseAt(time)
      return { engine, page }
    },
    newest: () => until('command', () => opened().engine.commands.at(-1) ?? null),
  }
}

/** Bundles the panels and serves them with an engine behind them, over a real socket. */
async function playEngine(): Promise<PlayedEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'panels-'))
  await build({
    configFile: false,
    root: RENDERER,
    logLevel: 'error',
    plugins: [react(), entry],
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'panels', output: { entryFileNames: 'panels.js', assetFileNames: '[name][extname]' } },
    },
  })
  const styles = readdirSync(folder).filter((name) => name.endsWith('.css'))
  const links = styles.map((name) => `<link rel="stylesheet" href="/${name}">`).join('')
  const page = `${PAGE}${links}<script type="module" src="/panels.js"></script>`
  const server = createServer(async ({ url = '/' }, response) => {
    const body = url === '/' ? page : await readFile(join(folder, url)).catch(() => '')
    response.setHeader('content-type', TYPES[extname(url)] ?? 'text/html')
    response.end(body)
  })
  const sockets = new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))

  const states = new Map<string, unknown>()
  const commands: Command[] = []
  const queries: Query[] = []
  let socket: WebSocket | null = null
  let role: Role = 'controller'
  let newest = ''
  let seq = 0
  const say = (message: ServerMessage): void => socket?.send(JSON.stringify(message))
  const tell = (topic: string): void => {
    seq += 1
    if (states.has(topic)) say({ type: 'snapshot', topic, epoch: `epoch-${seq}`, seq: 1, state: states.get(topic) })
  }
  const hear = (message: ClientMessage): void => {
    if (message.type === 'hello') {
      say({ type: 'welcome', protocol: PROTOCOL_VERSION, app: { name: 'panels', version: '1' }, host: 'browser', role })
    } else if (message.type === 'subscribe') tell(message.topic)
    else if (message.type === 'command') {
      commands.push(message.command)
      newest = message.id
    } else if (message.type === 'query') {
      queries.push(message.query)
      newest = message.id
    }
  }
  sockets.on('connection', (opened) => {
    socket = opened
    // A page that is left ends its socket as it likes.
    opened.on('error', () => opened.terminate())
    opened.on('message', (data) => hear(JSON.parse(String(data))))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    commands,
    queries,
    show: (name, state, of) => {
      const topic = of === undefined ? name : `${name}/${of}`
      states.set(topic, state)
      tell(topic)
    },
    setRole: (next) => {
      role = next
      say({ type: 'role', role, reason: 'Another window took control.' })
    },
    answer: (answer) => {
      if ('margin' in answer) say({ type: 'done', id: newest, value: answer.margin })
      else if ('code' in answer) say({ type: 'refused', id: newest, error: answer })
      else say({ type: 'done', id: newest, value: { orders: answer } })
    },
    reset: () => {
      states.clear()
      commands.length = 0
      queries.length = 0
      role = 'controller'
    },
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      await new Promise((done) => server.close(done))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
