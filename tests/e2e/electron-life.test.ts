import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SIGNALS } from '../../src-main/hosts/electron/signals.ts'
import { ELECTRON_WAYS, type ElectronApp, launchElectron } from '../support/electron-app.ts'
import { type StagedApp, stageApp } from '../support/staged-app.ts'
import { until } from '../support/until.ts'

interface Said {
  readonly type: string
  readonly id?: string
}

/** What the page was sent; nothing while it is being loaded. */
const said = (page: Page): Promise<Said[]> => page.evaluate<Said[]>('globalThis.said ?? []').catch(() => [])
const welcomed = async (page: Page): Promise<boolean> => (await said(page)).some(({ type }) => type === 'welcome')

describe.each(ELECTRON_WAYS)('the program under the %s Electron', (way) => {
  let staged: StagedApp
  let home: string
  let running: ElectronApp[]

  beforeAll(() => {
    staged = stageApp()
  })
  afterAll(() => staged.remove())
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'electron-home-'))
    running = []
  })
  afterEach(async () => {
    for (const app of running) await app.close()
    rmSync(home, { recursive: true, force: true })
  })

  async function launch(): Promise<ElectronApp> {
    const app = await launchElectron({ way, app: staged.folder, home })
    running.push(app)
    return app
  }

  async function open(): Promise<ElectronApp> {
    const app = await launch()
    await until('page', () => app.page())
    await until('ready signal', () => app.stdout().includes(SIGNALS.ready))
    return app
  }

  const closeWindow = (app: ElectronApp): Promise<void> =>
    app.evaluate(({ BrowserWindow }) => {
      // After the answer: the program ends with its window.
      setImmediate(() => BrowserWindow.getAllWindows()[0]?.close())
    }, null)

  test('says that it is ready once, when its page has said hello, and shows its window', async () => {
    const app = await open()
    await (await app.page()).reload()
    await until('welcome of the reloaded page', async () => await welcomed(await app.page()))
    expect(app.stdout().split(SIGNALS.ready)).toHaveLength(2)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible(), null)).toBe(true)
  })

  test('ends well when its window is closed, and comes back where it was', async () => {
    const first = await open()
    await first.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 1100, height: 700 }),
      null,
    )
    await closeWindow(first)
    expect(await first.exited).toBe(0)
    const second = await open()
    const bounds = await second.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
      null,
    )
    expect(bounds).toEqual({ x: 40, y: 50, width: 1100, height: 700 })
  })

  test('ends well on SIGTERM', async () => {
    const app = await open()
    app.kill('SIGTERM')
    expect(await app.exited).toBe(0)
  })

  test('is there once: a second start shows the window of the first and ends', async () => {
    const first = await open()
    await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize(), null)
    const second = await launch()
    expect(await second.exited).toBe(0)
    expect(second.stdout()).toContain(SIGNALS.alreadyOpen)
    await until('restored window', () =>
      first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() === false, null),
    )
  })

  test('loads a page whose process is gone anew, and goes on', async () => {
    const app = await open()
    const before = await app.page()
    await app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      null,
    )
    const after = await until('welcome of a new page', async () => {
      const page = await app.page()
      return page !== before && (await welcomed(page)) ? page : null
    })
    await after.evaluate(`cockpit.send(JSON.stringify({ type: 'command', id: 'after', command: { kind: 'stop' } }))`)
    await until('answer to the new page', async () => (await said(after)).some(({ id }) => id === 'after'))
  })

  test('says what happened when it fails, and can be started again', async () => {
    const app = await open()
    await app.evaluate(() => {
      setImmediate(() => {
        throw new Error('a planted fault')
      })
    }, null)
    expect(await app.exited).toBe(1)
    expect(app.stderr()).toContain('a planted fault')
    expect(app.stderr()).toContain('Everything up to this moment is in the audit')
    await open()
  })

  test('has no window to show when its arguments are wrong, and says why', async () => {
    const app = await launchElectron({ way, app: staged.folder, home, args: ['--no-such-flag'] })
    running.push(app)
    expect(await app.exited).toBe(1)
    expect(app.stderr()).toContain('--no-such-flag')
    expect(app.stdout()).not.toContain(SIGNALS.ready)
  })
})
