import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION } from '../../../src-shared/contract/protocol.ts'
import type { Query, QueryAnswers } from '../../../src-shared/contract/queries.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { type Keychain, NO_KEYCHAIN } from '../../config/order-token/keychain.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { type Cockpit, type CockpitEnd, createCockpit } from '../../session/cockpit.ts'
import type { CockpitService, QueryOptions } from '../../session/cockpit-service.ts'
import { AuditReview } from '../../session/review/audit-review.ts'
import { CockpitStreams } from '../../session/streams/cockpit-streams.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { type AttachHost, startAttachHost } from '../attach/attach-host.ts'
import { socketAddress } from '../attach/socket-address.ts'
import { APP } from '../cli/app.ts'
import { attachFolder, makeFolderFor } from '../cli/data-files.ts'
import { CommandFailure } from '../cli/exit-codes.ts'
import { openMarket } from '../cli/market-flags.ts'
import type { Terminal } from '../cli/output/terminal.ts'
import { keepHeapSmall } from '../keep-heap-small.ts'
import { type Connections, createConnections } from '../serving/connections.ts'
import { armingKit } from './arming-kit.ts'
import type { CockpitRequest } from './cockpit-request.ts'

/** A cockpit that runs, for a host to show. Command lines of this user can attach to it. */
export interface OpenCockpit {
  readonly service: CockpitService
  readonly connections: Connections
  /** Operator time, monotonic ms. */
  readonly monotonic: () => number
  readonly finished: Promise<CockpitEnd>
  /** Tells whoever starts a second cockpit where the window is. */
  windowIsAt(url: string): void
  /** A line for the audit. */
  note(text: string): void
  /** Ends every connection and the session, and gives the database back. @param reason for the audit */
  close(reason?: string): Promise<void>
}

/**
 * Opens the cockpit that was asked for: its session, its streams, the contract for windows, the socket to attach to.
 * @throws CommandFailure that says why it cannot be opened, e.g. that another process owns the database.
 */
export async function openCockpit(
  request: CockpitRequest,
  terminal: Terminal,
  keychain: Keychain = NO_KEYCHAIN,
): Promise<OpenCockpit> {
  const { loaded, profile, database, fresh } = request
  keepHeapSmall()
  const source = await openMarket(request, terminal)
  makeFolderFor(database)
  const streams = new CockpitStreams({ schedule: systemSchedule })
  const app = `${APP.name} ${APP.version}`
  const cockpit = createCockpit({
    source,
    profile,
    loaded,
    database,
    app,
    observer: streams,
    headless: false,
    kit: armingKit(loaded.config, keychain),
    fresh,
    slowWhileWaiting: true,
    // The first bar of a simulated market passes at once: a new cockpit has something to show from the beginning.
    seek: source.ownTime === null ? utcMs(source.decideFrom + ENGINE_BAR_MS) : null,
  })
  const started = cockpit.start()
  if (!started.ok) {
    source.close()
    throw new CommandFailure(started.error.message)
  }
  const review = new AuditReview({
    database,
    current: () => cockpit.currentRun(),
    commit: () => cockpit.commit(),
  })
  const service: CockpitService = {
    command: (id, command, by) => cockpit.command(id, command, by),
    reportIntrusion: (by, code, detail) => cockpit.reportIntrusion(by, code, detail),
    follow: (topic, listener) => streams.follow(topic, listener),
    query: queriesOf(cockpit, review),
    presence: (note) => cockpit.presence(note),
  }
  const connections = createConnections({ service, app: APP, operator: systemOperatorClock, schedule: systemSchedule })
  let url: string | null = null
  const attached = await startAttachHost({
    connections,
    reportIntrusion: service.reportIntrusion,
    address: socketAddress(database, attachFolder()),
    greeting: () => ({ type: 'cockpit', protocol: PROTOCOL_VERSION, app, pid: process.pid, database, url }),
    schedule: systemSchedule,
  })
  if (!attached.ok) terminal.note(`Commands such as "orchestrator stop" cannot reach this cockpit: ${attached.error}.`)
  terminal.note(`${source.name}; decided by ${profile.id}; recorded in ${database}`)
  return {
    service,
    connections,
    monotonic: () => systemOperatorClock.monotonic(),
    finished: cockpit.finished,
    note: (text) => cockpit.note(text),
    windowIsAt(address) {
      url = address
    },
    async close(reason) {
      connections.close()
      await closeAttached(attached.ok ? attached.value : null)
      await cockpit.close(reason)
      streams.close()
    },
  }
}

const closeAttached = async (host: AttachHost | null): Promise<void> => await host?.close()

/** What is asked of the past is answered from the audit, what is asked of the moment by the session. */
function queriesOf(cockpit: Cockpit, review: AuditReview): CockpitService['query'] {
  function query<Asked extends Query>(asked: Asked, options: QueryOptions): QueryAnswer<Asked['kind']>
  function query(asked: Query, options: QueryOptions): QueryAnswer<Query['kind']> {
    return asked.kind === 'margin' ? cockpit.margin(asked.ref) : review.query(asked, options)
  }
  return query
}

type QueryAnswer<Kind extends Query['kind']> = Promise<Result<QueryAnswers[Kind], ContractError>>
