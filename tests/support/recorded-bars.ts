import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MarketData } from '../../src-main/market/market-data.ts'
import { openBarFolder } from '../../src-main/simulator/replay/bar-folder.ts'
import { ticker } from '../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, utcMs } from '../../src-shared/domain/time.ts'
import type { SlotBars } from './generated-bars.ts'

export const QUARTER = fileURLToPath(new URL('../../../shared/data/bars-2024q1', import.meta.url))

/** Whether the optional bars of the first quarter of 2024 lie beside the repository. */
export const hasQuarter: boolean = existsSync(QUARTER)

/** Says in the name of a suite that it needs them. */
export const NEEDS_QUARTER = 'the first quarter of 2024 (needs ../shared/data)'

export const QUARTER_SYMBOLS: readonly string[] = ['SPY', 'QQQ', 'IWM', 'AAPL', 'NVDA', 'GOOGL']

/** A market's bars, slot by slot, with its sessions. */
interface SlottedMarket {
  readonly sessions: readonly SessionDay[]
  readonly slots: readonly SlotBars[]
}

/** @throws Error when the folder is there but cannot be read. */
export async function recordedQuarter(): Promise<SlottedMarket> {
  const opened = await openBarFolder(QUARTER, { symbols: QUARTER_SYMBOLS.map(ticker) })
  if (!opened.ok) throw new Error(opened.error.message)
  return slotted(opened.value)
}

/** Reads a whole market source. */
export async function slotted(market: MarketData): Promise<SlottedMarket> {
  const slots: SlotBars[] = []
  let bars: SlotBars['bars'][number][] = []
  for await (const event of market.events()) {
    if (event.kind === 'bar') bars.push({ symbol: event.symbol, bar: event.bar })
    if (event.kind !== 'slot-end') continue
    slots.push({ start: utcMs(event.time - ENGINE_BAR_MS), bars })
    bars = []
  }
  return { sessions: market.sessions, slots }
}
