import type { EpochInput } from '../../src-shared/domain/engine-input.ts'
import type { Config } from '../config/keys.ts'
import type { MarketSource } from './market/market-source.ts'
import type { LoadedProfile } from './profile-file.ts'
import { exchangeSettings } from './session-trading.ts'

interface RunParts {
  readonly source: MarketSource
  readonly profile: LoadedProfile
  readonly config: Config
  readonly headless: boolean
}

/** Everything that a run's market, exchange and decisions follow from: a run is gone on with only where all of it is the same. */
export function runIdentity({ source, profile, config, headless }: RunParts): RunIdentity {
  const { kind, name, seed, fingerprint, sessions, instruments, traded, decideFrom } = source
  const identity = {
    source: { kind, name, seed, fingerprint },
    sessions: sessions.map(({ date }) => date),
    decideFrom,
    instruments: instruments.map(({ symbol, tick }) => [symbol, tick]),
    traded,
    profile: profile.hash,
    account: config.simulatedAccountDollars,
    exchange: exchangeSettings(config),
    headless,
  }
  return JSON.parse(JSON.stringify(identity))
}

/** Plain JSON. */
export type RunIdentity = Readonly<Record<string, never>>

/** What the engine of a session begins with. */
export function epochOf({ source, profile }: Pick<RunParts, 'source' | 'profile'>): EpochInput {
  return {
    kind: 'epoch',
    profile: profile.id,
    profileHash: profile.hash,
    profileData: profile.data,
    instruments: source.instruments,
    traded: source.traded,
    sessions: source.sessions,
  }
}
