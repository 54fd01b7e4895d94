import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clearAddress, socketAddress } from '../../src-main/hosts/attach/socket-address.ts'
import { until } from '../support/until.ts'

const PROGRAM = fileURLToPath(new URL('../../src-main/hosts/cli/orchestrator.ts', import.meta.url))
const TOKEN = 'correct horse, bättery ✓'
const home = mkdtempSync(join(tmpdir(), 'order-commands-'))
const DATA = join(home, 'data', 'orchestrator-cockpit')
const running = new Set<ChildProcess>()
/** All that any command has printed. */
let printed = ''

// Commands beside a cockpit run in this process, which spares a start of Node for each: they find it in the same home.
Object.assign(process.env, { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') })
const { main } = await import('../../src-main/hosts/cli/main.ts')

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

interface Started {
  readonly process: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<number | null>
}

/** Starts a command line with a home of its own; live trading is configured. @param input what it reads */
function start(args: readonly string[], input = ''): Started {
  const ours = /^(?:TRADING_|IBKR_|ORCHESTRATOR_|XDG_|APPDATA|LOCALAPPDATA)/
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  const env = {
    ...inherited,
    ...{ HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') },
    ...{ TRADING_DRY_RUN: 'false', TRADING_LIVE_ENABLED: 'true', TRADING_ORDER_TOKEN: TOKEN },
  }
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: home, env, stdio: 'pipe' })
  running.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    printed += text
  })
  // A command that ends before it reads closes its end.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  return { process: child, stdout: () => stdout, stderr: () => stderr, ended }
}

/** Begins a command line in this process. */
function begin(...args: readonly string[]) {
  const [lines, notes]: [string[], string[]] = [[], []]
  const take = (kept: string[]) => (text: string) => {
    kept.push(text)
    printed += `${text}\n`
  }
  const ended = main(args, {
    coloured: false,
    line: take(lines),
    note: take(notes),
    progress: () => {},
    drained: () => Promise.resolve(),
    close: () => {},
  })
  return { lines, notes, ended }
}

async function run(...args: readonly string[]) {
  const { lines, notes, ended } = begin(...args)
  const code = await ended
  return { code, stdout: lines.join('\n'), stderr: notes.join('\n') }
}

const PLACE = ['place-order', 'NVDA', '--side', 'buy', '--quantity', '10']
const AMD = ['place-order', 'AMD', '--side', 'buy', '--quantity', '5']

describe('a command that opens a cockpit of its own', () => {
  it('places into the simulated book, follows the fill, and answers programs', async () => {
    const placing = start([...PLACE, '--dry-run', '--db', join(home, 'own.db'), '--speed', '600', '--json'])
    expect(await placing.ended).toBe(0)
    expect(placing.stderr()).toContain('No cockpit is running: one is opened')
    const { ref, order, family } = JSON.parse(placing.stdout())
    expect(order).toMatchObject({ ref, book: { kind: 'simulated' }, state: 'filled', quantity: 10 })
    expect(family.map((each: { role: string }) => each.role).toSorted()).toEqual(['entry', 'stop', 'target'])
  })
})

