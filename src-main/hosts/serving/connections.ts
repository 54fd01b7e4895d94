import { PULSE_MS } from '../../../src-shared/contract/protocol.ts'
import type { OperatorClock } from '../../market/clock.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'
import { Connection } from './connection.ts'
import { Control } from './control.ts'
import { CLOSE_CODES, type Link } from './link.ts'
import { Presence } from './presence.ts'

/** Windows at a time. Command lines are not counted: however many windows there are, they must not keep out a stop. */
const MOST_WINDOWS = 32

/** The transport's end of one connection. */
export interface OpenConnection {
  /** A text has come. */
  receive(text: string): void
  /** Something came that cannot be a message: the connection is ended. */
  violate(code: 'bad-message' | 'too-large', detail: string): void
  /** The link is gone. */
  ended(): void
}

/** Serves the contract to windows and command lines, whatever carries it. */
export interface Connections {
  open(link: Link): OpenConnection
  readonly count: number
  /** Says goodbye to everyone and stops; whoever comes later is sent away. */
  close(): void
}

interface ConnectionsOptions {
  readonly service: CockpitService
  readonly app: { readonly name: string; readonly version: string }
  readonly operator: Pick<OperatorClock, 'monotonic'>
  readonly schedule: Schedule
}

const DISMISSED: OpenConnection = { receive: () => {}, violate: () => {}, ended: () => {} }

export function createConnections({ service, app, operator, schedule }: ConnectionsOptions): Connections {
  const monotonic = () => operator.monotonic()
  const presence = new Presence((note) => service.presence(note), schedule)
  const control = new Control(presence)
  const context = { service, app, control, monotonic }
  const open = new Set<Connection>()
  let number = 0
  let closed = false
  let cancelPulse = (): void => {}

  function pulse(): void {
    const now = monotonic()
    for (const connection of [...open]) connection.pulse(now)
    control.check(now)
    schedulePulse()
  }

  /** The heart beats while there is someone to hear it. */
  function schedulePulse(): void {
    cancelPulse()
    cancelPulse = open.size === 0 ? () => {} : schedule(PULSE_MS, pulse)
  }

  return {
    get count() {
      return open.size
    },
    open(link) {
      number++
      const connection = new Connection(link, number, context, () => {
        open.delete(connection)
        if (open.size === 0) schedulePulse()
      })
      if (closed) {
        connection.dismiss('not-running', CLOSE_CODES.leaving, 'The engine has ended.')
        return DISMISSED
      }
      if (link.host !== 'command-line' && open.size >= MOST_WINDOWS) {
        service.reportIntrusion(connection.actor, 'too-many', `${MOST_WINDOWS} windows are open`)
        connection.dismiss('too-many', CLOSE_CODES.overloaded, `At most ${MOST_WINDOWS} windows at a time.`)
        return DISMISSED
      }
      open.add(connection)
      if (open.size === 1) schedulePulse()
      return connection
    },
    close() {
      closed = true
      for (const connection of [...open])
        connection.dismiss('not-running', CLOSE_CODES.leaving, 'The engine has ended.')
      cancelPulse()
      // Those that controlled until now have just left.
      presence.close()
    },
  }
}
