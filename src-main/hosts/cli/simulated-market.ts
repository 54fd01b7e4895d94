import { type Command, Option } from 'commander'
import type { LoadedConfig } from '../../config/load.ts'
import { readUniverse } from '../../config/universe.ts'
import { type MarketSource, openDemo, openReplay } from '../../session/market-source.ts'
import { type LoadedProfile, readProfile } from '../../session/profile-file.ts'
import { addConfigFlags, SIMULATION_KEYS } from './config-flags.ts'
import { configurationFor } from './configuration.ts'
import { databaseFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Terminal } from './output/terminal.ts'

/** The flags that name a simulated market, whatever is done with it. */
export interface MarketFlags extends Readonly<Record<string, unknown>> {
  readonly demo?: true
  readonly replay?: string
}

/** What a session on a simulated market is put together from, checked; its market is not opened yet. */
export interface MarketRequest {
  readonly loaded: LoadedConfig
  readonly profile: LoadedProfile
  /** Path of the audit database. */
  readonly database: string
}

export function addMarketFlags(command: Command): Command {
  command
    .addOption(new Option('--demo', 'the synthetic market (the default)').conflicts('replay'))
    .option('--replay <folder>', 'recorded bars: a folder of SYMBOL.csv or SYMBOL.csv.gz')
  return addConfigFlags(command, SIMULATION_KEYS)
}

/** @throws CommandFailure that says what is wrong with the flags or the configuration. */
export function checkMarketFlags(flags: MarketFlags, terminal: Terminal): MarketRequest {
  const loaded = configurationFor(flags, terminal)
  const { config, sources } = loaded
  const profile = readProfile(config.profile)
  if (!profile.ok) throw new CommandFailure(profile.error.message)
  // Only a flag moves a demo or a replay: a path in the environment is meant for live trading.
  const named = sources.dbPath.includes('flag') ? config.dbPath : null
  const database = named ?? databaseFile(flags.replay === undefined ? 'demo' : 'replay')
  return { loaded, profile: profile.value, database }
}

/** @throws CommandFailure that says why the market cannot be opened. */
export async function openMarket(
  { replay }: MarketFlags,
  { config }: LoadedConfig,
  terminal: Terminal,
): Promise<MarketSource> {
  const universe = readUniverse()
  if (!universe.ok) throw new CommandFailure(universe.error.message)
  const { demoSeed, symbols } = config
  const opened =
    replay === undefined
      ? openDemo(universe.value, demoSeed, symbols)
      : await openReplay(universe.value, replay, symbols, demoSeed)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  for (const { message } of opened.value.skipped) terminal.note(message)
  return opened.value
}
