import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'

/** One page of a Chromium, spoken to by the DevTools protocol itself: a test library on the wire would be measured as well. */
export interface Page {
  send(method: string, params?: object): Promise<Record<string, unknown>>
  /** The value of an expression in the page; promises are awaited. */
  evaluate(expression: string): Promise<unknown>
  close(): Promise<void>
}

export interface Chromium {
  newPage(): Promise<Page>
  close(): Promise<void>
}

interface Reply {
  readonly id?: number
  readonly sessionId?: string
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** A connection to the browser's DevTools end point. */
class Devtools {
  private readonly socket: WebSocket
  private readonly waiting = new Map<
    number,
    { resolve(value: Record<string, unknown>): void; reject(e: Error): void }
  >()
  private lastId = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      const { id, result, error }: Reply = JSON.parse(String(data))
      const waiter = id === undefined ? undefined : this.waiting.get(id)
      if (id === undefined || waiter === undefined) return
      this.waiting.delete(id)
      if (error === undefined) waiter.resolve(result ?? {})
      else waiter.reject(new Error(error.message))
    })
  }

  static async connect(url: string): Promise<Devtools> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Devtools(socket)
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.lastId
    const sent = new Promise<Record<string, unknown>>((resolve, reject) => this.waiting.set(id, { resolve, reject }))
    this.socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }))
    return sent
  }

  close(): void {
    this.socket.close()
  }
}

/** The end point that Chromium prints when it listens. */
function devtoolsUrl(process: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    process.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)))
  })
}

/** @param executable a Chromium that is known to launch */
export async function launchChromium(executable: string): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'bench-chromium-'))
  const rootNeeds = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(
    executable,
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--disable-extensions',
      '--disable-background-networking',
      '--window-size=1920,1200',
      ...rootNeeds,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const devtools = await Devtools.connect(await devtoolsUrl(child))
  return {
    newPage: () => newPage(devtools),
    async close() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      await devtools.send('Browser.close').catch(() => {})
      devtools.close()
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function newPage(devtools: Devtools): Promise<Page> {
  const { targetId } = await devtools.send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: true })
  if (typeof sessionId !== 'string') throw new Error('Chromium attached to no session')
  const send: Page['send'] = (method, params) => devtools.send(method, params, sessionId)
  return {
    send,
    async evaluate(expression) {
      const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      const { result, exceptionDetails } = answer as { result?: { value?: unknown }; exceptionDetails?: unknown }
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return result?.value
    },
    async close() {
      await devtools.send('Target.closeTarget', { targetId })
    },
  }
}
