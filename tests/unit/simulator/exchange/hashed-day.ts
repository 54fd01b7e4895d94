/**
 * Two synthetic days on which ten accounts trade at random, as one hash over everything that the exchange says. Run
 * as a program it prints the hash: `node hashed-day.ts SEED`.
 */
import { createHash } from 'node:crypto'
import { Exchange } from '../../../../src-main/simulator/exchange/exchange.ts'
import { syntheticSteps } from '../../../../src-main/simulator/exchange/steps.ts'
import { createRandom, type Random } from '../../../../src-main/simulator/random.ts'
import { createSyntheticMarket } from '../../../../src-main/simulator/synthetic/synthetic-market.ts'
import { accountId, type Ticker } from '../../../../src-shared/domain/ids.ts'
import { type price, roundToTick } from '../../../../src-shared/domain/price.ts'
import { MONDAY, TUESDAY } from './trading-floor.ts'

const ACCOUNTS = Array.from({ length: 10 }, (_, index) => accountId(`DU10000${10 + index}`))

interface HashedDay {
  readonly hash: string
  readonly messages: number
  readonly executions: number
}

/** @param seed of the market, the exchange and the traders. */
export function hashedDay(seed: number): HashedDay {
  const market = createSyntheticMarket(seed, [
    { session: MONDAY, type: 'mixed' },
    { session: TUESDAY, type: 'reversal' },
  ])
  const exchange = new Exchange({
    seed,
    symbols: market.symbols,
    accounts: ACCOUNTS.map((id) => ({ id, cash: 500_000 })),
  })
  const hash = createHash('sha256')
  const counts = { messages: 0, executions: 0 }
  exchange.onMessage((message) => {
    hash.update(JSON.stringify(message))
    counts.messages += 1
    if (message.kind === 'execution') counts.executions += 1
  })
  const random = createRandom(seed).stream('traders')
  for (const event of syntheticSteps(market)) {
    exchange.take(event)
    if (event.kind === 'step' && random.chance(0.1)) trade(exchange, random, random.pick(market.symbols))
  }
  for (const id of ACCOUNTS) hash.update(JSON.stringify(exchange.accountValues(id)))
  return { hash: hash.digest('hex'), ...counts }
}

/** A bracket, or the end of an order. */
function trade(exchange: Exchange, random: Random, symbol: Ticker): void {
  const client = random.integer(1, ACCOUNTS.length)
  if (random.chance(0.2)) {
    exchange.cancel(client, random.integer(1, exchange.nextOrderId(client)))
    return
  }
  const { last } = exchange.quote(symbol)
  if (last === null) return
  const buys = random.chance(0.5)
  const sign = buys ? 1 : -1
  const parentId = exchange.nextOrderId(client)
  const at = (percent: number): ReturnType<typeof price> => roundToTick(last * (1 + (sign * percent) / 100), 0.01)
  const common = {
    client,
    account: ACCOUNTS[client - 1]!,
    symbol,
    quantity: random.integer(1, 400),
    outsideRegularHours: false,
  }
  exchange.place({
    ...common,
    orderId: parentId,
    action: buys ? 'BUY' : 'SELL',
    pricing: { type: 'LMT', limit: at(random.uniform(-0.1, 0.1)) },
    timeInForce: { tif: 'DAY' },
    parentId: null,
    oca: null,
    transmit: false,
    orderRef: `entry-${parentId}`,
  })
  for (const [index, pricing] of [
    { type: 'STP', stop: at(-0.2) } as const,
    { type: 'LMT', limit: at(0.3) } as const,
  ].entries()) {
    exchange.place({
      ...common,
      orderId: parentId + 1 + index,
      action: buys ? 'SELL' : 'BUY',
      pricing,
      timeInForce: { tif: 'GTC' },
      parentId,
      oca: { group: `exit-${client}-${parentId}`, type: 'reduce-with-block' },
      transmit: index === 1,
      orderRef: `child-${parentId + 1 + index}`,
    })
  }
}

if (import.meta.main) console.log(hashedDay(Number(process.argv[2])).hash)
