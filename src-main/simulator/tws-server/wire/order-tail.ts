import type { FieldReader } from './fields.ts'
import type { WireOrder } from './order.ts'
import { has } from './versions.ts'

/** What decides which of the last fields an order has. */
interface TailOf {
  readonly type: string
  readonly exchange: string
  readonly serverVersion: number
}

type Later = Pick<
  WireOrder,
  'cashQuantity' | 'duration' | 'autoCancelParent' | 'advancedErrorOverride' | 'manualOrderTime' | 'includeOvernight'
>

/** What was added to orders over the years, in the order in which it was. */
export function readLater(fields: FieldReader, of: TailOf): Later {
  fields.skip('extOperator', 'softDollarTier name', 'softDollarTier value')
  const cashQuantity = fields.optionalDouble('cashQty')
  fields.skip('mifid2DecisionMaker', 'mifid2DecisionAlgo', 'mifid2ExecutionTrader', 'mifid2ExecutionAlgo')
  fields.flag('dontUseAutoPriceForHedge')
  fields.flag('isOmsContainer')
  fields.flag('discretionaryUpToLimitPrice')
  fields.flag('usePriceMgmtAlgo')
  const duration = fields.optionalInteger('duration')
  fields.optionalInteger('postToAts')
  const autoCancelParent = fields.flag('autoCancelParent')
  const advancedErrorOverride = fields.text('advancedErrorOverride')
  const manualOrderTime = fields.text('manualOrderTime')
  readPegged(fields, of)
  const includeOvernight = readVersioned(fields, of.serverVersion)
  return { cashQuantity, duration, autoCancelParent, advancedErrorOverride, manualOrderTime, includeOvernight }
}

/** Orders pegged to the best price or the midpoint, and orders for IBKR's own venue, have fields of their own. */
function readPegged(fields: FieldReader, { type, exchange }: TailOf): void {
  if (exchange === 'IBKRATS') fields.optionalInteger('minTradeQty')
  let offsets = type === 'PEG MID' || type === 'PEGMID'
  if (type === 'PEG BEST' || type === 'PEGBEST') {
    fields.optionalInteger('minCompeteSize')
    // An infinite one means: up to the midpoint.
    offsets = fields.doubleOrInfinity('competeAgainstBestOffset') === Number.POSITIVE_INFINITY
  }
  if (!offsets) return
  fields.optionalDouble('midOffsetAtWhole')
  fields.optionalDouble('midOffsetAtHalf')
}

/** @returns whether the order may trade overnight. */
function readVersioned(fields: FieldReader, serverVersion: number): boolean {
  if (has(serverVersion, 'customerAccount')) fields.skip('customerAccount')
  if (has(serverVersion, 'professionalCustomer')) fields.flag('professionalCustomer')
  if (has(serverVersion, 'requestForQuote')) fields.skip('externalUserId', 'requestForQuote')
  const includeOvernight = has(serverVersion, 'includeOvernight') && fields.flag('includeOvernight')
  if (has(serverVersion, 'cmeTagging')) fields.optionalInteger('manualOrderIndicator')
  return includeOvernight
}
