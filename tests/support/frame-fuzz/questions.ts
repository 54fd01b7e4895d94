import type { IbkrBroker } from '../../../src-main/broker/ibkr/orders/open-broker.ts'
import type { LiveMarket } from '../../../src-main/market/live-market.ts'
import type { Random } from '../../../src-main/simulator/random.ts'
import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { accountId, orderRef, type Ticker } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { request, stopOf, targetOf } from '../../unit/broker/requests.ts'
import type { OpenGate } from '../ibkr-broker/open-gate.ts'

const ACCOUNT = accountId('DU1000001')
/** What is asked in a stride at most is one thing; often nothing. */
const CHANCE = 0.3

interface Asking {
  readonly live: LiveMarket
  readonly broker: IbkrBroker
  readonly gate: OpenGate
  readonly symbols: readonly Ticker[]
  readonly random: Random
}

/** Questions and orders as they come in a day, so that the messages of all of them are there to be broken. */
export function askAtRandom({ live, broker, gate, symbols, random }: Asking): {
  readonly ask: () => void
  /** Questions that have no answer yet. */
  readonly open: () => number
} {
  let open = 0
  let orders = 0
  const wait = (answer: Promise<unknown>): void => {
    open += 1
    void answer.finally(() => {
      open -= 1
    })
  }

  function newEntry(): OrderRequest {
    orders += 1
    const isMarket = random.chance(0.5)
    return request({
      ref: orderRef(`fuzz-${orders}`),
      symbol: random.pick(symbols),
      quantity: quantity(random.integer(1, 200)),
      pricing: isMarket ? { type: 'MKT' } : { type: 'LMT', limit: price(random.integer(50, 400)) },
    })
  }

  function enter(): void {
    const entry = newEntry()
    const children = [stopOf(entry, { symbol: entry.symbol }), targetOf(entry, { symbol: entry.symbol })]
    broker.submit({ kind: 'bracket', entry, children }, gate.mint(entry))
  }

  const KINDS: readonly (() => void)[] = [
    enter,
    enter,
    () => broker.cancel(orderRef(`fuzz-${random.integer(1, orders + 1)}`)),
    () => wait(broker.openOrders()),
    () => wait(broker.completedOrders()),
    () => wait(broker.executions()),
    () => wait(broker.positions()),
    () => wait(broker.accountValues(ACCOUNT)),
    () => wait(broker.estimateMargin(newEntry())),
    () => wait(broker.time()),
    () => wait(live.scan('gainers', 5)),
    () => {
      const symbol = random.pick(symbols)
      wait(
        live.history({
          symbol,
          barSize: random.pick(['1m', '5m', '1d']),
          until: null,
          bars: 60,
          regularHoursOnly: true,
        }),
      )
    },
  ]
  return {
    ask: () => {
      if (random.chance(CHANCE)) random.pick(KINDS)()
    },
    open: () => open,
  }
}
