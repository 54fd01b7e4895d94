import { EventName, type IBApi, OrderAction, OrderType, TimeInForce } from '@stoqey/ib'
import { createRandom } from '../../../../src-main/simulator/random.ts'
import { ApiClient } from './api-client.ts'
import { ACCOUNT, type DemoGateway, STOCK } from './demo-gateway.ts'
import { RawClient } from './raw-client.ts'

type Fields = readonly string[]

/** Values that are at the edge of something, for any field. */
const EDGES = [
  '',
  '0',
  '-1',
  '1',
  '2147483647',
  '-2147483648',
  '9'.repeat(40),
  '1e400',
  'NaN',
  'AAPL',
  '5 mins',
  '\u{1f600}',
  ' ',
]

function askEverything(api: IBApi): void {
  api.reqContractDetails(1, STOCK)
  api.reqMatchingSymbols(2, 'A')
  api.reqMarketRule(26)
  api.reqHeadTimestamp(3, STOCK, 'TRADES', true, 2)
  api.reqHistoricalData(4, STOCK, '', '1 D', '5 mins' as never, 'TRADES' as never, 1, 2, true)
  api.cancelHistoricalData(4)
  api.reqMktData(5, STOCK, '236', false, false)
  api.cancelMktData(5)
  api.reqMarketDataType(3)
  api.reqRealTimeBars(6, STOCK, 5, 'TRADES', true)
  api.cancelRealTimeBars(6)
  api.reqTickByTickData(7, STOCK, 'BidAsk' as never, 0, false)
  api.cancelTickByTickData(7)
  api.reqScannerParameters()
  api.cancelScannerSubscription(8)
  api.reqManagedAccts()
  api.reqIds()
  api.reqAccountUpdates(true, ACCOUNT)
  api.reqAccountSummary(9, 'All', 'NetLiquidation')
  api.reqPositions()
  api.reqPnL(10, ACCOUNT)
  api.reqAllOpenOrders()
  api.reqCompletedOrders(false)
  api.reqExecutions(11, {})
  const order = { action: OrderAction.BUY, totalQuantity: 10, tif: TimeInForce.DAY, transmit: true, account: ACCOUNT }
  api.placeOrder(1, STOCK, { ...order, orderType: OrderType.MKT })
  api.placeOrder(2, STOCK, { ...order, orderType: OrderType.LMT, lmtPrice: 10, whatIf: true })
  api.placeOrder(3, STOCK, { ...order, orderType: OrderType.TRAIL, trailingPercent: 2, tif: TimeInForce.GTC })
  api.cancelOrder(3)
  api.reqGlobalCancel()
}

/** What the client library sends for requests of every kind, at the gateway's version. */
async function requestsOf(demo: DemoGateway): Promise<Fields[]> {
  const client = await ApiClient.ready(demo.port, 900)
  const sent: Fields[] = []
  client.api.on(EventName.sent, (tokens) => {
    sent.push((tokens as readonly unknown[]).map((token) => String(token ?? '')))
  })
  askEverything(client.api)
  await client.settled()
  client.close()
  return sent
}

/**
 * Sends so many messages that are requests but for one to three changes, fields or bytes, and lets the market go on
 * meanwhile. Who is cut off connects again.
 * @returns how often that was
 */
export async function sendMutated(demo: DemoGateway, seed: number, count: number): Promise<number> {
  const random = createRandom(seed)
  const requests = await requestsOf(demo)
  let cuts = 0
  /** A length was wrong: what the gateway waits for since then, nobody knows. */
  let lost = false
  let client = await RawClient.started(demo.port, 1)
  for (let sent = 1; sent <= count; sent += 1) {
    client.socket.write(frameOf(mutated(random.pick(requests))))
    if (sent % 100 > 0) continue
    if (!lost) await client.settled()
    if (sent % 500 === 0) demo.steps(1)
    if (lost || client.isClosed || sent % 1_000 === 0) {
      lost = false
      client.close()
      await client.ended()
      cuts += 1
      client = await RawClient.started(demo.port, 1 + cuts)
    }
  }
  client.close()
  return cuts

  function mutated(request: Fields): string[] {
    const fields = [...request]
    for (let changes = random.integer(1, 3); changes > 0; changes -= 1) {
      const at = random.integer(0, Math.max(0, fields.length - 1))
      const kind = random.integer(0, 5)
      if (kind === 0) fields.splice(at, 1)
      else if (kind === 1) fields.splice(at, 0, random.pick(EDGES))
      else if (kind === 2) fields[at] = (fields[at] ?? '') + random.pick(EDGES)
      else fields[at] = random.pick(EDGES)
    }
    return fields
  }

  function frameOf(fields: readonly string[]): Buffer {
    const body = Buffer.from(fields.map((field) => `${field}\0`).join(''))
    const frame = Buffer.concat([Buffer.alloc(4), body])
    frame.writeUInt32BE(body.length)
    const lucky = random.integer(0, 40)
    // Now and then the bytes themselves are wrong: of the text, and rarely of the length.
    if (lucky === 0 && body.length > 0) frame[4 + random.integer(0, body.length - 1)] = random.integer(0, 255)
    if (lucky === 1 && random.chance(0.1)) {
      frame[random.integer(0, 3)] = random.integer(0, 255)
      lost = true
    }
    return frame
  }
}
