import { createServer, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createWebSocketTransport } from '../../../../src-renderer/bridge/websocket-transport.ts'
import { SUBPROTOCOL } from '../../../../src-shared/contract/protocol.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A server that lets in who brings `secret`. */
async function serve(): Promise<{ port: number; sockets: WebSocketServer; attempts: () => number }> {
  let attempts = 0
  const server: Server = createServer((_request, response) => response.end())
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL })
  server.on('upgrade', (request, socket, head) => {
    // Who is turned away may be gone before it has heard so.
    socket.on('error', () => socket.destroy())
    attempts += 1
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
    if (offered[0] === SUBPROTOCOL && offered[1] === 'auth.secret') {
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
    } else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, sockets, attempts: () => attempts }
}

type OpenState = readonly [open: boolean, why?: string]

function connect(port: number, token: string | null, serverAnswers = true) {
  const transport = createWebSocketTransport({
    url: `ws://127.0.0.1:${port}/`,
    token,
    answers: async () => serverAnswers,
  })
  const states: OpenState[] = []
  const waiting: (() => void)[] = []
  transport.onOpen((isOpen, why) => {
    states.push(why === undefined ? [isOpen] : [isOpen, why])
    for (const go of waiting.splice(0)) go()
  })
  const nextState = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  open.push(() => transport.close())
  return { transport, states, nextState }
}

test('texts go both ways over the contract’s subprotocol, with the token beside it', async () => {
  const { port, sockets } = await serve()
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`back: ${data}`)))
  const { transport, nextState } = connect(port, 'secret')
  await nextState()
  const heard = new Promise<string>((resolve) => transport.onText(resolve))
  transport.send('there')
  expect(await heard).toBe('back: there')
})

test('a connection that the server ends is made again by itself', async () => {
  const { port, sockets, attempts } = await serve()
  const { states, nextState } = connect(port, 'secret')
  await nextState()
  for (const socket of sockets.clients) socket.terminate()
  await nextState()
  await nextState()
  expect([states, attempts()]).toEqual([[[false], [true], [false], [true]], 2])
})

test('a wrong token is not tried a second time', async () => {
  const { port, attempts } = await serve()
  const { states, nextState } = connect(port, 'guess')
  await nextState()
  expect([states.at(-1), attempts()]).toEqual([[false, 'unauthorised'], 1])
})

test('without a token nothing is tried', async () => {
  const { port, attempts } = await serve()
  const { states } = connect(port, null)
  expect([states, attempts()]).toEqual([[[false, 'no-token']], 0])
})

test('a server that is not there at all is no refusal', async () => {
  const { port, sockets, attempts } = await serve()
  const { states } = connect(port, 'guess', false)
  await new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      if (attempts() < 2) return
      clearInterval(watch)
      resolve()
    }, 10)
  })
  expect([states, sockets.clients.size]).toEqual([[[false]], 0])
})
