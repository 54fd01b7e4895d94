import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import type { ListedContract, LiveMarket, LiveMarketState } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { IbkrLink } from '../link.ts'
import { BarFeed } from './bar-feed.ts'
import { Contracts } from './contracts.ts'
import { History } from './history.ts'
import { HistoryAsker } from './history-asker.ts'
import { HistoryPacing, STREAMS_MOST } from './history-pacing.ts'
import { HistoryQueue } from './history-queue.ts'
import { answered, failed, NOT_CONNECTED } from './market-failure.ts'
import { MarketRouter } from './market-router.ts'
import { callGuarded, Notices } from './notices.ts'
import type { LiveMarketOptions } from './options.ts'
import { Quotes } from './quotes.ts'
import { Scanner } from './scanner.ts'
import { VolumeCheck } from './volume-check.ts'

/** Lines of an account without booster packs. */
const DEFAULT_LINES = 100
/** What the cockpit would trade at all. */
const SCAN_PRICES = { above: 5, below: 5_000 }
/** After orders, executions and positions, which nothing may delay. */
const SYNCHRONISE_ORDER = 20

/** The market of a link, as its owner holds it. */
export interface OpenLiveMarket extends LiveMarket {
  /** With `flush: 'mark'`: hands out the quotes that have changed. */
  flush(): void
  /** What is known of a symbol's contract without asking. */
  listed(symbol: Ticker): ListedContract | null
  /** Ends every subscription and request. The link stays open, it is not ours. */
  close(): void
}

/** The market data half of the adapter: TWS or IB Gateway as a `LiveMarket`. */
export function openLiveMarket(link: IbkrLink, options: LiveMarketOptions): OpenLiveMarket {
  const { marketTime, defer = (run) => void setImmediate(run) } = options
  const stateListeners = new Set<(state: LiveMarketState) => void>()
  let told = true
  let closed = false
  const changed = (): void => {
    if (!told || closed) return
    told = false
    defer(() => {
      told = true
      if (closed) return
      const state = currentState()
      for (const listener of [...stateListeners]) callGuarded(link, () => listener(state))
    })
  }

  const notices = new Notices(link)
  const router = new MarketRouter(link)
  const contracts = new Contracts(link, router, options.primaryExchanges ?? {})
  const queue = new HistoryQueue(new HistoryPacing(), link.time, changed)
  const asker = new HistoryAsker(link, router, queue)
  const history = new History({ link, contracts, asker, marketNow: () => marketTime.now() })
  const quotes = new Quotes(
    { link, router, contracts, notices, marketTime },
    {
      lines: options.lines ?? DEFAULT_LINES,
      defer: options.flush === 'mark' ? null : defer,
      onChange: changed,
    },
  )
  const volumes = new VolumeCheck(notices)
  const bars = new BarFeed(
    {
      ...{ link, router, queue, contracts, history, asker, notices, marketTime },
      onFinal: ({ symbol, bar }) =>
        volumes.onFinal(symbol, bar, quotes.latest(symbol)?.dayVolume ?? null, marketTime.now()),
      onUnfollowed: (symbol) => volumes.forget(symbol),
      onChange: changed,
    },
    Math.min(options.streams ?? STREAMS_MOST, STREAMS_MOST),
  )
  const scanner = new Scanner(link, router, options.scanPrices ?? SCAN_PRICES)

  function currentState(): LiveMarketState {
    return { ...link.state(), lines: quotes.usage, streams: bars.streams, history: queue.backlog() }
  }

  const disposers: Disposer[] = [
    link.onChange(changed),
    link.onConnection(() => {
      if (!router.connected()) asker.failAll(NOT_CONNECTED)
    }),
    link.onSynchronise(SYNCHRONISE_ORDER, async (reason) => {
      if (!quotes.synchronise(reason)) return false
      bars.synchronise(reason)
      return true
    }),
  ]

  return {
    state: currentState,
    onState(listener) {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    onNotice: (listener) => notices.on(listener),
    ready: () =>
      new Promise((resolve) => {
        if (link.connection().state === 'ready') return resolve()
        const off = link.onConnection(({ state }) => {
          if (state !== 'ready') return
          off()
          resolve()
        })
        disposers.push(off)
      }),
    async contract(symbol) {
      const known = await contracts.resolveFor(symbol, exchangeDate(marketTime.now()))
      return known.ok ? answered(known.value.listed) : known
    },
    history: (request, signal) => history.ask(request, signal),
    followBars: (symbols, since, listener) => bars.follow(symbols, since, listener),
    followQuotes: (symbols, listener) => quotes.follow(symbols, listener),
    scan: (scan, rows) => scanner.scan(scan, rows),
    async time() {
      const time = await link.brokerTime()
      if (time.ok) return answered(time.value)
      const { code, message } = time.error
      return failed({ code, message })
    },
    flush: () => quotes.flush(),
    listed: (symbol) => contracts.known(symbol),
    close() {
      if (closed) return
      closed = true
      // First, so that the end of one request does not let another go.
      queue.close()
      bars.close()
      quotes.close()
      asker.failAll(NOT_CONNECTED)
      router.close()
      notices.close()
      stateListeners.clear()
      for (const dispose of disposers.splice(0)) dispose()
    },
  }
}
