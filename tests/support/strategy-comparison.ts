import type { Decision } from '../../src-shared/domain/decision.ts'
import type { EpochInput } from '../../src-shared/domain/engine-input.ts'
import { engineOf, inputsOf, PaperTrader } from './engine-inputs.ts'
import type { SlotBars } from './generated-bars.ts'
import { decisionDifferences } from './oracle/differences.ts'
import { StrategyOracle } from './strategy-oracle.ts'

interface Comparison {
  readonly decisions: number
  readonly entries: number
  readonly flips: number
  /** Every field on which engine and oracle disagree; empty when the engine is right. */
  readonly differences: readonly string[]
  /** How often each vote of each edge, each regime and each hold came up, so that a test knows what it has seen. */
  readonly seen: ReadonlyMap<string, number>
}

/**
 * Feeds the same bars and fills to the engine and to the oracle and compares every field of every decision.
 * @param flipEvery compares the flip distances of every so-manieth decision; 0: none.
 */
export function compareWithOracle(epoch: EpochInput, slots: Iterable<SlotBars>, flipEvery = 0): Comparison {
  const engine = engineOf(epoch)
  const oracle = new StrategyOracle(epoch)
  const trader = new PaperTrader()
  const found: string[] = []
  const seen = new Map<string, number>()
  let decisions = 0
  let entries = 0
  let flips = 0

  const compareFlips = (decision: Decision): void => {
    flips++
    const distances = engine.flipDistances(decision.symbol)
    const expected = { ...oracle.flips(decision.symbol), CA: null, TD: null }
    for (const edge of ['RS', 'ST', 'VP', 'CA', 'TD', 'RG'] as const) {
      if (distances?.[edge] === expected[edge]) continue
      const where = `${decision.symbol} at ${new Date(decision.barStart).toISOString()}`
      found.push(`${where} flip of ${edge}: ${distances?.[edge]}, expected ${expected[edge]}`)
    }
  }

  for (const slot of slots) {
    for (const fill of trader.fillsOf(slot)) {
      engine.apply(fill)
      oracle.apply(fill)
    }
    for (const input of inputsOf(slot)) {
      const output = engine.apply(input)
      const expected = oracle.apply(input)
      if (output.kind !== 'decided') continue
      trader.heed(output.decisions)
      if (output.decisions.length !== expected.length)
        found.push(`${output.decisions.length} decisions at ${slot.start}`)
      for (const [index, decision] of output.decisions.entries()) {
        const other = expected[index]
        if (other !== undefined) found.push(...decisionDifferences(decision, other))
        for (const what of kindsOf(decision)) seen.set(what, (seen.get(what) ?? 0) + 1)
        if (decision.action.kind === 'enter') entries++
        if (flipEvery > 0 && decisions % flipEvery === 0) compareFlips(decision)
        decisions++
      }
    }
  }
  return { decisions, entries, flips, differences: found, seen }
}

function kindsOf({ action, cards, measures, exit }: Decision): readonly string[] {
  const votes = Object.entries(cards[0].votes).map(([edge, { vote }]) => `${edge} ${vote}`)
  const done = action.kind === 'hold' ? action.why : `enter ${action.side}`
  return [...votes, measures.regime.regime, done, ...(exit === null ? [] : [exit.kind])]
}
