import { afterAll, afterEach, expect, test } from 'vitest'
import type { Cockpit } from '../../src-main/session/cockpit.ts'
import { throughPrivateGateway } from '../../src-main/session/market/private-gateway-source.ts'
import { openHoldings } from '../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../src-main/trading/views/reconciliation.ts'
import { armableDemo, DEMO_ARMING } from '../support/kill-matrix/armed-demo.ts'
import { auditFolder, faultsOf, payloadsOf } from '../support/session/audit-folder.ts'
import { demoCockpit, demoSource } from '../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'

const folder = auditFolder()
let cockpit: Cockpit
let observer: WatchingObserver
afterEach(() => cockpit.close())
afterAll(() => folder.remove())

/** A cockpit on a demo day through a gateway of our own, as fast as it goes. */
function begin(): void {
  observer = new WatchingObserver()
  cockpit = armableDemo(folder.file('demo'), 1, observer)
}

function arm(id: string): void {
  expect(cockpit.command(id, DEMO_ARMING, 'test')).toMatchObject({ ok: true })
}

const state = () => observer.session!.desk.state
const held = () => openHoldings(state()).map(({ book, symbol, shares }) => ({ book, symbol, shares }))

test('a gateway of our own has the account as it was after a restart of both, with its stops, and without a difference', async () => {
  begin()
  await observer.until(() => observer.session?.armingView().accounts[0]?.gates.every(({ open }) => open) === true)
  cockpit.command('hold', { kind: 'clock-pause' }, 'test')
  arm('arm')
  expect(state().mode).toBe('live-simulated')
  cockpit.command('go', { kind: 'clock-resume' }, 'test')
  await observer.until(() => held().length > 0)
  cockpit.command('hold-again', { kind: 'clock-pause' }, 'test')
  await observer.until(() => reconciliationView(observer.session!.desk).accounts.every(({ reconciled }) => reconciled))
  const before = held()
  await cockpit.close()

  begin()
  await observer.until(() => observer.phases.includes('running'))
  cockpit.command('hold-after', { kind: 'clock-pause' }, 'test')
  await observer.until(() => reconciliationView(observer.session!.desk).accounts.some(({ reconciled }) => reconciled))
  expect(state()).toMatchObject({ mode: 'dry-run', automaticApproval: false })
  expect(held()).toEqual(before)
  expect(reconciliationView(observer.session!.desk).accounts).toMatchObject([{ reconciled: true, differences: [] }])
  const stops = [...state().live.values()].filter(({ order }) => order.role === 'stop' && order.book.kind === 'account')
  for (const { symbol, shares } of before) {
    expect(stops.find(({ order }) => order.symbol === symbol)?.order.quantity).toBe(Math.abs(shares))
  }
  expect(observer.session?.armingView().armed).toBeNull()

  // Its clock begins anew: that is another gateway, and whatever was armed on the old one is over.
  arm('again')
  expect(state().mode).toBe('live-simulated')
  expect(cockpit.command('anew', { kind: 'clock-restart' }, 'test')).toMatchObject({ ok: true })
  expect(state().mode).toBe('dry-run')
  cockpit.commit()
  expect(payloadsOf(folder.file('demo'), 'arming').at(-1)).toMatchObject({ kind: 'disarmed', cause: 'restart' })
  await observer.until(() => observer.sessions === 2 && observer.state?.phase === 'running')
  expect(held()).toEqual([])
  await cockpit.close()
  expect(await faultsOf(folder.file('demo'))).toEqual([])
})

test('a run that nobody looks after ends with what fails, also where its market has accounts', async () => {
  class Breaking extends WatchingObserver {
    override bar(): void {
      if (this.phases.includes('running')) throw new Error('The bar is too much.')
    }
  }
  cockpit = demoCockpit({
    source: throughPrivateGateway(demoSource(1), 500_000),
    database: folder.file('headless'),
    observer: new Breaking(),
    headless: true,
  })
  expect(cockpit.start().ok).toBe(true)
  expect(await cockpit.finished).toMatchObject({ kind: 'failed', message: 'The bar is too much.' })
})
