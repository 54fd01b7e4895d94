import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readUniverse, sectorEtfOf, symbolsOf, type Universe } from '../../../src-main/config/universe.ts'
import { withoutSymbol, withSector, withSymbol } from '../../../src-main/config/universe-edit.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'

const folder = mkdtempSync(join(tmpdir(), 'universe-edit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function succeeded<Value>(result: Result<Value, { readonly message: string }>): Value {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
const universe = succeeded(readUniverse())

/** What comes back from a file that holds it. */
function kept(edited: Universe): Universe {
  const file = join(folder, 'universe.json')
  writeFileSync(file, JSON.stringify(edited))
  return succeeded(readUniverse(file))
}

describe('editing a universe', () => {
  it('adds a stock with its sector, and the result is valid', () => {
    const edited = kept(succeeded(withSymbol(universe, ticker('KO'), 'consumer staples', 'stock')))
    expect(edited.dayTradeUniverse.at(-1)).toBe('KO')
    expect(sectorEtfOf(edited, ticker('KO'))).toBe('XLP')
  })

  it('adds a fund as a fund', () => {
    const edited = kept(succeeded(withSymbol(universe, ticker('VTI'), 'Broad Market', 'etf')))
    expect(edited.etfs).toContain('VTI')
  })

  it('adds what is context already without being told its sector', () => {
    const edited = kept(succeeded(withSymbol(universe, ticker('ORCL'), null, 'stock')))
    expect(edited.sectors[ticker('ORCL')]).toBe('Information Technology')
    expect(edited.sectorOf).toEqual(universe.sectorOf)
  })

  it.each([
    ['a symbol that is there', () => withSymbol(universe, ticker('AAPL'), null, 'stock'), 'known-already'],
    ['a new symbol without a sector', () => withSymbol(universe, ticker('KO'), null, 'stock'), 'unknown-sector'],
    ['a sector that is none', () => withSymbol(universe, ticker('KO'), 'Drinks', 'stock'), 'unknown-sector'],
    ['removing what is not traded', () => withoutSymbol(universe, ticker('KO')), 'not-in-it'],
    ['a sector for a stranger', () => withSector(universe, ticker('KO'), 'Energy'), 'not-in-it'],
    ['the sector that it has', () => withSector(universe, ticker('XOM'), 'Energy'), 'known-already'],
  ])('refuses %s', (_case, edit, code) => {
    expect(edit()).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(/\.$/) } })
  })

  it('names the nearest sector', () => {
    const refused = withSector(universe, ticker('XOM'), 'Energie')
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('the nearest is Energy') } })
  })

  it('forgets a removed symbol that nothing else needs, and keeps one that a relative needs', () => {
    const without = kept(succeeded(withoutSymbol(universe, ticker('WMT'))))
    expect(symbolsOf(without)).not.toContain('WMT')
    const context = kept(succeeded(withoutSymbol(universe, ticker('NVDA'))))
    expect(context.dayTradeUniverse).not.toContain('NVDA')
    expect(context.sectors[ticker('NVDA')]).toBe('Semiconductors')
  })

  it("moves a symbol to another sector's fund even where the original's map named one", () => {
    const edited = kept(succeeded(withSector(universe, ticker('GOOGL'), 'communication services')))
    expect([sectorEtfOf(universe, ticker('GOOGL')), sectorEtfOf(edited, ticker('GOOGL'))]).toEqual(['XLK', 'XLC'])
    expect(withSector(edited, ticker('GOOGL'), 'Communication Services')).toMatchObject({ ok: false })
  })
})
