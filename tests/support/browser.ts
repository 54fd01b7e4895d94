import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { findChromium, launchChromium } from './chromium.ts'

const RESULTS = resolve(import.meta.dirname, '..', '..', 'test-results')
const LOG_LINES = 500

/** The browser of one test file. */
export interface TestBrowser {
  /** For what needs the browser itself, e.g. raw CDP. */
  browser(): Browser
  /**
   * A context of its own. Made in a test or in `beforeEach`, it is closed after the test; made in `beforeAll`, after the
   * file.
   */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>
  /** A page in a context of its own. */
  newPage(options?: BrowserContextOptions): Promise<Page>
}

interface Opened {
  readonly context: BrowserContext
  readonly ofTest: boolean
  /** What its pages wrote to the console and threw, newest last. */
  readonly log: string[]
}

/**
 * Gives the calling test file a Chromium: call it once, at the top. When a test fails, each open page's picture and
 * console and each context's trace are left in test-results/ under the test's name.
 */
export function openBrowser(): TestBrowser {
  let running: Browser | null = null
  let opened: Opened[] = []
  let inTest = false

  beforeAll(async () => {
    running = await launchChromium(await findChromium())
  }, 600_000)
  afterAll(async () => {
    await running?.close()
  })
  beforeEach(async () => {
    inTest = true
    for (const { context } of opened) await context.tracing.startChunk()
  })
  afterEach(async ({ task }) => {
    inTest = false
    const failed = task.result?.state === 'fail'
    for (const [index, one] of opened.entries()) {
      if (failed) await keep(one, folderOf(task), index)
      else await one.context.tracing.stopChunk()
      if (one.ofTest) await one.context.close()
    }
    opened = opened.filter(({ ofTest }) => !ofTest)
  })

  function browser(): Browser {
    if (running === null) throw new Error('the browser is open from beforeAll to afterAll')
    return running
  }

  async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser().newContext(options)
    const log: string[] = []
    const note = (line: string): void => {
      log.push(line)
      if (log.length > LOG_LINES) log.shift()
    }
    context.on('console', (message) => note(`${message.type()}: ${message.text()}`))
    context.on('weberror', (error) => note(`uncaught: ${error.error().stack ?? error.error().message}`))
    await context.tracing.start({ snapshots: true, screenshots: false })
    if (inTest) await context.tracing.startChunk()
    opened.push({ context, ofTest: inTest, log })
    return context
  }

  return {
    browser,
    newContext,
    async newPage(options) {
      const context = await newContext(options)
      return await context.newPage()
    },
  }
}

/**
 * For pages that are not the test browser's own, e.g. of a program under Electron: when a test of the calling file fails,
 * a picture of the page is left in test-results/ under the test's name.
 */
export function keepPictureOnFailure(page: () => Page | null): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    const path = join(folderOf(task), 'page.png')
    await page()
      ?.screenshot({ path, timeout: 5_000 })
      .catch(() => {})
  })
}

const folderOf = (task: { readonly name: string; readonly file: { readonly name: string } }): string =>
  join(RESULTS, `${task.file.name} ${task.name}`.replaceAll(/[^\w.-]+/g, '-').slice(0, 120))

async function keep({ context, log }: Opened, folder: string, index: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `console-${index}.txt`), `${log.join('\n')}\n`)
  for (const [number, page] of context.pages().entries()) {
    // A page that hangs is no reason to lose the rest.
    await page.screenshot({ path: join(folder, `page-${index}-${number}.png`), timeout: 5_000 }).catch(() => {})
  }
  await context.tracing.stopChunk({ path: join(folder, `trace-${index}.zip`) })
}
