import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { type CustomScheme, type Protocol, protocol } from 'electron'
import { WINDOW_FILE_TYPES, WINDOW_HEADERS } from '../serving/window-policy.ts'
import { isOwnAddress, SCHEME } from './own-address.ts'

const OWN_SCHEME: CustomScheme = {
  scheme: SCHEME,
  // Like https, with an origin of its own; the content security policy holds for it as for any other.
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, bypassCSP: false },
}

/** Once, before the app is ready. */
export function registerOwnScheme(): void {
  protocol.registerSchemesAsPrivileged([OWN_SCHEME])
}

/** Gives the built window to the pages of a session. */
export function serveWindow(to: Protocol, folder: string): void {
  to.handle(SCHEME, answerFrom(folder))
}

const refuse = (status: number): Response => new Response(null, { status, headers: WINDOW_HEADERS })

/** The path below the folder that an address names; null when it is no path that we serve. */
function pathOf(address: string): string | null {
  if (!isOwnAddress(address)) return null
  try {
    const path = decodeURIComponent(new URL(address).pathname)
    // A backslash is a separator on Windows, and no file of ours has one in its name.
    if (/[\\\0]/.test(path) || path.split('/').includes('..')) return null
    return path === '/' ? '/index.html' : path
  } catch {
    // Not UTF-8.
    return null
  }
}

/** Files below `folder` after every link was followed, and nothing else: 403 what is outside, 404 what is not there. */
function answerFrom(folder: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405)
    const path = pathOf(url)
    if (path === null) return refuse(403)
    const type = WINDOW_FILE_TYPES[extname(path)]
    if (type === undefined) return refuse(404)
    try {
      const root = await realpath(folder)
      const file = await realpath(join(root, path))
      if (!file.startsWith(root + sep)) return refuse(403)
      const body = new Uint8Array(await readFile(file))
      return new Response(body, { headers: { ...WINDOW_HEADERS, 'content-type': type } })
    } catch {
      return refuse(404)
    }
  }
}
