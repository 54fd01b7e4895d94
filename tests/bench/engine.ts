import { createEngine } from '../../src-main/engine/engine.ts'
import { createReference } from '../../src-main/engine/reference/reference.ts'
import { exchangeLabel } from '../../src-main/market/exchange-time.ts'
import { QUARTER_TRADED, type Quarter } from './quarter.ts'
import { type BenchRecord, benchRecord, median, secondsOf } from './record.ts'

const WARM_UP_PASSES = 6
const TIMED_PASSES = 15

export interface EngineBench {
  readonly record: BenchRecord
  /** Entries of the reference over the quarter. */
  readonly referenceEntries: number
}

/** Bars a second through `default`, every traded symbol's full scorecard on every bar, against the plain reference. */
export function benchEngine(quarter: Quarter): EngineBench {
  const seconds: number[] = []
  for (let pass = 0; pass < WARM_UP_PASSES + TIMED_PASSES; pass++) {
    const taken = secondsOf(() => decideAll(quarter))
    if (pass >= WARM_UP_PASSES) seconds.push(taken)
  }
  let entries = 0
  const reference = secondsOf(() => {
    entries = referenceEntries(quarter)
  })
  const barCount = quarter.bars.length
  const rate = barCount / median(seconds)
  return {
    record: benchRecord('engine-bar-updates', rate, 'bar-updates/s', barCount / reference),
    referenceEntries: entries,
  }
}

export function decideAll({ inputs }: Quarter): number {
  const engine = createEngine()
  let decided = 0
  for (const input of inputs) {
    const output = engine.apply(input)
    if (output.kind === 'decided') decided += output.decisions.length
  }
  if (decided === 0) throw new Error('the quarter led to no decision')
  return decided
}

function referenceEntries({ bars, universe }: Quarter): number {
  const reference = createReference(universe)
  let entries = 0
  const decideSlot = (): void => {
    for (const symbol of QUARTER_TRADED) if (reference.decide(symbol).entry !== null) entries++
  }
  let slot: number | null = null
  for (const { symbol, bar } of bars) {
    if (slot !== null && bar.start !== slot) decideSlot()
    slot = bar.start
    reference.update(symbol, { ...bar, label: exchangeLabel(bar.start) })
  }
  decideSlot()
  return entries
}
