import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { candidateOf } from '../../src-main/engine/candidate.ts'
import { cardFor } from '../../src-main/engine/consensus.ts'
import { classifyRegime } from '../../src-main/engine/edges/regime.ts'
import {
  type Absent,
  DAY_WINDOWS,
  type Measures,
  REGIMES,
  type Regime,
  type RegimeMeasures,
  type TradeKind,
} from '../../src-shared/domain/decision.ts'
import { ticker } from '../../src-shared/domain/ids.ts'
import { EDGE_CODES, mirrorVote, opposite, type Side } from '../../src-shared/domain/vote.ts'
import { defaultProfile } from '../support/engine-inputs.ts'
import { runs } from '../support/properties.ts'

const profile = defaultProfile()

/** Values around the strategy's limits, the limits themselves included, and anything between. */
const around = (...limits: readonly number[]): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(0, ...limits.flatMap((limit) => [limit, -limit, limit * 1.01, limit * 0.99, -limit * 1.01])),
    fc.double({ min: -2 * Math.max(...limits), max: 2 * Math.max(...limits), noNaN: true }),
  )

const absentOr = <T>(measures: fc.Arbitrary<T>): fc.Arbitrary<T | Absent> =>
  fc.oneof(
    { weight: 9, arbitrary: measures },
    { weight: 1, arbitrary: fc.constant({ absent: 'missing-slot' } as const) },
  )

const regimeMeasures = fc
  .record({ regime: fc.constantFrom(...REGIMES), confidence: fc.integer({ min: 0, max: 95 }) })
  .map(
    ({ regime, confidence }): RegimeMeasures => ({
      regime,
      confidence,
      unknownBecause: null,
      day: 0,
      short: 0,
      medium: 0,
      consistency: 0,
      lean: 0,
      atrPercent: 0.001,
      breadth: [],
    }),
  )

const beyond = fc.oneof(fc.constantFrom(2.5, 2.51, 0), fc.double({ min: 0, max: 6, noNaN: true }))

const measures: fc.Arbitrary<Measures> = fc.record({
  regime: regimeMeasures,
  relativeStrength: absentOr(
    fc.record({
      own: around(0.02),
      versusSector: around(0.005, 0.01, 0.02),
      versusMarket: around(0.01),
      sector: fc.constant(ticker('XLK')),
      sectorIsMarket: fc.constant(false),
      // Whole and half numbers, as few stocks give them: 100 − x is exact.
      percentile: fc.integer({ min: 0, max: 200 }).map((half) => half / 2),
      stocks: fc.constant(12),
    }),
  ),
  statistics: absentOr(fc.record({ price: around(1.5, 2, 2.5), volume: around(2), momentum: around(1, 1.5) })),
  volumeProfile: absentOr(
    fc
      .record({
        place: fc.constantFrom('above', 'inside', 'below'),
        beyond,
        fromPoc: around(1),
        structure: fc.constantFrom(0, 0.29, 0.3, 0.5, 1),
        accepted: fc.boolean(),
      })
      .map(({ place, beyond: by, ...rest }) => ({
        source: 'session' as const,
        poc: 100,
        valueHigh: 101,
        valueLow: 99,
        place,
        beyondHigh: place === 'above' ? by : -1,
        beyondLow: place === 'below' ? by : -1,
        ...rest,
      })),
  ),
  crossAsset: absentOr(
    fc.record({
      related: fc.constant([]),
      rising: fc.integer({ min: 0, max: 8 }),
      falling: fc.integer({ min: 0, max: 8 }),
    }),
  ),
  timeOfDay: fc.record({
    window: fc.constantFrom(...DAY_WINDOWS),
    minute: fc.constant(600),
    minutesToClose: fc.constant(300),
  }),
})

const mirrorRegime = (regime: Regime): Regime => {
  const mirrored = regime.endsWith('_UP') ? regime.replace('_UP', '_DOWN') : regime.replace('_DOWN', '_UP')
  return REGIMES.find((known) => known === mirrored) ?? regime
}

