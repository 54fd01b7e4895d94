import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

type Field = string | number

/** One connection of a client, as the server sees it. */
interface ScriptedClient {
  /** Messages after the two of the handshake, oldest first, as their fields. */
  readonly messages: readonly (readonly string[])[]
  /** Whether its socket is still open on our side. */
  open(): boolean
  send(...fields: Field[]): void
  /** Bytes as they are. */
  raw(bytes: Uint8Array): void
  /** Ends the connection cleanly. */
  drop(): void
}

/**
 * A server of the TWS protocol that does what a test says, byte for byte where it must: what no gateway would do. It
 * answers the handshake and the question for its time, and nothing else.
 */
export interface ScriptedTws {
  readonly port: number
  /** Every connection that there was, oldest first. */
  readonly clients: readonly ScriptedClient[]
  /** Sockets that are open now. */
  open(): number
  /** Resolves when none is. */
  alone(): Promise<void>
  /** The most that were open at one moment. */
  mostOpen(): number
  newest(): ScriptedClient
  /** How it behaves from now on. */
  readonly behaves: {
    /** Before START_API it answers nothing. */
    answersHello: boolean
    answersTime: boolean
    /** START_API is answered with 326 and the end of the connection. */
    clientIdBusy: boolean
    accounts: string
    nextValidId: number
    serverVersion: number
    /** Seconds of its clock. */
    time: () => number
  }
  close(): Promise<void>
}

export function frame(fields: readonly Field[]): Buffer {
  const body = Buffer.from(`${fields.join('\0')}\0`, 'utf8')
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, body])
}

/**
 * @param options `port`: a free one when left out; `remembers`: false to forget clients that are gone, and their
 *   messages
 */
export async function openScriptedTws({ port = 0, remembers = true } = {}): Promise<ScriptedTws> {
  const clients: ScriptedClient[] = []
  const sockets = new Set<Socket>()
  let most = 0
  let waiting: (() => void)[] = []
  const behaves: ScriptedTws['behaves'] = {
    answersHello: true,
    answersTime: true,
    clientIdBusy: false,
    accounts: 'DU1234567',
    nextValidId: 1,
    serverVersion: 193,
    time: () => 1_704_205_800,
  }

  function answer(client: ScriptedClient, fields: readonly string[]): void {
    const [kind] = fields
    if (kind === '71' && behaves.clientIdBusy) {
      client.send(4, 2, -1, 326, 'Unable to connect as the client id is already in use.', '')
      client.drop()
    } else if (kind === '71') {
      client.send(15, 1, behaves.accounts)
      client.send(9, 1, behaves.nextValidId)
    } else if (kind === '49' && behaves.answersTime) client.send(49, 1, behaves.time())
  }

  const server = createServer((socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    most = Math.max(most, sockets.size)
    let bytes = Buffer.alloc(0)
    let greeted = false
    const messages: (readonly string[])[] = []
    const client: ScriptedClient = {
      messages,
      open: () => sockets.has(socket),
      send: (...fields) => void (socket.writable && socket.write(frame(fields))),
      raw: (sent) => void (socket.writable && socket.write(sent)),
      drop: () => void socket.end(),
    }
    if (!remembers) clients.length = 0
    clients.push(client)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    })
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data])
      if (!greeted) {
        if (bytes.length < 8 || bytes.length < 8 + bytes.readUInt32BE(4)) return
        bytes = bytes.subarray(8 + bytes.readUInt32BE(4))
        greeted = true
        if (behaves.answersHello) client.send(behaves.serverVersion, '20240102 09:30:00 EST')
      }
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
        const end = 4 + bytes.readUInt32BE(0)
        const fields = bytes.toString('utf8', 4, end - 1).split('\0')
        bytes = bytes.subarray(end)
        if (fields[0] !== '71') messages.push(fields)
        answer(client, fields)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    clients,
    behaves,
    open: () => sockets.size,
    alone: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    mostOpen: () => most,
    newest() {
      const client = clients.at(-1)
      if (client === undefined) throw new Error('nobody has connected yet')
      return client
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
