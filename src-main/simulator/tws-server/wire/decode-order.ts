import type { WireContract } from './contract.ts'
import { isCombination, readContract, skipDeltaNeutral } from './contract-fields.ts'
import type { FieldReader } from './fields.ts'
import type { WireAlgo, WireOrder } from './order.ts'
import { readConditions } from './order-conditions.ts'
import { readExecution, readHandling, readMain } from './order-main.ts'
import { readLater } from './order-tail.ts'
import type { PlaceOrderRequest } from './requests.ts'
import type { TagValue } from './tag-value.ts'

/** Message 3. Every field is read and checked; what no stock order of this exchange uses is not kept. */
export function decodePlaceOrder(fields: FieldReader, serverVersion: number): PlaceOrderRequest {
  const id = fields.id('orderId')
  const described = readContract(fields)
  const contract: WireContract = { ...described, secIdType: fields.text('secIdType'), secId: fields.text('secId') }
  const main = readMain(fields)
  // The parts stand in the order of their fields.
  const order: WireOrder = {
    ...main,
    ...readHandling(fields),
    legs: readLegs(fields, contract),
    ...readTimes(fields),
    ...readExecution(fields),
    deltaNeutralOrderType: readVolatility(fields),
    trailStopPrice: fields.optionalDouble('trailStopPrice'),
    trailingPercent: fields.optionalDouble('trailingPercent'),
    scale: readScale(fields),
    hedgeType: readHedge(fields),
    ...readClearing(fields),
    algo: readAlgo(fields),
    ...readChecks(fields, main.type),
    ...readConditions(fields),
    ...readAdjustment(fields),
    ...readLater(fields, { type: main.type, exchange: contract.exchange, serverVersion }),
  }
  return { kind: 'place-order', id, contract, order }
}

/** Of a combination: its legs (eight fields each), their prices, and the parameters of routing. @returns how many legs */
function readLegs(fields: FieldReader, contract: WireContract): number {
  if (!isCombination(contract)) return 0
  const legs = fields.count('legs', 8)
  for (let leg = 0; leg < legs; leg += 1) {
    fields.integerOrZero('leg conId')
    fields.integerOrZero('leg ratio')
    fields.skip('leg action', 'leg exchange')
    fields.integerOrZero('leg openClose')
    fields.integerOrZero('leg shortSaleSlot')
    fields.skip('leg location')
    fields.optionalInteger('leg exemptCode')
  }
  const prices = fields.count('leg prices', 1)
  for (let price = 0; price < prices; price += 1) fields.optionalDouble('leg price')
  readPairs(fields, 'routing parameters')
  return legs
}

function readTimes(
  fields: FieldReader,
): Pick<WireOrder, 'discretionaryAmount' | 'goodAfterTime' | 'goodTillDate' | 'modelCode'> {
  fields.skip('sharesAllocation')
  const discretionaryAmount = fields.optionalDouble('discretionaryAmount')
  const goodAfterTime = fields.text('goodAfterTime')
  const goodTillDate = fields.text('goodTillDate')
  fields.skip('faGroup', 'faMethod', 'faPercentage')
  const modelCode = fields.text('modelCode')
  fields.integerOrZero('shortSaleSlot')
  fields.skip('designatedLocation')
  fields.optionalInteger('exemptCode')
  return { discretionaryAmount, goodAfterTime, goodTillDate, modelCode }
}

/** @returns the type of the delta-neutral order, '' for none. */
function readVolatility(fields: FieldReader): string {
  fields.optionalDouble('volatility')
  fields.optionalInteger('volatilityType')
  const type = fields.text('deltaNeutralOrderType')
  fields.optionalDouble('deltaNeutralAuxPrice')
  if (type !== '') {
    fields.integerOrZero('deltaNeutralConId')
    fields.skip('deltaNeutralSettlingFirm', 'deltaNeutralClearingAccount', 'deltaNeutralClearingIntent')
    fields.skip('deltaNeutralOpenClose')
    fields.flag('deltaNeutralShortSale')
    fields.integerOrZero('deltaNeutralShortSaleSlot')
    fields.skip('deltaNeutralDesignatedLocation')
  }
  fields.flag('continuousUpdate')
  fields.optionalInteger('referencePriceType')
  return type
}

/** @returns whether the order is worked in steps: a price increment above zero, with seven fields of its own. */
function readScale(fields: FieldReader): boolean {
  fields.optionalInteger('scaleInitLevelSize')
  fields.optionalInteger('scaleSubsLevelSize')
  const scale = (fields.optionalDouble('scalePriceIncrement') ?? 0) > 0
  if (scale) {
    fields.optionalDouble('scalePriceAdjustValue')
    fields.optionalInteger('scalePriceAdjustInterval')
    fields.optionalDouble('scaleProfitOffset')
    fields.flag('scaleAutoReset')
    fields.optionalInteger('scaleInitPosition')
    fields.optionalInteger('scaleInitFillQty')
    fields.flag('scaleRandomPercent')
  }
  fields.skip('scaleTable', 'activeStartTime', 'activeStopTime')
  return scale
}

function readHedge(fields: FieldReader): string {
  const type = fields.text('hedgeType')
  if (type !== '') fields.skip('hedgeParam')
  return type
}

function readClearing(fields: FieldReader): Pick<WireOrder, 'clearingIntent' | 'notHeld'> {
  fields.flag('optOutSmartRouting')
  fields.skip('clearingAccount')
  const clearingIntent = fields.text('clearingIntent')
  const notHeld = fields.flag('notHeld')
  skipDeltaNeutral(fields)
  return { clearingIntent, notHeld }
}

function readAlgo(fields: FieldReader): WireAlgo | null {
  const strategy = fields.text('algoStrategy')
  const parameters = strategy === '' ? [] : readPairs(fields, 'algoParams')
  const id = fields.text('algoId')
  return strategy === '' ? null : { strategy, parameters, id }
}

function readPairs(fields: FieldReader, name: string): readonly TagValue[] {
  const count = fields.count(name, 2)
  return Array.from({ length: count }, () => ({ tag: fields.text(`${name} tag`), value: fields.text(`${name} value`) }))
}

function readChecks(fields: FieldReader, type: string): Pick<WireOrder, 'whatIf' | 'solicited'> {
  const whatIf = fields.flag('whatIf')
  fields.skip('orderMiscOptions')
  const solicited = fields.flag('solicited')
  fields.flag('randomizeSize')
  fields.flag('randomizePrice')
  if (type === 'PEG BENCH' || type === 'PEGBENCH') {
    fields.integerOrZero('referenceContractId')
    fields.flag('isPeggedChangeAmountDecrease')
    fields.optionalDouble('peggedChangeAmount')
    fields.optionalDouble('referenceChangeAmount')
    fields.skip('referenceExchangeId')
  }
  return { whatIf, solicited }
}

function readAdjustment(fields: FieldReader): Pick<WireOrder, 'adjustedOrderType' | 'limitPriceOffset'> {
  const adjustedOrderType = fields.text('adjustedOrderType')
  fields.optionalDouble('triggerPrice')
  const limitPriceOffset = fields.optionalDouble('lmtPriceOffset')
  fields.optionalDouble('adjustedStopPrice')
  fields.optionalDouble('adjustedStopLimitPrice')
  fields.optionalDouble('adjustedTrailingAmount')
  fields.integerOrZero('adjustableTrailingUnit')
  return { adjustedOrderType, limitPriceOffset }
}
