import type { Closed } from './transport.ts'

/** How the window stands to the main process. `since`: monotonic ms. */
export type ConnectionState =
  /** Nothing has come yet. */
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'connected' }
  /** The line is there, but nothing has been heard since. */
  | { readonly kind: 'silent'; readonly since: number }
  /** The line went; it is tried again. */
  | { readonly kind: 'disconnected'; readonly since: number }
  /** Trying again is no use. */
  | { readonly kind: 'refused'; readonly code: Closed | 'wrong-protocol'; readonly message: string }

export const REFUSED_SENTENCES: Readonly<Record<Closed, string>> = {
  'no-token': 'This window was opened without its key. Open the URL that the terminal printed.',
  unauthorised:
    'The engine does not know this window: it was started again, or the address is not the one it gave. Open the URL that the terminal printed.',
}
