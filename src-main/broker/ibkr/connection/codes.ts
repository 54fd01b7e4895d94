import type { MarketMessage } from '../../../market/live-market.ts'
import { CONNECTION_CODES } from './codes-connection.ts'
import { DATA_CODES } from './codes-data.ts'
import { ORDER_CODES } from './codes-orders.ts'
import type { CodeEntry, Reaction } from './reactions.ts'

/** Every code that we know, by number. */
export const CODES: Readonly<Record<number, CodeEntry>> = { ...CONNECTION_CODES, ...DATA_CODES, ...ORDER_CODES }

/** What a message of TWS means. A code that we do not know keeps IBKR's words and changes nothing. */
export function explain(
  code: number,
  text: string,
): { readonly severity: MarketMessage['severity']; readonly reaction: Reaction; readonly text: string } {
  const entry = CODES[code]
  if (entry === undefined) {
    // IBKR numbers what is only a warning from 2100 to 2169.
    const severity = code >= 2_100 && code < 2_170 ? 'info' : 'warning'
    return { severity, reaction: 'note', text: `IBKR says (${code}): ${text}` }
  }
  return { severity: entry.severity, reaction: entry.reaction, text: entry.says.replace('{text}', () => text) }
}

/** The port in the text of 1300, `…on the new port -4002`; null when there is none. */
export function portOf(text: string): number | null {
  const named = /port\D*(\d{2,5})\D*$/i.exec(text)?.[1]
  const port = named === undefined ? Number.NaN : Number(named)
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null
}
