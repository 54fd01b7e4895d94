import { EventName, IBApi } from '@stoqey/ib'

interface Heard {
  readonly event: string
  readonly args: readonly unknown[]
}

/** The client library that the cockpit uses, with everything that it says kept in order. */
export class ApiClient {
  readonly api: IBApi
  readonly heard: Heard[] = []
  private wake: () => void = () => {}

  private constructor(port: number, clientId: number) {
    this.api = new IBApi({ host: '127.0.0.1', port, clientId, maxReqPerSec: 10_000 })
    this.api.on(EventName.all, (event: string, args: readonly unknown[]) => {
      if (event === EventName.received || event === EventName.sent) return
      this.heard.push({ event, args })
      this.wake()
    })
    this.api.on(EventName.error, () => {})
  }

  /** Resolves when it may send. */
  static async ready(port: number, clientId: number): Promise<ApiClient> {
    const client = new ApiClient(port, clientId)
    client.api.connect()
    await client.until(() => client.of(EventName.nextValidId).length > 0)
    return client
  }

  /** The arguments of every event of a name. */
  of(event: EventName): readonly (readonly unknown[])[] {
    return this.heard.filter((one) => one.event === event).map(({ args }) => args)
  }

  /** Codes of the errors to one id. */
  errors(id: number): number[] {
    return this.of(EventName.error).flatMap(([, code, of]) => (of === id ? [Number(code)] : []))
  }

  /** Messages that the library could not read. */
  unreadable(): unknown[] {
    return this.of(EventName.error).flatMap(([error, code]) => (code === 505 ? [error] : []))
  }

  /** Resolves when all that the gateway has sent so far is here: it answers in order. */
  async settled(): Promise<void> {
    const before = this.of(EventName.currentTime).length
    this.api.reqCurrentTime()
    await this.until(() => this.of(EventName.currentTime).length > before)
  }

  /** @throws Error when the connection ends before that */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.of(EventName.disconnected).length > 0) throw new Error('the connection ended')
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  close(): void {
    this.api.disconnect()
    this.api.removeAllListeners()
  }
}
