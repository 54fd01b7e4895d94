import { EventName } from '@stoqey/ib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLiveMarket } from '../../../../../src-main/broker/ibkr/market/open-live-market.ts'
import type { FollowedBar } from '../../../../../src-main/market/live-market.ts'
import { type Ticker, ticker } from '../../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, SECOND_MS, utcMs } from '../../../../../src-shared/domain/time.ts'
import { runs } from '../../../../support/properties.ts'
import { HeldClock, settle } from './support/held-clock.ts'
import { RecordingLink } from './support/recording-link.ts'
import { ScriptedTws } from './support/scripted-tws.ts'
import { DAYS, truth } from './support/truth.ts'

const [FIRST, SECOND, THIRD] = DAYS
if (FIRST === undefined || SECOND === undefined || THIRD === undefined) throw new Error('three sessions are needed')

function market(now: number, options: { readonly streams?: number; readonly symbols?: readonly string[] } = {}) {
  const clock = new HeldClock(now)
  const link = new RecordingLink(clock)
  const tws = new ScriptedTws(link, clock)
  const live = openLiveMarket(link, { marketTime: clock, streams: options.streams ?? 40 })
  const heard: FollowedBar[] = []
  const symbols = (options.symbols ?? ['INTC']).map(ticker)
  const notices: string[] = []
  live.onNotice(({ kind, symbol, message }) => notices.push(`${kind} ${symbol}: ${message}`))
  const finals = (symbol: Ticker) => heard.filter((bar) => bar.final && bar.symbol === symbol).map(({ bar }) => bar)
  return { clock, link, tws, live, heard, symbols, notices, finals }
}

/** Bars of a symbol that have ended by `now`. */
const ended = (symbol: string, from: number, now: number) =>
  truth(symbol, from, now).filter(({ start }) => start + ENGINE_BAR_MS <= now)

