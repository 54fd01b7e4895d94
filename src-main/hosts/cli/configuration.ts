import { join } from 'node:path'
import { type ConfigInput, type LoadedConfig, loadConfig } from '../../config/load.ts'
import { settingsFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Terminal } from './output/terminal.ts'

/**
 * The configuration in force for a command, from its flags and everything around it.
 * @throws CommandFailure that names every mistake.
 */
export function configurationFor(flags: ConfigInput['flags'], terminal: Terminal): LoadedConfig {
  const loaded = loadConfig({
    flags,
    env: process.env,
    envFile: join(process.cwd(), '.env'),
    settingsFile: settingsFile(),
  })
  if (!loaded.ok) throw new CommandFailure(loaded.error.map(({ message }) => message).join('\n'))
  for (const warning of loaded.value.warnings) terminal.note(warning)
  return loaded.value
}
