import { describe, expect, it } from 'vitest'
import { readUniverse } from '../../../../src-main/config/universe.ts'
import { earlierDays } from '../../../../src-main/hosts/cli/earlier-days.ts'
import { previousSession } from '../../../../src-main/market/calendar.ts'
import { openDemo } from '../../../../src-main/session/market/simulated-source.ts'
import { type Bar, refuseBar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'

const universe = readUniverse()
if (!universe.ok) throw new Error(universe.error.message)
const demo = openDemo(universe.value, null, null)
if (!demo.ok) throw new Error(demo.error.message)
const { market, seed } = demo.value

describe('the sessions before the demo', () => {
  it('are twenty, and the last is the one before its first', async () => {
    const { sessions } = await earlierDays(market, seed)
    expect(sessions).toHaveLength(20)
    expect(sessions.at(-1)).toEqual(previousSession(market.sessions[0]!.date))
  })

  it('have valid bars that end within a cent of where the demo begins', async () => {
    const opens = new Map<Ticker, number>()
    for await (const event of market.events()) {
      if (event.kind === 'slot-end') break
      if (event.kind === 'bar') opens.set(event.symbol, event.bar.open)
    }
    const last = new Map<Ticker, Bar>()
    for (const event of (await earlierDays(market, seed)).events()) {
      if (event.kind !== 'bar') continue
      expect(refuseBar(event.bar, last.get(event.symbol)?.start ?? null)).toBeNull()
      last.set(event.symbol, event.bar)
    }
    expect([...last.keys()]).toEqual([...market.symbols])
    for (const [symbol, { close }] of last) expect(Math.abs(close - opens.get(symbol)!)).toBeLessThanOrEqual(0.011)
  })

  it('are the same each time', async () => {
    const [one, other] = await Promise.all([earlierDays(market, seed), earlierDays(market, seed)])
    expect([...one.events()].slice(0, 2_000)).toEqual([...other.events()].slice(0, 2_000))
  })
})