/** The same readings in a market upside down. */
function mirror({ regime, relativeStrength, statistics, volumeProfile, crossAsset, timeOfDay }: Measures): Measures {
  const other = { above: 'below', inside: 'inside', below: 'above' } as const
  return {
    regime: { ...regime, regime: mirrorRegime(regime.regime) },
    relativeStrength:
      'absent' in relativeStrength
        ? relativeStrength
        : {
            ...relativeStrength,
            own: -relativeStrength.own,
            versusSector: -relativeStrength.versusSector,
            versusMarket: -relativeStrength.versusMarket,
            percentile: 100 - relativeStrength.percentile,
          },
    statistics:
      'absent' in statistics ? statistics : { ...statistics, price: -statistics.price, momentum: -statistics.momentum },
    volumeProfile:
      'absent' in volumeProfile
        ? volumeProfile
        : {
            ...volumeProfile,
            place: other[volumeProfile.place],
            fromPoc: -volumeProfile.fromPoc,
            beyondHigh: volumeProfile.beyondLow,
            beyondLow: volumeProfile.beyondHigh,
          },
    crossAsset:
      'absent' in crossAsset ? crossAsset : { ...crossAsset, rising: crossAsset.falling, falling: crossAsset.rising },
    timeOfDay,
  }
}

const sides = fc.constantFrom<Side>('long', 'short')
const kinds = fc.constantFrom<TradeKind>('momentum', 'meanReversion')

describe('in a market upside down', () => {
  test('every edge votes the other way round, as sure as before', () => {
    fc.assert(
      fc.property(measures, sides, kinds, (seen, side, kind) => {
        const { votes } = cardFor(side, kind, seen, profile)
        const mirrored = cardFor(opposite(side), kind, mirror(seen), profile).votes
        for (const edge of EDGE_CODES) {
          const expected = { vote: mirrorVote(votes[edge].vote), confidence: votes[edge].confidence }
          expect({ edge, ...mirrored[edge] }).toEqual({ edge, ...expected })
        }
      }),
      runs(10_000),
    )
  })

  test('the card counts the same', () => {
    fc.assert(
      fc.property(measures, sides, kinds, (seen, side, kind) => {
        const { votes: _, side: __, ...counts } = cardFor(side, kind, seen, profile)
        expect(cardFor(opposite(side), kind, mirror(seen), profile)).toMatchObject(counts)
      }),
      runs(3_000),
    )
  })

  test('the candidate is the other side', () => {
    fc.assert(
      fc.property(measures, (seen) => {
        const candidate = candidateOf(seen.regime, seen.statistics, profile)
        const upsideDown = mirror(seen)
        expect(candidateOf(upsideDown.regime, upsideDown.statistics, profile)).toEqual({
          ...candidate,
          side: candidate.side === null ? null : opposite(candidate.side),
        })
      }),
      runs(2_000),
    )
  })

  test('the regime is the mirrored one, with the same confidence', () => {
    const change = fc.oneof({ weight: 9, arbitrary: around(0.002) }, { weight: 1, arbitrary: fc.constant(Number.NaN) })
    const inputs = fc.record({
      day: around(0.003, 0.005, 0.01),
      short: change,
      medium: change,
      balance: fc.integer({ min: -20, max: 20 }),
      atrPercent: fc.constantFrom(0.001, 0.006, 0.0061),
      early: fc.boolean(),
    })
    fc.assert(
      fc.property(inputs, ({ balance, ...rest }) => {
        const consistency = Math.abs(balance) / 20
        const lean = Math.sign(balance) as -1 | 0 | 1
        const read = classifyRegime({ ...rest, consistency, lean }, profile)
        const upsideDown = classifyRegime(
          {
            ...rest,
            day: -rest.day,
            short: -rest.short,
            medium: -rest.medium,
            consistency,
            lean: -lean as -1 | 0 | 1,
          },
          profile,
        )
        expect(upsideDown).toEqual({ ...read, regime: mirrorRegime(read.regime) })
      }),
      runs(5_000),
    )
  })
})
