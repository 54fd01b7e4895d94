import { type Channel, type ContractClient, greet } from '../../attach/contract-client.ts'
import type { Connections } from '../../serving/connections.ts'
import type { Link } from '../../serving/link.ts'
import type { CockpitRequest } from '../../start/cockpit-request.ts'
import type { Terminal } from '../output/terminal.ts'

/** A cockpit that the command has opened itself, without a window, and that it controls. */
export interface OwnCockpit {
  readonly client: ContractClient
  /** Ends what is armed, with its unfilled entries, and gives the database back. */
  close(): Promise<void>
}

/** For each answer, ms: the same process gives it. */
const PATIENCE_MS = 5_000

/** @throws CommandFailure that says why it cannot be opened, e.g. that another process owns the database */
export async function openOwnCockpit(request: CockpitRequest, terminal: Terminal): Promise<OwnCockpit> {
  // Commands that attach need none of this.
  const { openCockpit } = await import('../../start/open-cockpit.ts')
  const opened = await openCockpit(request, terminal)
  try {
    const client = await greet(channelTo(opened.connections), 'controller', PATIENCE_MS)
    return {
      client,
      async close() {
        await opened.close('the command that opened it has ended')
        client.close()
      },
    }
  } catch (error) {
    await opened.close('the command that opened it has failed')
    throw error
  }
}

/** The contract within this process, checked and written down like that of any other host. */
function channelTo(connections: Connections): Channel {
  let listener = (_text: string): void => {}
  let onEnd = (): void => {}
  const link: Link = {
    host: 'command-line',
    // Never answered within the call that asked.
    sendText: (text) => queueMicrotask(() => listener(text)),
    bufferedBytes: () => 0,
    close: () => queueMicrotask(() => onEnd()),
  }
  const connection = connections.open(link)
  return {
    send: (text) => connection.receive(text),
    onText(take) {
      listener = take
    },
    onEnd(end) {
      onEnd = end
    },
    close: () => connection.ended(),
  }
}
