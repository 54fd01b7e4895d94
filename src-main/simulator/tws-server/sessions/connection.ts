import type { ClientSession } from '../service.ts'

/** A client's connection as scripts see it: a session, with what only they do to it. */
export interface Connection extends ClientSession {
  /** Whether it has sent START_API and was let in. */
  readonly started: boolean
  /** Sends bytes as they are, whether they are a frame or not. */
  sendBytes(bytes: Buffer): void
  /** Ends it after what was sent has left. */
  end(): void
  /** Breaks it off. */
  drop(): void
  /**
   * Leaves the socket open and silent, as after a cable was pulled: nothing is listened to or said any more, and the
   * client is not told.
   */
  goSilent(): void
}
