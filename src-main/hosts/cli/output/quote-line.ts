import type { LiveQuote } from '../../../market/live-market.ts'
import { counted } from './counted.ts'

const price = (dollars: number | null): string => (dollars === null ? '–' : dollars.toFixed(2))

const SHORTABLE = { easy: 'easy to borrow', locate: 'to be located for a short', no: 'none to borrow' } as const

/** A quote on one line; data that is not live says so in capitals. */
export function quoteLine(quote: LiveQuote): string {
  const { symbol, bid, bidSize, ask, askSize, last, dayVolume, previousClose, quality, halted, shortable } = quote
  const change = last === null || previousClose === null ? null : (last / previousClose - 1) * 100
  return [
    symbol.padEnd(6),
    price(last).padStart(9),
    ...(change === null ? [] : [`${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(2)} %`]),
    `bid ${price(bid)} × ${counted(bidSize)}`,
    `ask ${price(ask)} × ${counted(askSize)}`,
    ...(dayVolume === null ? [] : [`volume ${counted(dayVolume)}`]),
    ...(previousClose === null ? [] : [`previous close ${price(previousClose)}`]),
    quality === 'live' ? 'live' : quality.toUpperCase(),
    ...(halted ? ['HALTED'] : []),
    ...(shortable === null ? [] : [SHORTABLE[shortable]]),
  ].join('  ')
}
