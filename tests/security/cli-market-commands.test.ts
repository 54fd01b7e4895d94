import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import { commandLine, createCommandUser } from '../support/command-line.ts'

const user = createCommandUser()
afterAll(() => user.remove())

const out = join(user.home, 'bars.csv')
const EXPORT = ['export-history', 'SPY', '--out', out]
const DAYS = ['--from', '2024-11-14', '--to', '2024-11-15']

describe('a market command that cannot be carried out as it was given ends with exit code 2 and one line', () => {
  it.each<[string, string[], string | RegExp]>([
    ['a snapshot of nothing', ['snapshot'], "missing required argument 'symbols'"],
    ['a snapshot of no symbol', ['snapshot', 'SPY', 'spy!'], 'a symbol such as AAPL, not "spy!"'],
    ['a symbol of path parts', ['snapshot', '../../etc/passwd'], 'a symbol such as AAPL'],
    ['a symbol with a line end', ['snapshot', 'SPY\nAMD'], 'a symbol such as AAPL'],
    ['a symbol of a thousand letters', ['snapshot', 'A'.repeat(1_000)], 'a symbol such as AAPL'],
    ['history of nothing', ['history'], "missing required argument 'symbol'"],
    ['history of two symbols', ['history', 'SPY', 'AMD'], 'too many arguments'],
    ['a bar size that is none', ['history', 'SPY', '--bar-size', '7m'], 'Allowed choices are 5s, 1m, 5m'],
    ['no days', ['history', 'SPY', '--days', '0'], '--days takes a whole number from 1'],
    ['days without number', ['history', 'SPY', '--days', 'all'], '--days takes a whole number'],
    ['days beyond reason', ['history', 'SPY', '--days', '999999'], '--days takes a whole number'],
    ['days and dates', ['history', 'SPY', '--days', '2', '--from', '2024-11-14'], 'cannot be used with'],
    ['a date that is none', ['history', 'SPY', '--from', '2024-02-30'], 'a date as YYYY-MM-DD'],
    ['a date in words', ['history', 'SPY', '--from', 'yesterday'], 'a date as YYYY-MM-DD'],
    ['a date before the calendar', ['history', 'SPY', '--from', '1997-01-02'], 'dates from 1998-01-01 on'],
    ['dates the wrong way round', ['history', 'SPY', '--from', '2024-11-15', '--to', '2024-11-14'], 'lies before'],
    ['an end without a beginning', ['history', 'SPY', '--to', '2024-11-14'], '--to needs --from'],
    ['an export without a file', ['export-history', 'SPY', ...DAYS], "required option '--out <file>'"],
    ['an export without a day', EXPORT, "required option '--from <date>'"],
    ['an export of sessions back from now', [...EXPORT, ...DAYS, '--days', '5'], "unknown option '--days'"],
    ['an export of nothing', ['export-history', '--out', out, ...DAYS], "missing required argument 'symbols'"],
    ['a scan for nothing', ['scan', '--top', '0'], '--top takes a whole number from 1'],
    ['a scan for half a stock', ['scan', '--top', '2.5'], '--top takes a whole number'],
    ['a port that is none', ['--ibkr-port', '70000', 'scan'], '--ibkr-port: expected a whole number from 1 to 65535'],
    ['a port in words', ['--ibkr-port', 'paper', 'scan'], '--ibkr-port'],
    ['a client id that is none', ['--ibkr-client-id', '-1', 'scan'], '--ibkr-client-id'],
    ['a host with a path', ['--ibkr-host', 'http://nas/x', 'scan'], '--ibkr-host: expected a host name'],
    ['a broker that is none', ['--broker', 'robinhood', 'scan'], '--broker: expected sim or ibkr'],
    ['an unknown universe command', ['universe', 'drop'], "unknown command 'drop'"],
    ['an unknown sector', ['universe', 'set-sector', 'AAPL', 'Fruit'], 'There is no sector "Fruit"'],
    ['a stranger in the universe', ['universe', 'remove', 'ZZZZ'], 'ZZZZ is not among the symbols to trade'],
    ['no symbol for the universe', ['universe', 'add', 'aapl', '--sector', 'Energy'], 'a symbol such as AAPL'],
  ])('%s', async (_case, args, words) => {
    const { code, stdout, stderr } = await commandLine(...args)
    expect(stderr).toMatch(words)
    expect(stderr.split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('an export into something that is not ours', () => {
  const fileWith = (content: string): string => {
    writeFileSync(out, content)
    return out
  }

  it.each([
    ['another CSV', () => fileWith('date,price\n2024-11-14,100\n'), 'line 1: it does not begin with symbol,bar_size'],
    [
      'a file that is no text',
      () => fileWith('\u0000\u0001\u0002'.repeat(1_000)),
      'does not hold lines of exported bars',
    ],
    [
      'an export of other bars',
      () => fileWith('symbol,bar_size,timestamp,open,high,low,close,volume\nSPY,1m,2024-11-14T09:30:00,1,1,1,1,1\n'),
      'line 2: its bars are of 1m, not of 5m',
    ],
  ])('leaves %s as it is', async (_case, prepare, words) => {
    const content = readFileSync(prepare())
    const { code, stdout, stderr } = await commandLine(...EXPORT, ...DAYS)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
    expect(readFileSync(out)).toEqual(content)
  })

  it.each([
    ['a folder', () => user.home],
    ['a folder that is not there', () => join(user.home, 'nowhere', 'bars.csv')],
    ['a file as a folder', () => join(fileWith(''), 'bars.csv')],
    ['a name that the file system refuses', () => join(user.home, 'x'.repeat(300), 'bars.csv')],
  ])('says that it cannot write to %s', async (_case, path) => {
    const { code, stdout, stderr } = await commandLine('export-history', 'SPY', '--out', path(), ...DAYS)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/--out: .* cannot be (read|written): E/)
  })

  it.skipIf(process.getuid?.() === 0)('says that it cannot write into a read-only folder', async () => {
    const folder = join(user.home, 'read-only')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    const file = join(folder, 'bars.csv')
    const { code, stderr } = await commandLine('export-history', 'SPY', '--out', file, ...DAYS)
    expect({ code, exists: existsSync(file) }).toEqual({ code: 2, exists: false })
    expect(stderr).toContain('EACCES')
  })
})

describe('a universe that was edited by hand and is wrong', () => {
  it('is named with the place and the way back, by every command that needs it', async () => {
    const folder = join(user.home, 'config', 'orchestrator-cockpit')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'universe.json'), '{"index": ["SPY"]}')
    const list = await user.run(['universe', 'list'])
    expect(list).toMatchObject({ code: 2, stdout: '' })
    expect(list.stderr).toMatch(/universe\.json at .*This is your own copy.*orchestrator universe reset/)
    expect(await user.run(['universe', 'reset'])).toMatchObject({ code: 0 })
    expect(await user.run(['universe', 'list'])).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('a gateway that is none', () => {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers) server.close()
  })

  /** @returns the port of a server that answers in its own way */
  async function serving(answer: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      answer(socket)
    })
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return String((server.address() as AddressInfo).port)
  }

  async function freePort(): Promise<string> {
    const port = await serving(() => {})
    const server = servers.pop()
    server?.close()
    return port
  }

  const connecting = (port: string, ...command: string[]) =>
    commandLine('--broker', 'ibkr', '--ibkr-port', port, ...command)

  it('nothing that listens: says what was tried, and what to switch on in TWS', async () => {
    const port = await freePort()
    const { code, stdout, stderr } = await connecting(port, 'snapshot', 'SPY')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`127.0.0.1:${port} as client 1`)
    expect(stderr).toMatch(/ECONNREFUSED/)
    for (const words of ['Enable ActiveX and Socket Clients', '7497', '7496', '4002', '4001', 'Trusted IPs']) {
      expect(stderr).toContain(words)
    }
  })

  it('a host that nobody knows', async () => {
    const args = ['--broker', 'ibkr', '--ibkr-host', 'no-such-machine.invalid', 'scan']
    const { code, stdout, stderr } = await commandLine(...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('no-such-machine.invalid:7497')
  })

  it.each<[string, (socket: Socket) => void]>([
    ['hangs up at once', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['speaks HTTP', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
    [
      'sends noise',
      (socket) => {
        const random = createRandom(7)
        socket.end(Buffer.from(Array.from({ length: 4_096 }, () => Math.floor(random.uniform(0, 256)))))
      },
    ],
    ['announces a frame of four gigabytes', (socket) => socket.end(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]))],
  ])('a port that %s: exit code 1 and a sentence', async (_case, answer) => {
    const { code, stdout, stderr } = await connecting(await serving(answer), 'history', 'SPY')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('No connection to TWS or IB Gateway at 127.0.0.1')
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('is a failed step of the paper smoke test, which ends with exit code 1', async () => {
    const { code, stdout } = await connecting(await freePort(), 'paper-smoke')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ connection: No connection to TWS/)
    expect(stdout).not.toContain('✓')
  })
})
