const STORED = 'orchestrator.token'

/** What of the window the token passes through. */
interface TokenPlaces {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
  /** Of this tab only, so that a reload needs no new token; gone with the tab. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
}

/**
 * The token of this start, from the fragment of the URL that the terminal printed (`#token=…` or `#…`). It leaves the
 * address bar at once: addresses are bookmarked, copied and shared.
 *
 * @returns null when the window was opened without one.
 */
export function takeToken({ location, history, storage }: TokenPlaces): string | null {
  const given = location.hash.replace(/^#/, '').replace(/^token=/, '')
  if (/^[A-Za-z0-9_-]{16,128}$/.test(given)) {
    storage.setItem(STORED, given)
    history.replaceState(null, '', location.pathname + location.search)
    return given
  }
  return storage.getItem(STORED)
}
