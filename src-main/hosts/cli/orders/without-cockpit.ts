import { MODES } from '../../../../src-shared/domain/mode.ts'
import { openAuditReader } from '../../../audit/audit-reader.ts'
import type { EventType } from '../../../audit/event-types.ts'
import { readStoredEvent } from '../../../trading/journal/stored-event.ts'
import type { AttachError } from '../../attach/attach-client.ts'
import { socketAddress } from '../../attach/socket-address.ts'
import { attachFolder, DATABASE_KINDS, databaseFile } from '../data-files.ts'

/**
 * What is known, and what to do, when a cockpit runs and does not answer, as lines: it holds whether or not it ever
 * answers again.
 * @param named the database that was meant; null: it may be any
 */
export function withoutCockpit(address: string, { message, greeting }: AttachError, named: string | null): string[] {
  const database = greeting?.database ?? databaseAt(address, named)
  const which = database === null ? 'A cockpit' : `The cockpit on ${database}`
  const pid = greeting === null ? '' : ` (process ${greeting.pid})`
  const mode = database === null ? null : lastMode(database)
  return [
    `${which}${pid} runs and cannot be talked to: ${message} Whether what was asked has been done is not known.`,
    ...(mode === null ? [] : [`The last that its audit has of its mode: ${mode}.`]),
    ...whatToDo(greeting === null ? 'its process' : `process ${greeting.pid}`),
  ]
}

/** What helps without a cockpit. @param what has to be ended */
export const whatToDo = (what: string): string[] => [
  'What stands at IBKR works on without it: protective stops stay, and unfilled entries of ours die by themselves within two bars.',
  'In TWS: Orders shows what works; cancel the entries there, and leave the stops (STP) of what you keep. To be flat, close the position in Portfolio first, and cancel its stop and target afterwards.',
  `Then end ${what} and start the cockpit again: it compares itself with IBKR before anything else, and never sends an entry by itself.`,
]

/** The database of a cockpit that has not said who it is: one of those at which cockpits are by default. */
function databaseAt(address: string, named: string | null): string | null {
  const candidates = [...(named === null ? [] : [named]), ...DATABASE_KINDS.map(databaseFile)]
  return candidates.find((database) => socketAddress(database, attachFolder()) === address) ?? null
}

/** In words; null where it cannot be told. */
function lastMode(database: string): string | null {
  const opened = openAuditReader(database)
  if (!opened.ok) return null
  const reader = opened.value
  try {
    const newest = (type: EventType) =>
      reader.events({ type }, { order: 'newest-first', beyond: null, limit: 1 }).events[0]
    const [started, changed] = [newest('session-started'), newest('mode-changed')]
    if (started === undefined) return null
    if (changed === undefined || changed.seq < started.seq) return `${MODES['dry-run'].shown}, since its start`
    const read = readStoredEvent({ ...changed, type: 'mode-changed' })
    if (!read.ok || read.value.kind !== 'mode-changed') return null
    return `${MODES[read.value.mode].shown}, since ${new Date(changed.ts).toISOString()}`
  } finally {
    reader.close()
  }
}
