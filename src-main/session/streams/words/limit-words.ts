import { LIMITS, type RiskLimits } from '../../../../src-shared/domain/limits.ts'
import { percent, plain } from '../../../trading/words.ts'

type LimitName = keyof RiskLimits
const names = Object.keys(LIMITS) as LimitName[]

/** The limits in force, a line each: what it limits, and to how much. */
export const limitWords = (limits: RiskLimits): { name: string; value: string }[] =>
  names.map((name) => ({ name: sentence(LIMITS[name].says), value: limitValue(name, limits[name]) }))

const sentence = (says: string): string => `${says.charAt(0).toUpperCase()}${says.slice(1)}`

function limitValue(name: LimitName, value: RiskLimits[LimitName]): string {
  const limit = LIMITS[name]
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'number') return value === null ? 'any' : value.join(', ')
  if (limit.kind !== 'number') return plain(value)
  switch (limit.unit) {
    case 'fraction':
      return percent(value)
    case 'times':
      return `${plain(value)} ×`
    case 'dollars':
      return `$${plain(value)}`
    default:
      return `${plain(value)} ${limit.unit}`
  }
}