describe('orders beside a cockpit that runs and is armed', () => {
  let cockpit: Started
  let ref = ''
  let limit = 0

  beforeAll(async () => {
    // Below the market and inside the collar: it works, and market time all but stands still.
    const prices = ['--limit', '128.90', '--stop', '127.50', '--target', '131.00']
    cockpit = start([...PLACE, ...prices, '--speed', '1', '--wait', '600', '--confirm-token'], `${TOKEN}\n`)
    const line = await until('working entry', () => {
      if (cockpit.process.exitCode !== null) throw new Error(cockpit.stdout() + cockpit.stderr())
      return /^(\S+) {2}entry .* limit ([\d.]+) .* acknowledged .*DU1000001/m.exec(cockpit.stdout())
    })
    ref = line[1] ?? ''
    limit = Number(line[2])
  })

  it('were armed by the command, which says where', () => {
    expect(cockpit.stderr()).toMatch(/armed on DU1000001 \(simulated\) until this command ends/)
    expect(limit).toBe(128.9)
  })

  it('are listed, and told one by one', async () => {
    const [list, story] = await Promise.all([run('order-status', '--json'), run('order-status', ref)])
    const orders = list.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(orders.map(({ role }) => role).toSorted()).toEqual(['entry', 'stop', 'target'])
    expect(story.stdout).toMatch(/staged: long 10.*\n.*approved by the trader\n.*written down, to be sent\n.*sent/)
  })

  it('are changed, unless the price is off the tick or the reference is a stranger', async () => {
    const [off, stranger] = await Promise.all([
      run('modify-order', ref, '--limit', '128.805'),
      run('modify-order', '$(reboot); "x', '--limit', '128'),
    ])
    expect(off).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (off-tick): The limit 128.805') })
    expect(stranger).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (unknown-order)') })
    const changed = await run('modify-order', ref, '--limit', '128.80', '--quantity', '8')
    expect(changed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/BUY 8 NVDA limit 128\.80 .* acknowledged/),
    })
  })

  it('are refused without the right token, in another account, in another mode, and above the limits', async () => {
    const [wrong, account, mode, size] = await Promise.all([
      run(...AMD, '--confirm-token', 'correct horse'),
      run(...AMD, '--account', 'DU7', '--confirm-token', TOKEN),
      run(...AMD, '--dry-run'),
      run('place-order', 'AMD', '--side', 'buy', '--quantity', '101', '--confirm-token', TOKEN),
    ])
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (wrong-token)') })
    expect(account).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (wrong-account)') })
    expect(mode).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (another-mode)') })
    expect(size).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (hand-shares)') })
  })

  it('are placed with it and cancelled, and compared with the broker', async () => {
    const prices = ['--limit', '160.60', '--stop', '158', '--target', '166']
    const placed = await run(...AMD, ...prices, '--confirm-token', TOKEN)
    expect(placed).toMatchObject({ code: 0, stdout: expect.stringMatching(/BUY 5 AMD .* acknowledged .*DU1000001/) })
    const [, amd = ''] = /^placed: (\S+)$/m.exec(placed.stdout) ?? []
    const cancelled = await run('cancel-order', amd)
    expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringContaining('cancelled') })
    const again = await run('cancel-order', amd)
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('refused (order-over)') })
    const compared = await run('oms-reconcile')
    expect(compared).toMatchObject({ code: 0, stdout: 'DU1000001: reconciled, 0 differences' })
  })

  it('end with STOP, also for who tracks them and for the command whose cockpit it is', async () => {
    const tracked = begin('oms-track', ref)
    await until('first line of the track', () => tracked.lines.length > 0)
    expect(await run('stop')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Stopped: /) })
    expect(await tracked.ended).toBe(0)
    expect(tracked.lines[0]).toContain('acknowledged')
    expect(tracked.lines.at(-1)).toContain('cancelled')
    expect(await cockpit.ended).toBe(0)
    expect(cockpit.stdout()).toMatch(/entry .* cancelled/)
  })

  it('leave nothing of the token anywhere', () => {
    expect(printed).not.toContain(TOKEN)
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(2)
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name)).includes(TOKEN), name).toBe(false)
    }
  })
})

describe('a command that is ended by the user', () => {
  it('cancels its entry and disarms before it ends with exit code 130', async () => {
    const database = join(home, 'ended.db')
    const prices = ['--limit', '128.90', '--stop', '127.50', '--target', '131.00']
    const command = start([...PLACE, ...prices, '--db', database, '--speed', '1', '--confirm-token'], TOKEN)
    await until('working entry', () => /entry .* acknowledged/.exec(command.stdout()))
    command.process.kill('SIGINT')
    expect(await command.ended).toBe(130)
    expect(command.stderr()).toContain('The entry is not filled: it is cancelled')
    expect(command.stderr()).toMatch(/is cancelled/)
  })
})

describe('the order test of paper-smoke', () => {
  it('places, changes and cancels an order at the built-in simulator, and leaves nothing', async () => {
    const test = start(['paper-smoke', '--order-test', '--confirm-token'], `${TOKEN}\n`)
    expect(await test.ended).toBe(0)
    expect(test.stdout().match(/^. [a-z]+ [a-z]+/gm)).toEqual([
      '✓ order placed',
      '✓ order changed',
      '✓ order cancelled',
      '✓ nothing left',
    ])
  })
})

describe('an account of real money', () => {
  it('is no place for the order test, and is not armed', async () => {
    const tws = start(['tws-sim', '--port', '0', '--account', 'U7654321', '--speed', '1'])
    const [, port = ''] = await until('port', () => /listening on 127\.0\.0\.1:(\d+)/.exec(tws.stdout()))
    const test = start(
      ['--broker', 'ibkr', '--ibkr-port', port, 'paper-smoke', '--order-test', '--confirm-token'],
      `${TOKEN}\n`,
    )
    expect(await test.ended).toBe(3)
    expect(test.stderr()).toContain('refused (wrong-account): U7654321 is an account of real money')
    expect(test.stdout() + test.stderr()).not.toMatch(/armed on|order placed/)
    tws.process.kill('SIGINT')
    expect(await tws.ended).toBe(0)
  })
})

describe('a cockpit that hangs', () => {
  it('is told of within five seconds, with what to do in TWS', async () => {
    const database = join(home, 'hung.db')
    const address = socketAddress(database, join(DATA, 'attach'))
    clearAddress(address)
    const hung = createServer((socket) => socket.on('error', () => {}))
    await new Promise<void>((resolve) => hung.listen(address, resolve))
    const begun = performance.now()
    const { code, stderr } = await run('stop', '--db', database)
    expect(performance.now() - begun).toBeLessThan(5_000)
    hung.close()
    expect(code).toBe(1)
    expect(stderr).toContain(`The cockpit on ${database} runs and cannot be talked to: The cockpit does not answer.`)
    expect(stderr).toMatch(/In TWS: Orders shows what works/)
  })
})
