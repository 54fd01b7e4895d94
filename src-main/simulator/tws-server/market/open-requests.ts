import type { ClientSession } from '../service.ts'

/** The standing requests of one kind of all clients, by their ids; those of a client end with its connection. */
export class OpenRequests<Request> {
  private readonly bySession = new Map<ClientSession, Map<number, Request>>()
  private readonly onEnd: (request: Request) => void

  /** @param onEnd told of each request that is over, however it ends. */
  constructor(onEnd: (request: Request) => void = () => {}) {
    this.onEnd = onEnd
  }

  /** Of all clients. */
  get size(): number {
    let size = 0
    for (const requests of this.bySession.values()) size += requests.size
    return size
  }

  count(session: ClientSession): number {
    return this.bySession.get(session)?.size ?? 0
  }

  has(session: ClientSession, id: number): boolean {
    return this.bySession.get(session)?.has(id) ?? false
  }

  add(session: ClientSession, id: number, request: Request): void {
    const known = this.bySession.get(session)
    if (known !== undefined) {
      known.set(id, request)
      return
    }
    const requests = new Map([[id, request]])
    this.bySession.set(session, requests)
    session.onClose(() => {
      this.bySession.delete(session)
      for (const ended of requests.values()) this.onEnd(ended)
    })
  }

  /** @returns whether there was one. */
  end(session: ClientSession, id: number): boolean {
    const requests = this.bySession.get(session)
    const request = requests?.get(id)
    if (requests === undefined || request === undefined) return false
    requests.delete(id)
    this.onEnd(request)
    return true
  }

  /** Ends all of them. */
  clear(): void {
    for (const requests of this.bySession.values()) {
      for (const ended of requests.values()) this.onEnd(ended)
      requests.clear()
    }
  }

  /** Clients in the order in which they came, the requests of each in theirs. */
  *all(): Generator<Request, void, undefined> {
    for (const requests of this.bySession.values()) yield* requests.values()
  }
}
