import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventName, OrderAction, OrderType, TimeInForce } from '@stoqey/ib'
import { afterEach, expect, it } from 'vitest'
import { until } from '../../../support/until.ts'
import { ApiClient } from './api-client.ts'
import { STOCK } from './demo-gateway.ts'

const PROGRAM = new URL('../../../../src-main/hosts/cli/', import.meta.url)
const homes: string[] = []
const children: ChildProcessWithoutNullStreams[] = []

interface Run {
  readonly child: ChildProcessWithoutNullStreams
  stdout: string
  stderr: string
}

/** The command in a process of its own, as it is started by a shell. */
function run(...args: readonly string[]): Run {
  const home = mkdtempSync(join(tmpdir(), 'tws-sim-'))
  homes.push(home)
  const script = `
    import { createTerminal } from '${new URL('output/terminal.ts', PROGRAM)}'
    import { twsSimCommand } from '${new URL('commands/tws-sim.ts', PROGRAM)}'
    const terminal = createTerminal(process.stdout, process.stderr)
    const command = twsSimCommand(terminal, (code) => { process.exitCode = code }).exitOverride()
    try { await command.parseAsync(process.argv.slice(1), { from: 'user' }) }
    catch (error) { process.stderr.write(error.message + '\\n'); process.exitCode = error.exitCode ?? 1 }`
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home }
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], { cwd: home, env })
  const result: Run = { child, stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => {
    result.stdout += text
  })
  child.stderr.on('data', (text: Buffer) => {
    result.stderr += text
  })
  children.push(child)
  return result
}

const portOf = ({ stdout }: Run): number | null => {
  const port = /listening on 127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]
  return port === undefined ? null : Number(port)
}

const ended = ({ child }: Run): Promise<true> => until('end of the command', () => child.exitCode !== null)

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

it('serves accounts and a moving market at the speed that was asked for, and Ctrl-C ends it well', async () => {
  const args = ['--port', '0', '--account', 'DU1234567', 'DU7654321', '--seed', '3', '--speed', '600']
  const sim = run(...args, '--server-version', '178')
  const port = await until('port', () => portOf(sim))
  expect(sim.stdout).toContain('accounts DU1234567, DU7654321; server version 178')
  const client = await ApiClient.ready(port, 1)
  expect([client.api.serverVersion, client.of(EventName.managedAccounts)]).toEqual([178, [['DU1234567,DU7654321']]])
  const volumes = (): number[] =>
    client.of(EventName.tickSize).flatMap(([, type, size]) => (type === 8 ? [Number(size)] : []))
  client.api.reqMktData(1, STOCK, '', false, false)
  await client.until(() => volumes().length >= 3)
  client.close()
  sim.child.kill('SIGINT')
  await ended(sim)
  expect([sim.child.exitCode, sim.stderr]).toEqual([0, ''])
}, 30_000)

it('read-only is said, and orders are refused', async () => {
  const sim = run('--port', '0', '--readonly')
  const client = await ApiClient.ready(await until('port', () => portOf(sim)), 1)
  expect(sim.stdout).toContain('read-only')
  const order = {
    action: OrderAction.BUY,
    orderType: OrderType.MKT,
    totalQuantity: 1,
    tif: TimeInForce.DAY,
    transmit: true,
  }
  client.api.placeOrder(1, STOCK, order)
  await client.settled()
  expect(client.errors(1)).toEqual([321])
  client.close()
}, 30_000)

it.each([
  [['--port', '70000'], /--port takes a whole number from 0 to 65535/],
  [['--server-version', '200'], /from 178 to 193/],
  [['--account', 'nobody'], /--account takes account ids as DU1000001/],
  [['--replay', 'no-such-folder'], /no-such-folder/],
])(
  '%s is one sentence and no gateway',
  async (args, words) => {
    const sim = run(...args)
    await ended(sim)
    expect(sim.stderr).toMatch(words)
    expect(sim.child.exitCode).not.toBe(0)
  },
  30_000,
)
