import {
  type Contract,
  EventName,
  IBApi,
  type Order,
  OrderAction,
  type OrderState,
  OrderType,
  SecType,
  TimeInForce,
} from '@stoqey/ib'
import { openLink } from '../../src-main/broker/ibkr/connection/open-link.ts'
import { openIbkrBroker } from '../../src-main/broker/ibkr/orders/open-broker.ts'
import { systemOperatorTime } from '../../src-main/market/clock.ts'
import { accountId, orderRef } from '../../src-shared/domain/ids.ts'
import { price } from '../../src-shared/domain/price.ts'
import { utcMs } from '../../src-shared/domain/time.ts'
import { instrumentsOf } from '../support/engine-inputs.ts'
import { openGate } from '../support/ibkr-broker/open-gate.ts'
import { request } from '../unit/broker/requests.ts'
import { startGateway } from './gateway-host.ts'
import { quantile } from './quantiles.ts'
import { type BenchRecord, benchRecord } from './record.ts'

const ORDERS = 3_000
/** Pairs in which code warms up. */
const UNCOUNTED = 500
const HOST = '127.0.0.1'
const ACCOUNT = accountId('DU1000001')
/** Far below the market: it works, and does not fill. */
const LIMIT = 10
/** The gateway is one of our own: pacing is not what is measured. */
const UNPACED = { most: 100_000, forCancels: 1_000 } as const

/** Sends one order and takes it back. @returns ms until its first status */
type OneOrder = () => Promise<number>

interface Client {
  readonly order: OneOrder
  close(): void
}

/** The client library alone, as its users use it. */
async function rawClient(port: number): Promise<Client> {
  const api = new IBApi({ host: HOST, port, clientId: 2, maxReqPerSec: 100_000 })
  let id = await new Promise<number>((resolve) => {
    api.once(EventName.nextValidId, resolve)
    api.connect()
  })
  const contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' }
  const order: Order = {
    action: OrderAction.BUY,
    orderType: OrderType.LMT,
    totalQuantity: 100,
    lmtPrice: LIMIT,
    tif: TimeInForce.DAY,
    account: ACCOUNT,
    transmit: true,
  }
  /** The state of an open order is its status as well, and comes first. */
  const status = (of: number, is: (status: string | undefined) => boolean): Promise<number> =>
    new Promise((resolve) => {
      const stop = (): void => {
        api.off(EventName.orderStatus, told)
        api.off(EventName.openOrder, open)
        resolve(performance.now())
      }
      const told = (id: number, said: string): void => void (id === of && is(said) && stop())
      const open = (id: number, _contract: Contract, _order: Order, { status: said }: OrderState): void =>
        void (id === of && is(said) && stop())
      api.on(EventName.orderStatus, told)
      api.on(EventName.openOrder, open)
    })
  return {
    async order() {
      const mine = id++
      const first = status(mine, () => true)
      const start = performance.now()
      api.placeOrder(mine, contract, order)
      const took = (await first) - start
      const gone = status(mine, (said) => said === 'Cancelled')
      api.cancelOrder(mine)
      await gone
      return took
    },
    close: () => void api.disconnect(),
  }
}

/** The same through the adapter: checks, authorisation, queue, and the report of what came. */
async function adapterClient(port: number): Promise<Client> {
  const marketNow = () => utcMs(Date.now())
  const link = openLink({
    ...{ host: HOST, port, client: 1 },
    time: systemOperatorTime,
    random: Math.random,
    marketNow,
    rate: UNPACED,
  })
  const gate = openGate()
  const broker = openIbkrBroker(link, { redeem: gate.redeem, marketNow })
  await new Promise<void>((resolve) => {
    link.onConnection(({ state }) => {
      if (state === 'ready') resolve()
    })
    link.connect()
  })
  let count = 0
  const report = (ref: string, is: (status: string) => boolean): Promise<number> =>
    new Promise((resolve) => {
      const stop = broker.onEvent((event) => {
        if (event.kind !== 'order' || event.order.ref !== ref || !is(event.order.status)) return
        stop()
        resolve(performance.now())
      })
    })
  return {
    async order() {
      const ref = orderRef(`bench-${++count}`)
      const entry = request({ ref, pricing: { type: 'LMT', limit: price(LIMIT) } })
      const first = report(ref, () => true)
      const start = performance.now()
      const sent = broker.submit({ kind: 'bracket', entry, children: [] }, gate.mint(entry))
      if (!sent.ok) throw new Error(sent.error.message)
      const took = (await first) - start
      const gone = report(ref, (status) => status === 'Cancelled')
      broker.cancel(ref)
      await gone
      return took
    },
    close() {
      broker.close()
      link.close()
    },
  }
}

/** From an order to its first status, through the adapter and by the client library alone, in turn, at one gateway. */
export async function benchOrders(): Promise<BenchRecord[]> {
  const gateway = await startGateway({ do: 'open', instruments: instrumentsOf('SPY', 'AAPL'), limits: 'none' })
  const [raw, adapter] = [await rawClient(gateway.port), await adapterClient(gateway.port)]
  const [byRaw, byAdapter]: [number[], number[]] = [[], []]
  for (let count = 0; count < ORDERS + UNCOUNTED; count += 1) {
    const [one, other] = [await raw.order(), await adapter.order()]
    if (count < UNCOUNTED) continue
    byRaw.push(one)
    byAdapter.push(other)
  }
  raw.close()
  adapter.close()
  await gateway.close()
  return [0.5, 0.99].map((fraction) =>
    benchRecord(
      `order-to-first-status-p${fraction * 100}`,
      quantile(byAdapter, fraction),
      'ms (vs the client library alone)',
      quantile(byRaw, fraction),
    ),
  )
}
