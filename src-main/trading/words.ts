const WITH_CENTS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const PLAIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 })

/** Dollars for a sentence: `12,340.50`. */
export const money = (dollars: number): string => WITH_CENTS.format(dollars)

/** A price for a sentence: at least two decimals, and as many as it needs. */
export function priced(dollars: number): string {
  const text = PLAIN.format(dollars)
  return /\.\d\d/.test(text) || !Number.isFinite(dollars) ? text : WITH_CENTS.format(dollars)
}

/** Any other number for a sentence. */
export const plain = (value: number): string => PLAIN.format(value)

/** `1 share`, `20 shares`. */
export const shares = (count: number): string => `${plain(count)} ${count === 1 ? 'share' : 'shares'}`

/** A fraction as per cent: `1.25 %`. */
export const percent = (fraction: number): string => `${plain(Math.round(fraction * 1e6) / 1e4)} %`
