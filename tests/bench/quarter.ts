import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instrumentFor, readUniverse, type Universe } from '../../src-main/config/universe.ts'
import { sessionsBetween } from '../../src-main/market/calendar.ts'
import { exchangeLabel } from '../../src-main/market/exchange-time.ts'
import { readProfile } from '../../src-main/session/profile-file.ts'
import { openBarFolder } from '../../src-main/simulator/replay/bar-folder.ts'
import { DAY_TYPES } from '../../src-main/simulator/synthetic/day-types.ts'
import { createSyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import type { EngineInput } from '../../src-shared/domain/engine-input.ts'
import { type Ticker, ticker } from '../../src-shared/domain/ids.ts'
import { sessionDate } from '../../src-shared/domain/time.ts'

const RECORDED_QUARTER = '../shared/data/bars-2024q1'
const QUARTER_ORDER: readonly Ticker[] = ['SPY', 'QQQ', 'IWM', 'AAPL', 'NVDA', 'GOOGL'].map(ticker)
export const QUARTER_TRADED: readonly Ticker[] = ['AAPL', 'NVDA', 'GOOGL'].map(ticker)

/** Six symbols over the first quarter of 2024. */
export interface Quarter {
  /** The bar files: the recorded ones, or where these are absent generated ones of the same sessions. */
  readonly folder: string
  readonly recorded: boolean
  readonly universe: Universe
  readonly bars: readonly { readonly symbol: Ticker; readonly bar: Bar }[]
  /** The same as the engine's input log, epoch first. */
  readonly inputs: readonly EngineInput[]
}

export async function loadQuarter(): Promise<Quarter> {
  const recorded = existsSync(RECORDED_QUARTER)
  const folder = recorded ? RECORDED_QUARTER : writeGeneratedQuarter()
  const universe = readUniverse()
  const profile = readProfile('default')
  const market = await openBarFolder(folder, { symbols: QUARTER_ORDER })
  if (!universe.ok || !profile.ok || !market.ok) throw new Error('universe, profile and bars can be read')
  const { id, hash, data } = profile.value
  const bars: { symbol: Ticker; bar: Bar }[] = []
  const inputs: EngineInput[] = [
    {
      kind: 'epoch',
      profile: id,
      profileHash: hash,
      profileData: data,
      instruments: QUARTER_ORDER.map((symbol) => instrumentFor(universe.value, symbol)),
      traded: QUARTER_TRADED,
      sessions: market.value.sessions,
    },
  ]
  let slot: Bar['start'] | null = null
  for await (const event of market.value.events()) {
    if (event.kind === 'bar') {
      bars.push({ symbol: event.symbol, bar: event.bar })
      inputs.push(event)
      slot = event.bar.start
    } else if (event.kind === 'slot-end' && slot !== null) {
      inputs.push({ kind: 'barrier', barStart: slot, missing: [] })
      slot = null
    }
  }
  return { folder, recorded, universe: universe.value, bars, inputs }
}

/** Writes a synthetic quarter as bar files. @returns their folder */
function writeGeneratedQuarter(): string {
  const sessions = sessionsBetween(sessionDate('2024-01-02'), sessionDate('2024-03-28'))
  const plan = sessions.map((session, day) => ({ session, type: DAY_TYPES[day % DAY_TYPES.length] ?? 'mixed' }))
  const market = createSyntheticMarket(1, plan)
  const rows = new Map(QUARTER_ORDER.map((symbol) => [symbol, ['timestamp,open,high,low,close,volume']]))
  for (const event of market.events()) {
    if (event.kind !== 'bar') continue
    const { start, open, high, low, close, volume } = event.bar
    rows.get(event.symbol)?.push([exchangeLabel(start), open, high, low, close, volume].join(','))
  }
  const folder = mkdtempSync(join(tmpdir(), 'generated-quarter-'))
  for (const [symbol, lines] of rows) writeFileSync(join(folder, `${symbol}.csv`), lines.join('\n'))
  return folder
}
