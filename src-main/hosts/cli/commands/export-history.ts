import { existsSync } from 'node:fs'
import { Argument, Command } from 'commander'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { SessionDay, UtcMs } from '../../../../src-shared/domain/time.ts'
import { systemOperatorClock } from '../../../market/clock.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import type { LiveMarket } from '../../../market/live-market.ts'
import { configurationFor } from '../configuration.ts'
import { CommandFailure, EXIT } from '../exit-codes.ts'
import { ExportFile } from '../history/export-file.ts'
import { checkExportFile, type ExportPlan, type ExportSurvey, surveyExport } from '../history/export-survey.ts'
import { fetchSlice } from '../history/fetch-bars.ts'
import { addExportFlags, checkHistoryFlags, type HistoryFlags, sessionsOf, spanOf } from '../history/history-flags.ts'
import { endOfBar, type HistorySlice, slicesOf } from '../history/slices.ts'
import { marketFailure } from '../market-failures.ts'
import { withLiveMarket } from '../open-live-market.ts'
import { symbols } from '../option-values.ts'
import { counted } from '../output/counted.ts'
import type { Terminal } from '../output/terminal.ts'

interface ExportFlags extends HistoryFlags {
  readonly out: string
}

export function exportHistoryCommand(terminal: Terminal): Command {
  const command = new Command('export-history')
    .description('bars of symbols in regular hours into a CSV file; the same command goes on where it stopped')
    .addArgument(new Argument('<symbols...>', 'symbols such as AAPL NVDA').argParser(symbols('export-history')))
    .requiredOption('--out <file>', 'the CSV file')
  return addExportFlags(command).action(async (wanted: readonly Ticker[], flags: ExportFlags) => {
    checkHistoryFlags(flags)
    await checkExportFile(flags.out)
    const { config } = configurationFor(flags, terminal)
    await withLiveMarket(config, terminal, async (market, { signal }) => {
      const now = await market.time()
      if (!now.ok) throw marketFailure(now.error)
      const sessions = sessionsOf(flags, now.value)
      const plan: ExportPlan = { file: flags.out, symbols: wanted, barSize: flags.barSize, ...spanOf(sessions) }
      await exportBars({ market, plan, sessions, now: now.value, signal, terminal })
      report(plan, await surveyExport(plan), sessions, now.value, terminal)
    })
  })
}

/** What an export works with. */
interface Work {
  readonly market: LiveMarket
  readonly plan: ExportPlan
  readonly sessions: readonly SessionDay[]
  /** The broker's time. */
  readonly now: UtcMs
  readonly signal: AbortSignal
  readonly terminal: Terminal
}

/** One request of the export. */
interface Portion {
  readonly symbol: Ticker
  readonly slice: HistorySlice
}

async function exportBars(work: Work): Promise<void> {
  const { plan, sessions, now, terminal } = work
  const survey = existsSync(plan.file) ? await surveyExport(plan) : null
  if (survey !== null) terminal.note(resumed(plan.file, survey))
  const portions: Portion[] = []
  for (const symbol of plan.symbols) {
    const contract = await work.market.contract(symbol)
    if (!contract.ok) throw marketFailure(contract.error)
    const { first = null, last = null } = survey?.symbols.get(symbol) ?? {}
    if (first !== null) await refuseEarlierBars(work, symbol, first)
    portions.push(...slicesOf(sessions, plan.barSize, last, now).map((slice) => ({ symbol, slice })))
  }
  const file = new ExportFile(plan.file, survey)
  const stopTelling = tellOfPacing(work)
  try {
    await appendAll(work, portions, file)
  } finally {
    stopTelling()
    file.close()
    terminal.close()
  }
}

async function appendAll(work: Work, portions: readonly Portion[], file: ExportFile): Promise<void> {
  const { market, plan, now, signal, terminal } = work
  for (const [index, { symbol, slice }] of portions.entries()) {
    const bars = await fetchSlice(market, symbol, plan.barSize, slice, now, signal)
    if (signal.aborted) throw stopped(plan.file, 'Ended by you.', EXIT.interrupted)
    if (!bars.ok) throw stopped(plan.file, `${symbol}: ${bars.error.message}`, EXIT.failed)
    file.append(symbol, plan.barSize, bars.value)
    terminal.progress(index + 1, portions.length, `${symbol}, ${index + 1} of ${portions.length} requests`)
  }
}

/** Operator ms of waiting that nobody has to be told of. */
const SHORT_WAIT_MS = 5_000

/** Says so when IBKR's pacing makes the export wait: nothing else would move for minutes. @returns what ends it */
function tellOfPacing({ market, terminal }: Work): () => void {
  let told = 0
  return market.onState(({ history: { waiting, nextAt } }) => {
    if (waiting === 0 || nextAt === null || nextAt < Math.max(systemOperatorClock.now(), told) + SHORT_WAIT_MS) return
    told = nextAt
    const time = new Date(nextAt).toLocaleTimeString('en-GB')
    terminal.note(`waiting for IBKR's pacing of small bars: the next request leaves at ${time}`)
  })
}

/**
 * Bars are only ever appended: a file that begins later than it was asked for now would keep a hole in front.
 * @throws CommandFailure when there are bars before a symbol's first one, within the days that were named
 */
async function refuseEarlierBars(work: Work, symbol: Ticker, first: UtcMs): Promise<void> {
  const { market, plan, sessions, now, signal } = work
  const earlier = sessions.filter(({ close }) => close <= first)
  const before = slicesOf(earlier, plan.barSize, null, now).at(-1)
  if (before === undefined) return
  const bars = await fetchSlice(market, symbol, plan.barSize, before, now, signal)
  if (!bars.ok) throw marketFailure(bars.error)
  if (bars.value.length === 0) return
  const start = exchangeLabel(first).slice(0, 10)
  const message = `${plan.file} has ${symbol} from ${start} on, and there are bars before it: name another file with --out.`
  throw new CommandFailure(message)
}

function resumed(file: string, { bars, tornBytes }: ExportSurvey): string {
  const torn = tornBytes === 0 ? '' : '; its last line was not whole and is taken again'
  return `${file} has ${counted(bars)} bars already, all checked${torn}: going on from there`
}

const stopped = (file: string, why: string, exitCode: typeof EXIT.failed | typeof EXIT.interrupted): CommandFailure =>
  new CommandFailure(
    `${why.replace(/[.]?$/, '.')} ${file} is valid as far as it goes; the same command goes on from there.`,
    exitCode,
  )

/** What was written, read back from the file. */
function report(
  plan: ExportPlan,
  { symbols: found, bars }: ExportSurvey,
  sessions: readonly SessionDay[],
  now: UtcMs,
  terminal: Terminal,
): void {
  const begun = sessions.filter(({ open }) => endOfBar({ start: open }, plan.barSize) <= now)
  for (const [symbol, { dates }] of found) {
    const missing = begun.filter(({ date }) => !dates.has(date)).map(({ date }) => date)
    const [first, last] = [missing[0], missing.at(-1)]
    if (first === undefined) continue
    const days = first === last ? first : `${missing.length} sessions, the first ${first}, the last ${last}`
    terminal.note(`${symbol}: there are no bars of ${days}`)
  }
  const of = `${counted(bars)} bars of ${plan.barSize}, ${found.size} ${found.size === 1 ? 'symbol' : 'symbols'}`
  terminal.line(`${plan.file}: ${of}, read back and checked`)
}
