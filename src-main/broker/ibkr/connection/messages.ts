import type { MarketMessage } from '../../../market/live-market.ts'
import { plainWords } from './plain-words.ts'

const KEPT = 50
/** IBKR's texts can carry whole messages that could not be read. */
const LONGEST = 400

/** The newest messages of a link for its panel. */
export interface Messages {
  add(message: MarketMessage): void
  /** Newest first. */
  newest(): readonly MarketMessage[]
}

/** A message that repeats the newest one takes its place, so that a flood does not push out what led to it. */
export function createMessages(): Messages {
  let kept: readonly MarketMessage[] = []
  return {
    add(message) {
      const added = { ...message, text: plainWords(message.text, LONGEST) }
      const [newest] = kept
      const repeats = newest !== undefined && newest.code === added.code && newest.text === added.text
      kept = [added, ...(repeats ? kept.slice(1) : kept)].slice(0, KEPT)
    },
    newest: () => kept,
  }
}
