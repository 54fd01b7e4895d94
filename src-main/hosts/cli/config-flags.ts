import { type Command, Option } from 'commander'
import { LIMITS } from '../../../src-shared/domain/limits.ts'
import { CONFIG_FLAGS, type ConfigKeyName } from '../../config/keys.ts'

/** The settings that a simulated market and the exchange on it listen to. */
export const EXCHANGE_KEYS: readonly ConfigKeyName[] = [
  'demoSeed',
  'speed',
  'simulatedAccountDollars',
  'simulatedShorting',
  'simulatedSlippageTicks',
  'simulatedSlippageBasisPoints',
  'simulatedCommissionPerShare',
  'simulatedCommissionMinimum',
  'simulatedCommissionMaximumFraction',
]

/** Those of a session on a market, shown in a window or run from the terminal. */
export const SIMULATION_KEYS: readonly ConfigKeyName[] = [
  'symbols',
  'profile',
  'dbPath',
  ...EXCHANGE_KEYS,
  ...(Object.keys(LIMITS) as (keyof typeof LIMITS)[]),
]

/** Adds the flags of these configuration keys to a command, with the words of the key table. */
export function addConfigFlags(command: Command, names: readonly ConfigKeyName[]): Command {
  for (const { name, usage, says } of CONFIG_FLAGS) {
    if (!names.includes(name)) continue
    command.addOption(name === 'symbols' ? symbolsOption(says) : new Option(usage, says))
  }
  return command
}

/** `--symbols AAPL NVDA` as well as `--symbols AAPL,NVDA`; the configuration takes the latter. */
function symbolsOption(says: string): Option {
  return new Option('--symbols <symbols...>', says).argParser((symbol, before: unknown) =>
    typeof before === 'string' ? `${before},${symbol}` : symbol,
  )
}
