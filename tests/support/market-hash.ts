import { createHash } from 'node:crypto'
import type { SyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'

/** SHA-256 over every step and every bar of a synthetic market, hex. */
export function marketHash(market: SyntheticMarket): string {
  const hash = createHash('sha256')
  for (const { symbols } of market.days) {
    for (const [symbol, { cents, volumes, bars }] of symbols) {
      hash.update(symbol).update(cents).update(volumes).update(JSON.stringify(bars))
    }
  }
  return hash.digest('hex')
}
