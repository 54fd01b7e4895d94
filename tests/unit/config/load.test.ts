import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONFIG_FLAGS, CONFIG_KEY_NAMES, CONFIG_KEYS, variableOf } from '../../../src-main/config/keys.ts'
import { describeConfig, loadConfig } from '../../../src-main/config/load.ts'
import { LIMITS, type RiskLimits } from '../../../src-shared/domain/limits.ts'
import { useConfigFiles } from './config-files.ts'

const files = useConfigFiles()

describe('nothing configured', () => {
  test('means dry run, nothing live, no token, and the limits of safety', () => {
    const { config, sources, warnings } = files.loaded({})
    expect(config).toMatchObject({ dryRun: true, liveEnabled: false, allowRealMoney: false, orderToken: null })
    const limits: RiskLimits = config
    for (const name of Object.keys(LIMITS) as (keyof RiskLimits)[]) expect(limits[name]).toBe(LIMITS[name].default)
    expect(Object.values(sources).flat()).toEqual([])
    expect(warnings).toEqual([])
  })

  test('gives the simulated book its account and lets it go short', () => {
    const { config } = files.loaded({})
    expect(config).toMatchObject({ broker: 'sim', simulatedAccountDollars: 500_000, simulatedShorting: true })
  })
})

describe('an ordinary key', () => {
  const said = {
    settings: { ibkrPort: 1 },
    dotEnv: 'IBKR_PORT=2',
    env: { IBKR_PORT: '3' },
    flags: { ibkrPort: '4' },
  }

  test('is taken from the flag before the environment, that before .env, that before the settings', () => {
    const { settings, dotEnv, env, flags } = said
    expect(files.loaded({ settings }).config.ibkrPort).toBe(1)
    expect(files.loaded({ settings, dotEnv }).config.ibkrPort).toBe(2)
    expect(files.loaded({ settings, dotEnv, env }).config.ibkrPort).toBe(3)
    expect(files.loaded({ settings, dotEnv, env, flags }).config.ibkrPort).toBe(4)
  })

  test('remembers its one source', () => {
    expect(files.loaded(said).sources.ibkrPort).toEqual(['flag'])
    expect(files.loaded({ ...said, flags: {} }).sources.ibkrPort).toEqual(['environment'])
  })

  test('has a short flag where one is written often', () => {
    const { config } = files.loaded({ flags: { db: 'a.db', seed: '7', symbols: 'AAPL, NVDA' } })
    expect(config).toMatchObject({ dbPath: 'a.db', demoSeed: 7, symbols: ['AAPL', 'NVDA'] })
  })

  test('that is given without text is not given, where it names a file or a secret', () => {
    const { config } = files.loaded({ env: { TRADING_DB_PATH: '', TRADING_ORDER_TOKEN: '' } })
    expect(config).toMatchObject({ dbPath: null, orderToken: null })
  })
})

