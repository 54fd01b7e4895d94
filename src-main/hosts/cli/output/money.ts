/** Dollars with sign, thousands and cents: `+1,234.50`, `−12.00`. */
export function signedDollars(dollars: number): string {
  const amount = Math.abs(dollars).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return `${dollars < 0 ? '−' : '+'}${amount}`
}
