/** The scheme under which the window's files are served, and the one host that it has. */
export const SCHEME = 'app'
const HOST = 'orchestrator'

/** Where the window is. */
export const WINDOW_URL = `${SCHEME}://${HOST}/`

/**
 * Whether an address is one of the window's own files. Protocol and host are compared, not the origin: to Node the
 * origin of every scheme of our own is the same word, "null".
 */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return (
    url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
  )
}
