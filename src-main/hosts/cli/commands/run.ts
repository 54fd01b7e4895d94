import { Command } from 'commander'
import { CommandFailure, type SetExitCode } from '../exit-codes.ts'
import { addMarketFlags, checkMarketFlags, type MarketFlags, openMarketDirectly } from '../market-flags.ts'
import type { Terminal } from '../output/terminal.ts'
import { type RunRequest, runRecorded } from '../run-recorded.ts'

interface RunFlags extends MarketFlags {
  readonly headless?: true
  readonly json?: true
  readonly seek?: string
}

export function runCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  const command = new Command('run')
    .description('decide a day, or many, in the simulated book, and record it')
    .option('--headless', 'as fast as the output is read, instead of at market speed')
    .option('--json', 'one JSON object a line, for programs')
    .option('--seek <time>', 'fast-forward to this moment, New York time: HH:MM or YYYY-MM-DDTHH:MM')
    .action(async (flags: RunFlags) => {
      setExitCode(await runRecorded(await requestFor(flags, terminal), terminal))
    })
  return addMarketFlags(command)
}

async function requestFor(flags: RunFlags, terminal: Terminal): Promise<RunRequest> {
  const request = checkMarketFlags(flags, terminal)
  if (flags.headless === true && request.choice.kind === 'gateway') {
    throw new CommandFailure('--headless runs as fast as it can, which a real market does not; leave it away')
  }
  return {
    ...request,
    source: await openMarketDirectly(request, terminal),
    headless: flags.headless ?? false,
    json: flags.json ?? false,
    seek: flags.seek ?? null,
  }
}
