import { InvalidArgumentError } from 'commander'
import { isTicker, type Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { utcFromLabel } from '../../market/exchange-time.ts'

/** Parsers of option values for commander; what they refuse ends the command with one line and exit code 2. */

const refuse = (flag: string, expected: string, text: string): InvalidArgumentError =>
  new InvalidArgumentError(`${flag} takes ${expected}, not ${JSON.stringify(text)}.`)

export const wholeNumber =
  (flag: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`
    throw refuse(flag, `a whole number ${range}`, text)
  }

export const symbol =
  (flag: string) =>
  (text: string): Ticker => {
    if (!isTicker(text)) throw refuse(flag, 'a symbol such as AAPL', text)
    return text
  }

/** Symbols one after the other, separated by spaces or commas, each once. */
export const symbols =
  (flag: string) =>
  (text: string, before: readonly Ticker[] = []): readonly Ticker[] => {
    const added = text.split(',').map(symbol(flag))
    return [...new Set([...before, ...added])]
  }

/** A New York date. @returns it as it was typed */
export const exchangeDay =
  (flag: string) =>
  (text: string): string => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || startOfDay(text) === null) throw refuse(flag, 'a date as YYYY-MM-DD', text)
    return text
  }

const startOfDay = (date: string): UtcMs | null => utcFromLabel(`${date}T00:00`)

/** From the start of one New York date to the end of another, half-open; an end that is not given is not limited. */
export function dayRange(from: string | undefined, to: string | undefined): { from?: UtcMs; to?: UtcMs } {
  const first = from === undefined ? null : startOfDay(from)
  const end = to === undefined ? null : startOfDay(dayAfter(to))
  return { ...(first === null ? {} : { from: first }), ...(end === null ? {} : { to: end }) }
}

function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString().slice(0, 10)
}
