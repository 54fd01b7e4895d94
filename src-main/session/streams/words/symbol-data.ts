import type { RefusalCode } from '../../../../src-shared/contract/errors.ts'
import type { SymbolData } from '../../../../src-shared/contract/views/symbol-data.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../../../src-shared/domain/limits.ts'
import type { DataQuality } from '../../../../src-shared/domain/quote.ts'
import type { FeedNotice } from '../../../market/live-market.ts'
import type { QuoteBoard } from '../../../trading/risk/quote-board.ts'

const LIVE: SymbolData = { label: 'live', words: '', says: '' }
const NO_BROKER: SymbolData = { label: 'blocked', words: 'no broker', says: 'There is no broker for this mode.' }

const QUALITIES: Readonly<Record<Exclude<DataQuality, 'live'>, Pick<SymbolData, 'label' | 'words'>>> = {
  delayed: { label: 'delayed', words: 'delayed' },
  'delayed-frozen': { label: 'delayed', words: 'delayed, frozen' },
  frozen: { label: 'frozen', words: 'frozen' },
}

interface LabelFacts {
  readonly quotes: QuoteBoard
  /** Of the book that takes entries; null where none does. They say what is stale. */
  readonly limits: Pick<RiskLimits, 'staleAfterSeconds' | 'staleAfterGaps'> | null
  /** Operator time, monotonic ms. */
  readonly monotonic: number
  readonly notice: FeedNotice | undefined
}

/**
 * What a symbol's prices are worth, by the rules that an entry is refused by and by what its feed says. The sentences
 * stand still while the state lasts: an age in them would change with every batch.
 */
export function symbolData(symbol: Ticker, facts: LabelFacts): SymbolData {
  const { notice } = facts
  const kept = notice === undefined ? null : byNotice(notice)
  if (kept?.label === 'blocked') return kept
  return byQuote(symbol, facts) ?? kept ?? LIVE
}

function byNotice({ kind, message }: FeedNotice): SymbolData | null {
  switch (kind) {
    case 'dropped':
      return { label: 'blocked', words: 'dropped', says: message }
    case 'blocked':
      return { label: 'blocked', words: 'blocked', says: message }
    case 'delayed':
      return { label: 'delayed', words: 'delayed', says: message }
    case 'partial':
      return { label: 'partial', words: 'partial', says: message }
    case 'restored':
      return null
  }
}

/** @returns null when an entry may be priced on the quote */
function byQuote(symbol: Ticker, { quotes, limits, monotonic, notice }: LabelFacts): SymbolData | null {
  if (limits === null) return NO_BROKER
  const refused = quotes.refuse(symbol, monotonic, limits)
  if (refused === null) return null
  const code: RefusalCode = refused.code
  const quote = quotes.quote(symbol)
  // A halted symbol has no quotes while the market goes on: the halt is what keeps them away.
  if (quote?.halted && code !== 'feed-lost') {
    return { label: 'halted', words: 'halted', says: `Trading in ${symbol} is halted: no entries.` }
  }
  switch (code) {
    case 'feed-lost':
      return quotes.price(symbol) === null
        ? { label: 'none', words: 'no data', says: refused.message }
        : { label: 'stale', words: 'stale', says: refused.message }
    case 'no-quote':
      return { label: 'none', words: 'no quote', says: notice?.message ?? refused.message }
    case 'stale-quote': {
      const says = `Quotes of ${symbol} have stopped while the market goes on: nothing is priced on the last one.`
      return { label: 'stale', words: 'stale', says }
    }
    case 'not-live-data':
      return quote === null || quote.quality === 'live'
        ? null
        : { ...QUALITIES[quote.quality], says: notice?.message ?? refused.message }
    default:
      return {
        label: 'live',
        words: code === 'crossed-quote' ? 'crossed quote' : refused.message,
        says: refused.message,
      }
  }
}
