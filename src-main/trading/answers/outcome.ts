import type { CommandAnswer, OrderOutcome, TradingCommand } from '../commands.ts'
import type { DeskContext } from '../desk-context.ts'
import type { VenueView } from '../exits/world.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'

/** One kind of command. */
export type CommandOf<Kind extends TradingCommand['kind']> = Extract<TradingCommand, { kind: Kind }>

export const refuse = (error: Refusal): CommandAnswer => ({ ok: false, error })
export const done = (...orders: readonly OrderOutcome[]): CommandAnswer => ({ ok: true, value: { orders } })
export const doneTo = (ref: string): CommandAnswer => done({ ref, refusal: null })
export const orRefuse = (refused: Refusal | null, ref: string): CommandAnswer =>
  refused === null ? doneTo(ref) : refuse(refused)

/** The broker of a venue is away, or that of a book has not named its account yet. */
export const away = (venue: Pick<VenueView, 'connection'> | undefined): Refusal =>
  refusal('broker-away', { reason: venue?.connection.reason ?? 'it has not named the account of this book.' })

/** Forms in which people write what is neither stock nor ETF. */
const OTHER_KINDS: readonly (readonly [form: RegExp, kind: string])[] = [
  [/^[A-Z]{3}[./][A-Z]{3}$/, 'a currency pair'],
  [/^[A-Z]{2,5}[-/]USD$/, 'a crypto-currency'],
  [/^[A-Z]{1,6} *\d{6}[CP]\d{8}$/, 'an option'],
  [/^\/?[A-Z0-9]{1,3}[FGHJKMNQUVXZ]\d{1,2}$|=F$/, 'a future'],
  [/^[\^$]/, 'an index'],
]

/** Why nothing can be ordered under a name: it is of another kind than stocks and ETFs; null when it may be one. */
export function refuseKind({ kindOf }: Pick<DeskContext, 'kindOf'>, symbol: string): Refusal | null {
  const text = symbol.slice(0, 64)
  const kind = kindOf(text) ?? OTHER_KINDS.find(([form]) => form.test(text))?.[1] ?? null
  return kind === null ? null : refusal('not-a-stock', { symbol: text, kind })
}
