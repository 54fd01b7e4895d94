import type { Result } from '../../../../src-shared/domain/result.ts'
import type { MarketFailure } from '../../../market/live-market.ts'
import type { LinkError } from '../link.ts'

/** IBKR's codes for a subscription that the user does not have; delayed data is offered instead. */
export const NOT_SUBSCRIBED: ReadonlySet<number> = new Set([354, 10089, 10186])
/** IBKR's codes that say that what follows is delayed. */
export const DELAYED_INSTEAD: ReadonlySet<number> = new Set([10167, 10090])
/** Another session with the same user name took the live data. */
export const COMPETING_SESSION = 10197
/** Too many market-data lines. */
export const TOO_MANY_LINES = 101
/** Notes about data that goes on: nothing is over because of them. */
export const HARMLESS: ReadonlySet<number> = new Set([165, 2104, 2106, 2107, 2108, 2119, 2158, 2174, 2176])

export const NOT_CONNECTED: MarketFailure = {
  code: 'not-connected',
  message: 'There is no connection to TWS, or it was lost before the answer came.',
}
export const CANCELLED: MarketFailure = { code: 'cancelled', message: 'The request was cancelled.' }

export const timedOut = (what: string, seconds: number): MarketFailure => ({
  code: 'timed-out',
  message: `TWS did not answer within ${seconds} seconds: ${what}.`,
})

/** For a data request, where 162 has to be read by its text: IBKR uses it for everything that history can end with. */
export function failureOf(error: LinkError): MarketFailure {
  const message = `IBKR: ${error.message} (${error.code})`
  switch (error.code) {
    case 162:
      if (/pacing|simultaneous/i.test(error.message)) return { code: 'pacing', message }
      if (/cancel/i.test(error.message)) return { code: 'cancelled', message }
      if (/permission|subscri/i.test(error.message)) return { code: 'no-permission', message }
      return { code: 'refused', message }
    case 100:
      return { code: 'pacing', message }
    case 200:
      return { code: 'unknown-contract', message }
    case 354:
    case 10089:
    case 10186:
      return { code: 'no-permission', message }
    case 502:
    case 504:
    case 507:
    case 10182:
      return { code: 'not-connected', message }
    default:
      return { code: 'refused', message }
  }
}

/** IBKR's way to say that there are no bars in the time that was asked for. */
export const saysNoData = (failure: MarketFailure): boolean =>
  failure.code === 'refused' && /returned no data|no data|no historical/i.test(failure.message)

export const failed = (error: MarketFailure): { readonly ok: false; readonly error: MarketFailure } => ({
  ok: false,
  error,
})
export const answered = <Value>(value: Value): Result<Value, MarketFailure> => ({ ok: true, value })
