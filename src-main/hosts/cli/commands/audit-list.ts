import { Command, Option } from 'commander'
import { sessionId, type Ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { type AuditReader, openAuditReader } from '../../../audit/audit-reader.ts'
import { EVENT_TYPES, type EventType } from '../../../audit/event-types.ts'
import type { EventFilter } from '../../../audit/queries.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import { chooseDatabase, DATABASE_FLAG } from '../choose-database.ts'
import { CommandFailure } from '../exit-codes.ts'
import { dayRange, exchangeDay, symbol, wholeNumber } from '../option-values.ts'
import { counted } from '../output/counted.ts'
import type { Terminal } from '../output/terminal.ts'

interface ListFlags {
  readonly db?: string
  readonly sessions?: true
  readonly type?: EventType
  readonly symbol?: Ticker
  readonly session?: string
  readonly day?: string
  readonly before?: number
  readonly limit: number
  readonly json?: true
}

type Event = ReturnType<AuditReader['events']>['events'][number]

const DEFAULT_LIMIT = 50
const MOST_ROWS = 100_000
/** Characters of a payload on a line for people. */
const PAYLOAD_SHOWN = 120

export function auditListCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('the recorded events, the newest first')
    .option(...DATABASE_FLAG)
    .option('--sessions', 'the sessions instead of the events')
    .addOption(new Option('--type <type>', 'events of this type').choices(Object.keys(EVENT_TYPES)))
    .option('--symbol <symbol>', 'events of this symbol', symbol('--symbol'))
    .option('--session <id>', 'events of this session')
    .option('--day <date>', 'events of this day, New York time', exchangeDay('--day'))
    .option('--before <row>', 'events before this row', wholeNumber('--before', 1, Number.MAX_SAFE_INTEGER))
    .option('--limit <number>', 'at most this many', wholeNumber('--limit', 1, MOST_ROWS), DEFAULT_LIMIT)
    .option('--json', 'one JSON object a line')
    .action(async (flags: ListFlags) => {
      const file = chooseDatabase(flags.db, terminal)
      const opened = openAuditReader(file)
      if (!opened.ok) throw new CommandFailure(opened.error.message)
      try {
        if (flags.sessions) listSessions(opened.value, flags, terminal)
        else listEvents(opened.value, flags, terminal)
      } finally {
        opened.value.close()
      }
      await terminal.drained()
    })
}

function listEvents(reader: AuditReader, flags: ListFlags, terminal: Terminal): void {
  const { before = null, limit, json } = flags
  const page = reader.events(filterOf(flags), { order: 'newest-first', beyond: before, limit })
  for (const event of page.events) terminal.line(json ? JSON.stringify(event) : eventLine(event))
  if (page.events.length === 0) terminal.note('No recorded event matches.')
  if (page.next !== null) terminal.note(`There are older ones: --before ${page.next}`)
}

function filterOf({ type, symbol, session, day }: ListFlags): EventFilter {
  return {
    ...dayRange(day, day),
    ...(type === undefined ? {} : { type }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(session === undefined ? {} : { session: sessionId(session) }),
  }
}

function eventLine({ seq, ts, exTs, type, symbol, payload }: Event): string {
  const time = exTs === null ? new Date(ts).toISOString() : `${exchangeLabel(utcMs(exTs))} NY`
  const shown = payload.length > PAYLOAD_SHOWN ? `${payload.slice(0, PAYLOAD_SHOWN)}…` : payload
  return `${counted(seq).padStart(9)}  ${time.padEnd(24)}  ${type.padEnd(15)} ${(symbol ?? '').padEnd(6)} ${shown}`
}

function listSessions(reader: AuditReader, { json }: ListFlags, terminal: Terminal): void {
  for (const session of reader.sessions()) {
    const { firstSeq, lastSeq, started, ended, source } = session
    const end = ended === null ? 'not ended' : `ended ${new Date(ended).toISOString()}`
    const rows = `rows ${counted(firstSeq)} to ${counted(lastSeq)}`
    const text = `${session.session}  started ${new Date(started).toISOString()}, ${end}, ${rows}: ${source}`
    terminal.line(json ? JSON.stringify(session) : text)
  }
}
