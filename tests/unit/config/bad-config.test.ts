import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Said, useConfigFiles } from './config-files.ts'

const files = useConfigFiles()

/** Something said wrongly, and the one line that it gets. */
type Case = readonly [string, Said, string]

const UNKNOWN: readonly Case[] = [
  [
    'a slip in .env',
    { dotEnv: 'TRADING_DRYRUN=true' },
    'TRADING_DRYRUN in .env is not a setting; the nearest is TRADING_DRY_RUN',
  ],
  [
    'a slip in the environment',
    { env: { IBKR_PROT: '1' } },
    'IBKR_PROT in the environment is not a setting; the nearest is IBKR_PORT',
  ],
  [
    'a slip in the prefix',
    { dotEnv: 'TRADNG_DRY_RUN=true' },
    'TRADNG_DRY_RUN in .env is not a setting; the nearest is TRADING_DRY_RUN',
  ],
  [
    'small letters',
    { env: { trading_dry_run: 'true' } },
    'trading_dry_run in the environment is not a setting; the nearest is TRADING_DRY_RUN',
  ],
  [
    'a prefix of ours on something else',
    { env: { ORCHESTRATOR_SPEED: '1' } },
    'ORCHESTRATOR_SPEED in the environment is not a setting; the nearest is TRADING_SPEED',
  ],
  [
    'a slip in the settings',
    { settings: { maxLevrage: 1 } },
    'maxLevrage in settings.json is not a setting; the nearest is maxLeverage',
  ],
  [
    'a variable in the settings',
    { settings: { IBKR_PORT: 1 } },
    'IBKR_PORT in settings.json is not a setting; the nearest is ibkrPort',
  ],
  [
    'a key from the prototype',
    { settings: '{"__proto__": {"dryRun": false}, "constructor": 1}' },
    '__proto__ in settings.json is not a setting',
  ],
]

const WRONG: readonly Case[] = [
  [
    'a switch',
    { env: { TRADING_DRY_RUN: 'no' } },
    'TRADING_DRY_RUN in the environment: expected true or false, got "no"',
  ],
  [
    'a switch without text',
    { dotEnv: 'TRADING_DRY_RUN=' },
    'TRADING_DRY_RUN in .env: expected true or false, got nothing',
  ],
  [
    'a switch as text in the settings',
    { settings: { dryRun: 'false' } },
    'dryRun in settings.json: expected true or false, got "false"',
  ],
  [
    'a port beyond',
    { env: { IBKR_PORT: '65536' } },
    'IBKR_PORT in the environment: expected a whole number from 1 to 65535, got 65536',
  ],
  [
    'a number with a unit',
    { flags: { ibkrPort: '4002/tcp' } },
    '--ibkr-port: expected a whole number from 1 to 65535, got "4002/tcp"',
  ],
  [
    'a number with commas',
    { env: { TRADING_MAX_POSITION_DOLLARS: '10,000' } },
    'expected a number of dollars from 0 to 1000000000, got "10,000"',
  ],
  [
    'a negative limit',
    { flags: { maxOpenPositions: '-1' } },
    '--max-open-positions: expected a whole number of positions from 0 to 10000, got -1',
  ],
  [
    'half a position',
    { settings: { maxOpenPositions: 0.5 } },
    'maxOpenPositions in settings.json: expected a whole number of positions',
  ],
  [
    'a fraction above one',
    { env: { TRADING_PRICE_COLLAR: '1.5' } },
    'TRADING_PRICE_COLLAR in the environment: expected a fraction from 0 to 1, got 1.5',
  ],
  ['not a number', { flags: { speed: 'NaN' } }, '--speed: expected a number from 0.1 to 100000, got "NaN"'],
  [
    'an endless number',
    { flags: { speed: 'Infinity' } },
    '--speed: expected a number from 0.1 to 100000, got "Infinity"',
  ],
  [
    'a number too large for its type',
    { flags: { seed: '99999999999999999999' } },
    '--seed: expected a whole number from 0 to 4294967295',
  ],
  [
    'a broker that is none',
    { env: { TRADING_BROKER: 'alpaca' } },
    'TRADING_BROKER in the environment: expected sim or ibkr, got "alpaca"',
  ],
  [
    'a symbol that is none',
    { flags: { symbols: 'AAPL,nvda' } },
    '--symbols: expected symbols such as AAPL,NVDA, each once, got ["AAPL","nvda"]',
  ],
  ['a symbol twice', { flags: { symbols: 'AAPL,AAPL' } }, '--symbols: expected symbols such as AAPL,NVDA, each once'],
  ['no symbol', { flags: { symbols: '' } }, '--symbols: expected symbols such as AAPL,NVDA, each once'],
  [
    'a host with a space',
    { env: { IBKR_HOST: 'my gateway' } },
    'IBKR_HOST in the environment: expected a host name or address, got "my gateway"',
  ],
  [
    'several lines',
    { env: { IBKR_HOST: 'a\nb\u001b[31m' } },
    'IBKR_HOST in the environment: expected a host name or address, got "a\\nb\\u001b[31m"',
  ],
  [
    'a megabyte',
    { env: { IBKR_HOST: '!'.repeat(1_000_000) } },
    'IBKR_HOST in the environment: expected a host name or address, got "!!!',
  ],
  [
    'a line without a value in .env',
    { dotEnv: 'IBKR_PORT=1\nTRADING_DRY_RUN true\n' },
    '.env line 2: expected TRADING_DRY_RUN=value',
  ],
  [
    'a key twice in .env',
    { dotEnv: 'TRADING_DRY_RUN=true\nTRADING_DRY_RUN=false\n' },
    '.env line 2: TRADING_DRY_RUN stands there twice',
  ],
  ['settings that are a list', { settings: '[]' }, 'settings.json: expected an object of settings, got []'],
  ['settings that are not JSON', { settings: '{"dryRun": true' }, 'settings.json cannot be read: '],
  ['empty settings', { settings: '' }, 'settings.json cannot be read: '],
]

