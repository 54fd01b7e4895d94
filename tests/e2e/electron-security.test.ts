import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepPictureOnFailure } from '../support/browser.ts'
import { ELECTRON_WAYS, type ElectronApp, launchElectron } from '../support/electron-app.ts'
import { type StagedApp, stageApp } from '../support/staged-app.ts'
import { until } from '../support/until.ts'

/** What the page was sent, newest last. */
const said = (page: Page): Promise<{ type: string; id?: string }[]> => page.evaluate('said')

describe.each(ELECTRON_WAYS)('the window of the %s Electron', (way) => {
  let staged: StagedApp
  let home: string
  let app: ElectronApp
  let page: Page
  keepPictureOnFailure(() => page)

  beforeAll(async () => {
    staged = stageApp()
    home = mkdtempSync(join(tmpdir(), 'electron-home-'))
    const outside = join(home, 'outside.json')
    writeFileSync(outside, '{"secret":true}')
    symlinkSync(outside, join(staged.renderer, 'linked.json'))
    app = await launchElectron({ way, app: staged.folder, home })
    page = await app.page()
  })
  afterAll(async () => {
    await app.close()
    staged.remove()
    rmSync(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await page.reload()
    await until('welcome', async () => (await said(page)).some(({ type }) => type === 'welcome'))
  })

  test('runs its page isolated, in the sandbox, without Node', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Electron has it, and leaves it out of its types.
      return contents === undefined ? null : Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, [])
    }, null)
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
    expect(await page.evaluate('[typeof require, typeof process, typeof module, typeof Buffer]')).toEqual(
      Array(4).fill('undefined'),
    )
  })

  test('gives its page one small frozen object', async () => {
    expect(await page.evaluate('Object.keys(cockpit).sort()')).toEqual(['host', 'onText', 'send'])
    const changed = `(() => {
      const send = cockpit.send
      try { cockpit.send = () => {} } catch {}
      try { cockpit.more = 1 } catch {}
      try { window.cockpit = {} } catch {}
      return Object.isFrozen(cockpit) && cockpit.send === send && !('more' in cockpit)
    })()`
    expect(await page.evaluate(changed)).toBe(true)
  })

  test('sends nothing to a listener that was taken away', async () => {
    await page.evaluate(`globalThis.heard = []; globalThis.stop = cockpit.onText((text) => heard.push(text))`)
    await until('pulse for the listener', () => page.evaluate('heard.length > 0'))
    await page.evaluate('stop()')
    await page.evaluate(`cockpit.send(JSON.stringify({ type: 'command', id: 'first', command: { kind: 'stop' } }))`)
    await until('answer', async () => (await said(page)).some(({ id }) => id === 'first'))
    const before = await page.evaluate('heard.length')
    await page.evaluate(`cockpit.send(JSON.stringify({ type: 'command', id: 'second', command: { kind: 'stop' } }))`)
    await until('answer', async () => (await said(page)).some(({ id }) => id === 'second'))
    expect(await page.evaluate('heard.length')).toBe(before)
  })

  test.each([
    ['a frame that is gone', null],
    ['a frame within the page', { url: 'app://orchestrator/', parent: {} }],
    ['a page of the web', { url: 'https://orchestrator/', parent: null }],
    ['another host of the scheme', { url: 'app://orchestrator.evil/', parent: null }],
    ['an address with a name and a password', { url: 'app://a:b@orchestrator/', parent: null }],
    ['a file', { url: 'file:///orchestrator/index.html', parent: null }],
  ])('heeds nothing from %s', async (_sender, frame) => {
    await app.evaluate(({ ipcMain, BrowserWindow }, senderFrame) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents
      const text = JSON.stringify({ type: 'command', id: 'forged', command: { kind: 'stop' } })
      ipcMain.emit('cockpit:to-main', { sender, senderFrame }, text)
    }, frame)
    await page.evaluate(`cockpit.send(JSON.stringify({ type: 'command', id: 'own', command: { kind: 'stop' } }))`)
    await until('answer to its own message', async () => (await said(page)).some(({ id }) => id === 'own'))
    expect((await said(page)).some(({ id }) => id === 'forged')).toBe(false)
  })

  test('heeds nothing from contents that are not its window', async () => {
    await app.evaluate(({ ipcMain }) => {
      const text = JSON.stringify({ type: 'command', id: 'forged', command: { kind: 'stop' } })
      const senderFrame = { url: 'app://orchestrator/', parent: null }
      ipcMain.emit('cockpit:to-main', { sender: { id: 99 }, senderFrame }, text)
    }, null)
    await page.evaluate(`cockpit.send(JSON.stringify({ type: 'command', id: 'own', command: { kind: 'stop' } }))`)
    await until('answer to its own message', async () => (await said(page)).some(({ id }) => id === 'own'))
    expect((await said(page)).some(({ id }) => id === 'forged')).toBe(false)
  })

  test('takes leave of a page that sends something other than text', async () => {
    await page.evaluate('cockpit.send({ type: "heartbeat" })')
    await until('goodbye', async () => (await said(page)).some(({ type }) => type === 'goodbye'))
  })

  test('grants no permission', async () => {
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied')
    const states = `Promise.all(['notifications', 'geolocation', 'camera', 'microphone'].map(
      async (name) => (await navigator.permissions.query({ name })).state))`
    expect(await page.evaluate(states)).toEqual(Array(4).fill('denied'))
  })

  test('stays where it is', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      const attempts: (readonly [url: string, prevented: boolean])[] = []
      Reflect.set(globalThis, 'attempts', attempts)
      // Behind the app's own listeners: what they decided can be seen.
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => {
        attempts.push([event.url, event.defaultPrevented])
      })
    }, null)
    const before = page.url()
    const own = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL(), null)
    for (const address of ['https://example.com/', 'page.js', '/other', 'file:///etc/passwd']) {
      await page.evaluate((url) => Reflect.get(globalThis, 'location').assign(url), address)
    }
    await page.evaluate(`document.body.innerHTML = '<a id="away" href="https://example.com/away">away</a>'`)
    await page.click('#away')
    const last = 'https://example.com/away'
    const attempts = await until('last attempt', () =>
      app.evaluate((_electron, address) => {
        const list: [string, boolean][] = Reflect.get(globalThis, 'attempts')
        return list.some(([url]) => url === address) ? list : null
      }, last),
    )
    expect(attempts.filter(([url, prevented]) => url !== own && !prevented)).toEqual([])
    expect(page.url()).toBe(before)
    expect(await page.evaluate('said[0].type')).toBe('welcome')
  })

  test('opens no window, and only the attribution in the browser', async () => {
    await app.evaluate(({ shell }) => {
      const opened: string[] = []
      Reflect.set(globalThis, 'opened', opened)
      shell.openExternal = async (url) => {
        opened.push(url)
      }
    }, null)
    const addresses = [
      'https://www.tradingview.com.evil.example/',
      'https://user@www.tradingview.com/',
      'http://www.tradingview.com/',
      'file:///etc/passwd',
      'app://orchestrator/',
      'https://www.tradingview.com/?utm_source=orchestrator',
    ]
    for (const address of addresses) await page.evaluate((url) => Reflect.get(globalThis, 'open')(url), address)
    const opened = await until('attribution in the browser', () =>
      app.evaluate(() => {
        const list: string[] = Reflect.get(globalThis, 'opened')
        return list.length > 0 ? list : null
      }, null),
    )
    expect(opened).toEqual(['https://www.tradingview.com/?utm_source=orchestrator'])
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, null)).toBe(1)
  })

  test('serves its own files, under its policy, and nothing beside them', async () => {
    const fetched = await page.evaluate(`(async () => {
      const ask = async (path, options) => {
        const { status, headers } = await fetch(path, options)
        return [status, headers.get('x-content-type-options'), headers.get('content-security-policy')?.includes("default-src 'none'")]
      }
      return {
        index: await ask('/'),
        script: await ask('/page.js'),
        missing: await ask('/missing.js'),
        otherType: await ask('/page.ts'),
        traversal: await ask('/%2e%2e%2fmain%2felectron.js'),
        backslash: await ask('/..%5cmain%5celectron.js'),
        linked: await ask('/linked.json'),
        badEscape: await ask('/%ff.js'),
        post: await ask('/', { method: 'POST', body: 'x' }),
      }
    })()`)
    const guarded = (status: number) => [status, 'nosniff', true]
    expect(fetched).toEqual({
      index: guarded(200),
      script: guarded(200),
      missing: guarded(404),
      otherType: guarded(404),
      traversal: guarded(403),
      backslash: guarded(403),
      linked: guarded(403),
      badEscape: guarded(403),
      post: guarded(405),
    })
  })

  test('runs no script that is not one of its files', async () => {
    const blocked = `new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.head.append(script)
    })`
    expect(await page.evaluate(blocked)).toBe('script-src-elem')
    expect(await page.evaluate('typeof injected')).toBe('undefined')
  })

  test('asks nothing of other machines', async () => {
    expect(await page.evaluate(`fetch('https://example.com/').then(() => 'answered', () => 'blocked')`)).toBe('blocked')
  })

  test('keeps its title from its page', async () => {
    await page.evaluate(`document.title = 'LIVE REAL'`)
    const title = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle(), null)
    expect(title).toBe('DRY RUN — Orchestrator Cockpit')
  })
})
