import { afterEach, expect, test } from 'vitest'
import { readUniverse } from '../../src-main/config/universe.ts'
import { systemOperatorTime } from '../../src-main/market/clock.ts'
import type { Cockpit } from '../../src-main/session/cockpit.ts'
import { openTwsSource } from '../../src-main/session/market/tws-source.ts'
import { reconciliationView } from '../../src-main/trading/views/reconciliation.ts'
import { AAPL, ACCOUNT, GatewayFloor } from '../support/ibkr-broker/gateway-floor.ts'
import { auditFolder } from '../support/session/audit-folder.ts'
import { demoCockpit } from '../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'
import { until } from '../support/until.ts'
import { request } from '../unit/broker/requests.ts'

const folder = auditFolder()
let floor: GatewayFloor
let cockpit: Cockpit
afterEach(async () => {
  await cockpit.close()
  await floor.close()
  folder.remove()
})

test('a market on which nothing can be decided still lets what an account holds be closed', async () => {
  // Without SPY there is no regime, and no decision.
  floor = await GatewayFloor.open({ operator: systemOperatorTime })
  const other = await floor.connect(9)
  expect(other.submit({ kind: 'bracket', entry: request(), children: [] }).ok).toBe(true)
  await other.settled()
  const held = () => floor.gateway.exchange.positions(ACCOUNT).find(({ symbol }) => symbol === AAPL)?.shares ?? 0
  expect(held()).toBe(100)
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const address = { host: '127.0.0.1', port: floor.address, client: 1 }
  const source = await openTwsSource({ address, universe: universe.value, trade: [AAPL] })
  const observer = new WatchingObserver()
  cockpit = demoCockpit({ source, database: folder.file('undecidable'), observer })
  expect(cockpit.start().ok).toBe(true)
  await observer.until(() => observer.state?.phase === 'failed')
  expect(observer.state).toMatchObject({ message: expect.stringMatching(/no data of SPY.*is looked after/) })
  await until('reconciliation', () => reconciliationView(observer.session!.desk).accounts[0]?.reconciled)
  const close = { kind: 'close-foreign', account: ACCOUNT, symbol: 'AAPL', limit: null } as const
  const answer = await until('answer', () => {
    const given = cockpit.command(`close-${performance.now()}`, close, 'test')
    return given.ok ? given : null
  })
  expect(answer.ok).toBe(true)
  await until('flat account', () => held() === 0)
})
