import type { Command } from 'commander'
import type { ConfigKeyName } from '../../config/keys.ts'
import { addConfigFlags } from './config-flags.ts'

/** The settings that may be given before any command: which market, and where TWS is. */
export const GLOBAL_KEYS: readonly ConfigKeyName[] = ['broker', 'ibkrHost', 'ibkrPort', 'ibkrClientId']

/**
 * Offers the global flags before every command, e.g. `orchestrator --ibkr-port 4002 scan`, and hands what was given to
 * the command, which finds it among its own flags. A flag of its own with the same name is the stronger one.
 */
export function addGlobalFlags(program: Command): Command {
  addConfigFlags(program, GLOBAL_KEYS)
  return program.hook('preAction', (_program, command) => {
    for (const [name, value] of Object.entries(program.opts())) {
      if (command.getOptionValueSource(name) === undefined) command.setOptionValue(name, value)
    }
  })
}
