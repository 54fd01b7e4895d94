import { Instrument, LocationCode, ScanCode, type ScannerSubscription } from '@stoqey/ib'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { SECOND_MS } from '../../../../src-shared/domain/time.ts'
import { type MarketFailure, SCANS, type Scan, type ScanRow } from '../../../market/live-market.ts'
import type { IbkrLink } from '../link.ts'
import { tickerOf } from './contracts.ts'
import { answered, failed, failureOf, HARMLESS, NOT_CONNECTED, saysNoData, timedOut } from './market-failure.ts'
import type { MarketRouter } from './market-router.ts'

/** IBKR's limits. */
const ROWS_MOST = 50
const ACTIVE_MOST = 10
const ANSWER_SECONDS = 30
/** TWS says by 165 how its scan goes on. */
const SCAN_NEWS = 165

type Scanned = Result<readonly ScanRow[], MarketFailure>

interface PriceFilter {
  /** Dollars. */
  readonly above: number
  readonly below: number
}

/** Scans that IBKR runs on its own: each is subscribed to, read once and cancelled. */
export class Scanner {
  private active = 0
  private readonly waiting: (() => void)[] = []
  private readonly link: IbkrLink
  private readonly router: MarketRouter
  private readonly prices: PriceFilter

  constructor(link: IbkrLink, router: MarketRouter, prices: PriceFilter) {
    this.link = link
    this.router = router
    this.prices = prices
  }

  /** @param rows up to 50, IBKR's limit */
  async scan(scan: Scan, rows: number): Promise<Scanned> {
    if (!Number.isSafeInteger(rows) || rows < 1 || rows > ROWS_MOST) {
      return failed({ code: 'refused', message: `A scan has 1 to ${ROWS_MOST} rows, not ${rows}.` })
    }
    if (this.active >= ACTIVE_MOST) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.active += 1
    try {
      return await this.ask(scan, rows)
    } finally {
      // The place goes to the next one as it is.
      const next = this.waiting.shift()
      if (next === undefined) this.active -= 1
      else next()
    }
  }

  private ask(scan: Scan, rows: number): Promise<Scanned> {
    const subscription: ScannerSubscription = {
      numberOfRows: rows,
      instrument: Instrument.STK,
      locationCode: LocationCode.STK_US_MAJOR,
      scanCode: ScanCode[SCANS[scan]],
      abovePrice: this.prices.above,
      belowPrice: this.prices.below,
    }
    return new Promise((resolve) => {
      const found: ScanRow[] = []
      const end = (scanned: Scanned, tell: boolean): void => {
        cancelTimer()
        request?.close(tell ? (id) => (api) => void api.cancelScannerSubscription(id) : undefined)
        resolve(scanned)
      }
      const request = this.router.open((id) => (api) => void api.reqScannerSubscription(id, subscription), {
        scanRow: (rank, details) => {
          const symbol = tickerOf(details.contract?.symbol)
          const contractId = details.contract?.conId
          if (symbol === null || contractId === undefined || !Number.isSafeInteger(contractId)) return
          if (typeof rank === 'number' && Number.isSafeInteger(rank) && rank >= 0)
            found.push({ rank, symbol, contractId })
        },
        scanEnd: () => end(answered(ordered(found, rows)), true),
        error: (error) => {
          if (HARMLESS.has(error.code) || error.code === SCAN_NEWS) return
          const failure = failureOf(error)
          end(saysNoData(failure) ? answered([]) : failed(failure), false)
        },
        lost: () => end(failed(NOT_CONNECTED), false),
      })
      const cancelTimer = this.link.time.after(ANSWER_SECONDS * SECOND_MS, () =>
        end(failed(timedOut(`the scan ${scan}`, ANSWER_SECONDS)), true),
      )
      if (request === null) end(failed(NOT_CONNECTED), false)
    })
  }
}

/** By rank, each symbol once, ranks from 0 without holes. */
function ordered(found: readonly ScanRow[], rows: number): ScanRow[] {
  const bySymbol = new Map<string, ScanRow>()
  for (const row of found.toSorted((a, b) => a.rank - b.rank))
    if (!bySymbol.has(row.symbol)) bySymbol.set(row.symbol, row)
  return [...bySymbol.values()].slice(0, rows).map((row, rank) => ({ ...row, rank }))
}
