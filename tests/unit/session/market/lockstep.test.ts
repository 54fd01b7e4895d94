import { expect, test } from 'vitest'
import { Lockstep } from '../../../../src-main/session/market/lockstep.ts'
import { MarketTimers } from '../../../../src-main/session/market/market-timers.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { READY, ScriptedMarket } from '../../../support/session/scripted-market.ts'

class FlushedMarket extends ScriptedMarket {
  flushes = 0
  flush = (): void => {
    this.flushes++
  }
}

function pair() {
  const [market, over] = [new FlushedMarket(), new AbortController()]
  let marks = 0
  const lockstep = new Lockstep(utcMs(0))
  const passed = lockstep.pass(utcMs(5), { mark: () => marks++, market, over: over.signal })
  let isOver = false
  void passed.then(() => {
    isOver = true
  })
  const settled = async (): Promise<boolean> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    return isOver
  }
  return { market, over, lockstep, passed, marks: () => marks, settled }
}

test('market time stands until the adapter has heard how far it is', async () => {
  const { lockstep, passed, market, settled } = pair()
  expect(await settled()).toBe(false)
  lockstep.marked(utcMs(5))
  await passed
  expect([lockstep.timers.now(), market.flushes]).toEqual([5, 1])
})

test('market time stands while history is on its way', async () => {
  const { lockstep, market, passed, settled } = pair()
  market.say({ history: { open: 1, waiting: 0, nextAt: null } })
  lockstep.marked(utcMs(5))
  expect(await settled()).toBe(false)
  market.say({ history: READY.history })
  await passed
})

test('what was said while the connection was away is said again when it is back', async () => {
  const { lockstep, market, passed, marks, settled } = pair()
  market.say({ state: 'reconnecting' })
  expect(await settled()).toBe(false)
  market.say({ state: 'ready' })
  await settled()
  expect(marks()).toBe(2)
  lockstep.marked(utcMs(5))
  await passed
})

test('the end of the session lets market time go', async () => {
  const { over, passed, market } = pair()
  over.abort()
  await passed
  expect(market.heard).toBe(false)
})

test('timers on market time run when it has come to them, the earliest first, unless they were taken back', () => {
  const timers = new MarketTimers(utcMs(0))
  const ran: string[] = []
  timers.at(utcMs(20), () => ran.push('late'))
  timers.at(utcMs(10), () => ran.push('early'))
  timers.at(utcMs(15), () => ran.push('never'))()
  timers.passTo(utcMs(9))
  expect(ran).toEqual([])
  timers.passTo(utcMs(25))
  expect(ran).toEqual(['early', 'late'])
})
