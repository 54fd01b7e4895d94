import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { EventName, IBApi } from '@stoqey/ib'
import { onTestFinished } from 'vitest'
import type { WireField } from '../../../../../src-main/simulator/tws-server/service.ts'
import { encodeFrame, FrameReader } from '../../../../../src-main/simulator/tws-server/wire/frame.ts'
import {
  errorMessage,
  handshakeAnswer,
  managedAccounts,
  nextValidId,
} from '../../../../../src-main/simulator/tws-server/wire/session-messages.ts'
import { utcMs } from '../../../../../src-shared/domain/time.ts'

export const ALL_VERSIONS = Array.from({ length: 16 }, (_, index) => 178 + index)

/** An event of the client library with its arguments; an error's is its text. */
export type ClientEvent = readonly [name: string, ...args: readonly unknown[]]

/** The client library, connected to a server that does nothing but the handshake. */
export interface ClientPair {
  readonly api: IBApi
  /** The fields of each message that the client has sent since its handshake. */
  readonly sent: readonly (readonly string[])[]
  /** Writes messages to the client and gives the events that they cause. */
  deliver(messages: readonly (readonly WireField[])[]): Promise<readonly ClientEvent[]>
  /** Resolves when the client has sent so many messages since its handshake. */
  hasSent(count: number): Promise<void>
}

/** The notice behind the last message. */
const DELIVERED = 'that was all'
const UNHEARD: readonly string[] = [EventName.all, EventName.result, EventName.sent, EventName.received]

/** Closed with the test. */
export async function connectClient(serverVersion: number): Promise<ClientPair> {
  const sent: (readonly string[])[] = []
  const waiting: { readonly count: number; readonly done: () => void }[] = []
  const server = createServer((socket) => {
    const reader = new FrameReader()
    // The client drops its socket at the end.
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const inbound of reader.read(chunk)) {
        if (inbound.kind === 'bad-frame') throw new Error(inbound.message)
        if (inbound.kind === 'greeting') {
          socket.write(encodeFrame(handshakeAnswer(serverVersion, { time: utcMs(1_704_205_800_000) })))
        } else if (inbound.fields[0] === '71') {
          socket.write(encodeFrame(managedAccounts(serverVersion, { accounts: ['DU1234567'] })))
          socket.write(encodeFrame(nextValidId(serverVersion, { orderId: 1 })))
        } else {
          sent.push(inbound.fields)
        }
      }
      for (const { count, done } of waiting) if (sent.length >= count) done()
    })
  })
  const { port, socket } = await listening(server)
  const api = new IBApi({ host: '127.0.0.1', port, clientId: 7, maxReqPerSec: 100_000 })
  onTestFinished(() => {
    api.removeAllListeners()
    api.disconnect()
    server.close()
  })
  const events: ClientEvent[] = []
  api.on(EventName.all, (name, args: readonly unknown[]) => {
    if (UNHEARD.includes(name)) return
    events.push([name, ...args.map((arg) => (arg instanceof Error ? arg.message : arg))])
  })
  // Without a listener of its own an error is thrown.
  api.on(EventName.error, () => {})
  const ready = new Promise<void>((resolve) => {
    api.on(EventName.nextValidId, () => resolve())
  })
  api.connect()
  await ready
  const peer = await socket
  return {
    api,
    sent,
    deliver: (messages) => deliver(api, peer, events, messages),
    hasSent: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, done: resolve })
        if (sent.length >= count) resolve()
      }),
  }
}

async function listening(server: Server): Promise<{ readonly port: number; readonly socket: Promise<Socket> }> {
  const connected = once(server, 'connection')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, socket: connected.then(([socket]) => socket as Socket) }
}

async function deliver(
  api: IBApi,
  peer: Socket,
  events: ClientEvent[],
  messages: readonly (readonly WireField[])[],
): Promise<readonly ClientEvent[]> {
  events.length = 0
  const last = new Promise<void>((resolve) => {
    api.on(EventName.info, (text: string) => {
      if (text === DELIVERED) resolve()
    })
  })
  for (const message of messages) peer.write(encodeFrame(message))
  peer.write(encodeFrame(errorMessage(api.serverVersion, { id: -1, code: 2104, text: DELIVERED })))
  await last
  return events.slice(0, -1)
}
