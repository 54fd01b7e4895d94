import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { FlipDistances } from '../../engine/flip-distance.ts'
import type { SessionModel } from './session-model.ts'
import type { SymbolBook } from './symbol-book.ts'

/** Flip distances of newest decisions, looked for once and only when somebody looks at the symbol. */
export class FlipCache {
  private readonly model: SessionModel
  private readonly found = new Map<Ticker, { readonly decision: Decision; readonly flips: FlipDistances | null }>()

  constructor(model: SessionModel) {
    this.model = model
  }

  /** Those of the symbol's newest decision that have been looked for. */
  known({ decision, instrument }: SymbolBook): FlipDistances | null {
    const known = this.found.get(instrument.symbol)
    return known !== undefined && known.decision === decision ? known.flips : null
  }

  /** Looks for them (milliseconds). Null where there are none, or while bars are caught up with faster than anybody reads. */
  find({ decision, instrument }: SymbolBook): FlipDistances | null {
    if (decision === null) return null
    const { symbol } = instrument
    const known = this.found.get(symbol)
    if (known?.decision === decision) return known.flips
    const { phase } = this.model.state
    if (phase === 'warming-up' || phase === 'catching-up') return null
    const flips = this.model.session.engine.flipDistances(symbol)
    this.found.set(symbol, { decision, flips })
    return flips
  }
}
