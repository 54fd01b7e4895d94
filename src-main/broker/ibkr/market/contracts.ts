import { type Contract, type ContractDetails, SecType } from '@stoqey/ib'
import { isTicker, type Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { SessionDate } from '../../../../src-shared/domain/time.ts'
import type { ListedContract, MarketFailure } from '../../../market/live-market.ts'
import type { IbkrLink } from '../link.ts'
import { readHours } from './listed-hours.ts'
import { answered, failed, failureOf, HARMLESS, NOT_CONNECTED, timedOut } from './market-failure.ts'
import type { MarketRouter } from './market-router.ts'

const ANSWER_SECONDS = 30

/** Exchanges of the United States on which a stock or fund can have its primary listing. */
const US_LISTINGS: ReadonlySet<string> = new Set(['NASDAQ', 'NYSE', 'ARCA', 'AMEX', 'BATS', 'IEX', 'ISLAND'])

/** What a request names a contract by, and what it is to the trader. */
export interface KnownContract {
  readonly listed: ListedContract
  readonly contract: Contract
}
type Looked = Result<KnownContract, MarketFailure>

/** `BRK.B`, `BRK-B` and `BRK B` are one symbol; IBKR writes it with a space. */
const ibkrSymbol = (symbol: string): string =>
  symbol
    .trim()
    .toUpperCase()
    .replace(/[.\-\s]+/g, ' ')

/** Looks symbols up and remembers what they are. What could not be found is asked for again. */
export class Contracts {
  private readonly found = new Map<string, KnownContract>()
  private readonly asked = new Map<string, Promise<Looked>>()
  /** The date for which a symbol's hours were last asked for, whatever came of it. */
  private readonly askedFor = new Map<string, SessionDate>()
  private readonly link: IbkrLink
  private readonly router: MarketRouter
  private readonly primaryExchanges: Readonly<Record<string, string>>

  constructor(link: IbkrLink, router: MarketRouter, primaryExchanges: Readonly<Record<string, string>>) {
    this.link = link
    this.router = router
    this.primaryExchanges = primaryExchanges
  }

  /** Fails with `unknown-contract` and a sentence that ends in "dropped" when IBKR lists no such stock or fund. */
  resolve(symbol: Ticker): Promise<Looked> {
    const name = ibkrSymbol(symbol)
    const known = this.found.get(name)
    if (known !== undefined) return Promise.resolve(answered(known))
    const asked = this.asked.get(name)
    if (asked !== undefined) return asked
    const asking = this.ask(symbol, name).then((looked) => {
      this.asked.delete(name)
      if (looked.ok) this.found.set(name, looked.value)
      return looked
    })
    this.asked.set(name, asking)
    return asking
  }

  /**
   * As `resolve`, with hours that reach a date: what is remembered from an earlier day is asked for again. When that
   * fails the contract is what it was, and its hours say nothing of the date.
   */
  async resolveFor(symbol: Ticker, date: SessionDate): Promise<Looked> {
    const name = ibkrSymbol(symbol)
    const before = await this.resolve(symbol)
    if (!before.ok) return before
    const { hours } = before.value.listed
    const askedFor = this.askedFor.get(name) ?? (hours === null ? date : null)
    this.askedFor.set(name, date)
    if (askedFor === date || hours?.some((day) => day.date === date)) return before
    if (this.found.get(name) === before.value) this.found.delete(name)
    const anew = await this.resolve(symbol)
    if (!anew.ok && !this.found.has(name)) this.found.set(name, before.value)
    return anew.ok ? anew : before
  }

  /** What is known of a symbol without asking; null when it has not been looked up. */
  known(symbol: Ticker): ListedContract | null {
    return this.found.get(ibkrSymbol(symbol))?.listed ?? null
  }

  private ask(symbol: Ticker, name: string): Promise<Looked> {
    const primaryExch = this.primaryExchanges[name] ?? this.primaryExchanges[symbol]
    const contract: Contract = { symbol: name, secType: SecType.STK, exchange: 'SMART', currency: 'USD' }
    if (primaryExch !== undefined) contract.primaryExch = primaryExch
    return new Promise((resolve) => {
      const found: ContractDetails[] = []
      const end = (looked: Looked): void => {
        cancelTimer()
        request?.close()
        resolve(looked)
      }
      const request = this.router.open((id) => (api) => api.reqContractDetails(id, contract), {
        contract: (details) => found.push(details),
        contractEnd: () => end(choose(symbol, name, found)),
        error: (error) => {
          if (HARMLESS.has(error.code)) return
          end(failed(error.code === 200 ? unlisted(symbol, error.message) : failureOf(error)))
        },
        lost: () => end(failed(NOT_CONNECTED)),
      })
      const cancelTimer = this.link.time.after(ANSWER_SECONDS * 1_000, () =>
        end(failed(timedOut(`what ${symbol} is`, ANSWER_SECONDS))),
      )
      if (request === null) end(failed(NOT_CONNECTED))
    })
  }
}

const unlisted = (symbol: Ticker, words: string): MarketFailure => ({
  code: 'unknown-contract',
  message: `${symbol} is not listed any more, or never was (IBKR: ${words}): dropped`,
})

/** One stock or fund of the answers, or why none of them can be meant. */
function choose(symbol: Ticker, name: string, found: readonly ContractDetails[]): Looked {
  const usable = new Map<number, KnownContract>()
  let renamed: string | null = null
  for (const details of found) {
    const known = knownContract(symbol, details)
    if (known === null) continue
    if (ibkrSymbol(String(details.contract.symbol)) !== name) renamed = String(details.contract.symbol)
    else usable.set(known.listed.contractId, known)
  }
  const candidates = [...usable.values()]
  const domestic = candidates.filter(({ listed }) => US_LISTINGS.has(listed.primaryExchange))
  const [only, ...others] = domestic.length > 0 ? domestic : candidates
  if (only === undefined) {
    if (renamed === null) return failed(unlisted(symbol, 'no stock or fund of that name'))
    return failed({
      code: 'unknown-contract',
      message: `${symbol} is not listed any more, it is ${renamed} now: dropped`,
    })
  }
  if (others.length === 0) return answered(only)
  const exchanges = [only, ...others].map(({ listed }) => listed.primaryExchange || 'no exchange named').join(', ')
  return failed({
    code: 'unknown-contract',
    message: `${symbol} is the name of several listings (${exchanges}), so it is not known which is meant: dropped`,
  })
}

function knownContract(symbol: Ticker, details: ContractDetails): KnownContract | null {
  const { contract, minTick } = details
  const contractId = contract?.conId
  if (contract?.symbol === undefined || !Number.isSafeInteger(contractId) || contractId === undefined) return null
  if (contractId <= 0 || minTick === undefined || !(minTick > 0 && minTick < 1_000)) return null
  if (contract.secType !== undefined && contract.secType !== SecType.STK) return null
  if (contract.currency !== undefined && contract.currency !== 'USD') return null
  const primaryExchange = contract.primaryExch ?? ''
  const asked: Contract = {
    conId: contractId,
    symbol: contract.symbol,
    secType: SecType.STK,
    exchange: 'SMART',
    currency: 'USD',
  }
  if (primaryExchange !== '') asked.primaryExch = primaryExchange
  return {
    contract: asked,
    listed: {
      symbol,
      contractId,
      name: details.longName ?? '',
      primaryExchange,
      // Contract details give the smallest tick at any price: US stocks above a dollar trade in cents.
      tick: Math.max(minTick, 0.01),
      kind: details.stockType === 'ETF' || details.stockType === 'ETN' || details.stockType === 'ETC' ? 'etf' : 'stock',
      hours: readHours(details.liquidHours, details.timeZoneId),
    },
  }
}

/** A symbol as we write it from what IBKR writes, or null when it is none of ours. */
export function tickerOf(ibkr: unknown): Ticker | null {
  const name = ibkrSymbol(String(ibkr ?? ''))
  return isTicker(name) ? name : null
}
