import type { EdgeRow } from '../../../../src-shared/contract/views/scorecard.ts'
import type { Decision, Measures } from '../../../../src-shared/domain/decision.ts'
import type { EdgeCode } from '../../../../src-shared/domain/vote.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { clock, dollars, signed } from '../../../engine/reasons/wording.ts'

type Inputs = EdgeRow['inputs']

/** Related symbols that are named one by one; further ones are in the reason. */
const MOST_RELATED = 4

const share = (fraction: number): string => `${signed(fraction * 100, 2)} %`
const sigma = (value: number): string => `${signed(value, 2)} σ`

/** The numbers behind an edge, each with its name; empty when it has none. */
export function edgeInputs({ measures }: Decision, edge: EdgeCode, profile: Profile): Inputs {
  switch (edge) {
    case 'RG':
      return regimeInputs(measures.regime, profile)
    case 'RS': {
      const { relativeStrength: strength } = measures
      if ('absent' in strength) return []
      return [
        { name: `vs ${strength.sector}`, value: share(strength.versusSector) },
        ...(strength.sectorIsMarket ? [] : [{ name: 'vs SPY', value: share(strength.versusMarket) }]),
        { name: 'percentile', value: strength.percentile.toFixed(1) },
      ]
    }
    case 'ST': {
      const { statistics } = measures
      if ('absent' in statistics) return []
      return [
        { name: 'price', value: sigma(statistics.price) },
        { name: 'momentum', value: sigma(statistics.momentum) },
        { name: 'volume', value: sigma(statistics.volume) },
      ]
    }
    case 'VP': {
      const { volumeProfile } = measures
      if ('absent' in volumeProfile) return []
      return [
        { name: 'VAH', value: dollars(volumeProfile.valueHigh) },
        { name: 'POC', value: dollars(volumeProfile.poc) },
        { name: 'VAL', value: dollars(volumeProfile.valueLow) },
        { name: 'from POC', value: `${signed(volumeProfile.fromPoc)} ATR` },
      ]
    }
    case 'CA': {
      const { crossAsset } = measures
      if ('absent' in crossAsset) return []
      return crossAsset.related
        .slice(0, MOST_RELATED)
        .map(({ symbol, change }) => ({ name: symbol, value: share(change) }))
    }
    case 'TD':
      return [
        { name: 'decided at', value: clock(measures.timeOfDay.minute) },
        { name: 'to the close', value: `${Math.max(0, Math.round(measures.timeOfDay.minutesToClose))} min` },
      ]
  }
}

function regimeInputs({ day, short, medium, atrPercent }: Measures['regime'], profile: Profile): Inputs {
  const named = [
    { name: 'day', fraction: day },
    { name: `${profile.regime.shortBars} bars`, fraction: short },
    { name: `${profile.regime.mediumBars} bars`, fraction: medium },
  ]
  const range = atrPercent === null ? [] : [{ name: 'ATR', value: `${(atrPercent * 100).toFixed(2)} %` }]
  return [
    ...named.flatMap(({ name, fraction }) => (fraction === null ? [] : [{ name, value: share(fraction) }])),
    ...range,
  ]
}
