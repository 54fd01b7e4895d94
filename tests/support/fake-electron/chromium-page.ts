import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Page, type Route } from 'playwright'
import { FakeEvent } from './application.ts'
import { bridge } from './bridge.ts'
import type { WebContents } from './contents.ts'
import type { PreloadWorld } from './preload-world.ts'
import { CHROMIUM_PROFILE, variable } from './variables.ts'

/** Permissions of the web as Electron names them, and as Chromium does. */
const PERMISSIONS: readonly (readonly [electron: string, chromium: string])[] = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['clipboard-read', 'clipboard-read'],
]

/**
 * Chromium knows no schemes of an app's own: `app://name/path` is `https://name.app.test/path` to it, and every request
 * is answered by the app's own protocol handler.
 */
const toWeb = (address: string): string => address.replace(/^([a-z]+):\/\/([^/?#]+)/, 'https://$2.$1.test')
const toApp = (address: string): string => address.replace(/^https:\/\/([^./]+)\.([a-z]+)\.test(?=[/?#]|$)/, '$2://$1')

let running: Promise<BrowserContext> | null = null

/** The Chromium of this process. Its profile is beside the app's settings, so that it outlives a restart. */
function chromiumContext(): Promise<BrowserContext> {
  running ??= launchContext()
  return running
}

async function launchContext(): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(join(variable('appData'), CHROMIUM_PROFILE), {
    executablePath: variable('chromium'),
    chromiumSandbox: false,
    viewport: null,
    // The test drives the same pages through this port.
    args: ['--remote-debugging-port=0'],
  })
  // Pages of windows have a route of their own; any other page gets nothing.
  await context.route('**/*', (route) => route.abort('blockedbyclient'))
  return context
}

export async function endChromium(): Promise<void> {
  await (await running)?.close()
}

interface PageOptions {
  readonly size: { readonly width: number; readonly height: number }
  /** Runs the window's preload script to see what it exposes. */
  readonly shape: () => PreloadWorld
  /** Runs the window's preload script anew. */
  readonly preload: () => PreloadWorld
}

/** The real page of a window. */
export class ChromiumPage {
  private page: Page
  private world: PreloadWorld | null = null
  /** Kept as long as the page: what it has set ends with it. */
  private client: CDPSession | null = null
  /** A navigation that the main process asked for is not asked about. */
  private ownNavigation = false
  private crashed = false
  private readonly context: BrowserContext
  private readonly contents: WebContents
  private readonly options: PageOptions

  private constructor(context: BrowserContext, page: Page, contents: WebContents, options: PageOptions) {
    this.context = context
    this.page = page
    this.contents = contents
    this.options = options
  }

  static async open(contents: WebContents, options: PageOptions): Promise<ChromiumPage> {
    const context = await chromiumContext()
    const opened = new ChromiumPage(context, await context.newPage(), contents, options)
    await opened.prepare()
    return opened
  }

  async load(address: string): Promise<void> {
    this.contents.mainFrame.url = address
    await this.setPermissions(address)
    this.ownNavigation = true
    await this.page.goto(toWeb(address))
  }

  async reload(): Promise<void> {
    if (this.crashed) {
      // A crashed page of Playwright stays crashed; another takes its place, as another process does in Electron.
      const gone = this.page
      this.page = await this.context.newPage()
      await this.prepare()
      await gone.close()
    }
    await this.load(this.contents.mainFrame.url)
  }

  crash(): void {
    // It is never answered: who should?
    this.client?.send('Page.crash').catch(() => {})
  }

  async close(): Promise<void> {
    this.world?.end()
    await this.page.close()
  }

  private async prepare(): Promise<void> {
    const { page, contents } = this
    this.crashed = false
    await page.setViewportSize(this.options.size)
    const first = this.options.shape()
    first.end()
    await bridge(page, {
      shape: first.exposed,
      onDocument: () => {
        this.world?.end()
        this.world = this.options.preload()
        return this.world.exposed
      },
    })
    await page.route('**/*', (route) => this.answer(route))
    const client = await this.context.newCDPSession(page)
    this.client = client
    await client.send('Page.enable')
    // The address as the page gave it: the window that Chromium has opened meanwhile is never shown one.
    client.on('Page.windowOpen', ({ url }) => {
      if (contents.mayOpen(toApp(url))) throw new Error('the fake Electron opens no further windows')
    })
    page.on('popup', (popup) => void popup.close())
    page.on('domcontentloaded', () => contents.emit('dom-ready', new FakeEvent()))
    page.on('load', () => contents.emit('did-finish-load', new FakeEvent()))
    page.on('crash', () => {
      this.crashed = true
      this.world?.end()
      contents.emit('render-process-gone', new FakeEvent(), { reason: 'crashed', exitCode: 5 })
    })
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request()
    const url = toApp(request.url())
    if (request.isNavigationRequest() && !this.letsNavigate(route, url)) {
      await route.abort('aborted')
      return
    }
    const { session } = this.contents
    const allowed = await session.lets({ url, method: request.method(), resourceType: request.resourceType() })
    const handler = session.protocol.handlerOf(new URL(url).protocol.slice(0, -1))
    if (!allowed || handler === undefined) {
      await route.abort('blockedbyclient')
      return
    }
    const response = await handler(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  /** Asks the app about a navigation of the page, as Electron does; one of the app itself begins at once. */
  private letsNavigate(route: Route, url: string): boolean {
    const { contents } = this
    const isMainFrame = route.request().frame() === this.page.mainFrame()
    if (!(isMainFrame && this.ownNavigation)) {
      const event = Object.assign(new FakeEvent(), { url, isMainFrame, isSameDocument: false })
      contents.emit('will-frame-navigate', event)
      if (isMainFrame) contents.emit('will-navigate', event)
      if (event.defaultPrevented) return false
    }
    if (isMainFrame) this.ownNavigation = false
    contents.emit('did-start-navigation', Object.assign(new FakeEvent(), { url, isMainFrame, isSameDocument: false }))
    if (isMainFrame) contents.mainFrame.url = url
    return true
  }

  private async setPermissions(address: string): Promise<void> {
    const { origin } = new URL(toWeb(address))
    for (const [electron, name] of PERMISSIONS) {
      const granted = await this.contents.session.grants(this.contents, electron, address)
      await this.client?.send('Browser.setPermission', {
        permission: { name },
        setting: granted ? 'granted' : 'denied',
        origin,
      })
    }
  }
}
