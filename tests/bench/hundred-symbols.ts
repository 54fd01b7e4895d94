import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readUniverse } from '../../src-main/config/universe.ts'
import { exchangeLabel } from '../../src-main/market/exchange-time.ts'
import { openReplay, type SimulatedSource } from '../../src-main/session/market/simulated-source.ts'
import { instrumentsOf, sessionsFrom, WIDE } from '../support/engine-inputs.ts'
import { generateSlots } from '../support/generated-bars.ts'

const COUNT = 100
const SEED = 7

/** A folder that goes when the bench is done. */
export interface BenchFolder {
  readonly path: string
  file(name: string): string
  remove(): void
}

export function benchFolder(name: string): BenchFolder {
  const path = mkdtempSync(join(tmpdir(), `bench-${name}-`))
  return {
    path,
    file: (each) => join(path, each),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Writes bars of 100 symbols as files that a cockpit replays, from one date to another. @returns their folder */
export function writeHundredSymbols(folder: BenchFolder, from: string, to: string): string {
  const made = Array.from({ length: COUNT - WIDE.length }, (_, index) => `Q${String(index).padStart(3, '0')}`)
  const instruments = instrumentsOf(...WIDE, ...made)
  const rows = new Map<string, string[]>()
  for (const { bars } of generateSlots(SEED, instruments, sessionsFrom(from, to))) {
    for (const { symbol, bar } of bars) {
      const { open, high, low, close, volume } = bar
      const known = rows.get(symbol) ?? ['timestamp,open,high,low,close,volume']
      rows.set(symbol, known)
      known.push([exchangeLabel(bar.start), open, high, low, close, volume].join(','))
    }
  }
  const path = folder.file('bars')
  mkdirSync(path)
  for (const [symbol, lines] of rows) writeFileSync(join(path, `${symbol}.csv`), `${lines.join('\n')}\n`)
  return path
}

/** @throws Error when the bars that were just written cannot be read */
export async function replayOf(bars: string): Promise<SimulatedSource> {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const source = await openReplay(universe.value, bars, null)
  if (!source.ok) throw new Error(source.error.message)
  return source.value
}
