import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readUniverse, type Universe } from '../../src-main/config/universe.ts'
import { SYNTHETIC_SYMBOLS } from '../../src-main/simulator/synthetic/instruments.ts'
import { type BuiltProgram, createBuiltProgram, type StartedCommand } from '../support/built-program.ts'
import { until } from '../support/until.ts'

const DAYS = ['--from', '2024-11-13', '--to', '2024-11-14']
const HEADER = 'symbol,bar_size,timestamp,open,high,low,close,volume'

let program: BuiltProgram
let gateway: StartedCommand
let there: readonly string[]
let clients = 10
/** The global flags that lead to the simulated gateway, a process of its own; each time as another client. */
const gatewayFlags = (): readonly string[] => [...there, '--ibkr-client-id', String(++clients)]

beforeAll(async () => {
  program = createBuiltProgram()
  keepUniverse(listedOnly())
  gateway = program.start('tws-sim', '--port', '0', '--account', 'DU7654321', '--speed', '300', '--seed', '1')
  const [, port] = await gateway.said(/listening on 127\.0\.0\.1:(\d+)/)
  there = ['--broker', 'ibkr', '--ibkr-host', '127.0.0.1', '--ibkr-port', String(port)]
})
afterAll(() => program.remove())

function keepUniverse(universe: Universe): void {
  const folder = join(program.home, 'config', 'orchestrator-cockpit')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'universe.json'), JSON.stringify(universe))
}

/** Looking at what the gateway does not list takes messages, and those are paced. */
function listedOnly(): Universe {
  const shipped = readUniverse()
  if (!shipped.ok) throw new Error(shipped.error.message)
  const listed = SYNTHETIC_SYMBOLS.map(({ symbol }) => symbol)
  return {
    ...shipped.value,
    dayTradeUniverse: shipped.value.dayTradeUniverse.filter((symbol) => listed.includes(symbol)),
  }
}

const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A run into a database of its own: two at once cannot share one. */
const headless = (db: string): readonly string[] => ['run', '--headless', '--json', '--db', join(program.home, db)]

