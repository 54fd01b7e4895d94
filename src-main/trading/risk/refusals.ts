import type { RefusalCode } from '../../../src-shared/contract/errors.ts'
import type { DataQuality } from '../../../src-shared/domain/quote.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { money, percent, plain, priced, shares } from '../words.ts'

interface Over {
  readonly would: number
  readonly limit: number
}

/**
 * Everything that trading refuses, with the sentence that says so. Each names the rule and the numbers; the facts that
 * a sentence needs are the parameters of its builder.
 */
const SENTENCES = {
  // The command itself.
  'bad-command': ({ problem }: { problem: string }) => `The command was not understood: ${problem}.`,
  'command-reused': ({ id }: { id: string }) =>
    `The command id ${id} has been used for something else; nothing was done.`,
  'unknown-order': ({ ref }: { ref: string }) => `There is no order ${ref} of ours.`,
  'not-waiting': ({ ref, state }: { ref: string; state: string }) =>
    `Order ${ref} no longer waits for approval: it is ${state}.`,
  'stale-revision': ({ shown, now }: { shown: number; now: number }) =>
    `The order has changed since it was shown: revision ${plain(shown)} was meant, it has revision ${now}.`,
  expired: ({ ref }: { ref: string }) => `Order ${ref} has expired.`,
  'approve-again': ({ from, to, atrs }: { from: number; to: number; atrs: number }) =>
    `The price has moved by ${plain(atrs)} ATR, from ${priced(from)} to ${priced(to)}. Approve again to go on at the same limit.`,
  'order-over': ({ ref, state }: { ref: string; state: string }) =>
    `Order ${ref} is ${state}: there is nothing to cancel.`,
  'no-position': ({ symbol }: { symbol: string }) => `There is no position of ours in ${symbol}.`,
  'outside-hours': ({ symbol }: { symbol: string }) =>
    `${symbol} cannot be closed at the market outside regular hours; give a limit at which it may be closed.`,
  'broker-away': ({ reason }: { reason: string }) =>
    `Nothing was asked for, because the broker is away: ${reason} Ask again when it is back.`,
  'nothing-waits': () => 'No order waits for approval.',

  // What an order says.
  'not-a-quantity': ({ quantity }: { quantity: number }) =>
    `${plain(quantity)} is not a number of shares: it takes a whole number above 0.`,
  'not-a-price': ({ name, value }: { name: string; value: number }) =>
    `${plain(value)} is not a price for the ${name}: it takes a number of dollars above 0.`,
  'off-tick': ({ name, value, below, above }: { name: string; value: number; below: number; above: number }) =>
    `The ${name} ${priced(value)} is not on the tick; the nearest are ${priced(below)} and ${priced(above)}.`,
  'wrong-side': ({ name, value, side, than, limit }: WrongSide) =>
    `The ${name} ${priced(value)} is on the wrong side: of a ${side} position it lies ${than} ${priced(limit)}.`,
  'no-limit': ({ ref }: { ref: string }) => `Order ${ref} goes at the market: it has no limit to change.`,
  'no-range': ({ symbol }: { symbol: string }) => `There is no range (ATR) of ${symbol} yet to manage a position by.`,
  'no-tick': ({ symbol }: { symbol: string }) => `${symbol} is not one of the instruments of this session.`,

  'not-a-stock': ({ symbol, kind }: { symbol: string; kind: string }) =>
    `${symbol} is ${kind}: it can be looked up, but only stocks and ETFs can be ordered.`,
  'would-loosen': ({ symbol, from, to }: { symbol: string; from: number; to: number }) =>
    `The stop of ${symbol} stands at ${priced(from)}; ${priced(to)} would loosen it, and a stop is only ever tightened.`,
  'cannot-change': ({ ref, state }: { ref: string; state: string }) =>
    `Order ${ref} is ${state}: it cannot be changed now.`,
  'below-filled': ({ would, filled }: { would: number; filled: number }) =>
    `${shares(filled)} of the order have been filled: it cannot be for ${plain(would)}. Cancel it to end its rest.`,
  'unknown-difference': ({ difference }: { difference: string }) =>
    `There is no difference "${difference}" any more: it has gone, or its numbers have changed. Look at the list again.`,
  'no-foreign-position': ({ account, symbol }: { account: string; symbol: string }) =>
    `Account ${account} holds no shares of ${symbol} that are not ours, as far as its broker has said.`,
  'own-position-open': ({ symbol, own }: { symbol: string; own: number }) =>
    `We hold ${shares(own)} of ${symbol} ourselves, or an order of ours works there: close that first, then these.`,
  'fractional-residue': ({ symbol, net }: { symbol: string; net: number }) =>
    `The account holds ${shares(net)} of ${symbol}: less than one share is shown here and cannot be sent. Close it in TWS.`,
  'automatic-in-live': () =>
    'Live orders are approved automatically only when that was switched on while arming; it can be switched off here.',
  'margin-simulated': () => 'The broker is not asked what margin an order of the simulated book would take.',

  // Whether entries are possible at all.
  'live-closed': () => 'Live orders are not possible: nothing is armed. Only the simulated book takes entries.',
  'another-mode': () =>
    'The order is meant for another mode or account than the one of this moment, and can never go out in this one.',
  'wrong-account': ({ account, armed }: { account: string; armed: string }) =>
    `It is armed on account ${armed}: nothing that adds exposure goes to ${account}.`,
  'gate-closed': ({ gate, says, opens }: { gate: string; says: string; opens: string }) => `${gate}: ${says} ${opens}`,
  'no-token': ({ problem }: { problem: string }) => `There is no order token to compare with: ${problem}`,
  'wrong-token': ({ left }: { left: number }) =>
    left === 0
      ? 'This is not the order token. Arming is locked for five minutes.'
      : `This is not the order token. After ${left === 1 ? 'one more' : `${left} more`} like it arming is locked for five minutes.`,
  'locked-out': ({ seconds }: { seconds: number }) =>
    `Arming is locked after five wrong tokens, for another ${plain(Math.ceil(seconds))} s.`,
  'still-armed': () => 'The order token can be changed in dry run only. Disarm first.',
  'token-fixed': ({ problem }: { problem: string }) => `The order token was not changed: ${problem}`,
  'trading-state': ({ state }: { state: string }) => `Trading is ${state}: no order that adds exposure goes out.`,
  'not-connected': ({ reason }: { reason: string }) => `The broker is not ready: ${reason}`,
  'no-session': () => 'There is no regular session under way.',
  'past-cut-off': ({ minutes }: { minutes: number }) =>
    `The last ${minutes} minutes of the session have begun: no new entries.`,
  'breaker-tripped': ({ loss, limit }: { loss: number; limit: number }) =>
    `The breaker is tripped until the next session: the day stood at ${money(-loss)} dollars, the limit is ${money(-limit)}.`,
  'clock-went-back': ({ seconds }: { seconds: number }) =>
    `The market's clock has gone back by ${plain(Math.round(seconds))} s: no entries until it has caught up.`,
  'audit-unwritable': () => 'The audit cannot be written, so nothing that adds exposure goes out.',

  // Limits.
  'daily-loss': ({ loss, limit }: { loss: number; limit: number }) =>
    `The day stands at ${money(-loss)} dollars; the daily loss limit is ${money(limit)}.`,
  'symbol-not-allowed': ({ symbol }: { symbol: string }) => `${symbol} is not on the list of allowed symbols.`,
  'shorting-off': ({ symbol }: { symbol: string }) => `Shorting is switched off, and this would sell ${symbol} short.`,
  'position-open': ({ symbol }: { symbol: string }) => `A position in ${symbol} is open.`,
  'entry-working': ({ symbol }: { symbol: string }) => `An entry in ${symbol} is working.`,
  'entry-waiting': ({ symbol }: { symbol: string }) => `An entry in ${symbol} waits for approval.`,
  'net-differs': ({ symbol, own, net }: { symbol: string; own: number; net: number }) =>
    `The account holds ${shares(net)} of ${symbol}, we know of ${plain(own)}: no entries there until they agree.`,
  'net-unknown': ({ symbol }: { symbol: string }) =>
    `What the account holds of ${symbol} is just being asked for: no entries there until it is known.`,
  'no-shares': ({ dollars, price }: { dollars: number; price: number }) =>
    `${money(dollars)} dollars buy less than one share at ${priced(price)}.`,
  'hand-shares': ({ would, limit }: Over) =>
    `An order entered by hand may have ${shares(limit)}, this one has ${plain(would)}.`,
  'position-dollars': ({ would, limit }: Over) =>
    `The position would be worth ${money(would)} dollars; the limit is ${money(limit)}.`,
  'gross-exposure': ({ would, limit }: Over) =>
    `All positions and working entries would be worth ${money(would)} dollars; the limit is ${money(limit)}.`,
  'open-positions': ({ would, limit }: Over) => `It would be position number ${would}; the limit is ${limit}.`,
  'entries-a-minute': ({ would, limit }: Over) =>
    `It would be entry number ${would} within a minute; the limit is ${limit}.`,
  leverage: ({ would, limit }: Over) =>
    `Gross exposure would be ${plain(would)} times the account; the limit is ${plain(limit)}.`,
  'margin-use': ({ would, limit }: Over) =>
    `Margin would take ${percent(would)} of the account; the limit is ${percent(limit)}.`,
  'buying-power': ({ would, limit }: Over) =>
    `The order takes ${money(would)} dollars of buying power; there are ${money(limit)}.`,
  'no-account-values': ({ account }: { account: string }) => `The values of account ${account} are not known yet.`,
  'base-currency': ({ account, currency }: { account: string; currency: string }) =>
    `Account ${account} is kept in ${currency}; every limit here is in dollars, so it takes no entries.`,
  'day-trades': ({ would, left, worth, from }: { would: number; left: number; worth: number; from: number }) =>
    `It would be day trade number ${would}, and ${left} are left: the account is worth ${money(worth)} dollars, less than ${money(from)}.`,
  'settled-cash': ({ would, limit }: Over) =>
    `The order takes ${money(would)} dollars, and ${money(limit)} dollars of the account's cash have settled.`,
  'not-shortable': ({ symbol }: { symbol: string }) => `No shares of ${symbol} can be borrowed to sell short.`,
  'locate-needed': ({ symbol }: { symbol: string }) =>
    `Shares of ${symbol} have to be located before they can be sold short; ask the broker for them first.`,
  'short-restricted': ({ symbol, limit, bid }: { symbol: string; limit: number | null; bid: number | null }) =>
    `${symbol} is under the short-sale restriction: it may be sold short at a limit above the bid of ${bid === null ? 'nobody' : priced(bid)} only, and this is ${limit === null ? 'at the market' : `at ${priced(limit)}`}.`,
  collar: ({ limit, last, away, collar }: { limit: number; last: number; away: number; collar: number }) =>
    `The limit ${priced(limit)} lies ${percent(away)} from the last trade at ${priced(last)}; the collar is ${percent(collar)}.`,

  // Data.
  'feed-lost': ({ reason }: { reason: string }) => `Market data is lost: ${reason}`,
  'no-quote': ({ symbol }: { symbol: string }) => `There is no quote of ${symbol} yet.`,
  'stale-quote': ({ symbol, seconds, limit }: { symbol: string; seconds: number; limit: number }) =>
    `The quote of ${symbol} is ${plain(Math.round(seconds))} s old; more than ${plain(Math.round(limit))} s is stale.`,
  'not-live-data': ({ symbol, quality }: { symbol: string; quality: DataQuality }) =>
    `The data of ${symbol} is ${quality}, not live.`,
  'crossed-quote': ({ symbol, bid, ask }: { symbol: string; bid: number | null; ask: number | null }) =>
    `The quote of ${symbol} cannot be priced on: bid ${bid === null ? 'none' : priced(bid)}, ask ${ask === null ? 'none' : priced(ask)}.`,
  'symbol-halted': ({ symbol }: { symbol: string }) => `${symbol} is halted: no entries.`,

  // The door.
  'broker-refused': ({ message }: { message: string }) => `The broker did not take it: ${message}.`,
} as const satisfies Readonly<Record<RefusalCode, (...facts: never[]) => string>>

interface WrongSide {
  readonly name: string
  readonly value: number
  readonly side: Side
  readonly than: 'above' | 'below'
  readonly limit: number
}

export type { RefusalCode }

/** Why something was not done: a code of the closed set, and the sentence with its numbers. */
export interface Refusal {
  readonly code: RefusalCode
  readonly message: string
}

type Facts = { readonly [Code in RefusalCode]: Parameters<(typeof SENTENCES)[Code]> }
type Sentences = { readonly [Code in RefusalCode]: (...facts: Facts[Code]) => string }

/** @param facts what the sentence of the code needs. */
export function refusal<Code extends RefusalCode>(code: Code, ...facts: Facts[Code]): Refusal {
  const sentences: Sentences = SENTENCES
  return { code, message: sentences[code](...facts) }
}
