import type { WireField } from '../service.ts'
import type { Connection } from './connection.ts'

/**
 * What may happen to messages on their way, for scripts that play faults. Each function passes the message on by
 * calling `pass`: with others fields, later, twice or never.
 */
export interface Interception {
  /**
   * A message to a client: its fields, the message's number first. The very first message to a client has none: it is
   * the server version, 178 to 193, above every number, and the time.
   */
  outgoing?(session: Connection, fields: readonly WireField[], pass: (fields: readonly WireField[]) => void): void
  /** A message of a client after its hello, before anybody has read it: its fields as text. */
  incoming?(session: Connection, fields: readonly string[], pass: (fields: readonly string[]) => void): void
}

/** The interceptions in force, the first one nearest to the gateway's services. */
export class InterceptionChain {
  private links: readonly Interception[] = []

  /** @returns ends it. */
  add(link: Interception): () => void {
    this.links = [...this.links, link]
    return () => {
      this.links = this.links.filter((other) => other !== link)
    }
  }

  outgoing(session: Connection, fields: readonly WireField[], send: (fields: readonly WireField[]) => void): void {
    if (this.links.length === 0) send(fields)
    else this.outgoingFrom(this.links, 0, session, fields, send)
  }

  incoming(session: Connection, fields: readonly string[], take: (fields: readonly string[]) => void): void {
    if (this.links.length === 0) take(fields)
    else this.incomingFrom(this.links, this.links.length - 1, session, fields, take)
  }

  private outgoingFrom(
    links: readonly Interception[],
    index: number,
    session: Connection,
    fields: readonly WireField[],
    send: (fields: readonly WireField[]) => void,
  ): void {
    const link = links[index]
    if (link === undefined) send(fields)
    else {
      const next = (passed: readonly WireField[]): void => this.outgoingFrom(links, index + 1, session, passed, send)
      if (link.outgoing === undefined) next(fields)
      else link.outgoing(session, fields, next)
    }
  }

  private incomingFrom(
    links: readonly Interception[],
    index: number,
    session: Connection,
    fields: readonly string[],
    take: (fields: readonly string[]) => void,
  ): void {
    const link = links[index]
    if (link === undefined) take(fields)
    else {
      const next = (passed: readonly string[]): void => this.incomingFrom(links, index - 1, session, passed, take)
      if (link.incoming === undefined) next(fields)
      else link.incoming(session, fields, next)
    }
  }
}
