import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attachTo } from '../../../../src-main/hosts/attach/attach-client.ts'
import { knownAddresses, socketAddress } from '../../../../src-main/hosts/attach/socket-address.ts'
import { attachable, temporaryFolder } from './attached.ts'

const onUnix = it.skipIf(process.platform === 'win32')

async function attached(address: string) {
  const result = await attachTo(address)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('attaching to a cockpit', () => {
  it('says who it is and where its window is', async () => {
    const { address } = await attachable()
    const cockpit = await attached(address)
    expect(cockpit.greeting).toMatchObject({ pid: 7, url: 'http://127.0.0.1:1/#token=t' })
    cockpit.close()
  })

  it('obeys a stop as one from the command line, beside the window that controls', async () => {
    const { address, service } = await attachable()
    const cockpit = await attached(address)
    service.obey = () => ({ ok: true, value: { orders: [{ ref: 'x', refusal: null }] } })
    expect(await cockpit.command({ kind: 'stop' })).toEqual({
      ok: true,
      value: { orders: [{ ref: 'x', refusal: null }] },
    })
    expect(service.commands).toMatchObject([{ command: { kind: 'stop' }, by: 'command line' }])
    cockpit.close()
  })

  it('gives the words of a refusal', async () => {
    const { address, service } = await attachable()
    const cockpit = await attached(address)
    service.obey = () => ({ ok: false, error: { code: 'broker-away', message: 'The broker is away.' } })
    expect(await cockpit.command({ kind: 'stop' })).toMatchObject({
      ok: false,
      error: { message: 'The broker is away.' },
    })
    cockpit.close()
  })

  it('does not control: an approval is refused', async () => {
    const { address } = await attachable()
    const cockpit = await attached(address)
    expect(await cockpit.command({ kind: 'approve', ref: 'x', revision: 1 })).toMatchObject({
      ok: false,
      error: { code: 'not-controller' },
    })
    cockpit.close()
  })

  it('finds nobody where nobody is', async () => {
    expect(await attachTo(join(temporaryFolder(), 'nobody.sock'))).toMatchObject({
      ok: false,
      error: { code: 'nobody' },
    })
  })

  it('is over when the cockpit ends meanwhile, with words', async () => {
    const { address, host, connections } = await attachable()
    const cockpit = await attached(address)
    connections.close()
    await host.close()
    await expect(cockpit.command({ kind: 'stop' })).rejects.toThrow(/cockpit|session/)
  })

  it('is refused by a cockpit of another version, with words', async () => {
    const { address } = await attachable(temporaryFolder(), 99)
    expect(await attachTo(address)).toMatchObject({
      ok: false,
      error: { code: 'failed', message: expect.stringContaining('another version') },
    })
  })

  it('does not wait for ever for one that hangs', async () => {
    const address = join(temporaryFolder(), 'hung.sock')
    const hung = createServer((socket) => socket.on('error', () => {}))
    await new Promise<void>((resolve) => hung.listen(address, resolve))
    expect(await attachTo(address, 100)).toMatchObject({
      ok: false,
      error: { code: 'failed', message: 'The cockpit does not answer.' },
    })
    hung.close()
  })
})

describe('the socket', () => {
  onUnix('can be reached by this user alone', async () => {
    const { address } = await attachable()
    expect(statSync(address).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(address)).mode & 0o777).toBe(0o700)
  })

  onUnix('is made private where its folder was not', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'attach'), { mode: 0o777 })
    const { address } = await attachable(folder)
    expect(statSync(dirname(address)).mode & 0o777).toBe(0o700)
  })

  onUnix('of one that was killed is no obstacle', async () => {
    const folder = temporaryFolder()
    const address = socketAddress(join(folder, 'demo.db'), join(folder, 'attach'))
    mkdirSync(dirname(address))
    const { spawnSync } = await import('node:child_process')
    const leave = 'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))'
    spawnSync(process.execPath, ['-e', leave, address])
    expect(existsSync(address)).toBe(true)
    expect(knownAddresses(join(folder, 'attach'))).toEqual([address])
    expect(await attachTo(address)).toMatchObject({ ok: false, error: { code: 'nobody' } })
    const cockpit = await attached((await attachable(folder)).address)
    cockpit.close()
  })

  onUnix('does not take the place of a file that is no socket', async () => {
    const folder = temporaryFolder()
    const address = socketAddress(join(folder, 'demo.db'), join(folder, 'attach'))
    mkdirSync(dirname(address))
    writeFileSync(address, 'mine')
    await expect(attachable(folder)).rejects.toThrow('is in the way')
  })

  onUnix('does not follow a link to a folder', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'attach'))
    await expect(attachable(folder)).rejects.toThrow('is not a folder of this user')
  })

  onUnix('is gone when the cockpit has ended', async () => {
    const { address, host, connections } = await attachable()
    connections.close()
    await host.close()
    expect(existsSync(address)).toBe(false)
  })

  it('is the same for every way to write the path of a database', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'demo.db'), '')
    symlinkSync(folder, join(folder, 'same'))
    const addresses = ['demo.db', 'x/../demo.db', 'same/demo.db'].map((path) =>
      socketAddress(`${folder}/${path}`, folder),
    )
    expect(new Set(addresses).size).toBe(1)
    expect(socketAddress(join(folder, 'other.db'), folder)).not.toBe(addresses[0])
  })

  onUnix('has an address that the system takes, however deep its folder lies', () => {
    const deep = join(temporaryFolder(), 'very-long-name-of-a-folder/'.repeat(10))
    expect(Buffer.byteLength(socketAddress('demo.db', deep))).toBeLessThanOrEqual(100)
  })
})
