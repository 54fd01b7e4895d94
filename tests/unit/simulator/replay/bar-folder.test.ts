import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MarketDataError, timeOfEvent } from '../../../../src-main/market/market-data.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { csv, eventsOf, folderOf, inWords, labelsOf, opened, row } from './bar-files.ts'

const DAY = labelsOf('2024-07-03', '2024-07-03')

describe('the events of a bar folder', () => {
  test('go slot by slot through the session, each with the bars that there are, in the order of the symbols', async () => {
    const folder = await opened(
      folderOf({
        'SPY.csv': csv(...DAY.slice(0, 3).map((label) => row(label))),
        'AAPL.csv.gz': gzipSync(csv(...DAY.slice(1, 3).map((label) => row(label)))),
      }),
    )
    expect(folder.origin).toBe('recorded')
    expect(folder.symbols).toEqual(['AAPL', 'SPY'])
    const words = inWords(await eventsOf(folder))
    expect(words.slice(0, 9)).toEqual([
      '2024-07-03',
      '0930 SPY',
      '|0935',
      '0935 AAPL',
      '0935 SPY',
      '|0940',
      '0940 AAPL',
      '0940 SPY',
      '|0945',
    ])
    expect(words.at(-1)).toBe('|1300')
    expect(words.filter((word) => word.startsWith('|'))).toHaveLength(42)
  })

  test('follow the order in which symbols were asked for, and leave the others out', async () => {
    const files = {
      'AAPL.csv': csv(row(DAY[0] ?? '')),
      'IWM.csv': csv(row(DAY[0] ?? '')),
      'SPY.csv': csv(row(DAY[0] ?? '')),
    }
    const folder = await opened(folderOf(files), [ticker('SPY'), ticker('AAPL'), ticker('SPY')])
    expect(folder.symbols).toEqual(['SPY', 'AAPL'])
    expect(inWords(await eventsOf(folder)).slice(1, 4)).toEqual(['0930 SPY', '0930 AAPL', '|0935'])
  })

  test('cover every session of the calendar between the first and the last bar, also empty ones', async () => {
    const folder = await opened(
      folderOf({ 'AAPL.csv': csv(row('2024-07-02T15:55:00')), 'SPY.csv': csv(row('2024-07-08T09:30:00')) }),
    )
    const dates = ['2024-07-02', '2024-07-03', '2024-07-05', '2024-07-08']
    expect(folder.sessions.map((day) => day.date)).toEqual(dates)
    expect((await eventsOf(folder)).flatMap((event) => (event.kind === 'session' ? [event.day.date] : []))).toEqual(
      dates,
    )
  })

  test('are the same at each pass, also when another pass was left half-way', async () => {
    const folder = await opened(folderOf({ 'SPY.csv': csv(...DAY.map((label) => row(label))) }))
    for await (const event of folder.events()) if (event.kind === 'bar') break
    expect(await eventsOf(folder)).toEqual(await eventsOf(folder))
  })

  test('hold every bar of every file once, ascending, whatever is missing where', async () => {
    const labels = labelsOf('2024-03-07', '2024-03-12')
    const holes = fc.array(fc.integer({ min: 0, max: labels.length - 1 }), { minLength: 1, maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(holes, holes, async (left, right) => {
        const rows = (chosen: readonly number[]): string[] =>
          [...new Set(chosen)].sort((a, b) => a - b).map((index) => row(labels[index] ?? '', 95 + (index % 10)))
        const folder = await opened(folderOf({ 'AAPL.csv': csv(...rows(left)), 'SPY.csv': csv(...rows(right)) }))
        const events = await eventsOf(folder)
        const times = events.map(timeOfEvent)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const bars = events.filter((event) => event.kind === 'bar')
        for (const [symbol, chosen] of [
          ['AAPL', left],
          ['SPY', right],
        ] as const) {
          expect(bars.filter((event) => event.symbol === symbol)).toHaveLength(new Set(chosen).size)
        }
        const slots = folder.sessions.reduce((sum, day) => sum + (day.close - day.open) / 300_000, 0)
        expect(events.filter((event) => event.kind === 'slot-end')).toHaveLength(slots)
      }),
      { seed: 3, numRuns: 25 },
    )
  })

  test('break off with an error when a file changes after it was opened', async () => {
    const path = folderOf({ 'SPY.csv': csv(row('2024-07-02T09:30:00'), row('2024-07-03T09:30:00')) })
    const folder = await opened(path)
    for (const content of [
      csv(row('2024-07-02T09:30:00')),
      csv(row('2024-07-02T09:30:00'), row('2024-07-08T09:30:00')),
      csv(row('2024-07-02T09:30:00'), row('2024-07-03T09:30:00'), row('2024-07-03T09:35:00')),
      csv(row('2024-07-02T09:30:00'), row('2024-07-03T09:30:00'), row('2024-07-08T09:30:00')),
      csv(row('2024-07-02T09:30:00'), row('never')),
    ]) {
      writeFileSync(join(path, 'SPY.csv'), content)
      await expect(eventsOf(folder)).rejects.toThrow(MarketDataError)
    }
  })
})

const QUARTER = fileURLToPath(new URL('../../../../../shared/data/bars-2024q1', import.meta.url))

// Needs the optional data folder ../shared/data beside the repository.
describe.skipIf(!existsSync(QUARTER))('the first quarter of 2024', () => {
  test('is read whole: six symbols, 61 sessions, every slot', async () => {
    const folder = await opened(QUARTER)
    expect(folder.symbols).toEqual(['AAPL', 'GOOGL', 'IWM', 'NVDA', 'QQQ', 'SPY'])
    expect(folder.sessions).toHaveLength(61)
    expect(folder.files.map((file) => [file.bars, file.skipped])).toEqual(folder.symbols.map(() => [4_758, []]))
    const events = await eventsOf(folder)
    expect(events.filter((event) => event.kind === 'bar')).toHaveLength(28_548)
    expect(events.find((event) => event.kind === 'bar')).toEqual({
      kind: 'bar',
      symbol: 'AAPL',
      bar: {
        start: Date.UTC(2024, 0, 2, 14, 30),
        open: 187.17,
        high: 188.44,
        low: 186.35,
        close: 187.73,
        volume: 4_575_934,
      },
    })
  })
})
