import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { sessionsBetween } from '../../../../src-main/market/calendar.ts'
import { exchangeLabel } from '../../../../src-main/market/exchange-time.ts'
import type { MarketEvent } from '../../../../src-main/market/market-data.ts'
import { type BarFolder, openBarFolder } from '../../../../src-main/simulator/replay/bar-folder.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, sessionDate, utcMs } from '../../../../src-shared/domain/time.ts'

export const HEADER = 'timestamp,open,high,low,close,volume'

/** A folder with these files, removed when the test is over. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bar-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

export const csv = (...rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`

/** Labels of every slot of every session from one date to another. */
export function labelsOf(from: string, to: string): string[] {
  return sessionsBetween(sessionDate(from), sessionDate(to)).flatMap((day) => {
    const labels: string[] = []
    for (let start = day.open; start < day.close; start = utcMs(start + ENGINE_BAR_MS))
      labels.push(exchangeLabel(start))
    return labels
  })
}

export const row = (label: string, close = 100): string => `${label},100,110,90,${close},1000`

export async function opened(folder: string, symbols?: readonly Ticker[]): Promise<BarFolder> {
  const result = await openBarFolder(folder, symbols === undefined ? {} : { symbols })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

export function errorOf(result: Awaited<ReturnType<typeof openBarFolder>>) {
  if (result.ok) throw new Error('the folder was opened')
  return result.error
}

export async function eventsOf(folder: BarFolder): Promise<MarketEvent[]> {
  const events: MarketEvent[] = []
  for await (const event of folder.events()) events.push(event)
  return events
}

/** `0930 AAPL` for a bar, `|0935` for the end of a slot, the date for a session. */
export function inWords(events: readonly MarketEvent[]): string[] {
  const clock = (time: number): string => exchangeLabel(utcMs(time)).slice(11, 16).replace(':', '')
  return events.map((event) => {
    if (event.kind === 'session') return event.day.date
    return event.kind === 'bar' ? `${clock(event.bar.start)} ${event.symbol}` : `|${clock(event.time)}`
  })
}
