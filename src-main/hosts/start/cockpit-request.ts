import { Command, Option } from 'commander'
import type { LoadedConfig } from '../../config/load.ts'
import { readUniverse } from '../../config/universe.ts'
import { type MarketSource, openDemo, openReplay } from '../../session/market-source.ts'
import { type LoadedProfile, readProfile } from '../../session/profile-file.ts'
import { addConfigFlags, SIMULATION_KEYS } from '../cli/config-flags.ts'
import { configurationFor } from '../cli/configuration.ts'
import { databaseFile } from '../cli/data-files.ts'
import { CommandFailure } from '../cli/exit-codes.ts'
import { wholeNumber } from '../cli/option-values.ts'
import type { Terminal } from '../cli/output/terminal.ts'

/** The flags of `orchestrator cockpit`, which `npm start` and Electron's host take as well. */
export interface CockpitFlags extends Readonly<Record<string, unknown>> {
  readonly demo?: true
  readonly replay?: string
  readonly fresh?: true
  readonly port?: number
  /** False: `--no-open`. */
  readonly open: boolean
  readonly allowHost?: readonly string[]
}

/** A cockpit as it was asked for, checked; its market is not opened yet. */
export interface CockpitRequest {
  readonly flags: CockpitFlags
  readonly loaded: LoadedConfig
  readonly profile: LoadedProfile
  /** Path of the audit database. */
  readonly database: string
  /** A new run, also where an earlier one could be gone on with. */
  readonly fresh: boolean
}

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/

function allowedHost(text: string, before: readonly string[] = []): readonly string[] {
  if (!HOST.test(text))
    throw new CommandFailure(`--allow-host takes a name as localhost:9000, not ${JSON.stringify(text)}.`)
  return [...before, text.toLowerCase()]
}

export function addCockpitFlags(command: Command): Command {
  command
    .addOption(new Option('--demo', 'the synthetic market (the default)').conflicts('replay'))
    .option('--replay <folder>', 'recorded bars: a folder of SYMBOL.csv or SYMBOL.csv.gz')
    .option('--fresh', 'a new run, instead of going on with the one that is not over')
    .option(
      '--port <number>',
      'the window in a browser, on this port of this machine',
      wholeNumber('--port', 0, 65_535),
    )
    .option('--no-open', 'the window in a browser, which is not opened: the URL is printed')
    .addOption(
      new Option('--allow-host <name:port>', 'what a browser beyond a tunnel calls this machine').argParser(
        allowedHost,
      ),
    )
  return addConfigFlags(command, SIMULATION_KEYS)
}

/**
 * The request of Electron's own command line.
 * @param args the flags alone
 * @throws CommandFailure or commander's error that says what is wrong with them.
 */
export function parseCockpitArguments(args: readonly string[], terminal: Terminal): CockpitRequest {
  const command = addCockpitFlags(new Command('cockpit'))
  command.exitOverride().configureOutput({ writeErr: (text) => terminal.note(text.trimEnd()) })
  command.parse([...args], { from: 'user' })
  return checkRequest(command.opts<CockpitFlags>(), terminal)
}

/** @throws CommandFailure that says what is wrong with the flags or the configuration. */
export function checkRequest(flags: CockpitFlags, terminal: Terminal): CockpitRequest {
  const loaded = configurationFor(flags, terminal)
  const { config, sources } = loaded
  const profile = readProfile(config.profile)
  if (!profile.ok) throw new CommandFailure(profile.error.message)
  // Only a flag moves a demo or a replay: a path in the environment is meant for live trading.
  const named = sources.dbPath.includes('flag') ? config.dbPath : null
  const database = named ?? databaseFile(flags.replay === undefined ? 'demo' : 'replay')
  return { flags, loaded, profile: profile.value, database, fresh: flags.fresh ?? false }
}

/** @throws CommandFailure that says why the market cannot be opened. */
export async function openMarket({ flags, loaded }: CockpitRequest, terminal: Terminal): Promise<MarketSource> {
  const universe = readUniverse()
  if (!universe.ok) throw new CommandFailure(universe.error.message)
  const { demoSeed, symbols } = loaded.config
  const opened =
    flags.replay === undefined
      ? openDemo(universe.value, demoSeed, symbols)
      : await openReplay(universe.value, flags.replay, symbols)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  for (const { message } of opened.value.skipped) terminal.note(message)
  return opened.value
}
