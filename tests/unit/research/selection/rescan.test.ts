import { describe, expect, it } from 'vitest'
import type { MarketFailure } from '../../../../src-main/market/live-market.ts'
import type { Selection } from '../../../../src-main/research/selection/candidate.ts'
import { Rescan } from '../../../../src-main/research/selection/rescan.ts'
import { selectStocks } from '../../../../src-main/research/selection/select-stocks.ts'
import { systemSchedule } from '../../../../src-main/simulator/virtual-clock.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { MINUTE_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { NOON, scriptedMarket } from './scripted-market.ts'

const tickers = (...symbols: string[]): Ticker[] => symbols.map(ticker)
const later = (minutes: number): UtcMs => utcMs(NOON + minutes * MINUTE_MS)

const MARKET = scriptedMarket({
  stocks: { AAA: { last: 106 }, BBB: { last: 104 }, CCC: { last: 102 }, DULL: { last: 100.2 } },
})

function rescanOf(options: {
  readonly traded: readonly Ticker[]
  readonly keep?: () => readonly Ticker[]
  readonly select?: ConstructorParameters<typeof Rescan>[0]['select']
}): Rescan {
  return new Rescan({
    minutes: 15,
    since: NOON,
    traded: () => options.traded,
    keep: options.keep ?? (() => []),
    select:
      options.select ??
      ((traded, keep, signal) =>
        selectStocks(MARKET, tickers('AAA', 'BBB', 'CCC', 'DULL'), {
          top: 2,
          traded,
          keep,
          signal,
          schedule: systemSchedule,
        })),
  })
}

describe('a rescan', () => {
  it('comes when its minutes of market time are over, and then again', async () => {
    const rescan = rescanOf({ traded: tickers('AAA') })
    expect(await rescan.at(later(14))).toBeNull()
    expect(await rescan.at(later(15))).toMatchObject({ ok: true })
    expect(await rescan.at(later(29))).toBeNull()
    expect(await rescan.at(later(30))).toMatchObject({ ok: true })
  })

  it('says what is added, removed and kept, and why', async () => {
    const change = await rescanOf({ traded: tickers('BBB', 'CCC', 'DULL') }).at(later(15))
    expect(change).toMatchObject({
      ok: true,
      value: {
        added: [{ symbol: 'AAA', reason: expect.stringMatching(/^is number 1 with a score of \d+\.\d\d$/) }],
        removed: [
          { symbol: 'CCC', reason: expect.stringContaining('is number 3') },
          { symbol: 'DULL', reason: expect.stringContaining('move +0.20 % is below') },
        ],
        kept: [{ symbol: 'BBB', reason: expect.stringContaining('is number 2') }],
      },
    })
  })

  it('never drops a symbol with a position or a working order, also one that came by it during the scan', async () => {
    let held = tickers('DULL')
    const rescan = rescanOf({
      traded: tickers('DULL', 'CCC', 'AAA'),
      keep: () => held,
      select: async (traded, keep, signal) => {
        const selected = await selectStocks(MARKET, tickers('AAA', 'BBB'), {
          ...{ top: 2, traded, keep, signal, schedule: systemSchedule },
        })
        held = tickers('DULL', 'CCC')
        return selected
      },
    })
    expect(await rescan.at(later(15))).toMatchObject({
      ok: true,
      value: {
        removed: [],
        kept: [
          { symbol: 'DULL', reason: 'has a position or a working order' },
          { symbol: 'CCC', reason: 'has a position or a working order' },
          { symbol: 'AAA' },
        ],
      },
    })
  })

  it('looks again at what is traded although neither scan nor universe names it any more', async () => {
    const rescan = rescanOf({
      traded: tickers('CCC'),
      select: (traded, keep, signal) =>
        selectStocks(MARKET, tickers('AAA', 'BBB'), { top: 3, traded, keep, signal, schedule: systemSchedule }),
    })
    expect(await rescan.at(later(15))).toMatchObject({ ok: true, value: { kept: [{ symbol: 'CCC' }] } })
  })

  it('does not begin while one is under way, and one that failed is tried again', async () => {
    let answer = (_: Result<Selection, MarketFailure>): void => {}
    const select = () => new Promise<Result<Selection, MarketFailure>>((resolve) => (answer = resolve))
    const rescan = rescanOf({ traded: [], select })
    const first = rescan.at(later(15))
    expect(await rescan.at(later(40))).toBeNull()
    const error: MarketFailure = { code: 'timed-out', message: 'No answer.' }
    answer({ ok: false, error })
    expect(await first).toEqual({ ok: false, error })
    const second = rescan.at(later(40))
    answer({ ok: false, error })
    expect(await second).toEqual({ ok: false, error })
  })

  it('says nothing any more once it is closed', async () => {
    const rescan = rescanOf({ traded: [] })
    const under = rescan.at(later(15))
    rescan.close()
    expect(await under).toBeNull()
    expect(await rescan.at(later(60))).toBeNull()
  })
})
