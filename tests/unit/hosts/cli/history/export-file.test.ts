import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CommandFailure } from '../../../../../src-main/hosts/cli/exit-codes.ts'
import { ExportFile } from '../../../../../src-main/hosts/cli/history/export-file.ts'
import { type ExportPlan, surveyExport } from '../../../../../src-main/hosts/cli/history/export-survey.ts'
import { sessionsBetween } from '../../../../../src-main/market/calendar.ts'
import { openBarFolder } from '../../../../../src-main/simulator/replay/bar-folder.ts'
import type { Bar } from '../../../../../src-shared/domain/bar.ts'
import { ticker } from '../../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'

const folder = mkdtempSync(join(tmpdir(), 'export-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [first, second] = sessionsBetween(sessionDate('2024-11-14'), sessionDate('2024-11-15'))
const [SPY, AMD] = [ticker('SPY'), ticker('AMD')]

const barsOf = (open: number, count: number): Bar[] =>
  Array.from({ length: count }, (_, slot) => ({
    start: utcMs(open + slot * ENGINE_BAR_MS),
    ...{ open: 100.5, high: 101.25, low: 100, close: 101, volume: 1_000 + slot },
  }))

let files = 0
const planned = (more: Partial<ExportPlan> = {}): ExportPlan => ({
  file: join(folder, `${++files}.csv`),
  symbols: [SPY, AMD],
  barSize: '5m',
  from: first!.open,
  until: second!.close,
  ...more,
})

/** A file with three bars of each symbol. */
function exported(plan: ExportPlan): string {
  const file = new ExportFile(plan.file, null)
  file.append(SPY, '5m', barsOf(first!.open, 3))
  file.append(AMD, '5m', barsOf(first!.open, 3))
  file.close()
  return readFileSync(plan.file, 'utf8')
}

describe('a file of exported bars', () => {
  it('is found to hold what was written', async () => {
    const plan = planned()
    exported(plan)
    const survey = await surveyExport(plan)
    const last = first!.open + 2 * ENGINE_BAR_MS
    expect(survey).toMatchObject({ bars: 6, tornBytes: 0 })
    expect(survey.symbols.get(AMD)).toEqual({ bars: 3, first: first!.open, last, dates: new Set([first!.date]) })
  })

  it('loses a line that was torn off, whatever byte it ends at, and nothing else', async () => {
    const plan = planned()
    const whole = exported(plan)
    for (let cut = 1; cut < whole.length; cut++) {
      writeFileSync(plan.file, whole)
      truncateSync(plan.file, whole.length - cut)
      const survey = await surveyExport(plan)
      new ExportFile(plan.file, survey).close()
      const left = readFileSync(plan.file, 'utf8')
      expect(left === '' || left.endsWith('\n')).toBe(true)
      expect(whole.startsWith(left)).toBe(true)
      expect((await surveyExport(plan)).bars).toBe(left.split('\n').length - 2)
    }
  })

  it('goes on after other symbols of the same file', async () => {
    const plan = planned()
    exported(plan)
    const file = new ExportFile(plan.file, await surveyExport(plan))
    file.append(SPY, '5m', barsOf(second!.open, 2))
    file.close()
    expect((await surveyExport(plan)).symbols.get(SPY)?.bars).toBe(5)
  })

  it('is not touched when another program writes to it', () => {
    const plan = planned()
    const file = new ExportFile(plan.file, null)
    appendFileSync(plan.file, 'something else\n')
    const before = readFileSync(plan.file, 'utf8')
    expect(() => file.append(SPY, '5m', barsOf(first!.open, 1))).toThrow('written by another program')
    file.close()
    expect(readFileSync(plan.file, 'utf8')).toBe(before)
  })

  it('can be replayed as it is when it holds five-minute bars of one symbol', async () => {
    const own = mkdtempSync(join(folder, 'replay-'))
    const plan = planned({ file: join(own, 'SPY.csv'), symbols: [SPY] })
    const file = new ExportFile(plan.file, null)
    file.append(SPY, '5m', barsOf(first!.open, 78))
    file.close()
    const opened = await openBarFolder(own)
    expect(opened).toMatchObject({ ok: true, value: { files: [{ symbol: 'SPY', bars: 78, skipped: [] }] } })
  })

  const row = 'SPY,5m,2024-11-14T09:45:00,100.5,101.25,100,101,1000'
  it.each([
    ['nothing of ours', 'date,price\n2024-11-14,100\n', 'line 1: it does not begin with symbol,bar_size'],
    ['an end of ours in a line of its own', 'symbol,bar', null],
    ['the beginning of something else', 'symbols', 'line 1: it does not begin'],
    ['a line of ten thousand characters', 'x'.repeat(10_000), 'does not hold lines of exported bars'],
    ['bytes that are no text', '\u0000\u0001\u0002\n', 'line 1'],
    ['a row of seven cells', [row.replace(',1000', '')], 'line 8: it does not have eight cells'],
    ['another size of bars', [row.replace('5m', '1m')], 'line 8: its bars are of 1m, not of 5m'],
    ['a symbol that was not named', [row.replace('SPY', 'QQQ')], 'line 8: QQQ is not among'],
    ['a symbol that is none', [row.replace('SPY', 'spy!')], 'line 8: "spy!" is not a symbol'],
    ['a time outside a session', [row.replace('09:45', '08:00')], 'line 8: 2024-11-14T08:00:00 is no start'],
    ['a time with a zone', [row.replace('00,100', '00Z,100')], 'is no start'],
    ['a day that was not named', [row.replace('-14T', '-13T')], 'line 8: 2024-11-13T09:45:00 lies outside'],
    ['a bar twice', [row.replace('09:45', '09:40')], 'line 8: SPY has 2024-11-14T09:40:00 after 2024-11-14T09:40:00'],
    ['a word for a number', [row.replace('100.5', 'much')], 'line 8: a value is not a finite number'],
    ['a high below its low', [row.replace('101.25', '99')], 'line 8: open or close lies outside'],
    ['an empty line', [''], 'line 8: it does not have eight cells'],
  ])('with %s is refused with its line and left as it is, or is ours', async (_case, content, words) => {
    const plan = planned()
    const text = typeof content === 'string' ? content : `${exported(plan)}${content.join('\n')}\n`
    writeFileSync(plan.file, text)
    const survey = surveyExport(plan)
    if (words === null) await expect(survey).resolves.toMatchObject({ bars: 0, wholeBytes: 0 })
    else await expect(survey).rejects.toThrow(words)
    await survey.catch((error: unknown) => expect(error).toBeInstanceOf(CommandFailure))
    expect(readFileSync(plan.file, 'utf8')).toBe(text)
  })
})
