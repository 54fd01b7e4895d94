import { decideBar } from './decide.ts'
import type { ReferencePosition } from './exits.ts'
import { type History, type ReferenceBar, withBar } from './history.ts'
import { type ReferenceMaps, readSymbol } from './read.ts'
import type { ReferenceScorecard } from './scorecard.ts'

/** The original strategy, quirks included; it holds its own histories and positions and does no I/O. */
interface Reference {
  /** Feeds one bar, unchecked. The order in which symbols first appear is the feed order that breaks ties. */
  update(symbol: string, bar: ReferenceBar): void
  /**
   * Decides `symbol` at its newest bar: call it once a bar, after all symbols of that moment are fed.
   * @throws RangeError when the symbol was never fed.
   */
  decide(symbol: string): ReferenceScorecard
}

/** A fresh reference on the original's maps; nothing but its own bars and decisions changes it. */
export function createReference(maps: ReferenceMaps): Reference {
  const histories = new Map<string, History>()
  const positions = new Map<string, ReferencePosition>()
  return {
    update(symbol, bar) {
      histories.set(symbol, withBar(histories.get(symbol), bar))
    },
    decide(symbol) {
      const history = histories.get(symbol)
      if (history === undefined) throw new RangeError(`${symbol} has no bars to decide on`)
      const reading = readSymbol(symbol, history, histories, maps)
      const outcome = decideBar(reading, positions.get(symbol) ?? null)
      if (outcome.position === null) positions.delete(symbol)
      else positions.set(symbol, outcome.position)
      return { ...reading, ...outcome }
    },
  }
}
