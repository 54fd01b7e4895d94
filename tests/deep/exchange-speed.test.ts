import { expect, test } from 'vitest'
import type { MarketData, MarketEvent } from '../../src-main/market/market-data.ts'
import { Exchange } from '../../src-main/simulator/exchange/exchange.ts'
import { recordedSteps } from '../../src-main/simulator/exchange/steps.ts'
import { createRandom } from '../../src-main/simulator/random.ts'
import { accountId, ticker } from '../../src-shared/domain/ids.ts'
import { price, roundToTick } from '../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, utcMs } from '../../src-shared/domain/time.ts'
import { FULL_DAY } from '../unit/simulator/synthetic/sessions.ts'

const SYMBOLS = Array.from({ length: 100 }, (_, index) => ticker(`S${index}`))
const ACCOUNT = accountId('DU1000001')

/** A day of bars that wander, of a hundred symbols. */
function hundredSymbols(): MarketData {
  const random = createRandom(1)
  const last = new Map(SYMBOLS.map((symbol) => [symbol, 50 + 4 * SYMBOLS.indexOf(symbol)]))
  return {
    origin: 'recorded',
    symbols: SYMBOLS,
    sessions: [FULL_DAY],
    *events(): Iterable<MarketEvent> {
      yield { kind: 'session', day: FULL_DAY }
      for (let start: number = FULL_DAY.open; start < FULL_DAY.close; start += ENGINE_BAR_MS) {
        for (const symbol of SYMBOLS) {
          const open = last.get(symbol)!
          const close = roundToTick(open * (1 + random.uniform(-0.004, 0.004)), 0.01)
          last.set(symbol, close)
          const high = roundToTick(Math.max(open, close) * 1.002, 0.01)
          const low = roundToTick(Math.min(open, close) * 0.998, 0.01)
          const bar = { start: utcMs(start), open: roundToTick(open, 0.01), high, low, close, volume: 200_000 }
          yield { kind: 'bar', symbol, bar }
        }
        yield { kind: 'slot-end', time: utcMs(start + ENGINE_BAR_MS) }
      }
    },
  }
}

const exchangeOf = (): Exchange =>
  new Exchange({ seed: 1, symbols: SYMBOLS, accounts: [{ id: ACCOUNT, cash: 5_000_000 }] })

test('a day of a hundred symbols passes through the exchange in well under two seconds', async () => {
  const market = hundredSymbols()
  const figures: string[] = []
  for (const withOrders of [false, true]) {
    for (let run = 0; run < 3; run++) {
      const exchange = exchangeOf()
      let inExchange = 0
      let steps = 0
      let executions = 0
      exchange.onMessage(({ kind }) => {
        if (kind === 'execution') executions += 1
      })
      const started = performance.now()
      for await (const event of recordedSteps(market, 1)) {
        const before = performance.now()
        exchange.take(event)
        if (event.kind === 'step') steps += event.trades.length
        if (withOrders && event.kind === 'slot-end') placeBrackets(exchange)
        inExchange += performance.now() - before
      }
      const whole = performance.now() - started
      const orders = withOrders ? `with orders (${executions} executions)` : 'without orders'
      figures.push(`${orders}: ${steps} steps, exchange ${inExchange.toFixed(0)} ms, with steps ${whole.toFixed(0)} ms`)
      if (!withOrders) expect(whole).toBeLessThan(2_000)
    }
  }
  console.log(figures.join('\n'))
})

/** Ten brackets a bar; eight positions at a time would be a busy cockpit. */
function placeBrackets(exchange: Exchange): void {
  for (let count = 0; count < 10; count++) {
    const parentId = exchange.nextOrderId(1)
    const symbol = SYMBOLS[(parentId * 7) % SYMBOLS.length]!
    const last = exchange.quote(symbol).last!
    const common = {
      client: 1,
      account: ACCOUNT,
      symbol,
      quantity: 100,
      oca: null,
      outsideRegularHours: false,
      orderRef: '',
    }
    const entry = { ...common, action: 'BUY', pricing: { type: 'MKT' }, timeInForce: { tif: 'DAY' } } as const
    exchange.place({ ...entry, orderId: parentId, parentId: null, transmit: false })
    const [stop, limit] = [price(roundToTick(last * 0.995, 0.01)), price(roundToTick(last * 1.005, 0.01))]
    const child = { ...common, action: 'SELL', timeInForce: { tif: 'GTC' }, parentId } as const
    exchange.place({ ...child, orderId: parentId + 1, pricing: { type: 'STP', stop }, transmit: false })
    exchange.place({ ...child, orderId: parentId + 2, pricing: { type: 'LMT', limit }, transmit: true })
  }
}
