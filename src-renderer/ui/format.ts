const MINUS = '\u2212'
const minus = (text: string): string => text.replace('-', MINUS)

const fixedFormats = new Map<number, Intl.NumberFormat>()

/** @returns the format of numbers with this many decimals; made once, because making one is dear. */
function fixed(decimals: number): Intl.NumberFormat {
  let format = fixedFormats.get(decimals)
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    fixedFormats.set(decimals, format)
  }
  return format
}

interface Signed {
  /** A plus before what is above zero. */
  readonly sign?: boolean
}

function signed(value: number, decimals: number, sign: boolean): string {
  const text = fixed(decimals).format(value)
  // What rounds to nothing has no sign.
  if (!/[1-9]/.test(text)) return text.replace('-', '')
  return sign && value > 0 ? `+${text}` : minus(text)
}

/** Dollars a share, with the decimals of the symbol's price step. */
export const price = (value: number, decimals: number): string => signed(value, decimals, false)

/** Dollars, to the cent unless said otherwise. */
export const money = (value: number, { sign = false, decimals = 2 }: Signed & { decimals?: number } = {}): string =>
  signed(value, decimals, sign)

/** A fraction in per cent, without the sign of per cent. */
export const percent = (fraction: number, decimals: number, { sign = false }: Signed = {}): string =>
  signed(fraction * 100, decimals, sign)

/** Shares; short ones negative. Fractions, where an account has some, are not rounded away. */
export const shares = (value: number, { sign = false }: Signed = {}): string =>
  signed(value, Number.isInteger(value) ? 0 : Math.min(4, String(value).split('.')[1]?.length ?? 0), sign)

/** Hundredths (of a score, of a confidence) as a number with two decimals. */
export const hundredths = (value: number): string => signed(value / 100, 2, false)

const two = (value: number): string => String(value).padStart(2, '0')

/** Milliseconds as m:ss, or h:mm:ss from an hour on; what is under way counts as a full second. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

const exchangeZone = 'America/New_York'
const clockFormats = {
  seconds: new Intl.DateTimeFormat('en-GB', { timeZone: exchangeZone, timeStyle: 'medium' }),
  minutes: new Intl.DateTimeFormat('en-GB', { timeZone: exchangeZone, timeStyle: 'short' }),
}
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: exchangeZone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
})

/** UTC ms as exchange time: `10:42:07`, or `10:42`. */
export const timeOfDay = (utcMs: number, precision: 'seconds' | 'minutes' = 'seconds'): string =>
  clockFormats[precision].format(utcMs)

/** UTC ms as the exchange's day: `Wed 15 Nov`. */
export const dayOf = (utcMs: number): string => dayFormat.format(utcMs).replace(',', '')

/** Whether an amount is a gain, a loss or nothing, as the class that colours it; by what is shown, to the cent. */
export function gainClass(dollars: number): 'gain' | 'loss' | 'i2' {
  const cents = Math.round(dollars * 100)
  return cents > 0 ? 'gain' : cents < 0 ? 'loss' : 'i2'
}
