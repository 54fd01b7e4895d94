import { type LoadedConfig, loadConfig } from '../../../src-main/config/load.ts'
import { instrumentFor, readUniverse } from '../../../src-main/config/universe.ts'
import { type Cockpit, type CockpitOptions, createCockpit } from '../../../src-main/session/cockpit.ts'
import type { MarketSource } from '../../../src-main/session/market/market-source.ts'
import { throughPrivateGateway } from '../../../src-main/session/market/private-gateway-source.ts'
import { directly, openDemo, type SimulatedSource } from '../../../src-main/session/market/simulated-source.ts'
import { type LoadedProfile, readProfile } from '../../../src-main/session/profile-file.ts'
import type { SessionObserver } from '../../../src-main/session/session-observer.ts'
import { syntheticSteps } from '../../../src-main/simulator/exchange/steps.ts'
import type { SyntheticMarket } from '../../../src-main/simulator/synthetic/synthetic-market.ts'

export function demoSource(seed: number): SimulatedSource {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const source = openDemo(universe.value, seed, null)
  if (!source.ok) throw new Error(source.error.message)
  return source.value
}

/** A synthetic market of which the last day is traded, all stocks of it. */
export function sourceOf(market: SyntheticMarket): SimulatedSource {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const instruments = market.symbols.map((symbol) => instrumentFor(universe.value, symbol))
  return {
    kind: 'demo',
    name: `synthetic market, seed ${market.seed}`,
    market,
    seed: market.seed,
    steps: () => syntheticSteps(market),
    fingerprint: '',
    sessions: market.sessions,
    ...directly(() => syntheticSteps(market)),
    instruments,
    traded: instruments.filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol),
    decideFrom: market.sessions.at(-1)!.open,
    skipped: [],
  }
}

/** How a session comes to its market: step by step, or through a gateway of its own and its wire. */
export const MARKET_WAYS = ['direct', 'wire'] as const
export type MarketWay = (typeof MARKET_WAYS)[number]

export const onItsWay = (source: SimulatedSource, way: MarketWay): MarketSource =>
  way === 'direct' ? source : throughPrivateGateway(source, 500_000)

export function defaultProfile(): LoadedProfile {
  const profile = readProfile('default')
  if (!profile.ok) throw new Error(profile.error.message)
  return profile.value
}

/** The defaults, and what flags say. */
export function configurationOf(flags: Readonly<Record<string, unknown>> = {}): LoadedConfig {
  const loaded = loadConfig({ flags, env: {}, envFile: null, settingsFile: null })
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('; '))
  return loaded.value
}

export interface DemoOptions extends Partial<CockpitOptions> {
  readonly seed?: number
  readonly database: string
  readonly observer: SessionObserver
  readonly flags?: Readonly<Record<string, unknown>>
}

/** A cockpit on a synthetic day, as a host would make it. */
export function demoCockpit({ seed = 1, flags = {}, ...options }: DemoOptions): Cockpit {
  return createCockpit({
    source: demoSource(seed),
    profile: defaultProfile(),
    loaded: configurationOf(flags),
    app: 'test',
    headless: false,
    fresh: false,
    slowWhileWaiting: false,
    ...options,
  })
}
