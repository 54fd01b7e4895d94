import { Command, InvalidArgumentError } from 'commander'
import { type AccountId, accountId } from '../../../../src-shared/domain/ids.ts'
import { addConfigFlags, EXCHANGE_KEYS } from '../config-flags.ts'
import { configurationFor } from '../configuration.ts'
import { EXIT, type SetExitCode } from '../exit-codes.ts'
import { wholeNumber } from '../option-values.ts'
import type { Terminal } from '../output/terminal.ts'
import { runTwsSim } from '../tws-sim.ts'

interface TwsSimFlags extends Readonly<Record<string, unknown>> {
  readonly port: number
  readonly account?: readonly AccountId[]
  readonly replay?: string
  readonly script?: string
  readonly readonly?: true
  readonly serverVersion: number
}

/** TWS's own port for paper trading. */
const DEFAULT_PORT = 7497
const DEFAULT_ACCOUNT = accountId('DU1000001')
const ACCOUNT = /^[A-Z]{1,3}\d{4,9}$/

/** Serves a simulated market and exchange to any client of TWS, until it is ended. */
export function twsSimCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  const command = new Command('tws-sim')
    .description('a simulated TWS on this machine: a market and an exchange behind the TWS protocol')
    .option(
      '--port <number>',
      'where it listens, on loopback; 0: any free port',
      wholeNumber('--port', 0, 65_535),
      DEFAULT_PORT,
    )
    .option('--account <ids...>', `account ids; DU and DF are paper (default: ${DEFAULT_ACCOUNT})`, collectAccount)
    .option(
      '--replay <folder>',
      'recorded bars instead of the synthetic market: a folder of SYMBOL.csv or SYMBOL.csv.gz',
    )
    .option('--script <file>', 'what goes wrong, and when: a fault script (docs/FAULT_SCRIPTS.md)')
    .option('--readonly', 'refuse orders, as TWS does with its read-only API')
    .option('--server-version <number>', 'of the protocol', wholeNumber('--server-version', 178, 193), 193)
    .action(async (flags: TwsSimFlags) => {
      const { port, account, replay, script, serverVersion } = flags
      const { config } = configurationFor(flags, terminal)
      const accounts = account ?? [DEFAULT_ACCOUNT]
      await runTwsSim(
        {
          ...{ config, port, accounts, serverVersion },
          replay: replay ?? null,
          script: script ?? null,
          readOnly: flags.readonly ?? false,
        },
        terminal,
      )
      setExitCode(EXIT.ok)
    })
  return addConfigFlags(command, EXCHANGE_KEYS)
}

function collectAccount(text: string, before: readonly AccountId[] | undefined): readonly AccountId[] {
  if (!ACCOUNT.test(text)) {
    throw new InvalidArgumentError(`--account takes account ids as DU1000001, not ${JSON.stringify(text)}.`)
  }
  const accounts = before ?? []
  return accounts.includes(accountId(text)) ? accounts : [...accounts, accountId(text)]
}
