import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Command, CommandDone } from '../../src-shared/contract/commands.ts'
import {
  type ClientMessage,
  type ContractError,
  clientMessageSchema,
  type ServerMessage,
} from '../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION, PULSE_MS, type Role, SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'
import type { Query, QueryAnswers } from '../../src-shared/contract/queries.ts'
import type { TopicId } from '../../src-shared/contract/topic-ids.ts'
import type { Result } from '../../src-shared/domain/result.ts'

/** What the feed says to a window. */
export interface WindowStates {
  /** The state of a topic; null: there is no such topic. */
  topic(id: TopicId): unknown
  query(asked: Query): Result<QueryAnswers[Query['kind']], ContractError>
}

export interface WindowFeedOptions {
  readonly role?: Role
  /** What a command is answered with; without it everything is done. */
  readonly command?: (command: Command) => Result<CommandDone, ContractError>
  /** The built window. */
  readonly folder?: string
}

/** A main process for windows, of fixed states: for those that are hard to reach with a real session. */
export interface WindowFeed {
  /** With its token in the fragment. */
  readonly url: string
  /** What windows have sent, oldest first. */
  readonly received: readonly ClientMessage[]
  /** Sends the topic's next delta to those who follow it. @param skip messages that are lost before it */
  push(topic: TopicId, delta: unknown, skip?: number): void
  /** Sends a text as it is, e.g. one that is no message. */
  sendText(text: string): void
  setRole(role: Role, reason: string): void
  /** Says nothing any more, with the line open. */
  silence(): void
  /** Cuts every line. */
  drop(): void
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const BUILT = resolve(import.meta.dirname, '..', '..', 'out', 'renderer')
const TOKEN = 'window-feed-of-the-tests'

/** Serves the built window and the contract on a free port of this machine. */
export async function startWindowFeed(states: WindowStates, options: WindowFeedOptions = {}): Promise<WindowFeed> {
  const { folder = BUILT, command = () => ({ ok: true, value: { orders: [] } }) } = options
  const received: ClientMessage[] = []
  /** Each window with the topics that it follows and the number of their last message. */
  const windows = new Map<WebSocket, Map<TopicId, number>>()
  let role = options.role ?? 'controller'
  let silent = false

  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://feed')
    const path = pathname === '/' ? '/index.html' : pathname
    try {
      const body = await readFile(join(folder, path))
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  const sockets = new WebSocketServer({ server, handleProtocols: () => SUBPROTOCOL })

  const sendText = (socket: WebSocket, text: string): void => {
    if (!silent) socket.send(text)
  }
  const send = (socket: WebSocket, message: ServerMessage): void => sendText(socket, JSON.stringify(message))
  const answer = (
    socket: WebSocket,
    id: string,
    result: Result<CommandDone | QueryAnswers[Query['kind']], ContractError>,
  ): void => {
    send(socket, result.ok ? { type: 'done', id, value: result.value } : { type: 'refused', id, error: result.error })
  }
  const subscribe = (socket: WebSocket, followed: Map<TopicId, number>, topic: TopicId): void => {
    const state = states.topic(topic)
    if (state === null) {
      const error = { code: 'unknown-topic', message: 'There is nothing to follow under this name.' } as const
      send(socket, { type: 'no-topic', topic, error })
      return
    }
    followed.set(topic, 1)
    send(socket, { type: 'snapshot', topic, epoch: 'feed', seq: 1, state })
  }
  const hear = (socket: WebSocket, followed: Map<TopicId, number>, message: ClientMessage): void => {
    switch (message.type) {
      case 'hello':
        send(socket, {
          type: 'welcome',
          protocol: PROTOCOL_VERSION,
          app: { name: 'window feed', version: '0' },
          host: 'browser',
          role,
        })
        break
      case 'subscribe':
        subscribe(socket, followed, message.topic)
        break
      case 'unsubscribe':
        followed.delete(message.topic)
        break
      case 'command':
        answer(socket, message.id, command(message.command))
        break
      case 'query':
        answer(socket, message.id, states.query(message.query))
        break
      case 'take-control':
        role = 'controller'
        send(socket, { type: 'role', role, reason: 'This window controls now.' })
        break
      case 'cancel-query':
      case 'heartbeat':
        break
    }
  }
  sockets.on('connection', (socket) => {
    const followed = new Map<TopicId, number>()
    windows.set(socket, followed)
    socket.on('close', () => windows.delete(socket))
    // A page that is closed ends its socket as it likes.
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      const message = clientMessageSchema.parse(JSON.parse(data.toString()))
      received.push(message)
      hear(socket, followed, message)
    })
  })
  const pulse = setInterval(() => {
    for (const socket of windows.keys()) send(socket, { type: 'pulse' })
  }, PULSE_MS)

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the feed has no port')

  return {
    url: `http://127.0.0.1:${address.port}/#token=${TOKEN}`,
    received,
    push: (topic, delta, skip = 0) => {
      for (const [socket, followed] of windows) {
        const last = followed.get(topic)
        if (last === undefined) continue
        const seq = last + 1 + skip
        followed.set(topic, seq)
        send(socket, { type: 'delta', topic, epoch: 'feed', seq, delta })
      }
    },
    sendText: (text) => {
      for (const socket of windows.keys()) sendText(socket, text)
    },
    setRole: (next, reason) => {
      role = next
      for (const socket of windows.keys()) send(socket, { type: 'role', role, reason })
    },
    silence: () => {
      silent = true
    },
    drop: () => {
      for (const socket of windows.keys()) socket.terminate()
    },
    close: async () => {
      clearInterval(pulse)
      for (const socket of windows.keys()) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}