describe('a safety key', () => {
  const answer = fc.constantFrom(undefined, 'true', 'false')
  const answers = fc.record({ settings: answer, dotEnv: answer, env: answer, flag: answer })
  type Answers = typeof answers extends fc.Arbitrary<infer Value> ? Value : never

  const load = (name: 'dryRun' | 'liveEnabled' | 'allowRealMoney' | 'allowShorting', said: Answers): boolean => {
    const { settings, dotEnv, env, flag } = said
    const variable = variableOf(name)
    return files.loaded({
      settings: settings === undefined ? {} : { [name]: settings === 'true' },
      dotEnv: dotEnv === undefined ? '' : `${variable}=${dotEnv}\n`,
      env: { [variable]: env },
      flags: { [name]: flag },
    }).config[name]
  }

  test('keeps the dry run as long as any source says so, or none says anything', () => {
    fc.assert(
      fc.property(answers, (said) => {
        const given = Object.values(said).filter((value) => value !== undefined)
        expect(load('dryRun', said)).toBe(given.length === 0 || given.includes('true'))
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test.each(['liveEnabled', 'allowRealMoney', 'allowShorting'] as const)(
    '%s needs one source that says true and none that says false',
    (name) => {
      fc.assert(
        fc.property(answers, (said) => {
          const given = Object.values(said).filter((value) => value !== undefined)
          expect(load(name, said)).toBe(given.includes('true') && !given.includes('false'))
        }),
        { seed: 2, numRuns: 60 },
      )
    },
  )

  test('that is a limit is the lowest number given, wherever it stands, and may be above the default', () => {
    const numbers = fc.array(fc.option(fc.integer({ min: 0, max: 1_000_000 })), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(numbers, ([settings, dotEnv, env, flag]) => {
        const given = [settings, dotEnv, env, flag].filter((value) => value != null)
        const text = (value: number | null | undefined): string | undefined => value?.toString()
        const { config } = files.loaded({
          settings: settings == null ? {} : { maxPositionDollars: settings },
          dotEnv: dotEnv == null ? '' : `TRADING_MAX_POSITION_DOLLARS=${dotEnv}`,
          env: { TRADING_MAX_POSITION_DOLLARS: text(env) },
          flags: { maxPositionDollars: text(flag) },
        })
        expect(config.maxPositionDollars).toBe(given.length === 0 ? 10_000 : Math.min(...given))
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  test('names every source that asked for what came out', () => {
    const said = {
      settings: { maxOpenPositions: 3 },
      dotEnv: 'TRADING_MAX_OPEN_POSITIONS=5',
      flags: { maxOpenPositions: '3' },
    }
    expect(files.loaded(said).sources.maxOpenPositions).toEqual(['settings', 'flag'])
  })

  test('that is a list of allowed symbols holds what every source allows', () => {
    const settings = { allowedSymbols: ['AAPL', 'NVDA', 'MSFT'] }
    const said = { settings, env: { TRADING_ALLOWED_SYMBOLS: 'NVDA,TSLA,AAPL' } }
    const { config, sources } = files.loaded(said)
    expect(config.allowedSymbols).toEqual(['AAPL', 'NVDA'])
    expect(sources.allowedSymbols).toEqual(['settings', 'environment'])
    expect(files.loaded({ ...said, flags: { allowedSymbols: 'XOM' } }).config.allowedSymbols).toEqual([])
  })
})

describe('the order token', () => {
  const said = { env: { TRADING_ORDER_TOKEN: 'open sesame' } }

  test('comes from the environment or .env', () => {
    expect(files.loaded(said).config.orderToken?.reveal()).toBe('open sesame')
    expect(files.loaded({ dotEnv: 'TRADING_ORDER_TOKEN="a # b"' }).config.orderToken?.reveal()).toBe('a # b')
  })

  test('may stand in both when it is the same', () => {
    expect(files.loaded({ ...said, dotEnv: 'TRADING_ORDER_TOKEN=open sesame' }).config.orderToken).not.toBeNull()
  })

  test('is in nothing that prints the configuration', () => {
    const loaded = files.loaded(said)
    const { config } = loaded
    const printed = [JSON.stringify(loaded), inspect(loaded, { depth: 9, showHidden: true }), `${config.orderToken}`]
    expect(printed.join('\n')).not.toContain('sesame')
    expect(describeConfig(loaded).orderToken).toEqual({ value: 'set', from: 'environment' })
    expect(describeConfig(files.loaded({})).orderToken).toEqual({ value: 'not set', from: 'default' })
  })

  test('has no flag', () => {
    expect(CONFIG_FLAGS.map(({ name }) => name)).not.toContain('orderToken')
    expect(files.loaded({ flags: { orderToken: 'open sesame' } }).config.orderToken).toBeNull()
  })
})

describe('the description for the audit', () => {
  test('has every key with its value and where it comes from', () => {
    const described = describeConfig(files.loaded({ settings: { speed: 10 }, flags: { dryRun: true } }))
    expect(Object.keys(described)).toEqual(CONFIG_KEY_NAMES)
    expect(described.speed).toEqual({ value: 10, from: 'settings' })
    expect(described.dryRun).toEqual({ value: true, from: 'flag' })
    expect(described.ibkrHost).toEqual({ value: '127.0.0.1', from: 'default' })
  })
})

describe('the .env', () => {
  test.each([0o644, 0o640, 0o604])('with mode %o brings a warning that says what to do', (mode) => {
    const { warnings } = files.loaded({ dotEnv: 'IBKR_PORT=4002', mode })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/mode 6[04][04].*chmod 600/)
  })

  test('with mode 600 brings none', () => {
    expect(files.loaded({ dotEnv: 'IBKR_PORT=4002' }).warnings).toEqual([])
  })

  test('may have a byte order mark, carriage returns, comments, quotes, export and keys of other programs', () => {
    const dotEnv =
      '\uFEFFIBKR_PORT=4002\r\n# TRADING_SPEED=1\r\nexport IBKR_HOST="gateway" # ours\r\nOTHER KEY\nFOO=1\n'
    expect(files.loaded({ dotEnv }).config).toMatchObject({ ibkrPort: 4002, ibkrHost: 'gateway', speed: 60 })
  })
})

test('files need not be named, nor exist', () => {
  expect(loadConfig({ flags: {}, env: {}, envFile: null, settingsFile: null }).ok).toBe(true)
  expect(files.load({}).ok).toBe(true)
})

test('every default is a value that its own key accepts', () => {
  for (const name of CONFIG_KEY_NAMES) {
    const { schema, default: value } = CONFIG_KEYS[name]
    expect(schema.safeParse(value), name).toMatchObject({ success: true, data: value })
  }
})
