import { Command } from 'commander'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import type { Candidate, Selection } from '../../../research/selection/candidate.ts'
import { selectStocks } from '../../../research/selection/select-stocks.ts'
import { systemSchedule } from '../../../simulator/virtual-clock.ts'
import { configurationFor } from '../configuration.ts'
import { marketFailure } from '../market-failures.ts'
import { withLiveMarket } from '../open-live-market.ts'
import type { Terminal } from '../output/terminal.ts'
import { topFlag } from '../selection-flags.ts'
import { usersUniverse } from '../universe-file.ts'

interface ScanFlags extends Readonly<Record<string, unknown>> {
  readonly top: number
  readonly json?: true
}

const DEFAULT_TOP = 5
/** Candidates without numbers on a list for people. */
const UNMEASURED_SHOWN = 5

export function scanCommand(terminal: Terminal): Command {
  return new Command('scan')
    .description('rank the stocks of the day: IBKR scans and your universe, each with its numbers')
    .option('--top <number>', 'how many to choose', topFlag, DEFAULT_TOP)
    .option('--json', 'one JSON object a line, for programs')
    .action(async (flags: ScanFlags) => {
      const { config } = configurationFor(flags, terminal)
      const universe = usersUniverse()
      await withLiveMarket(config, terminal, async (market, { signal }) => {
        const onProgress = (done: number, total: number): void => terminal.progress(done, total, 'symbols measured')
        const options = { top: flags.top, schedule: systemSchedule, onProgress, signal }
        const selected = await selectStocks(market, universe.dayTradeUniverse, options)
        terminal.close()
        if (!selected.ok) throw marketFailure(selected.error)
        if (flags.json) writeJson(selected.value, terminal)
        else writeText(selected.value, terminal)
      })
      await terminal.drained()
    })
}

function writeJson({ time, day, candidates, selected, notices }: Selection, terminal: Terminal): void {
  for (const notice of notices) terminal.note(notice)
  for (const candidate of candidates) {
    const row = { time, day, ...candidate, selected: selected.includes(candidate.symbol) }
    terminal.line(JSON.stringify(row))
  }
}

function writeText({ time, day, candidates, selected, notices }: Selection, terminal: Terminal): void {
  for (const notice of notices) terminal.note(notice)
  const pass = candidates.filter(({ rank }) => rank !== null).length
  const counts = `${candidates.length} candidates, ${pass} pass, ${selected.length} chosen (*)`
  terminal.line(`session of ${day}, as at ${exchangeLabel(time).replace('T', ' ')} New York: ${counts}`)
  const [measured, others] = [true, false].map((has) =>
    candidates.filter(({ measures }) => (measures !== null) === has),
  )
  const shown = [...(measured ?? []), ...(others ?? []).slice(0, UNMEASURED_SHOWN)]
  for (const candidate of shown) terminal.line(lineOf(candidate, selected.includes(candidate.symbol)))
  const left = candidates.length - shown.length
  if (left > 0) terminal.line(`${left} more could not be measured; --json lists each.`)
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`
const signed = (fraction: number): string => `${fraction < 0 ? '−' : '+'}${percent(Math.abs(fraction))}`
const millions = (shares: number): string => `${(shares / 1e6).toFixed(1)} M`

/** `*` marks what is chosen; the number is the rank, a dash stands for one that fell out. */
function lineOf({ symbol, sources, measures, score, rank, failures, quality }: Candidate, chosen: boolean): string {
  const place = `${chosen ? '*' : ' '}${String(rank ?? '–').padStart(3)}  ${symbol.padEnd(6)}`
  const why = failures.length === 0 ? '' : `  fell out: ${failures.map(({ message }) => message).join('; ')}`
  if (measures === null || score === null) return `${place}${why}  (${sources.join(', ')})`
  const { last, move, range, gap, atr, atrDays, averageVolume, volumeDays } = measures
  const numbers = [
    `score ${score.toFixed(2).padStart(6)}`,
    `price ${last.toFixed(2).padStart(8)}`,
    `move ${signed(move).padStart(9)}`,
    `range ${percent(range).padStart(8)}`,
    `gap ${signed(gap).padStart(9)}`,
    `ATR ${percent(atr).padStart(7)} of ${atrDays} d`,
    `volume ${millions(averageVolume).padStart(8)} of ${volumeDays} d`,
  ]
  const label = quality === null || quality === 'live' ? '' : `  ${quality.toUpperCase()}`
  return `${place}  ${numbers.join('  ')}${label}${why}  (${sources.join(', ')})`
}
