import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { MarketFailure } from '../../../market/live-market.ts'
import type { MarketRouter } from './market-router.ts'
import type { Notices } from './notices.ts'

/**
 * Says why bars of a symbol are missing.
 * @returns whether it is worth asking again on this connection
 */
export function explainMissingBars(
  { notices, router }: { readonly notices: Notices; readonly router: MarketRouter },
  symbol: Ticker,
  failure: MarketFailure,
): boolean {
  switch (failure.code) {
    case 'unknown-contract':
      notices.raise('contract', { symbol, kind: 'dropped', message: failure.message })
      return false
    case 'no-permission':
      notices.raise('history', { symbol, kind: 'blocked', message: `No bars of ${symbol}. ${failure.message}` })
      return false
    case 'not-connected':
      // Also when only IBKR's data servers have gone (10182): then nobody else begins it again.
      return router.connected()
    default:
      notices.raise('history', {
        symbol,
        kind: 'partial',
        message: `Bars of ${symbol} are missing and asked for again. ${failure.message}`,
      })
      return true
  }
}

/** Waits so long, or until it is called off. @param ms operator time */
export function pause(time: OperatorTime, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = time.after(ms, end)
    signal.addEventListener('abort', end)
  })
}
