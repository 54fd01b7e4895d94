import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { SUBPROTOCOL } from '../../src-shared/contract/protocol.ts'
import { HELLO, type Hosted, hostWindow } from '../unit/hosts/browser/hosted.ts'

/** A socket without HTTP. */
function rawSocket({ host }: Hosted): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}

/** All that comes until the other end closes. */
function readToEnd(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

/** A window that was there before goes on. */
async function expectAlive(hosted: Hosted): Promise<void> {
  const window = await hosted.socket()
  window.say(HELLO)
  await window.next('welcome')
  window.say({ type: 'command', id: 'still-there', command: { kind: 'stop' } })
  expect(await window.next('done')).toMatchObject({ id: 'still-there' })
}

describe('a request for a file', () => {
  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..\\secret.html',
    '/%00index.html',
    '//etc/passwd',
    'http://127.0.0.1/../secret.html',
    '/link.html',
    '/assets',
    '/assets/notes.key',
    '/__proto__',
    '/constructor',
  ])('%s is not found', async (path) => {
    const { get } = await hostWindow()
    expect(await get(path)).toMatchObject({ status: 404, body: '' })
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])('by %s is refused and reported', async (method) => {
    const { get, service } = await hostWindow()
    expect(await get('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    expect(service.intrusions).toMatchObject([{ by: 'browser host', code: 'bad-request', detail: method }])
  })

  it.each(['evil.example', 'localhost', '127.0.0.1', 'evil.example:80', '[::1]'])(
    'under the name %j (a rebound DNS name) is refused and reported',
    async (host) => {
      const { get, service } = await hostWindow()
      expect(await get('/', { headers: { host } })).toMatchObject({ status: 421, body: '' })
      expect(service.intrusions).toMatchObject([{ code: 'wrong-host' }])
    },
  )

  it('without a name is refused', async () => {
    const hosted = await hostWindow()
    const socket = await rawSocket(hosted)
    socket.write('GET / HTTP/1.0\r\n\r\n')
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  it.each<[string, string, RegExp]>([
    ['no HTTP', 'STOP NOW\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['endless headers', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['two lengths', 'GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('of %s is refused and reported', async (_what, text, answer) => {
    const hosted = await hostWindow()
    const socket = await rawSocket(hosted)
    socket.write(text)
    expect(await readToEnd(socket)).toMatch(answer)
    expect(hosted.service.intrusions).toMatchObject([{ code: 'bad-request' }])
    await expectAlive(hosted)
  })

  it('that never comes to its end (slow-loris) is ended and reported, and a window goes on meanwhile', async () => {
    const hosted = await hostWindow({ requestMs: 300 })
    const sockets = await Promise.all(Array.from({ length: 50 }, () => rawSocket(hosted)))
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nhost: a\r\nx-slow: ')
    await expectAlive(hosted)
    const answers = await Promise.all(sockets.map(readToEnd))
    expect(answers.every((answer) => answer.startsWith('HTTP/1.1 408 '))).toBe(true)
    expect(hosted.service.intrusions).toMatchObject(sockets.map(() => ({ code: 'bad-request' })))
  })

  it('whose body never comes is ended', async () => {
    const hosted = await hostWindow({ requestMs: 300 })
    const socket = await rawSocket(hosted)
    socket.write(`GET / HTTP/1.1\r\nhost: ${hosted.address}\r\ncontent-length: 1000000\r\n\r\nx`)
    expect(await readToEnd(socket)).toContain('HTTP/1.1 ')
  })
})

describe('a socket is refused and reported', () => {
  it.each<[string, number, string, (hosted: Hosted) => Parameters<Hosted['dial']>[0]]>([
    ['without a token', 401, 'bad-token', () => ({ protocols: [SUBPROTOCOL] })],
    ['with an empty token', 401, 'bad-token', () => ({ protocols: [SUBPROTOCOL, 'auth.'] })],
    [
      'with part of the token',
      401,
      'bad-token',
      ({ token }) => ({ protocols: [SUBPROTOCOL, `auth.${token.slice(0, -1)}`] }),
    ],
    ['with more than the token', 401, 'bad-token', ({ token }) => ({ protocols: [SUBPROTOCOL, `auth.${token}x`] })],
    ['with the token and no contract', 401, 'bad-token', ({ token }) => ({ protocols: [`auth.${token}`] })],
    ['from another page', 403, 'foreign-origin', () => ({ headers: { origin: 'https://evil.example' } })],
    ['from another port', 403, 'foreign-origin', () => ({ headers: { origin: 'http://127.0.0.1:1' } })],
    ['from a page over TLS', 403, 'foreign-origin', ({ address }) => ({ headers: { origin: `https://${address}` } })],
    ['from a page without origin', 403, 'foreign-origin', () => ({ headers: { origin: 'null' } })],
    ['from a program without origin', 403, 'foreign-origin', () => ({ headers: { origin: '' } })],
    [
      'under a rebound name',
      421,
      'wrong-host',
      () => ({ headers: { host: 'evil.example', origin: 'http://evil.example' } }),
    ],
  ])('%s', async (_what, status, code, ask) => {
    const hosted = await hostWindow()
    expect(await hosted.dial(ask(hosted))).toMatchObject({ status })
    expect(hosted.service.intrusions).toMatchObject([{ by: 'browser host', code }])
    await expectAlive(hosted)
  })

  it('a thousand times with a bad token, while a window goes on', async () => {
    const hosted = await hostWindow()
    const window = await hosted.socket()
    window.say(HELLO)
    await window.next('welcome')
    let refused = 0
    for (let round = 0; round < 20; round++) {
      const dialled = await Promise.all(
        Array.from({ length: 50 }, (_, n) => hosted.dial({ protocols: [SUBPROTOCOL, `auth.guess-${round}-${n}`] })),
      )
      refused += dialled.filter(({ status }) => status === 401).length
    }
    expect(refused).toBe(1_000)
    expect(hosted.service.intrusions).toHaveLength(1_000)
    expect(JSON.stringify(hosted.service.intrusions)).not.toContain('guess')
    window.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(await window.next('done')).toMatchObject({ id: 'a' })
  })
})

describe('a socket that misbehaves is ended and reported, and another goes on', () => {
  it.each<[string, number, string, (socket: Awaited<ReturnType<Hosted['socket']>>) => void]>([
    ['ten million bytes', 1009, 'too-large', ({ raw }) => raw.send('x'.repeat(10_000_000))],
    [
      'ten million bytes in pieces',
      1009,
      'too-large',
      ({ raw }) => {
        for (let n = 0; n < 100; n++) raw.send('x'.repeat(100_000), { fin: n === 99 })
      },
    ],
    ['somewhat too much', 1009, 'too-large', ({ raw }) => raw.send('x'.repeat(70_000))],
    ['bytes instead of text', 1008, 'bad-message', ({ raw }) => raw.send(Buffer.from('{"type":"heartbeat"}'))],
    ['no UTF-8', 1007, 'bad-message', ({ raw }) => raw.send(Buffer.from([0xff, 0xfe]), { binary: false })],
    [
      'a thousand messages at once',
      1008,
      'too-many',
      (socket) => {
        for (let n = 0; n < 1_000; n++) socket.say({ type: 'heartbeat' })
      },
    ],
    ['a prototype', 1008, 'bad-message', ({ raw }) => raw.send('{"type":"heartbeat","__proto__":{"a":1}}')],
    ['thousands of levels', 1008, 'bad-message', ({ raw }) => raw.send('['.repeat(60_000))],
  ])('%s', async (_what, code, reported, misbehave) => {
    const hosted = await hostWindow()
    const bad = await hosted.socket()
    bad.raw.on('error', () => {})
    bad.say(HELLO)
    await bad.next('welcome')
    misbehave(bad)
    expect(await bad.closed).toBe(code)
    await expect.poll(() => hosted.service.intrusions.map((row) => row.code)).toContain(reported)
    await expectAlive(hosted)
  })

  it('that breaks the framing', async () => {
    const hosted = await hostWindow()
    const socket = await rawSocket(hosted)
    const key = Buffer.alloc(16).toString('base64')
    socket.write(
      [
        'GET / HTTP/1.1',
        `host: ${hosted.address}`,
        `origin: http://${hosted.address}`,
        'connection: Upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        `sec-websocket-key: ${key}`,
        `sec-websocket-protocol: ${SUBPROTOCOL}, auth.${hosted.token}`,
        '\r\n',
      ].join('\r\n'),
    )
    // Reserved bits and an unmasked frame.
    socket.write(Buffer.from([0xff, 0x05, 1, 2, 3, 4, 5]))
    const text = await readToEnd(socket)
    expect(text).toContain('101 Switching Protocols')
    expect(hosted.service.intrusions).toMatchObject([{ code: 'bad-message' }])
    await expectAlive(hosted)
  })
})
