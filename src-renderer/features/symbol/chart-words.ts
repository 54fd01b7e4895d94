import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import type { SymbolView } from '../../../src-shared/contract/views/symbol.ts'
import { percent, price } from '../../ui/format.ts'

interface ChartFacts {
  readonly symbol: string
  readonly last: number | null
  readonly priorClose: number | null
  readonly decimals: number
  readonly view: SymbolView | null
  readonly position: PositionView | null
}

/** What the chart shows, in a sentence. */
export function chartWords({ symbol, last, priorClose, decimals, view, position }: ChartFacts): string {
  const at = (dollars: number): string => price(dollars, decimals)
  const parts = [`${symbol} chart`]
  if (last !== null) parts.push(`last ${at(last)}`)
  if (last !== null && priorClose !== null) parts.push(`${percent(last / priorClose - 1, 2, { sign: true })} % today`)
  const profile = view?.profile ?? null
  if (profile !== null) {
    const { poc, valueHigh, valueLow } = profile
    parts.push(`point of control ${at(poc)}, value area ${at(valueLow)} to ${at(valueHigh)}`)
  }
  if (position?.stop != null) parts.push(`stop ${at(position.stop)}`)
  if (position?.target != null) parts.push(`target ${at(position.target)}`)
  return `${parts.join(', ')}.`
}
