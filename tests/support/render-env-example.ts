/** `node tests/support/render-env-example.ts > .env.example` writes it anew from the table of keys. */
import { CONFIG_KEY_NAMES, CONFIG_KEYS, type ConfigKeyName, variableOf } from '../../src-main/config/keys.ts'

const HEAD = `# Every setting of the cockpit with its default. Copy this file to .env, make that readable for you alone
# (chmod 600 .env), and take the # away before what you change. Text with a # or a space in it goes in quotes.
# Flags win over the environment, that over .env, that over the settings file; where several places give a key that is
# marked (safety), the most restrictive value wins.
`

function renderKey(name: ConfigKeyName): string {
  const { says, expected, safety, default: value } = CONFIG_KEYS[name]
  const comment = `# ${says[0]?.toUpperCase()}${says.slice(1)}: ${expected}${safety ? ' (safety)' : ''}.`
  return `${comment}\n#${variableOf(name)}=${value ?? ''}\n`
}

export const renderEnvExample = (): string => [HEAD, ...CONFIG_KEY_NAMES.map(renderKey)].join('\n')

if (import.meta.main) process.stdout.write(renderEnvExample())
