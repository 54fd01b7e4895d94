import type { FieldReader } from './fields.ts'
import type { WireOrder } from './order.ts'

type Main = Pick<
  WireOrder,
  | 'action'
  | 'quantity'
  | 'type'
  | 'limitPrice'
  | 'auxPrice'
  | 'tif'
  | 'ocaGroup'
  | 'account'
  | 'openClose'
  | 'origin'
  | 'orderRef'
  | 'transmit'
>

/** The fields that every order has: what to trade, how much, at which price, for how long. */
export function readMain(fields: FieldReader): Main {
  return {
    action: fields.text('action'),
    quantity: fields.optionalDecimal('totalQuantity'),
    type: fields.text('orderType'),
    limitPrice: fields.optionalDouble('lmtPrice'),
    auxPrice: fields.optionalDouble('auxPrice'),
    tif: fields.text('tif'),
    ocaGroup: fields.text('ocaGroup'),
    account: fields.text('account'),
    openClose: fields.text('openClose'),
    origin: fields.integerOrZero('origin'),
    orderRef: fields.text('orderRef'),
    transmit: fields.flag('transmit'),
  }
}

type Handling = Pick<
  WireOrder,
  'parentId' | 'blockOrder' | 'sweepToFill' | 'displaySize' | 'triggerMethod' | 'outsideRth' | 'hidden'
>

export function readHandling(fields: FieldReader): Handling {
  return {
    parentId: fields.integerOrZero('parentId'),
    blockOrder: fields.flag('blockOrder'),
    sweepToFill: fields.flag('sweepToFill'),
    displaySize: fields.optionalInteger('displaySize'),
    triggerMethod: fields.integerOrZero('triggerMethod'),
    outsideRth: fields.flag('outsideRth'),
    hidden: fields.flag('hidden'),
  }
}

type Execution = Pick<WireOrder, 'ocaType' | 'rule80A' | 'settlingFirm' | 'allOrNone' | 'minQuantity' | 'percentOffset'>

/** How it may be filled; the prices of auctions, boxes and ranges among them are checked and not kept. */
export function readExecution(fields: FieldReader): Execution {
  const execution = {
    ocaType: fields.integerOrZero('ocaType'),
    rule80A: fields.text('rule80A'),
    settlingFirm: fields.text('settlingFirm'),
    allOrNone: fields.flag('allOrNone'),
    minQuantity: fields.optionalInteger('minQty'),
    percentOffset: fields.optionalDouble('percentOffset'),
  }
  fields.flag('eTradeOnly')
  fields.flag('firmQuoteOnly')
  fields.optionalDouble('nbboPriceCap')
  fields.optionalInteger('auctionStrategy')
  fields.optionalDouble('startingPrice')
  fields.optionalDouble('stockRefPrice')
  fields.optionalDouble('delta')
  fields.optionalDouble('stockRangeLower')
  fields.optionalDouble('stockRangeUpper')
  fields.flag('overridePercentageConstraints')
  return execution
}
