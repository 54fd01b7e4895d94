import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commandLine } from '../support/command-line.ts'
import { hasQuarter, NEEDS_QUARTER, QUARTER } from '../support/recorded-bars.ts'

const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const database = (name: string): string => join(folder, `${name}.db`)

interface Line {
  readonly kind: string
  readonly action?: { readonly kind: string }
  readonly [field: string]: unknown
}

const jsonLines = (text: string): Line[] => text.split('\n').map((line) => JSON.parse(line) as Line)
const ofKind = (lines: readonly Line[], kind: string): Line[] => lines.filter((line) => line.kind === kind)

describe('a demo day on the command line', () => {
  it('is decided, recorded, verified and replayed', async () => {
    const db = database('demo')
    const run = await commandLine('run', '--demo', '--headless', '--db', db)
    expect(run.code).toBe(0)
    expect(run.stderr).toContain('synthetic market')
    expect(run.stdout).toMatch(/^09:35 {2}NVDA/m)
    expect(run.stdout).toMatch(/enter (?:long|short): [4-6] of 6 agree/)
    expect(run.stdout).toContain('936 decisions on 4,446 bars')

    const verify = await commandLine('audit', 'verify', '--db', db)
    expect(verify).toMatchObject({ code: 0, stdout: expect.stringContaining('none altered, missing') })

    const replay = await commandLine('audit', 'replay', '--db', db)
    expect(replay).toMatchObject({ code: 0, stdout: '936 decisions replayed from 4,446 bars: every one equal.' })
  })

  it('comes out the same from the same seed, and differently from another', async () => {
    const decisions = async (name: string, seed: string): Promise<Line[]> => {
      const run = await commandLine('run', '--headless', '--json', '--seed', seed, '--db', database(name))
      return ofKind(jsonLines(run.stdout), 'decision')
    }
    const one = await decisions('one', '3')
    expect(await decisions('two', '3')).toEqual(one)
    expect(await decisions('three', '4')).not.toEqual(one)
  })

  it.each([1, 2, 3, 4])('of seed %i replays with every decision equal', async (seed) => {
    const db = database(`seed-${seed}`)
    const run = await commandLine('run', '--headless', '--json', '--seed', `${seed}`, '--db', db)
    expect(run.code).toBe(0)
    const replay = await commandLine('audit', 'replay', '--json', '--db', db)
    expect(JSON.parse(replay.stdout)).toMatchObject({ decisions: 936, equal: 936, differences: [], broken: null })
    expect((await commandLine('audit', 'verify', '--db', db)).code).toBe(0)
  })

  it('opens positions from fills, closes all of them, and sums their results', async () => {
    const run = await commandLine('run', '--headless', '--json', '--db', database('fills'))
    const lines = jsonLines(run.stdout)
    const fills = ofKind(lines, 'fill')
    const entries = fills.filter(({ role }) => role === 'entry')
    const [summary] = ofKind(lines, 'summary')
    const shares = (of: typeof fills): number => of.reduce((sum, fill) => sum + Number(fill['quantity']), 0)
    expect(entries.length).toBeGreaterThan(0)
    expect(shares(fills)).toBe(2 * shares(entries))
    const closed = fills.filter(({ roundTrip }) => roundTrip !== null)
    expect(summary).toMatchObject({ entries: closed.length, decisions: 936, sessions: 1 })
    const commissions = fills.reduce((sum, fill) => sum + Number(fill['commission']), 0)
    expect(Number(summary?.['commissions'])).toBeCloseTo(commissions, 6)
  })

  it('adds a session to the same database at each run, and replays each of them', async () => {
    const db = database('twice')
    for (const seed of ['1', '2']) await commandLine('run', '--headless', '--json', '--seed', seed, '--db', db)
    const sessions = await commandLine('audit', 'list', '--sessions', '--json', '--db', db)
    const [first, second] = jsonLines(sessions.stdout)
    expect(second?.['firstSeq']).toBe(Number(first?.['lastSeq']) + 1)
    expect((await commandLine('audit', 'replay', '--db', db)).stdout).toContain('1,872 decisions')
    const one = await commandLine('audit', 'replay', '--session', String(first?.['session']), '--db', db)
    expect(one.stdout).toContain('936 decisions')
  })
})

describe('the recorded events on the command line', () => {
  it('are listed newest first, page by page, by type and by symbol', async () => {
    const db = database('listed')
    await commandLine('run', '--headless', '--json', '--db', db)
    const list = (...flags: string[]) => commandLine('audit', 'list', '--db', db, '--json', ...flags)
    const newest = jsonLines((await list('--limit', '3')).stdout)
    expect(newest[0]).toMatchObject({ type: 'session-ended' })
    const older = jsonLines((await list('--limit', '3', '--before', String(newest[2]?.['seq']))).stdout)
    expect(older[0]?.['seq']).toBe(Number(newest[2]?.['seq']) - 1)
    const decisions = jsonLines((await list('--type', 'decision', '--symbol', 'NVDA', '--limit', '1000')).stdout)
    expect(decisions).toHaveLength(78)
    expect(new Set(decisions.map(({ symbol }) => symbol))).toEqual(new Set(['NVDA']))
  })

  it('are said to be none where none matches', async () => {
    const db = database('none')
    await commandLine('run', '--headless', '--json', '--db', db)
    const list = await commandLine('audit', 'list', '--db', db, '--day', '1999-12-31')
    expect(list).toMatchObject({ code: 0, stdout: '', stderr: 'No recorded event matches.' })
  })

  it('replay by day: none on a day without decisions is not a proof', async () => {
    const db = database('day')
    await commandLine('run', '--headless', '--json', '--db', db)
    const day = await commandLine('audit', 'replay', '--db', db, '--day', '2024-11-15')
    expect(day).toMatchObject({ code: 0, stdout: expect.stringContaining('936 decisions') })
    const empty = await commandLine('audit', 'replay', '--db', db, '--day', '2024-11-18')
    expect(empty).toMatchObject({ code: 1, stdout: 'There is no decision in this range.' })
  })
})

describe.skipIf(!hasQuarter)(NEEDS_QUARTER, () => {
  it('is decided for AAPL, NVDA and GOOGL, recorded, verified and replayed', async () => {
    const db = database('quarter')
    const run = await commandLine('run', '--replay', QUARTER, '--headless', '--json', '--db', db)
    const [summary] = ofKind(jsonLines(run.stdout), 'summary')
    expect(summary).toMatchObject({ sessions: 61, decisions: 14_274, bars: 28_548 })
    expect((await commandLine('audit', 'verify', '--db', db)).code).toBe(0)
    expect(await commandLine('audit', 'replay', '--db', db)).toMatchObject({
      code: 0,
      stdout: '14,274 decisions replayed from 28,548 bars: every one equal.',
    })
    const march = await commandLine('audit', 'replay', '--db', db, '--from', '2024-03-01', '--to', '2024-03-28')
    expect(march.stdout).toContain('4,680 decisions')
  })
})
