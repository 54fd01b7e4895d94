import { Command } from 'commander'
import type { Command as CockpitCommand } from '../../../../src-shared/contract/commands.ts'
import { type AttachedCockpit, attachTo } from '../../attach/attach-client.ts'
import { knownAddresses, socketAddress } from '../../attach/socket-address.ts'
import { cardLine, positionLine, statusLines } from '../../attach/status-text.ts'
import { attachFolder } from '../data-files.ts'
import { EXIT, type SetExitCode } from '../exit-codes.ts'
import { withoutCockpit } from '../orders/without-cockpit.ts'
import type { Terminal } from '../output/terminal.ts'

interface AttachedFlags {
  readonly db?: string
  readonly json?: true
}

/** For each of hello and command, ms: within five seconds it is said what is known. */
const PATIENCE_MS = 2_000

/** What is done with one running cockpit. @throws Error in words when it does not answer */
type Use = (cockpit: AttachedCockpit, terminal: Terminal, flags: AttachedFlags) => Promise<boolean>

/** The commands that attach to running cockpits: those of all databases, or of the one that is named. */
export function attachedCommands(terminal: Terminal, setExitCode: SetExitCode): Command[] {
  const attached = (name: string, description: string, use: Use): Command =>
    new Command(name)
      .description(description)
      .option('--db <file>', 'only the cockpit that writes this audit database')
      .action(async (flags: AttachedFlags) => {
        setExitCode((await useEach(flags, terminal, use)) ? EXIT.ok : EXIT.failed)
      })
  return [
    attached(
      'status',
      'what running cockpits show: status, positions, orders that wait for approval',
      showStatus,
    ).option('--json', 'one JSON object a line, for programs'),
    attached('stop', 'STOP: disarm running cockpits and cancel their entries; protective stops stay', (cockpit) =>
      obey(cockpit, { kind: 'stop' }, 'Stopped', terminal),
    ),
    attached(
      'flatten',
      'close the positions of running cockpits, simulated and live; foreign ones stay. Not kept for later where the broker is away',
      (cockpit) => obey(cockpit, { kind: 'flatten' }, 'Closing', terminal),
    ),
    attached('dry-run', 'put running cockpits into dry run; what waits in another mode expires', (cockpit) =>
      obey(cockpit, { kind: 'set-mode', mode: 'dry-run' }, 'In dry run', terminal),
    ),
  ]
}

/** @returns whether there was one, and all went well. One that hangs keeps none of the others waiting. */
async function useEach(flags: AttachedFlags, terminal: Terminal, use: Use): Promise<boolean> {
  const { db } = flags
  const folder = attachFolder()
  const addresses = db === undefined ? knownAddresses(folder) : [socketAddress(db, folder)]
  const used = await Promise.all(addresses.map((address) => useOne(address, flags, terminal, use)))
  const answers = used.filter((answer) => answer !== 'nobody')
  if (answers.length === 0) {
    const where = db === undefined ? 'No cockpit is running.' : `No cockpit is running on ${db}.`
    terminal.note(`${where} What may still stand at IBKR is in TWS, under Orders and Portfolio.`)
  }
  await terminal.drained()
  return answers.length > 0 && answers.every((answer) => answer === 'done')
}

async function useOne(
  address: string,
  flags: AttachedFlags,
  terminal: Terminal,
  use: Use,
): Promise<'nobody' | 'done' | 'failed'> {
  const attached = await attachTo(address, PATIENCE_MS)
  if (!attached.ok) {
    if (attached.error.code === 'nobody') return 'nobody'
    for (const line of withoutCockpit(address, attached.error, flags.db ?? null)) terminal.note(line)
    return 'failed'
  }
  const cockpit = attached.value
  try {
    return (await use(cockpit, terminal, flags)) ? 'done' : 'failed'
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const { greeting } = cockpit
    for (const line of withoutCockpit(address, { code: 'failed', message, greeting }, null)) terminal.note(line)
    return 'failed'
  } finally {
    cockpit.close()
  }
}

async function obey(
  cockpit: AttachedCockpit,
  command: CockpitCommand,
  done: string,
  terminal: Terminal,
): Promise<boolean> {
  const { database } = cockpit.greeting
  const answer = await cockpit.command(command)
  if (!answer.ok) {
    terminal.note(`${database}: ${answer.error.message}`)
    return false
  }
  const { orders } = answer.value
  const refused = orders.filter(({ refusal }) => refusal !== null)
  const count = orders.length - refused.length
  const what = command.kind === 'flatten' ? several(count, 'position') : `${several(count, 'order')} ended`
  terminal.line(`${done}: ${database}${count === 0 ? '' : `, ${what}`}.`)
  for (const { ref, refusal } of refused) terminal.note(`${ref}: ${refusal?.message}`)
  return refused.length === 0
}

const showStatus: Use = async (cockpit, terminal, { json }) => {
  const status = await cockpit.read('status')
  const positions = await cockpit.read('positions')
  const cards = await cockpit.read('cards')
  for (const read of [status, positions, cards]) {
    if (read.ok) continue
    terminal.note(`${cockpit.greeting.database}: ${read.error.message}`)
    return false
  }
  if (!status.ok || !positions.ok || !cards.ok) return false
  const { database, pid } = cockpit.greeting
  if (json) {
    const state = { database, pid, status: status.value, positions: positions.value.rows, cards: cards.value.rows }
    terminal.line(JSON.stringify(state))
    return true
  }
  for (const line of statusLines(status.value)) terminal.line(line)
  terminal.line(`recorded in ${database}, process ${pid}`)
  list(terminal, several(positions.value.rows.length, 'position'), positions.value.rows.map(positionLine))
  list(terminal, `${several(cards.value.rows.length, 'order')} to approve`, cards.value.rows.map(cardLine))
  return true
}

const several = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

function list(terminal: Terminal, heading: string, lines: readonly string[]): void {
  terminal.line(lines.length === 0 ? heading : `${heading}:`)
  for (const line of lines) terminal.line(`  ${line}`)
}
