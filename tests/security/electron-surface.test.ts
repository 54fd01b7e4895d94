import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { lockDownSession, mayOpenOutside } from '../../src-main/hosts/electron/lock-down.ts'
import { isOwnAddress } from '../../src-main/hosts/electron/own-address.ts'
import { WINDOW_HEADERS } from '../../src-main/hosts/serving/window-policy.ts'
import { FakeSession, Protocol } from '../support/fake-electron/session.ts'

describe('an address is the window’s own', () => {
  test.each(['app://orchestrator/', 'app://orchestrator/assets/a.js?x#y'])('%s', (address) => {
    expect(isOwnAddress(address)).toBe(true)
  })
})

describe('an address is not the window’s own', () => {
  test.each([
    'app://orchestrator.evil/',
    'app://evil/orchestrator/',
    'app://evil@orchestrator/',
    'app://orchestrator:80/',
    'app:orchestrator/',
    'app:///orchestrator/',
    'apps://orchestrator/',
    'https://orchestrator/',
    'file:///orchestrator/index.html',
    'about:blank',
    'null',
    '',
  ])('%s', (address) => {
    expect(isOwnAddress(address)).toBe(false)
  })
})

describe('a link opens outside', () => {
  test('to the chart library’s page', () => {
    expect(mayOpenOutside('https://www.tradingview.com/?utm_source=orchestrator')).toBe(true)
  })

  test.each([
    'http://www.tradingview.com/',
    'https://tradingview.com.evil.example/',
    'https://www.tradingview.com.evil.example/',
    'https://www.tradingview.com:8443/',
    'https://www.tradingview.com@evil.example/',
    'https://evil@www.tradingview.com/',
    'javascript:alert(1)//www.tradingview.com/',
    'file:///etc/passwd',
    'smb://www.tradingview.com/share',
    'not an address',
  ])('and not to %s', (address) => {
    expect(mayOpenOutside(address)).toBe(false)
  })
})

describe('a session that was locked down', () => {
  const session = new FakeSession(new Protocol())
  lockDownSession(session as never)
  const asks = (url: string): Promise<boolean> => session.lets({ url, method: 'GET', resourceType: 'image' })

  test.each([
    'https://example.com/',
    'http://127.0.0.1:8137/',
    'ws://127.0.0.1:8137/',
    'file:///etc/passwd',
    'chrome://gpu/',
    'app://other/index.html',
  ])('asks nothing of %s', async (url) => {
    expect(await asks(url)).toBe(false)
  })

  test('asks for its own files', async () => {
    expect(await asks('app://orchestrator/assets/index.js')).toBe(true)
  })

  test.each(['media', 'geolocation', 'notifications', 'hid', 'serial', 'usb', 'fullscreen', 'openExternal'])(
    'grants nobody %s',
    async (permission) => {
      expect(await session.grants(null, permission, 'app://orchestrator/')).toBe(false)
    },
  )

  test('takes no downloads', () => {
    let prevented = false
    session.emit('will-download', { preventDefault: () => (prevented = true) })
    expect(prevented).toBe(true)
  })
})

test('the policy allows the style of the chart library’s logo, as the installed version writes it, and no other inline', () => {
  const library = createRequire(import.meta.url).resolve('lightweight-charts/package.json')
  const bundle = library.replace('package.json', 'dist/lightweight-charts.production.mjs')
  const [, style = ''] = /\.innerText="(a#tv-attr-logo[^"]*)"/.exec(readFileSync(bundle, 'utf8')) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  const policy = WINDOW_HEADERS['content-security-policy']
  expect(policy).toContain(`style-src 'self' 'sha256-${hash}'`)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})
