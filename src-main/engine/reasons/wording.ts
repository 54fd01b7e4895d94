/** A fraction as per cent without its sign: 0.0042 is `0.42 %`. */
export const percent = (fraction: number, decimals = 2): string => `${Math.abs(fraction * 100).toFixed(decimals)} %`

/** `up 0.42 %`, `down 0.10 %` or `unchanged`. */
export function moved(fraction: number): string {
  if (Math.abs(fraction) < 0.00005) return 'unchanged'
  return `${fraction > 0 ? 'up' : 'down'} ${percent(fraction)}`
}

/** A signed number with the typographic minus; what rounds to zero has no sign. */
export function signed(value: number, decimals = 1): string {
  const size = Math.abs(value).toFixed(decimals)
  if (Number(size) === 0) return size
  return `${value < 0 ? '−' : '+'}${size}`
}

/** Hundredths as a number with the typographic minus: −3 is `−0.03`. */
export const hundredths = (value: number): string => (value / 100).toFixed(2).replace('-', '−')

/** A price with cents, and with as many decimals more as it has: a POC may lie on half a cent. */
export function dollars(price: number): string {
  const exact = price.toFixed(4)
  return exact.endsWith('00') ? price.toFixed(2) : exact.replace(/0$/, '')
}

export function ordinal(value: number): string {
  const whole = Math.round(value)
  const teens = whole % 100 >= 11 && whole % 100 <= 13
  const suffix = teens ? 'th' : (['th', 'st', 'nd', 'rd'][whole % 10] ?? 'th')
  return `${whole}${suffix}`
}

/** `A`, `A and B`, `A, B and C`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The text as it goes on after a colon: `Price is` becomes `price is`, and `SPY is` stays. */
export const continued = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text

/** Minutes after midnight as `HH:MM`. */
export function clock(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(Math.round(minute % 60))}`
}
