import type { HostKind } from '../../../src-shared/contract/protocol.ts'

/** Why a link is closed by this end, as WebSocket numbers it (RFC 6455, section 7.4.1). */
export const CLOSE_CODES = {
  /** The engine ends. */
  leaving: 1001,
  /** The other end broke the contract. */
  refused: 1008,
  tooLarge: 1009,
  /** Too many links, or one that does not read. */
  overloaded: 1013,
} as const
export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES]

/** The way to one window or command line, whatever carries it. None of these calls throws, also after its end. */
export interface Link {
  readonly host: HostKind
  /** Sends one message of the contract. */
  sendText(text: string): void
  /** What was sent and has not been taken by the other end's machine yet, in bytes. */
  bufferedBytes(): number
  /** Ends the link once what was sent has gone. @param reason a few words, at most 120 bytes */
  close(code: CloseCode, reason: string): void
}
