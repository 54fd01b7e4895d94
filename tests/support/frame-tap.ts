import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { decodeRequest } from '../../src-main/simulator/tws-server/wire/decode-request.ts'
import { FrameReader } from '../../src-main/simulator/tws-server/wire/frame.ts'
import type { ClientRequest } from '../../src-main/simulator/tws-server/wire/requests.ts'

const HOST = '127.0.0.1'

/** Stands on the line between a client and a gateway, and reads what the client says while it passes. */
export interface FrameTap {
  /** Where the client connects instead of the gateway. */
  readonly port: number
  close(): Promise<void>
}

/**
 * @param gateway its port
 * @param version the server version that the two agree on
 * @param heard called with each of the client's requests before the gateway has it
 */
export async function tapFrames(
  gateway: number,
  version: number,
  heard: (request: ClientRequest) => void,
): Promise<FrameTap> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const far = connect({ port: gateway, host: HOST, noDelay: true })
    const reader = new FrameReader()
    for (const [socket, other] of [
      [client, far],
      [far, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.on('data', (bytes) => {
      for (const inbound of reader.read(bytes)) {
        if (inbound.kind === 'bad-frame') throw new Error(`a client wrote no message: ${inbound.message}`)
        if (inbound.kind === 'greeting') continue
        const request = decodeRequest(version, inbound.fields)
        if (!request.ok) throw new Error(`a client wrote what cannot be read: ${request.error.message}`)
        heard(request.value)
      }
      far.write(bytes)
    })
    far.pipe(client)
  })
  server.listen(0, HOST)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
