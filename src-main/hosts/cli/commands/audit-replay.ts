import { Command, Option } from 'commander'
import { sessionId } from '../../../../src-shared/domain/ids.ts'
import { openAuditReader } from '../../../audit/audit-reader.ts'
import { type EngineLogRange, type EngineLogStep, UnreadableEvent } from '../../../audit/engine-log.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import { type ReplayDifference, type ReplayReport, replayDecisions } from '../../../research/decision-replay.ts'
import { chooseDatabase, DATABASE_FLAG } from '../choose-database.ts'
import { CommandFailure, EXIT, type SetExitCode } from '../exit-codes.ts'
import { dayRange, exchangeDay } from '../option-values.ts'
import { counted } from '../output/counted.ts'
import type { Terminal } from '../output/terminal.ts'

interface ReplayFlags {
  readonly db?: string
  readonly day?: string
  readonly from?: string
  readonly to?: string
  readonly session?: string
  readonly json?: true
}

export function auditReplayCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('replay')
    .description('feed the recorded inputs through a fresh engine and compare every decision')
    .option(...DATABASE_FLAG)
    .addOption(
      new Option('--day <date>', 'decisions of this day, YYYY-MM-DD')
        .argParser(exchangeDay('--day'))
        .conflicts(['from', 'to']),
    )
    .option('--from <date>', 'decisions from this day on', exchangeDay('--from'))
    .option('--to <date>', 'decisions up to this day, included', exchangeDay('--to'))
    .option('--session <id>', 'decisions of this session only')
    .option('--json', 'the report as JSON')
    .action((flags: ReplayFlags) => {
      const file = chooseDatabase(flags.db, terminal)
      const report = replayFile(file, rangeOf(flags), terminal)
      terminal.close()
      if (flags.json) terminal.line(JSON.stringify(report))
      else for (const line of describe(report)) terminal.line(line)
      const proven = report.broken === null && report.decisions > 0 && report.equal === report.decisions
      setExitCode(proven ? EXIT.ok : EXIT.failed)
    })
}

function rangeOf({ day, from = day, to = day, session }: ReplayFlags): EngineLogRange {
  return { ...dayRange(from, to), ...(session === undefined ? {} : { session: sessionId(session) }) }
}

function replayFile(file: string, range: EngineLogRange, terminal: Terminal): ReplayReport {
  const opened = openAuditReader(file)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  const reader = opened.value
  const last = reader.sessions().at(-1)?.lastSeq ?? 0
  try {
    return replayDecisions(shown(reader.engineInputs(range), last, terminal))
  } catch (error) {
    if (error instanceof UnreadableEvent) throw new CommandFailure(`${file}, ${error.message}`, EXIT.failed)
    throw error
  } finally {
    reader.close()
  }
}

/** Rows between two looks at the progress bar. */
const PROGRESS_ROWS = 512

function* shown(steps: Iterable<EngineLogStep>, last: number, terminal: Terminal): Generator<EngineLogStep> {
  let taken = 0
  for (const step of steps) {
    if (taken++ % PROGRESS_ROWS === 0) terminal.progress(step.seq, last, 'rows replayed')
    yield step
  }
}

function describe({ decisions, equal, bars, differences, broken }: ReplayReport): string[] {
  const lines = differences.map(describeDifference)
  if (broken !== null) lines.push(`The log breaks at row ${counted(broken.seq)}: ${broken.message}.`)
  if (decisions === 0 && broken === null) return [...lines, 'There is no decision in this range.']
  const verdict = equal === decisions ? 'every one equal' : `${counted(decisions - equal)} differ`
  return [...lines, `${counted(decisions)} decisions replayed from ${counted(bars)} bars: ${verdict}.`]
}

function describeDifference({ seq, symbol, barStart, field, stored, replayed }: ReplayDifference): string {
  const where = `row ${counted(seq)}: ${symbol} ${exchangeLabel(barStart)}`
  if (stored === undefined && field === '') return `${where}: the log lacks the decision that the engine makes here`
  if (replayed === undefined && field === '') return `${where}: the engine makes no decision here`
  return `${where}: ${field} is stored as ${JSON.stringify(stored)} and replays as ${JSON.stringify(replayed)}`
}
