import { mkdtempSync, rmdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startBrowserHost } from '../../../../src-main/hosts/browser/browser-host.ts'
import { PING_MS } from '../../../../src-main/hosts/browser/living-sockets.ts'
import { createConnections } from '../../../../src-main/hosts/serving/connections.ts'
import { createManualTime } from '../serving/manual-time.ts'
import { ScriptedService } from '../serving/scripted-service.ts'
import { HELLO, hostWindow } from './hosted.ts'

describe('the window', () => {
  it('is served at the root, with the token of this start in the fragment of its URL', async () => {
    const { host, get, token } = await hostWindow()
    const index = await get('/')
    expect(index).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') })
    expect(host.url).toBe(`http://127.0.0.1:${host.port}/#token=${token}`)
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/app.js?v=1', 'text/javascript; charset=utf-8'],
  ])('%s comes as %s', async (path, type) => {
    const { get } = await hostWindow()
    const { headers } = await get(path)
    expect(headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  it('comes with a policy that lets nothing in from elsewhere and nothing inline', async () => {
    const { get } = await hostWindow()
    const { headers } = await get('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('can be asked for by HEAD', async () => {
    const { get } = await hostWindow()
    const { status, body, headers } = await get('/', { method: 'HEAD' })
    expect({ status, body }).toEqual({ status: 200, body: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it('has another token with each start', async () => {
    const [one, other] = [await hostWindow(), await hostWindow()]
    expect(one.token).not.toBe(other.token)
  })
})

describe('a socket', () => {
  it('with the token, from our own page, speaks the contract', async () => {
    const { socket, service } = await hostWindow()
    const window = await socket()
    window.say(HELLO)
    expect(await window.next('welcome')).toMatchObject({ host: 'browser', role: 'controller' })
    window.say({ type: 'command', id: 'a', command: { kind: 'stop' } })
    expect(await window.next('done')).toMatchObject({ id: 'a' })
    expect(service.commands).toMatchObject([{ by: 'window 1 (browser)' }])
  })

  it('hears that the engine lives', async () => {
    const { socket } = await hostWindow()
    const window = await socket()
    window.say(HELLO)
    expect(await window.next('pulse')).toEqual({ type: 'pulse' })
  })

  it('that is closed takes what it followed with it', async () => {
    const { socket, service } = await hostWindow()
    const window = await socket()
    window.say(HELLO)
    window.say({ type: 'subscribe', topic: 'status' })
    await window.next('snapshot')
    window.raw.close()
    await window.closed
    await expect.poll(() => service.followers[0]?.stopped).toBe(true)
  })

  it('from beyond a tunnel is let in under the name that was allowed, and under no other', async () => {
    const { dial } = await hostWindow({ allowHosts: ['desk.example:9000'] })
    const from = (host: string, origin: string) => dial({ headers: { host, origin } })
    expect((await from('desk.example:9000', 'http://desk.example:9000')).status).toBe(101)
    expect((await from('desk.example:9000', 'https://desk.example:9000')).status).toBe(101)
    expect((await from('desk.example:9000', 'http://other.example')).status).toBe(403)
    expect((await from('desk.example', 'http://desk.example')).status).toBe(421)
  })

  it('whose other end does not answer any more is ended, and its control is free', async () => {
    const time = createManualTime()
    const { socket, service } = await hostWindow({ schedule: time.schedule })
    const dead = await socket()
    dead.say(HELLO)
    dead.say({ type: 'subscribe', topic: 'status' })
    await dead.next('snapshot')
    const asked = new Promise((resolve) => dead.raw.once('ping', resolve))
    time.pass(PING_MS)
    await asked
    time.pass(PING_MS)
    await dead.closed
    await expect.poll(() => service.followers[0]?.stopped).toBe(true)
  })

  it('whose other end answers stays', async () => {
    const time = createManualTime()
    const { socket } = await hostWindow({ schedule: time.schedule })
    const alive = await socket()
    alive.say(HELLO)
    for (let round = 0; round < 3; round++) {
      const asked = new Promise<void>((resolve) => {
        alive.raw.once('ping', (data) => alive.raw.pong(data, true, () => resolve()))
      })
      time.pass(PING_MS)
      await asked
      // The answer to this comes after the pong has been read.
      alive.say({ type: 'command', id: `a${round}`, command: { kind: 'stop' } })
      await alive.next('done')
    }
    expect(alive.raw.readyState).toBe(alive.raw.OPEN)
  })
})

describe('starting and ending', () => {
  const options = (folder: string, port: number | null) => {
    const service = new ScriptedService()
    const { schedule, ...operator } = createManualTime()
    const connections = createConnections({ service, app: { name: 'cockpit', version: '1' }, operator, schedule })
    return { connections, reportIntrusion: service.reportIntrusion, folder, port, allowHosts: [], schedule }
  }

  it('is refused in words without a built window', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-window-'))
    expect(await startBrowserHost(options(folder, 0))).toMatchObject({
      ok: false,
      error: expect.stringContaining('npm run build'),
    })
    rmdirSync(folder)
  })

  it('is refused in words on a port that is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port))
    })
    await expect(hostWindow({ port })).rejects.toThrow(`port ${port}`)
    taken.close()
  })

  it('takes any port when the usual one is taken', async () => {
    const [one, other] = [await hostWindow({ port: null }), await hostWindow({ port: null })]
    expect(one.host.port).not.toBe(other.host.port)
  })

  it('ends also with a window that does not take its leave', async () => {
    const { socket, host } = await hostWindow()
    const window = await socket()
    window.raw.pause()
    await expect(host.close()).resolves.toBeUndefined()
  })
})
