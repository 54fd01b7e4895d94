import type { WireContract } from './contract.ts'
import type { FieldReader } from './fields.ts'

/** The twelve fields that describe a contract in every request. */
export function readContract(fields: FieldReader): WireContract {
  return {
    conId: fields.integerOrZero('conId'),
    symbol: fields.text('symbol'),
    secType: fields.text('secType'),
    expiry: fields.text('expiry'),
    strike: fields.optionalDouble('strike'),
    right: fields.text('right'),
    multiplier: fields.text('multiplier'),
    exchange: fields.text('exchange'),
    primaryExchange: fields.text('primaryExchange'),
    currency: fields.text('currency'),
    localSymbol: fields.text('localSymbol'),
    tradingClass: fields.text('tradingClass'),
    includeExpired: false,
    secIdType: '',
    secId: '',
  }
}

/** The same, followed by whether expired ones count. */
export function readContractWithExpired(fields: FieldReader): WireContract {
  return { ...readContract(fields), includeExpired: fields.flag('includeExpired') }
}

/** The legs of a combination, in a request for data: four fields each. */
export function skipDataLegs(fields: FieldReader, contract: WireContract): void {
  if (!isCombination(contract)) return
  const legs = fields.count('legs', 4)
  for (let leg = 0; leg < legs; leg += 1) fields.skip('leg conId', 'leg ratio', 'leg action', 'leg exchange')
}

export function isCombination({ secType }: WireContract): boolean {
  return secType.toUpperCase() === 'BAG'
}

/** @returns whether there is a delta-neutral contract. */
export function skipDeltaNeutral(fields: FieldReader): boolean {
  const given = fields.flag('deltaNeutralContract')
  if (given) {
    fields.integerOrZero('deltaNeutralConId')
    fields.optionalDouble('deltaNeutralDelta')
    fields.optionalDouble('deltaNeutralPrice')
  }
  return given
}
