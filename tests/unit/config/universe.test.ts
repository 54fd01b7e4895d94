import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  instrumentFor,
  readUniverse,
  readUsersUniverse,
  sectorEtfOf,
  symbolsOf,
  type Universe,
} from '../../../src-main/config/universe.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'

const ORIGINAL = resolve(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'universe.json')

function shipped(): Universe {
  const result = readUniverse()
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('the shipped universe', () => {
  test.skipIf(!existsSync(ORIGINAL))("has the original's maps and lists, unchanged (needs ../shared/data)", () => {
    const original: unknown = JSON.parse(readFileSync(ORIGINAL, 'utf8'))
    const { index, sectorOf, relatedTo, dayTradeUniverse } = shipped()
    expect({ index, sectorOf, relatedTo, dayTradeUniverse }).toEqual(original)
  })

  test('calls every index and every sector a fund', () => {
    const { index, etfs, sectorOf } = shipped()
    expect(etfs).toEqual(expect.arrayContaining([...index, ...Object.values(sectorOf)]))
  })

  test('makes a stock an instrument with its sector and relatives', () => {
    expect(instrumentFor(shipped(), ticker('AMD'))).toEqual({
      symbol: 'AMD',
      tick: 0.01,
      kind: 'stock',
      sectorEtf: 'SMH',
      related: ['INTC', 'NVDA', 'SMH'],
    })
  })

  test('makes a fund without a sector an instrument that is no stock', () => {
    expect(instrumentFor(shipped(), ticker('SPY'))).toMatchObject({ kind: 'etf', sectorEtf: null, related: [] })
    expect(instrumentFor(shipped(), ticker('TQQQ'))).toMatchObject({ kind: 'etf', sectorEtf: 'QQQ' })
  })

  test('gives every symbol a sector, and every stock a fund to compare it with', () => {
    const universe = shipped()
    const symbols = symbolsOf(universe)
    expect(symbols.filter((symbol) => universe.sectors[symbol] === undefined)).toEqual([])
    const stocks = symbols.filter((symbol) => !universe.etfs.includes(symbol))
    expect(stocks.filter((symbol) => sectorEtfOf(universe, symbol) === null)).toEqual([])
  })

  test("asks the original's map first and the sector's fund after it", () => {
    const universe = shipped()
    // GOOGL is in Communication Services, whose fund is XLC; the original compares it with XLK.
    expect(universe.sectors[ticker('GOOGL')]).toBe('Communication Services')
    expect(instrumentFor(universe, ticker('GOOGL')).sectorEtf).toBe('XLK')
    expect(instrumentFor(universe, ticker('SNAP')).sectorEtf).toBe('XLC')
  })

  test('does not compare a fund with itself', () => {
    expect(instrumentFor(shipped(), ticker('XLK')).sectorEtf).toBeNull()
  })

  test('takes a symbol that it does not know for a stock of no sector', () => {
    expect(instrumentFor(shipped(), ticker('ZZZZ'))).toMatchObject({ kind: 'stock', sectorEtf: null, related: [] })
  })
})

describe('a universe that is wrong', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'universe-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const GOOD = {
    index: ['SPY'],
    etfs: ['SPY', 'XLK'],
    sectorEtfs: { 'Information Technology': 'XLK', 'Broad Market': null },
    sectors: {
      AAPL: 'Information Technology',
      MSFT: 'Information Technology',
      XLK: 'Information Technology',
      SPY: 'Broad Market',
    },
    sectorOf: { AAPL: 'XLK' },
    relatedTo: { AAPL: ['MSFT'] },
    dayTradeUniverse: ['AAPL'],
  }
  const read = (text: string) => {
    const file = join(folder, 'universe.json')
    writeFileSync(file, text)
    return readUniverse(file)
  }

  test.each([
    ['an index that is no fund', { index: ['DIA'] }, 'index: DIA is not among etfs'],
    ['a sector that is no fund', { sectorOf: { AAPL: 'TECH' } }, 'sectorOf.AAPL: TECH is not among etfs'],
    ['a symbol as its own sector', { sectorOf: { XLK: 'XLK' } }, 'sectorOf.XLK: a symbol is not its own sector'],
    ['a symbol as its own relative', { relatedTo: { AAPL: ['AAPL'] } }, 'relatedTo.AAPL: a symbol is not its own'],
    ['a relative that is no symbol', { relatedTo: { AAPL: ['msft'] } }, 'relatedTo.AAPL.0: not a symbol'],
    ['a symbol twice', { dayTradeUniverse: ['AAPL', 'AAPL'] }, 'dayTradeUniverse: a symbol stands in it twice'],
    ['a sector without its line', { sectorEtfs: { 'Broad Market': null } }, 'is not among sectorEtfs'],
    [
      'a fund of a sector that is none',
      { sectorEtfs: { ...GOOD.sectorEtfs, Energy: 'XOM' } },
      'sectorEtfs.Energy: XOM',
    ],
    ['a symbol without a sector', { dayTradeUniverse: ['AAPL', 'TSLA'] }, 'sectors: TSLA has no sector'],
    ['a key too many', { sektorOf: {} }, 'sektorOf'],
  ])('%s is named with its place', (_, change, place) => {
    expect(read(JSON.stringify(GOOD)).ok).toBe(true)
    expect(read(JSON.stringify({ ...GOOD, ...change }))).toMatchObject({
      ok: false,
      error: { code: 'universe-invalid', message: expect.stringContaining(place) },
    })
  })

  test('a file that is not JSON, and one that is not there, are named', () => {
    expect(read('{')).toMatchObject({ ok: false, error: { code: 'universe-unreadable' } })
    const missing = join(folder, 'missing.json')
    expect(readUniverse(missing)).toMatchObject({
      ok: false,
      error: { code: 'universe-unreadable', message: expect.stringContaining(missing) },
    })
  })

  test("a user's copy that is wrong is an error that says how to go back, never passed over", () => {
    const own = join(folder, 'own.json')
    expect(readUsersUniverse(own)).toEqual(readUniverse())
    writeFileSync(own, JSON.stringify(GOOD))
    expect(readUsersUniverse(own)).toMatchObject({ ok: true, value: { dayTradeUniverse: ['AAPL'] } })
    writeFileSync(own, JSON.stringify({ ...GOOD, index: ['DIA'] }))
    expect(readUsersUniverse(own)).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/own\.json at index: DIA.*universe reset/) },
    })
  })
})
