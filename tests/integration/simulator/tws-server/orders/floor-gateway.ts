import { type Contract, SecType } from '@stoqey/ib'
import { onTestFinished } from 'vitest'
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
} from '../../../../../src-main/simulator/tws-server/gateway.ts'
import { price } from '../../../../../src-shared/domain/price.ts'
import { type UtcMs, utcMs } from '../../../../../src-shared/domain/time.ts'
import { AAPL, ACCOUNT, MONDAY, MSFT } from '../../../../unit/simulator/exchange/trading-floor.ts'
import { THREE_DAYS } from '../../../../unit/simulator/synthetic/sessions.ts'
import { ApiClient } from '../api-client.ts'
import { HeldTime } from '../held-time.ts'
import { RawClient } from '../raw-client.ts'

export const STOCK: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' }

/** A gateway on a socket, on an exchange whose market a test moves; everything is closed with the test. */
export interface FloorGateway {
  readonly gateway: Gateway
  readonly port: number
  /** Five seconds pass; AAPL trades at so many dollars. */
  step(dollars: number, shares?: number): void
  client(id: number): Promise<ApiClient>
  raw(id: number, versions?: string): Promise<RawClient>
}

/** With an open session and AAPL at 100. */
export async function floorGateway(options: Partial<GatewayOptions> = {}): Promise<FloorGateway> {
  const failures: unknown[] = []
  const gateway = createGateway({
    seed: 1,
    symbols: [AAPL, MSFT].map((symbol) => ({ symbol })),
    days: THREE_DAYS,
    accounts: [{ id: ACCOUNT, cash: 100_000 }],
    operator: new HeldTime(),
    onFailure: (error) => failures.push(error),
    ...options,
    settings: { slippage: { ticks: 1, basisPoints: 0 }, participation: 0.5, ...options.settings },
  })
  let time: UtcMs = MONDAY.open
  const step = (dollars: number, shares = 100_000): void => {
    time = utcMs(time + 5_000)
    gateway.take({ kind: 'step', time, trades: [{ symbol: AAPL, price: price(dollars), shares }] })
  }
  gateway.take({ kind: 'session', day: MONDAY })
  step(100)
  const port = await gateway.listen(0)
  onTestFinished(async () => {
    await gateway.close()
    if (failures.length > 0) throw new AggregateError(failures, 'the gateway has a bug')
  })
  return {
    ...{ gateway, port, step },
    async client(id) {
      const client = await ApiClient.ready(port, id)
      onTestFinished(() => client.close())
      return client
    },
    async raw(id, versions) {
      const client = await RawClient.started(port, id, versions)
      onTestFinished(() => client.close())
      return client
    },
  }
}
