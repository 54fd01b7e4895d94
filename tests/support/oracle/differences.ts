import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { OracleDecision } from '../strategy-oracle.ts'

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))

/** Every place where two plain values differ, as `path: actual, expected`. Numbers may differ by a billionth. */
export function differences(actual: unknown, expected: unknown, path = ''): readonly string[] {
  if (typeof actual === 'number' && typeof expected === 'number' && near(actual, expected)) return []
  if (actual === null || expected === null || typeof actual !== 'object' || typeof expected !== 'object') {
    return Object.is(actual, expected)
      ? []
      : [`${path}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`]
  }
  const here = new Map(Object.entries(actual))
  const there = new Map(Object.entries(expected))
  const keys = new Set([...here.keys(), ...there.keys()])
  return [...keys].flatMap((key) => differences(here.get(key), there.get(key), `${path}.${key}`))
}

/** Where a decision of the engine and the oracle's differ. */
export function decisionDifferences(decision: Decision, oracle: OracleDecision): readonly string[] {
  const { profile: _profile, profileHash: _hash, action, measures, ...seen } = decision
  const { holds, entry, measures: expectedMeasures, ...expected } = oracle
  // What an unknown regime measured on the way is not prescribed.
  const { regime, ...others } = measures
  const { regime: expectedRegime, ...expectedOthers } = expectedMeasures
  const { confidence, unknownBecause } = expectedRegime
  const regimeDifferences =
    expectedRegime.regime === 'UNKNOWN'
      ? differences(
          { regime: regime.regime, confidence: regime.confidence, because: regime.unknownBecause },
          { regime: 'UNKNOWN', confidence, because: unknownBecause },
          'regime',
        )
      : differences(regime, expectedRegime, 'regime')
  const actionDifferences =
    action.kind === 'enter'
      ? differences(action, entry, 'action')
      : holds.includes(action.why)
        ? []
        : [`action: holds as ${action.why}, expected ${entry === null ? holds.join(' or ') : 'an entry'}`]
  return [
    ...differences(seen, expected, 'decision'),
    ...regimeDifferences,
    ...differences(others, expectedOthers, 'measures'),
    ...actionDifferences,
  ].map((text) => `${decision.symbol} at ${new Date(decision.barStart).toISOString()} ${text}`)
}
