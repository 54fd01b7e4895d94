import { readUniverse, type Universe } from '../../src-main/config/universe.ts'
import { fedFor } from '../../src-main/session/market/symbol-choice.ts'
import { type Ticker, ticker } from '../../src-shared/domain/ids.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'

const SYMBOLS = 100

/** As many stocks as make 100 symbols together with what they are judged by. */
export interface WideSymbols {
  readonly universe: Universe
  readonly traded: readonly Ticker[]
  readonly instruments: readonly Instrument[]
}

export function wideSymbols(): WideSymbols {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const { dayTradeUniverse, etfs } = universe.value
  // The universe has not quite as many: the others are unknown to it.
  const others = Array.from({ length: SYMBOLS }, (_, index) => ticker(`Q${String(index).padStart(3, '0')}`))
  let traded: readonly Ticker[] = []
  for (const symbol of [...dayTradeUniverse, ...others]) {
    if (etfs.includes(symbol)) continue
    if (fedFor(universe.value, [...traded, symbol]).instruments.length <= SYMBOLS) traded = [...traded, symbol]
  }
  return { universe: universe.value, traded, instruments: fedFor(universe.value, traded).instruments }
}
