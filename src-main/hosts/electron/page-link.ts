import type { WebContents } from 'electron'
import type { CloseCode, Link } from '../serving/link.ts'
import { TO_WINDOW } from './channels.ts'

/** What a link needs of a window's contents. */
export type PageContents = Pick<WebContents, 'send' | 'isDestroyed'>

const isWelcome = (text: string): boolean => (JSON.parse(text) as { readonly type?: unknown }).type === 'welcome'

/** The way to one page of a window. */
export class PageLink implements Link {
  readonly host = 'electron'
  private open = true
  private waiting = 0
  private welcomed = false
  private readonly contents: PageContents
  private readonly onWelcome: () => void
  private readonly onClose: (code: CloseCode, reason: string) => void

  /**
   * @param onWelcome the page has said hello and was welcomed
   * @param onClose the engine ended the link, and why
   */
  constructor(contents: PageContents, onWelcome: () => void, onClose: (code: CloseCode, reason: string) => void) {
    this.contents = contents
    this.onWelcome = onWelcome
    this.onClose = onClose
  }

  sendText(text: string): void {
    if (!this.open || this.contents.isDestroyed()) return
    this.waiting += text.length
    this.contents.send(TO_WINDOW, text)
    if (this.welcomed || !isWelcome(text)) return
    this.welcomed = true
    this.onWelcome()
  }

  /** Characters stand for bytes: almost all of what is sent is ASCII. */
  bufferedBytes(): number {
    return this.waiting
  }

  close(code: CloseCode, reason: string): void {
    if (!this.open) return
    this.open = false
    this.onClose(code, reason)
  }

  isOpen(): boolean {
    return this.open
  }

  /** The page has taken so many characters of what was sent to it. */
  taken(characters: number): void {
    this.waiting = Math.max(0, this.waiting - characters)
  }

  /** The page is gone: nothing is sent any more. */
  gone(): void {
    this.open = false
  }
}
