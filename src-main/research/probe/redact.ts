import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'

/** How a time is written: each digit becomes `d`, and of the rest only what times are made of stays. */
export const shapeOf = (time: string): string =>
  time
    .replace(/\d/g, 'd')
    .replace(/[^A-Za-z :/_+.-]/g, '?')
    .slice(0, 60)

/** An order of the probe without its prices, account and references. */
export const formOf = (role: string, { action, quantity, pricing, timeInForce }: OrderRequest): string =>
  `${role} ${action} ${quantity} ${pricing.type} ${timeInForce.tif}`

/** Ids as IBKR gives them to accounts. */
const ACCOUNT = /\b[A-Z]{1,3}\d{4,9}\b/g

/** A sentence without account ids, whatever they are. */
export const withoutAccounts = (text: string, accounts: readonly string[]): string =>
  accounts
    .reduce((left, account) => left.replaceAll(account, 'ACCOUNT'), text)
    .replace(ACCOUNT, 'ACCOUNT')
    .slice(0, 400)
