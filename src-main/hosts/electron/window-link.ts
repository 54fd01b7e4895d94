import type { Connections, OpenConnection } from '../serving/connections.ts'
import { type PageContents, PageLink } from './page-link.ts'

/** After the engine ended a link, texts of the page are dropped for so long, ms: then it may begin anew. */
const PAUSE_MS = 1_000

interface WindowLinkOptions {
  readonly connections: Connections
  /** Operator time, ms. */
  readonly monotonic: () => number
  /** A page has said hello and was welcomed. */
  readonly onWelcome: () => void
}

/**
 * The contract with whatever page a window shows. The first text of a page begins a connection, and so does the first
 * one some time after the engine has ended one.
 */
export class WindowLink {
  private current: { readonly link: PageLink; readonly connection: OpenConnection } | null = null
  private closedAt = Number.NEGATIVE_INFINITY
  private readonly contents: PageContents
  private readonly options: WindowLinkOptions

  constructor(contents: PageContents, options: WindowLinkOptions) {
    this.contents = contents
    this.options = options
  }

  /** The page sent something. */
  received(payload: unknown): void {
    this.current ??= this.begin()
    if (this.current === null) return
    if (typeof payload === 'string') this.current.connection.receive(payload)
    else this.current.connection.violate('bad-message', `${typeof payload} instead of text`)
  }

  /** The page has taken so many characters of what was sent to it. */
  taken(characters: unknown): void {
    if (typeof characters === 'number' && characters > 0) this.current?.link.taken(characters)
  }

  /** The page is gone, or another one comes, which begins with a clean slate. */
  ended(): void {
    const gone = this.current
    this.current = null
    this.closedAt = Number.NEGATIVE_INFINITY
    gone?.link.gone()
    gone?.connection.ended()
  }

  private begin(): WindowLink['current'] {
    const { connections, monotonic, onWelcome } = this.options
    if (monotonic() - this.closedAt < PAUSE_MS) return null
    const link = new PageLink(this.contents, onWelcome, () => {
      this.current = null
      this.closedAt = monotonic()
    })
    const connection = connections.open(link)
    // There are too many, or the engine ends: then the link was closed while it was opened.
    return link.isOpen() ? { link, connection } : null
  }
}