describe('a key that does not exist', () => {
  test.each(UNKNOWN)('%s: one line names the nearest right one', (_, said, line) => {
    const [first] = files.complaints(said)
    expect(first).toContain(line)
    expect(first).not.toContain('\n')
  })

  test('that looks nothing like ours is another program’s and stays unmentioned', () => {
    expect(
      files.complaints({ env: { PATH: '/bin', TRADER: 'me', IBM: '1' }, dotEnv: 'DATABASE_URL=x\nTOKEN=1' }),
    ).toEqual([])
  })
})

describe('a value that cannot be', () => {
  test.each(WRONG)('%s: one line names key, place and what was expected', (_, said, line) => {
    const complaints = files.complaints(said)
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain(line)
    expect(complaints[0]).not.toContain('\n')
    expect(complaints[0]?.length).toBeLessThan(250)
  })

  test('is refused even where another source says it rightly', () => {
    const complaints = files.complaints({ flags: { dryRun: 'true' }, env: { TRADING_DRY_RUN: 'nope' } })
    expect(complaints).toEqual(['TRADING_DRY_RUN in the environment: expected true or false, got "nope"'])
  })

  test('does not hide the next one', () => {
    expect(files.complaints({ flags: { speed: 'x', ibkrPort: 'y' }, env: { TRADING_X: '' } })).toHaveLength(3)
  })
})

describe('the order token', () => {
  test('is refused in the settings file and never shown', () => {
    const complaints = files.complaints({ settings: { orderToken: 'hush' } })
    expect(complaints).toEqual([
      'orderToken in settings.json: it is a secret; set TRADING_ORDER_TOKEN in the environment or in .env',
    ])
  })

  test('is not shown where it stands in settings that are not JSON', () => {
    for (const text of ['{"orderToken": hush}', '{"orderToken": "hush"', '{"orderToken": "hush"} x', 'hush\nhush']) {
      const [line] = files.complaints({ settings: text })
      expect(line).toMatch(/^settings[.]json cannot be read: it is not JSON/)
      expect(line).not.toMatch(/hush|\n/)
    }
  })

  test('is refused when .env and environment have different ones, and neither is shown', () => {
    const said = { dotEnv: 'TRADING_ORDER_TOKEN=hush-one', env: { TRADING_ORDER_TOKEN: 'hush-two' } }
    expect(files.complaints(said)).toEqual([
      'TRADING_ORDER_TOKEN in .env and TRADING_ORDER_TOKEN in the environment differ: give it in one place',
    ])
  })

  test('is refused when it is too long, and not shown', () => {
    const [line] = files.complaints({ env: { TRADING_ORDER_TOKEN: 'hush'.repeat(1_000) } })
    expect(line).toBe('TRADING_ORDER_TOKEN in the environment: expected text of at most 1024 characters')
  })
})

describe('a file that cannot be read', () => {
  test.each(['.env', 'settings.json'])('%s that is a folder gets a line and no crash', (name) => {
    mkdirSync(join(files.folder(), name))
    const complaints = files.complaints({})
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain(`${name} cannot be read: `)
  })
})
