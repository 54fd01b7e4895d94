import { type Command, Option } from 'commander'
import type { LoadedConfig } from '../../config/load.ts'
import type { Universe } from '../../config/universe.ts'
import type { MarketSource } from '../../session/market/market-source.ts'
import { throughPrivateGateway } from '../../session/market/private-gateway-source.ts'
import { openDemo, openReplay, type SimulatedSource } from '../../session/market/simulated-source.ts'
import type { ChoiceByScan } from '../../session/market/symbol-choice.ts'
import { openTwsSource, type TwsAddress } from '../../session/market/tws-source.ts'
import { type LoadedProfile, readProfile } from '../../session/profile-file.ts'
import { addConfigFlags, SIMULATION_KEYS } from './config-flags.ts'
import { configurationFor } from './configuration.ts'
import { databaseFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import { wholeNumber } from './option-values.ts'
import type { Terminal } from './output/terminal.ts'
import { addSelectionFlags, type SelectionFlags, type SelectionRequest, selectionRequest } from './selection-flags.ts'
import { usersUniverse } from './universe-file.ts'

/** The flags that name a market, whatever is done with it. */
export interface MarketFlags extends SelectionFlags, Readonly<Record<string, unknown>> {
  readonly demo?: true
  readonly replay?: string
  readonly gateway?: string
  readonly clientId?: number
}

/** Which market was asked for. */
type MarketChoice =
  | { readonly kind: 'demo' }
  | { readonly kind: 'replay'; readonly folder: string }
  | { readonly kind: 'gateway'; readonly address: TwsAddress }

/** What a session is put together from, checked; its market is not opened yet. */
export interface MarketRequest {
  readonly choice: MarketChoice
  /** How it chooses its symbols by itself; null where they are named. */
  readonly selection: SelectionRequest | null
  readonly loaded: LoadedConfig
  readonly profile: LoadedProfile
  /** Path of the audit database. */
  readonly database: string
}

const MOST_CLIENT_ID = 2_147_483_647
const ADDRESS = /^(?<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})$/

export function addMarketFlags(command: Command): Command {
  addSelectionFlags(addMarketChoice(command))
  return addConfigFlags(command, SIMULATION_KEYS)
}

/** The flags that name a market alone. */
export function addMarketChoice(command: Command): Command {
  return command
    .addOption(new Option('--demo', 'the synthetic market (the default)').conflicts(['replay', 'gateway']))
    .addOption(
      new Option('--replay <folder>', 'recorded bars: a folder of SYMBOL.csv or SYMBOL.csv.gz').conflicts('gateway'),
    )
    .option('--gateway <host:port>', 'TWS or IB Gateway; by default IBKR_HOST and IBKR_PORT when TRADING_BROKER=ibkr')
    .option('--client-id <number>', 'our client id there', wholeNumber('--client-id', 0, MOST_CLIENT_ID))
}

/** @throws CommandFailure that says what is wrong with the flags or the configuration. */
export function checkMarketFlags(flags: MarketFlags, terminal: Terminal): MarketRequest {
  const loaded = configurationFor(flags, terminal)
  const { config, sources } = loaded
  const profile = readProfile(config.profile)
  if (!profile.ok) throw new CommandFailure(profile.error.message)
  const choice = marketChoice(flags, loaded)
  const isReal = choice.kind === 'gateway'
  // Only a flag moves a demo or a replay: a path in the environment is meant for live trading.
  const named = isReal || sources.dbPath.includes('flag') ? config.dbPath : null
  const database = named ?? databaseFile(isReal ? 'live' : choice.kind)
  return { choice, selection: selectionRequest(flags), loaded, profile: profile.value, database }
}

function marketChoice({ demo, replay, gateway, clientId }: MarketFlags, { config }: LoadedConfig): MarketChoice {
  if (replay !== undefined) return { kind: 'replay', folder: replay }
  if (demo === true || (gateway === undefined && config.broker !== 'ibkr')) return { kind: 'demo' }
  const client = clientId ?? config.ibkrClientId
  if (gateway === undefined)
    return { kind: 'gateway', address: { host: config.ibkrHost, port: config.ibkrPort, client } }
  const { host = '', port = '' } = ADDRESS.exec(gateway)?.groups ?? {}
  const number = Number(port)
  if (host === '' || !(number >= 1 && number <= 65_535)) {
    throw new CommandFailure(`--gateway takes an address as 127.0.0.1:7497, not ${JSON.stringify(gateway)}.`)
  }
  return { kind: 'gateway', address: { host: host.replace(/^\[(.*)\]$/, '$1'), port: number, client } }
}

/**
 * The market of a cockpit: a simulated one is reached through a gateway of our own, as a real one is.
 * @throws CommandFailure that says why it cannot be opened.
 */
export async function openMarket(request: MarketRequest, terminal: Terminal): Promise<MarketSource> {
  const { choice, selection, loaded } = request
  const universe = usersUniverse()
  const byScan: ChoiceByScan | null = selection === null ? null : { ...selection, universe }
  if (choice.kind === 'gateway') {
    const stocks = universe.dayTradeUniverse.filter((symbol) => !universe.etfs.includes(symbol))
    terminal.note(`connecting to TWS or IB Gateway at ${choice.address.host}:${choice.address.port}…`)
    return await openTwsSource({ address: choice.address, universe, trade: byScan ?? loaded.config.symbols ?? stocks })
  }
  const source = await openSimulated(choice, universe, loaded, terminal)
  return throughPrivateGateway(source, loaded.config.simulatedAccountDollars, byScan)
}

/** The same for a run without a window: a simulated market is run directly where nothing has to be chosen by a scan. */
export async function openMarketDirectly(request: MarketRequest, terminal: Terminal): Promise<MarketSource> {
  const { choice, selection, loaded } = request
  if (choice.kind === 'gateway' || selection !== null) return await openMarket(request, terminal)
  return await openSimulated(choice, usersUniverse(), loaded, terminal)
}

async function openSimulated(
  choice: Exclude<MarketChoice, { kind: 'gateway' }>,
  universe: Universe,
  { config }: LoadedConfig,
  terminal: Terminal,
): Promise<SimulatedSource> {
  const { demoSeed, symbols } = config
  const opened =
    choice.kind === 'demo'
      ? openDemo(universe, demoSeed, symbols)
      : await openReplay(universe, choice.folder, symbols, demoSeed)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  for (const { message } of opened.value.skipped) terminal.note(message)
  return opened.value
}
