import type { Session, WebContents } from 'electron'
import { isOwnAddress, WINDOW_URL } from './own-address.ts'

/** The only pages that may open in the trader's browser: the chart library's attribution. */
const EXTERNAL_HOSTS: readonly string[] = ['www.tradingview.com']

/** Whether a link of the window may be opened in the trader's browser. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address)
  if (url === null || url.protocol !== 'https:') return false
  return EXTERNAL_HOSTS.includes(url.host) && url.username === '' && url.password === ''
}

/** Besides its own files: what holds its content itself, and the developer tools, which are part of Electron. */
const mayBeRequested = (address: string): boolean =>
  isOwnAddress(address) || address.startsWith('data:') || address.startsWith('devtools://')

/**
 * Takes from the session everything that the window does not need: permissions, devices, downloads, and every address
 * but its own.
 */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayBeRequested(url) }))
}

interface Navigation {
  readonly url: string
  readonly isMainFrame: boolean
  preventDefault(): void
}

/** A page may load itself anew; it goes nowhere else, and neither does a frame within it. */
function keepInPlace(navigation: Navigation): void {
  const [address] = navigation.url.split('#')
  if (!navigation.isMainFrame || address !== WINDOW_URL) navigation.preventDefault()
}

/**
 * Keeps a page where it is: no navigation, no frames elsewhere, no window of its own, no webview.
 * @param openOutside opens a link in the trader's browser
 */
export function lockDownContents(contents: WebContents, openOutside: (url: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => keepInPlace(event))
  contents.on('will-frame-navigate', (event) => keepInPlace(event))
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // Without an answer of ours the first device found would be taken.
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault()
    choose('')
  })
}