// Most of what they do is wait for their turn: at once, they wait together.
describe.concurrent('the built commands at a simulated gateway', () => {
  it('scan: every candidate with its numbers, and what it fell out by', async () => {
    const { code, stdout } = await program.run(...gatewayFlags(), 'scan', '--top', '3', '--json')
    expect(code).toBe(0)
    const rows = linesOf(stdout)
    expect(rows.length).toBeGreaterThanOrEqual(listedOnly().dayTradeUniverse.length)
    for (const { measures, failures, rank } of rows) {
      expect(measures.averageVolume).toBeGreaterThan(0)
      expect(failures.length === 0).toBe(rank !== null)
    }
    expect(rows.filter(({ selected }) => selected).length).toBeLessThanOrEqual(3)
  })

  it('scan on the built-in simulator: a list for people, the chosen marked', async () => {
    const { code, stdout, stderr } = await program.run('scan', '--top', '2')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^session of 2024-11-15, .*: 19 candidates, \d+ pass, 2 chosen \(\*\)\n\* {2}1 {2}AMD .*of 14 d .*of 20 d/,
    )
    expect(stdout).toMatch(/fell out: .*ATR \d\.\d\d % is below 1\.50 %/)
    expect(stderr).toContain('every price is invented')
  })

  it('snapshot: the quotes, labelled', async () => {
    const { code, stdout } = await program.run(...gatewayFlags(), 'snapshot', 'SPY', 'NVDA')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^SPY .*bid \d.*ask \d.* live .*\nNVDA .*live/)
  })

  it('snapshot: a symbol that is not listed is named, and the others are shown', async () => {
    const { code, stdout, stderr } = await program.run(...gatewayFlags(), 'snapshot', 'ZZZZ', 'SPY')
    expect({ code, shown: stdout.split('\n')[0]?.slice(0, 3) }).toEqual({ code: 1, shown: 'SPY' })
    expect(stderr).toMatch(/ZZZZ: ZZZZ is not listed/)
  })

  it('history: bars of a day, one JSON object a line', async () => {
    const { code, stdout } = await program.run(
      ...gatewayFlags(),
      ...['history', 'AMD', '--bar-size', '15m', '--from', '2024-11-14', '--to', '2024-11-14', '--json'],
    )
    expect(code).toBe(0)
    const bars = linesOf(stdout)
    expect(bars).toHaveLength(26)
    expect(bars[0]).toMatchObject({ symbol: 'AMD', time: '2024-11-14T09:30:00' })
  })

  it('history: the same bars from the built-in simulator', async () => {
    const request = ['history', 'AMD', '--from', '2024-11-14', '--to', '2024-11-14']
    const [far, near] = await Promise.all([
      program.run(...gatewayFlags(), ...request),
      program.run('--broker', 'sim', ...request),
    ])
    expect(far.stdout.split('\n')).toHaveLength(79)
    expect(near.stdout).toBe(far.stdout)
  })

  it('export-history: goes on where it stopped, and the file is the same as one without a stop', async () => {
    const [stopped, whole] = ['stopped.csv', 'whole.csv'].map((name) => join(program.home, name))
    const command = (file: string) =>
      program.run(...gatewayFlags(), 'export-history', 'AMD', 'NVDA', '--out', file, '--bar-size', '5m', ...DAYS)
    expect(await command(whole!)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('312 bars of 5m, 2 symbols'),
    })
    const text = readFileSync(whole!, 'utf8')
    expect(text.split('\n')[0]).toBe(HEADER)
    writeFileSync(stopped!, text)
    truncateSync(stopped!, Math.floor(text.length / 3))
    const resumed = await command(stopped!)
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('its last line was not whole') })
    expect(readFileSync(stopped!, 'utf8')).toBe(text)
    expect(await command(stopped!)).toMatchObject({ code: 0, stderr: expect.stringContaining('312 bars already') })
  })

  it('export-history: Ctrl-C leaves a valid file, from which the same command goes on', async () => {
    const file = join(program.home, 'ended.csv')
    // At a gateway of its own: TWS refuses what another process asked for less than fifteen seconds ago.
    const command = ['export-history', 'AMD', 'NVDA', 'SPY', '--out', file, '--bar-size', '5s', ...DAYS]
    const ended = program.start(...command)
    const rows = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
    await until('first bars in the file', () => rows().length > 1_000)
    ended.process.kill('SIGINT')
    expect(await ended.ended()).toBe(130)
    expect(ended.stderr()).toMatch(/is valid as far as it goes; the same command goes on from there/)
    const left = rows()
    expect(left.at(-1)).toBe('')
    expect(left.slice(1, -1).every((row) => row.split(',').length === 8)).toBe(true)
    const again = program.start(...command)
    const checked = `${(left.length - 2).toLocaleString('en-US')} bars already, all checked`
    await until('what is there to be checked', () => again.stderr().includes(checked))
    again.process.kill('SIGINT')
    expect(await again.ended()).toBe(130)
    expect(rows().slice(0, left.length - 1)).toEqual(left.slice(0, -1))
  })

  it('run: symbols as several words', async () => {
    const run = await program.run(...headless('named.db'), '--symbols', 'INTC', 'AMD', 'NVDA')
    expect(run.code).toBe(0)
    const decided = linesOf(run.stdout).filter(({ kind }) => kind === 'decision')
    expect(new Set(decided.map(({ symbol }) => symbol))).toEqual(new Set(['INTC', 'AMD', 'NVDA']))
  })

  it('run: the best that a scan finds, looked for again every hour of the market', async () => {
    const run = await program.run(...headless('scanned.db'), '--top', '3', '--rescan', '60')
    expect(run.code).toBe(0)
    const decided = linesOf(run.stdout).filter(({ kind }) => kind === 'decision')
    expect(new Set(decided.map(({ symbol }) => symbol))).toContain('AMD')
  })

  it('paper-smoke: every step at the built-in simulator, exit code 0', async () => {
    const { code, stdout } = await program.run('paper-smoke')
    expect(stdout.match(/^[✓✗] [a-z ]+/gm)).toEqual(['✓ connection', '✓ paper account', '✓ clock', '✓ snapshot'])
    expect(code).toBe(0)
  })

  it('paper-smoke: a clock that is not ours is found, exit code 1', async () => {
    const { code, stdout } = await program.run(...gatewayFlags(), 'paper-smoke')
    expect(stdout).toMatch(/✓ paper account: DU7654321.*\n✗ clock: .* behind ours/)
    expect(code).toBe(1)
  })

  it('paper-smoke: an account of real money is found by its id, exit code 1', async () => {
    const real = program.start('tws-sim', '--port', '0', '--account', 'U7654321', '--speed', '300')
    const [, port] = await real.said(/listening on 127\.0\.0\.1:(\d+)/)
    const { code, stdout } = await program.run('--broker', 'ibkr', '--ibkr-port', String(port), 'paper-smoke')
    expect(stdout).toContain('✗ paper account: U7654321 is not a paper account by its id')
    expect(code).toBe(1)
    real.process.kill('SIGINT')
    expect(await real.ended()).toBe(0)
  })

  it('universe: edited in a copy of its own, and back', async () => {
    const own = createBuiltProgram()
    try {
      expect(await own.run('universe', 'add', 'KO', '--sector', 'Consumer Staples')).toMatchObject({ code: 0 })
      expect(await own.run('universe', 'set-sector', 'GOOGL', 'Communication Services')).toMatchObject({ code: 0 })
      const { stdout } = await own.run('universe', 'list', '--json')
      const rows = linesOf(stdout)
      const rowOf = (wanted: string) => rows.find(({ symbol }) => symbol === wanted)
      expect(rowOf('KO')).toMatchObject({ traded: true, sector: 'Consumer Staples', sectorEtf: 'XLP' })
      expect(rowOf('GOOGL')).toMatchObject({ sectorEtf: 'XLC' })
      expect(await own.run('universe', 'reset')).toMatchObject({ code: 0 })
      expect((await own.run('universe', 'list')).stdout).not.toContain('KO ')
    } finally {
      own.remove()
    }
  })
})

describe('the simulated gateway', () => {
  it('saw no limit of TWS broken by all of them together, and ends when it is told to', async () => {
    expect(gateway.stderr()).not.toContain('broke a limit')
    gateway.process.kill('SIGINT')
    expect(await gateway.ended()).toBe(0)
  })
})
