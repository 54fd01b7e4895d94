import type { Command } from 'commander'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../../src-shared/domain/instrument.ts'
import { type AttachedCockpit, attachTo } from '../../attach/attach-client.ts'
import type { ContractClient } from '../../attach/contract-client.ts'
import { knownAddresses, socketAddress } from '../../attach/socket-address.ts'
import { addConfigFlags } from '../config-flags.ts'
import { attachFolder } from '../data-files.ts'
import { CommandFailure, EXIT } from '../exit-codes.ts'
import { addMarketChoice, checkMarketFlags, type MarketFlags, type MarketRequest } from '../market-flags.ts'
import type { Terminal } from '../output/terminal.ts'
import { openOwnCockpit } from './own-cockpit.ts'
import { withoutCockpit } from './without-cockpit.ts'

/** The flags that name a cockpit: by its database, or by the market on which one is opened. */
export interface CockpitChoice extends MarketFlags {
  /** As the configuration's key answers. */
  readonly db?: string
}

/** A cockpit that a command talks to. */
export interface ReachedCockpit {
  readonly client: ContractClient
  /** Whether the command has opened it itself, and ends it. */
  readonly owned: boolean
  readonly request: MarketRequest
  /** Path of its audit database. */
  readonly database: string
  close(): Promise<void>
}

export const addCockpitChoice = (command: Command): Command =>
  addConfigFlags(addMarketChoice(command), ['dbPath', 'demoSeed', 'speed'])

/**
 * Attaches to the cockpit that runs, or opens one for as long as the command takes. A database or a market that is
 * named is meant; otherwise any cockpit that runs alone, or the one on the configured database.
 * @param symbol what an own cockpit has to watch on a real gateway; null: what is configured, or SPY alone
 * @throws CommandFailure when it cannot be told which is meant, or none can be had
 */
export async function reachCockpit(
  flags: CockpitChoice,
  symbol: Ticker | null,
  terminal: Terminal,
): Promise<ReachedCockpit> {
  const request = checkMarketFlags(flags, terminal)
  const attached = await attachToRunning(flags, request, terminal)
  if (attached !== null) {
    const { database } = attached.greeting
    return { client: attached, owned: false, request, database, close: async () => attached.close() }
  }
  terminal.note('No cockpit is running: one is opened for as long as this command takes.')
  const own = await openOwnCockpit({ ...narrowed(request, symbol), flags: { open: false }, fresh: false }, terminal)
  return { client: own.client, owned: true, request, database: request.database, close: () => own.close() }
}

/** Whether flags say which cockpit or market is meant. */
function isNamed({ db, demo, replay, gateway }: CockpitChoice, { loaded }: MarketRequest): boolean {
  const { broker, ibkrHost, ibkrPort } = loaded.sources
  const isByFlag = [broker, ibkrHost, ibkrPort].some((sources) => sources.includes('flag'))
  return isByFlag || [db, demo, replay, gateway].some((flag) => flag !== undefined)
}

async function attachToRunning(
  flags: CockpitChoice,
  request: MarketRequest,
  terminal: Terminal,
): Promise<AttachedCockpit | null> {
  const { database } = request
  const folder = attachFolder()
  const meant = socketAddress(database, folder)
  const named = isNamed(flags, request)
  const addresses = named ? [meant] : [...new Set([meant, ...knownAddresses(folder)])]
  const results = await Promise.all(addresses.map((address) => attachTo(address)))
  const running = results.flatMap((result) => (result.ok ? [result.value] : []))
  const hung = results.flatMap((result, index) =>
    !result.ok && result.error.code === 'failed' ? withoutCockpit(addresses[index] ?? '', result.error, database) : [],
  )
  const [configured] = results
  const chosen = configured?.ok === true ? configured.value : running.length === 1 ? running[0] : undefined
  for (const other of running) if (other !== chosen) other.close()
  if (chosen !== undefined) {
    if (!named) terminal.note(`attached to the cockpit on ${chosen.greeting.database}`)
    return chosen
  }
  if (running.length > 1) {
    const databases = running.map(({ greeting }) => greeting.database)
    throw new CommandFailure(`Several cockpits run; name one with --db: ${databases.join(', ')}`)
  }
  if (hung.length > 0) throw new CommandFailure(hung.join('\n'), EXIT.failed)
  return null
}

/** On a real gateway every symbol costs data lines and history: no more than the command is about. */
function narrowed(request: MarketRequest, symbol: Ticker | null): MarketRequest {
  const { choice, loaded } = request
  if (choice.kind !== 'gateway') return request
  const symbols = symbol === null ? (loaded.config.symbols ?? [MARKET_SYMBOL]) : [symbol]
  return { ...request, loaded: { ...loaded, config: { ...loaded.config, symbols } } }
}
