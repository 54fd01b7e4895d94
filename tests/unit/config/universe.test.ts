import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instrumentFor, readUniverse, type Universe } from '../../../src-main/config/universe.ts'
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
})
