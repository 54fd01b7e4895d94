import { Command, Option } from 'commander'
import { readUniverse } from '../../../config/universe.ts'
import { type MarketSource, openDemo, openReplay } from '../../../session/market-source.ts'
import { readProfile } from '../../../session/profile-file.ts'
import { addConfigFlags, SIMULATION_KEYS } from '../config-flags.ts'
import { configurationFor } from '../configuration.ts'
import { databaseFile } from '../data-files.ts'
import { CommandFailure, type SetExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { type RunRequest, runRecorded } from '../run-recorded.ts'

interface RunFlags extends Readonly<Record<string, unknown>> {
  readonly demo?: true
  readonly replay?: string
  readonly headless?: true
  readonly json?: true
  readonly seek?: string
}

export function runCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  const command = new Command('run')
    .description('decide a day, or many, in the simulated book, and record it')
    .addOption(new Option('--demo', 'the synthetic market (the default)').conflicts('replay'))
    .option('--replay <folder>', 'recorded bars: a folder of SYMBOL.csv or SYMBOL.csv.gz')
    .option('--headless', 'as fast as the output is read, instead of at market speed')
    .option('--json', 'one JSON object a line, for programs')
    .option('--seek <time>', 'fast-forward to this moment, New York time: HH:MM or YYYY-MM-DDTHH:MM')
    .action(async (flags: RunFlags) => {
      setExitCode(await runRecorded(await requestFor(flags, terminal), terminal))
    })
  return addConfigFlags(command, SIMULATION_KEYS)
}

async function requestFor(flags: RunFlags, terminal: Terminal): Promise<RunRequest> {
  const loaded = configurationFor(flags, terminal)
  const { config, sources } = loaded
  const profile = readProfile(config.profile)
  if (!profile.ok) throw new CommandFailure(profile.error.message)
  const source = await openSource(flags, config.demoSeed, config.symbols)
  for (const { message } of source.skipped) terminal.note(message)
  // Only a flag moves a demo or a replay: a path in the environment is meant for live trading.
  const named = sources.dbPath.includes('flag') ? config.dbPath : null
  return {
    source,
    profile: profile.value,
    loaded,
    database: named ?? databaseFile(source.kind),
    headless: flags.headless ?? false,
    json: flags.json ?? false,
    seek: flags.seek ?? null,
  }
}

async function openSource(
  { replay }: RunFlags,
  seed: number | null,
  symbols: MarketSource['traded'] | null,
): Promise<MarketSource> {
  const universe = readUniverse()
  if (!universe.ok) throw new CommandFailure(universe.error.message)
  const opened =
    replay === undefined
      ? openDemo(universe.value, seed, symbols)
      : await openReplay(universe.value, replay, symbols, seed)
  if (!opened.ok) throw new CommandFailure(opened.error.message)
  return opened.value
}