test('a followed symbol gets the bars since the asked moment, then live ones, each final once and in order', async () => {
  const { clock, link, live, heard, finals, symbols } = market(SECOND.open + 47 * MINUTE_MS)
  live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(31 * MINUTE_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', FIRST.open, clock.now()))
  live.close()
})

test('a forming bar comes with each update and is never called final', async () => {
  const { clock, link, live, heard, symbols } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(2 * MINUTE_MS)
  const forming = heard.filter(({ final }) => !final)
  expect(forming.length).toBeGreaterThanOrEqual(6)
  expect(new Set(forming.map(({ bar }) => bar.start))).toEqual(new Set([SECOND.open + 45 * MINUTE_MS]))
  live.close()
})

test('the last bar of a session is final five seconds after the close, without a successor', async () => {
  const { clock, link, live, heard, finals, symbols } = market(SECOND.close - 7 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.close - SECOND_MS / 2)
  // The last trade was before; TWS says so once more.
  const bar = truth('INTC', SECOND.open, clock.now()).at(-1)
  if (bar === undefined) throw new Error('a bar is needed')
  const { start, open, high, low, close, volume } = bar
  const id = link.of('history')[0]?.id
  link.emit(EventName.historicalDataUpdate, id, String(start / SECOND_MS), open, high, low, close, volume)
  await clock.to(SECOND.close + 4_900)
  expect(finals(ticker('INTC')).at(-1)?.start).toBe(SECOND.close - 10 * MINUTE_MS)
  await clock.to(SECOND.close + 5_000)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('where the stream was silent over the close, history says what the last bar was', async () => {
  const { clock, link, live, heard, finals, symbols, tws } = market(SECOND.close - 7 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.close - 8 * SECOND_MS)
  tws.silent.add('INTC')
  await clock.to(SECOND.close + 6 * SECOND_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

/** TWS says how the bar under way stands, one share short of its end, and then nothing of the symbol any more. */
function lastWord({ clock, link, tws }: ReturnType<typeof market>): void {
  const bar = truth('INTC', SECOND!.open, clock.now()).at(-1)
  if (bar === undefined) throw new Error('a bar is needed')
  const { start, open, high, low, close, volume } = bar
  const id = link.of('history')[0]?.id
  link.emit(EventName.historicalDataUpdate, id, String(start / SECOND_MS), open, high, low, close, volume - 1)
  tws.silent.add('INTC')
}

test('where the last update came a second before the close and its successor is overdue, history is asked', async () => {
  const made = market(SECOND.open + 46 * MINUTE_MS)
  const { clock, link, live, heard, finals, symbols } = made
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  const end = SECOND.open + 50 * MINUTE_MS
  await clock.to(end - SECOND_MS)
  lastWord(made)
  await clock.to(end + 6 * SECOND_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('a bar that was final by the clock is corrected when its stream comes back after a silence', async () => {
  const made = market(SECOND.open + 46 * MINUTE_MS)
  const { clock, link, live, heard, finals, symbols, tws } = made
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  const end = SECOND.open + 50 * MINUTE_MS
  await clock.to(end - SECOND_MS / 2)
  lastWord(made)
  await clock.to(end + 20 * SECOND_MS)
  const whole = ended('INTC', SECOND.open, clock.now())
  const told = finals(ticker('INTC'))
  expect(told.slice(0, -1)).toEqual(whole.slice(0, -1))
  expect(told.at(-1)?.volume).toBe(whole.at(-1)!.volume - 1)
  tws.silent.delete('INTC')
  await clock.pass(7 * SECOND_MS)
  expect(finals(ticker('INTC'))).toEqual([...told, whole.at(-1)])
  live.close()
})

test('where history does not say what a silent stream left out, the last version is final after all', async () => {
  const { clock, link, live, heard, finals, symbols, tws } = market(SECOND.close - 7 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.close - MINUTE_MS)
  tws.silent.add('INTC')
  tws.delay = 24 * 60 * MINUTE_MS
  await clock.to(SECOND.close + MINUTE_MS)
  expect(finals(ticker('INTC')).at(-1)?.start).toBe(SECOND.close - 5 * MINUTE_MS)
  live.close()
})

test('while history does not answer, a stream that lives goes on all the same', async () => {
  const { clock, link, live, heard, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.open + 48 * MINUTE_MS)
  tws.silent.add('INTC')
  await clock.to(SECOND.open + 49 * MINUTE_MS)
  tws.delay = 24 * 60 * MINUTE_MS
  await clock.to(SECOND.open + 51 * MINUTE_MS)
  tws.silent.delete('INTC')
  await clock.pass(2 * MINUTE_MS)
  expect(heard.at(-1)?.bar.start).toBe(SECOND.open + 50 * MINUTE_MS)
  live.close()
})

test('symbols beyond the streams get their bars from history soon after each close', async () => {
  const names = ['AAA', 'BBB', 'CCC', 'DDD']
  const { clock, link, live, heard, finals, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS, {
    ...{ streams: 2, symbols: names },
  })
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.open + 50 * MINUTE_MS + 3 * SECOND_MS)
  expect(tws.streaming).toEqual(['AAA', 'BBB'])
  for (const name of ['CCC', 'DDD']) expect(finals(ticker(name))).toEqual(ended(name, SECOND.open, clock.now()))
  expect(live.state().streams).toEqual({ used: 2, most: 2 })
  live.close()
})

test('a bar that was cut short by a lost connection is told again, whole, and not before', async () => {
  const { clock, link, live, heard, finals, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.open + 48 * MINUTE_MS)
  tws.drop()
  await clock.to(SECOND.open + 57 * MINUTE_MS)
  expect(finals(ticker('INTC')).at(-1)?.start).toBe(SECOND.open + 40 * MINUTE_MS)
  await link.connect()
  await clock.pass(10 * SECOND_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('after a loss of the connection only the bars since the last whole one are asked for', async () => {
  const { clock, link, live, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, FIRST.open, () => {})
  await link.connect()
  await clock.to(SECOND.open + 58 * MINUTE_MS)
  tws.drop()
  await clock.pass(MINUTE_MS)
  await link.connect()
  await clock.pass(SECOND_MS)
  // 09:30 + 50 min is the last final bar; it, the one under way and one for the edge of the window.
  expect(link.of('history').map(({ duration }) => duration)).toEqual(['2 D', '900 S'])
  live.close()
})

test('when TWS has lost its subscriptions each stream is opened anew, once; when it kept them, none is', async () => {
  const { clock, link, live, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS, { symbols: ['AAA', 'BBB'] })
  live.followBars(symbols, SECOND.open, () => {})
  await link.connect()
  await clock.pass(MINUTE_MS)
  const streams = () => link.of('history').filter(({ keep }) => keep).length
  tws.loseServers()
  await clock.pass(MINUTE_MS)
  await tws.regainServers(true)
  await clock.pass(SECOND_MS)
  expect([streams(), tws.streaming]).toEqual([2, ['AAA', 'BBB']])
  tws.loseServers()
  await clock.pass(MINUTE_MS)
  await tws.regainServers(false)
  await clock.pass(SECOND_MS)
  expect([streams(), tws.streaming]).toEqual([4, ['AAA', 'BBB']])
  live.close()
})

test('a bar that history gives differently afterwards is told again, as a correction', async () => {
  const { clock, link, live, heard, symbols, tws, finals } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.open + 56 * MINUTE_MS)
  const before = finals(ticker('INTC')).length
  tws.corrected.set(SECOND.open + 50 * MINUTE_MS, 7)
  tws.drop()
  await link.connect()
  await clock.pass(SECOND_MS)
  const [correction] = finals(ticker('INTC')).slice(before)
  expect(correction).toMatchObject({ start: SECOND.open + 50 * MINUTE_MS, volume: 7 })
  live.close()
})

test('a stream that has fallen silent is noticed at the close, and its bar comes from history', async () => {
  const { clock, link, live, heard, finals, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.to(SECOND.open + 47 * MINUTE_MS)
  tws.silent.add('INTC')
  await clock.to(SECOND.open + 61 * MINUTE_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('a symbol that is not listed is said to be dropped, and the others go on', async () => {
  const { clock, link, live, heard, finals, symbols, tws, notices } = market(SECOND.open + 46 * MINUTE_MS, {
    symbols: ['FB', 'INTC'],
  })
  tws.unlisted.add('FB')
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(MINUTE_MS)
  expect(notices).toEqual([expect.stringMatching(/^dropped FB: FB is not listed any more.*: dropped$/)])
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('a symbol that is not listed is not asked for again and again, and its stream goes to another', async () => {
  const { clock, link, live, symbols, tws } = market(SECOND.open + 46 * MINUTE_MS, {
    ...{ streams: 1, symbols: ['FB', 'INTC'] },
  })
  tws.unlisted.add('FB')
  live.followBars(symbols, SECOND.open, () => {})
  await link.connect()
  await clock.pass(30 * MINUTE_MS)
  expect(link.of('contract').filter(({ contract }) => contract.symbol === 'FB')).toHaveLength(1)
  expect(tws.streaming).toEqual(['INTC'])
  live.close()
})

test('a symbol that TWS does not stream gets its bars from history', async () => {
  const { clock, link, live, heard, finals, symbols } = market(SECOND.open + 46 * MINUTE_MS)
  const inner = link.onAsked
  link.onAsked = (asked) => {
    if (asked.kind !== 'history' || !asked.keep) return inner(asked)
    clock.after(10, () => link.fail(asked.id, 321, 'Error validating request: cause - not supported'))
  }
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(10 * MINUTE_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  expect(link.of('history').filter(({ keep }) => keep)).toHaveLength(2)
  live.close()
})

test('a second follower gets everything from its own moment on, and the first nothing twice', async () => {
  const { clock, link, live, heard, finals, symbols } = market(SECOND.open + 46 * MINUTE_MS)
  live.followBars(symbols, SECOND.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(MINUTE_MS)
  const later: FollowedBar[] = []
  live.followBars(symbols, FIRST.open, (bar) => later.push(bar))
  await clock.pass(9 * MINUTE_MS)
  expect(later.filter(({ final }) => final).map(({ bar }) => bar)).toEqual(ended('INTC', FIRST.open, clock.now()))
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', SECOND.open, clock.now()))
  live.close()
})

test('nothing is left behind when a market is closed', async () => {
  const { clock, link, live, symbols } = market(SECOND.open + 46 * MINUTE_MS, { symbols: ['AAA', 'BBB'], streams: 1 })
  const before = clock.waiting
  live.followBars(symbols, SECOND.open, () => {})
  live.followQuotes(symbols, () => {})
  await link.connect()
  await clock.pass(MINUTE_MS)
  live.close()
  await settle()
  expect(link.listeners).toBe(0)
  expect(clock.waiting).toBeLessThanOrEqual(before)
})

/** Something that happens to the connection, and how long it lasts. */
const fault = fc.record({
  kind: fc.constantFrom('drop', 'cut and kept', 'cut and lost'),
  after: fc.integer({ min: 5, max: 900 }),
  lasts: fc.integer({ min: 1, max: 1_500 }),
})

test('over any losses of the connection every bar that ended is told once, in order, as it was', async () => {
  const property = fc.asyncProperty(
    fc.array(fault, { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 0, max: 380 }),
    fc.integer({ min: 20, max: 2_500 }),
    fc.integer({ min: 0, max: 3 }),
    async (faults, minute, delay, streams) => {
      const names = ['AAA', 'BB', 'CCCC']
      const { clock, link, live, heard, finals, symbols, tws } = market(
        SECOND.open + minute * MINUTE_MS + 11 * SECOND_MS,
        { streams, symbols: names },
      )
      tws.delay = delay
      live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
      await link.connect()
      for (const { kind, after, lasts } of faults) {
        await clock.pass(after * SECOND_MS)
        if (kind === 'drop') tws.drop()
        else tws.loseServers()
        await clock.pass(lasts * SECOND_MS)
        if (kind === 'drop') await link.connect()
        else await tws.regainServers(kind === 'cut and kept')
      }
      await clock.pass(11 * MINUTE_MS)
      const settled = clock.now() - 30 * SECOND_MS
      for (const symbol of symbols) {
        const told = finals(symbol).filter(({ start }) => start + ENGINE_BAR_MS <= settled)
        expect(told).toEqual(ended(symbol, FIRST.open, settled))
      }
      expect(tws.mostOpen).toBeLessThanOrEqual(45)
      live.close()
      await settle()
      expect(link.listeners).toBe(0)
    },
  )
  await fc.assert(property, runs(40))
})

test('bars are asked for from the start wanted even where that is the third session before', async () => {
  const { clock, link, live, heard, finals, symbols } = market(utcMs(THIRD.open + 20 * MINUTE_MS))
  live.followBars(symbols, FIRST.open, (bar) => heard.push(bar))
  await link.connect()
  await clock.pass(10 * SECOND_MS)
  expect(finals(ticker('INTC'))).toEqual(ended('INTC', FIRST.open, clock.now()))
  expect(link.of('history').map(({ duration }) => duration)).toEqual(['3 D'])
  live.close()
})
