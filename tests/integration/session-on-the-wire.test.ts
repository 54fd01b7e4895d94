import { afterAll, expect, test } from 'vitest'
import { readUniverse } from '../../src-main/config/universe.ts'
import type { MarketSource } from '../../src-main/session/market/market-source.ts'
import { throughPrivateGateway } from '../../src-main/session/market/private-gateway-source.ts'
import type { TradingEvent } from '../../src-main/trading/journal/trading-event.ts'
import { auditFolder, faultsOf, replayOf } from '../support/session/audit-folder.ts'
import { demoCockpit, demoSource, onItsWay } from '../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

async function tradedDay(source: MarketSource, name: string) {
  const observer = new WatchingObserver()
  const database = folder.file(name)
  const cockpit = demoCockpit({ source, database, observer, headless: true })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  const end = await cockpit.finished
  await cockpit.close()
  expect(end).toEqual({ kind: 'finished' })
  return { observer, database }
}

const onTheWire = () => onItsWay(demoSource(1), 'wire')

/** What was staged, however it was filled: over a wire an order meets quotes instead of steps. */
const entriesOf = (events: readonly TradingEvent[]) =>
  events.flatMap((event) => (event.kind === 'order-staged' ? [`${event.staged.symbol} ${event.staged.barStart}`] : []))

/** What came of every order, to the cent. */
const fillsOf = (events: readonly TradingEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'execution'
      ? [[event.execution.symbol, event.execution.shares, event.execution.price, event.time]]
      : [],
  )

test('a day is decided over the wire as it is without one, so are its entries, and one seed has one outcome', async () => {
  const direct = await tradedDay(demoSource(1), 'direct')
  const [wire, again] = [await tradedDay(onTheWire(), 'wire'), await tradedDay(onTheWire(), 'again')]
  expect(wire.observer.decided).toEqual(direct.observer.decided)
  expect(entriesOf(wire.observer.events)).toEqual(entriesOf(direct.observer.events))
  // However its messages were cut into packets.
  expect(fillsOf(again.observer.events)).toEqual(fillsOf(wire.observer.events))
  expect(fillsOf(wire.observer.events).length).toBeGreaterThan(0)
  expect(await faultsOf(wire.database)).toEqual([])
  expect(replayOf(wire.database)).toMatchObject({ decisions: 936, equal: 936, differences: [], broken: null })
})

test('a scan chooses what is traded, and chooses anew; who comes in has its history', async () => {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const byScan = { top: 3, rescanMinutes: 60, universe: universe.value }
  const source = throughPrivateGateway({ ...demoSource(1), traded: [] }, 500_000, byScan)
  const { observer, database } = await tradedDay(source, 'scan')
  const slots = [...Map.groupBy(observer.decided, ({ barStart }) => barStart).values()]
  const choices = new Set(slots.map((decisions) => decisions.map(({ symbol }) => symbol).join(' ')))
  expect(choices.size).toBeGreaterThan(1)
  expect(Math.max(...slots.map(({ length }) => length))).toBeLessThanOrEqual(3)
  expect(observer.decided.filter(({ action }) => action.kind === 'hold' && action.why === 'warming-up')).toEqual([])
  expect(await faultsOf(database)).toEqual([])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})

test('a market that has no earlier days is decided from its first slot', async () => {
  const source = demoSource(1)
  const observer = new WatchingObserver()
  const cockpit = demoCockpit({
    source: onItsWay({ ...source, decideFrom: source.sessions[0]!.open }, 'wire'),
    database: folder.file('first-day'),
    observer,
    headless: true,
  })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  await observer.until(() => observer.state?.phase === 'failed' || observer.decided.length > 0)
  await cockpit.close()
  expect(observer.state).toMatchObject({ phase: 'running' })
})
