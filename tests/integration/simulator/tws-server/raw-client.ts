import { connect, type Socket } from 'node:net'

type Fields = readonly string[]

/** A client that writes and reads the bytes of the protocol itself, so that a test sees each of them. */
export class RawClient {
  readonly socket: Socket
  readonly frames: Fields[] = []
  private bytes = Buffer.alloc(0)
  private closed = false
  private wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.split()
      this.wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.wake()
    })
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    const client = new RawClient(socket)
    await client.until(() => !socket.connecting || client.closed)
    return client
  }

  /** Greets and starts the API. */
  static async started(port: number, id: number, versions = 'v100..193'): Promise<RawClient> {
    const client = await RawClient.open(port)
    client.greet(versions)
    await client.until(() => client.frames.length > 0)
    client.send(71, 2, id, '')
    return client
  }

  greet(versions: string): void {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(versions.length)
    this.socket.write(Buffer.concat([Buffer.from('API\0'), length, Buffer.from(versions)]))
  }

  send(...fields: readonly (string | number)[]): void {
    const body = Buffer.from(fields.map((field) => `${field}\0`).join(''))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    this.socket.write(Buffer.concat([length, body]))
  }

  /** Messages with this number. */
  of(message: number): Fields[] {
    return this.frames.filter(([first]) => first === String(message))
  }

  /** Codes of errors and notices. */
  codes(): number[] {
    return this.of(4).map((fields) => Number(fields[3]))
  }

  /** Resolves when all that the gateway has sent so far is here: it answers in order. */
  async settled(): Promise<void> {
    const before = this.of(49).length
    this.send(49, 1)
    await this.until(() => this.of(49).length > before || this.closed)
  }

  async ended(): Promise<void> {
    await this.until(() => this.closed)
  }

  get isClosed(): boolean {
    return this.closed
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
        if (this.socket.connecting) this.socket.once('connect', resolve)
      })
    }
  }

  close(): void {
    this.socket.destroy()
  }

  private split(): void {
    while (this.bytes.length >= 4) {
      const length = this.bytes.readUInt32BE(0)
      if (this.bytes.length < 4 + length) return
      const body = this.bytes.toString('utf8', 4, 4 + length)
      this.bytes = this.bytes.subarray(4 + length)
      this.frames.push(body.split('\0').slice(0, -1))
    }
  }
}
