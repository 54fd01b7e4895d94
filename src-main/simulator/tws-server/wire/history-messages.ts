import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'
import { headStamp, zonedStamp } from './stamps.ts'

type Fields = readonly WireField[]

/** A bar; prices in dollars, volume in shares. */
interface BarFields {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Volume-weighted average price, dollars. */
  readonly wap: number
  /** Trades. */
  readonly count: number
}

export interface HistoryBar extends BarFields {
  /** From `barDate` or `dailyBarDate`. */
  readonly date: string | number
}

export interface History {
  readonly id: number
  readonly start: UtcMs
  readonly end: UtcMs
  readonly bars: readonly HistoryBar[]
}

export function history(_serverVersion: number, { id, start, end, bars }: History): Fields {
  const fields: WireField[] = [17, id, zonedStamp(start), zonedStamp(end), bars.length]
  for (const { date, open, high, low, close, volume, wap, count } of bars) {
    fields.push(date, open, high, low, close, volume, wap, count)
  }
  return fields
}

/** The bar that is forming, or has just closed, of a history that is kept up to date. */
export function historyUpdate(
  _serverVersion: number,
  { id, bar }: { readonly id: number; readonly bar: HistoryBar },
): Fields {
  const { date, open, high, low, close, volume, wap, count } = bar
  return [90, id, count, date, open, close, high, low, wap, volume]
}

export function headTimestamp(
  _serverVersion: number,
  { id, time, formatDate }: { readonly id: number; readonly time: UtcMs; readonly formatDate: number },
): Fields {
  return [88, id, headStamp(time, formatDate)]
}

export interface RealtimeBar extends BarFields {
  readonly id: number
  /** When its five seconds began. */
  readonly time: UtcMs
}

export function realtimeBar(_serverVersion: number, bar: RealtimeBar): Fields {
  const { id, time, open, high, low, close, volume, wap, count } = bar
  return [50, 3, id, Math.floor(time / 1_000), open, high, low, close, volume, wap, count]
}
