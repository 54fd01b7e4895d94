/** A count with thousands: `28,548`. */
export const counted = (value: number): string => Math.round(value).toLocaleString('en-US')
