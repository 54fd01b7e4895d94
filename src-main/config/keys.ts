import { LIMITS } from '../../src-shared/domain/limits.ts'
import {
  allowListKey,
  type ConfigKey,
  choiceKey,
  limitKey,
  numberKey,
  optionalNumberKey,
  pathKey,
  safetySwitchKey,
  secretKey,
  symbolsKey,
  textKey,
} from './key-kinds.ts'

const { allowShorting, allowedSymbols, ...numericLimits } = LIMITS
type NumericLimitName = keyof typeof numericLimits

const limitKeys = Object.fromEntries(
  Object.entries(numericLimits).map(([name, limit]) => [name, limitKey(limit.default, limit.unit, limit.says)]),
) as Record<NumericLimitName, ConfigKey<number>>

/** Every configuration key, once: its name in the settings file; its variable and its flag follow from that. */
export const CONFIG_KEYS = {
  dryRun: safetySwitchKey(true, 'true-wins', 'whether approved entries are only simulated'),
  liveEnabled: safetySwitchKey(false, 'false-wins', 'whether arming is possible at all'),
  allowRealMoney: safetySwitchKey(false, 'false-wins', 'whether arming is possible on an account of real money'),
  orderToken: secretKey('what has to be typed to arm'),
  broker: choiceKey(
    'sim',
    ['sim', 'ibkr'],
    'where orders and data come from: the built-in simulator, or TWS / IB Gateway',
  ),
  ibkrHost: textKey('127.0.0.1', 'a host name or address', /^[A-Za-z0-9.:_-]+$/, 'the machine of TWS or IB Gateway'),
  ibkrPort: numberKey(7497, { whole: true, least: 1, most: 65_535 }, 'its port; says nothing about paper or live'),
  ibkrClientId: numberKey(
    1,
    { whole: true, least: 0, most: 2_147_483_647 },
    'our client id there; no other program may use it',
  ),
  dbPath: pathKey("the audit's database; by default each kind of session has a file of its own"),
  profile: textKey('default', 'the name of a profile or a path to one', /\S/, 'the strategy profile'),
  symbols: symbolsKey('the symbols to trade; by default what the source offers'),
  demoSeed: optionalNumberKey(
    { whole: true, least: 0, most: 4_294_967_295 },
    'the seed of the synthetic market; by default that of the shipped day',
  ),
  speed: numberKey(60, { whole: false, least: 0.1, most: 100_000 }, 'simulated market seconds a second'),
  simulatedAccountDollars: numberKey(
    500_000,
    { whole: false, least: 1, most: 1_000_000_000 },
    'the cash of the simulated account',
  ),
  simulatedShorting: safetySwitchKey(true, 'false-wins', 'whether entries of the simulated book may be short'),
  simulatedSlippageTicks: numberKey(
    1,
    { whole: false, least: 0, most: 1_000 },
    'half the spread that the simulator charges, in ticks',
  ),
  simulatedSlippageBasisPoints: numberKey(
    1,
    { whole: false, least: 0, most: 1_000 },
    'slippage on top, in hundredths of a per cent of the price',
  ),
  simulatedCommissionPerShare: numberKey(
    0.005,
    { whole: false, least: 0, most: 100 },
    'commission of the simulator, dollars a share',
  ),
  simulatedCommissionMinimum: numberKey(
    1,
    { whole: false, least: 0, most: 1_000 },
    'the least commission of an order, dollars',
  ),
  simulatedCommissionMaximumFraction: numberKey(
    0.01,
    { whole: false, least: 0, most: 1 },
    'the most commission of an order, as a fraction of its value; it caps the minimum too',
  ),
  ...limitKeys,
  allowShorting: safetySwitchKey(allowShorting.default, allowShorting.restriction, allowShorting.says),
  allowedSymbols: allowListKey(allowedSymbols.says),
} as const

export type ConfigKeyName = keyof typeof CONFIG_KEYS
type ValueOf<Key> = Key extends ConfigKey<infer Value> ? Value : never

/** The configuration in force. Units stand with the keys above. */
export type Config = { readonly [Name in ConfigKeyName]: ValueOf<(typeof CONFIG_KEYS)[Name]> }

export const CONFIG_KEY_NAMES = Object.keys(CONFIG_KEYS) as ConfigKeyName[]

/** The prefixes of our variables: a variable that has one and is none of ours is a mistake. */
export const VARIABLE_PREFIXES = ['TRADING_', 'IBKR_', 'ORCHESTRATOR_'] as const

const words = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())

/** The variable of a key: `maxLeverage` → `TRADING_MAX_LEVERAGE`, `ibkrPort` → `IBKR_PORT`. */
export function variableOf(name: ConfigKeyName): string {
  const variable = words(name).join('_').toUpperCase()
  return variable.startsWith('IBKR_') ? variable : `TRADING_${variable}`
}

const SHORT_FLAGS: Partial<Record<ConfigKeyName, string>> = { dbPath: 'db', demoSeed: 'seed' }

/** The flag of a key without its dashes; null where a flag is not offered: others could read it in the process list. */
export function flagOf(name: ConfigKeyName): string | null {
  return CONFIG_KEYS[name].secret ? null : (SHORT_FLAGS[name] ?? words(name).join('-'))
}

/** How a command offers a key: commander's notation, and the attribute under which commander answers. */
export interface ConfigFlag {
  readonly name: ConfigKeyName
  /** E.g. `--symbols <list>`. */
  readonly usage: string
  /** E.g. `symbols`. */
  readonly attribute: string
  readonly says: string
}

/** Every key that has a flag. */
export const CONFIG_FLAGS: readonly ConfigFlag[] = CONFIG_KEY_NAMES.flatMap((name) => {
  const flag = flagOf(name)
  if (flag === null) return []
  const { argument, says } = CONFIG_KEYS[name]
  return [{ name, usage: `--${flag} ${argument}`, attribute: SHORT_FLAGS[name] ?? name, says }]
})
