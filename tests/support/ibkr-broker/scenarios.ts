import type { Broker, ReducingOrder } from '../../../src-main/broker/broker.ts'
import type { EntryTicket } from '../../../src-main/broker/ticket.ts'
import type { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import type { SteppedEvent } from '../../../src-main/simulator/exchange/steps.ts'
import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import { accountId, orderRef } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { request, stopOf, targetOf } from '../../unit/broker/requests.ts'
import { MONDAY, stepAt } from './gateway-floor.ts'

/** A broker with the market behind it, however it is reached. */
interface Stage {
  readonly broker: Broker
  readonly exchange: Exchange
  submit(ticket: EntryTicket): ReturnType<Broker['submit']>
  take(event: SteppedEvent): void
  /** Resolves when everything that was asked for, and what came of it, has been told. */
  settled(): Promise<void>
}

type Answer = ReturnType<Broker['submit']>

/** What a broker answered at once: `ok`, or the code of its refusal. */
const say = (answer: Answer): string => (answer.ok ? 'ok' : answer.error.code)

const entry = request()
const limitEntry = (limit: number, change: Partial<OrderRequest> = {}): OrderRequest =>
  request({ pricing: { type: 'LMT', limit: price(limit) }, ...change })
const bracketOf = (parent: OrderRequest): EntryTicket => ({
  kind: 'bracket',
  entry: parent,
  children: [stopOf(parent), targetOf(parent)],
})
const closing = (change: Partial<OrderRequest> = {}): ReducingOrder => ({
  ...request({ ref: orderRef('close-1'), action: 'SELL', ...change }),
  role: 'close',
})

/** @returns what the requests were answered at once */
type Scenario = (stage: Stage) => Promise<string[]>

/** What happens to orders on a trader's day, each from an open session with AAPL at 100. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a bracket fills and reaches its target': async ({ submit, take, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    take(stepAt(2, 101))
    take(stepAt(3, 103.5))
    await settled()
    return answers
  },
  'a bracket fills and is stopped out': async ({ submit, take, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    take(stepAt(2, 97.5))
    await settled()
    return answers
  },
  'a short bracket is stopped out': async ({ submit, take, settled }) => {
    const short = request({ action: 'SELL' })
    const children = [
      stopOf(short, { pricing: { type: 'STP', stop: price(102) } }),
      targetOf(short, { pricing: { type: 'LMT', limit: price(97) } }),
    ]
    const answers = [say(submit({ kind: 'bracket', entry: short, children }))]
    await settled()
    take(stepAt(2, 102.5))
    await settled()
    return answers
  },
  'a limit waits, fills in parts, and so does its target': async ({ submit, take, settled }) => {
    const answers = [say(submit(bracketOf(limitEntry(99))))]
    await settled()
    for (const [index, shares] of [200, 160, 400].entries()) {
      take(stepAt(2 + index, 98.5, shares))
      await settled()
    }
    for (const [index, shares] of [90, 500, 5_000].entries()) {
      take(stepAt(5 + index, 103.4, shares))
      await settled()
    }
    return answers
  },
  'an entry is cancelled before it fills, and its children with it': async ({ submit, broker, settled }) => {
    const answers = [say(submit(bracketOf(limitEntry(99))))]
    await settled()
    answers.push(say(broker.cancel(entry.ref)))
    await settled()
    return answers
  },
  'an entry is cancelled after a part of it': async ({ submit, broker, take, settled }) => {
    const answers = [say(submit(bracketOf(limitEntry(99))))]
    await settled()
    take(stepAt(2, 98.5, 200))
    await settled()
    answers.push(say(broker.cancel(entry.ref)))
    await settled()
    take(stepAt(3, 97.5))
    await settled()
    return answers
  },
  'a cancel that comes too late': async ({ submit, broker, settled }) => {
    const answers = [say(submit({ kind: 'bracket', entry, children: [] }))]
    await settled()
    answers.push(say(broker.cancel(entry.ref)))
    await settled()
    return answers
  },
  'a stop moves while its entry waits and after it filled': async ({ submit, broker, take, settled }) => {
    const parent = limitEntry(99)
    const stop = stopOf(parent).ref
    const answers = [say(submit(bracketOf(parent)))]
    await settled()
    answers.push(say(broker.adjust(stop, { pricing: { type: 'STP', stop: price(97) } })))
    await settled()
    take(stepAt(2, 98.5))
    await settled()
    answers.push(say(broker.adjust(stop, { pricing: { type: 'STP', stop: price(98.2) } })))
    await settled()
    take(stepAt(3, 98.1))
    await settled()
    return answers
  },
  'a change is refused and the original lives': async ({ submit, broker, take, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    answers.push(say(broker.adjust(stopOf(entry).ref, { pricing: { type: 'STP', stop: price(98.005) } })))
    answers.push(say(broker.adjust(stopOf(entry).ref, { quantity: quantity(101) })))
    await settled()
    take(stepAt(2, 97.9))
    await settled()
    return answers
  },
  'children become smaller': async ({ submit, broker, take, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    for (const { ref } of [stopOf(entry), targetOf(entry)]) {
      answers.push(say(broker.adjust(ref, { quantity: quantity(60) })))
      await settled()
    }
    take(stepAt(2, 103.5))
    await settled()
    return answers
  },
  'an entry is amended': async ({ submit, take, settled }) => {
    const waiting = limitEntry(99)
    const answers = [say(submit(bracketOf(waiting)))]
    await settled()
    const amended = { ...waiting, revision: 2, quantity: quantity(80), pricing: { type: 'LMT', limit: price(99.5) } }
    answers.push(say(submit({ kind: 'amendment', entry: amended as OrderRequest })))
    await settled()
    take(stepAt(2, 99.2))
    await settled()
    return answers
  },
  'an order beyond the buying power is rejected': async ({ submit, settled }) => {
    const big = request({ quantity: quantity(100_000) })
    const answers = [say(submit(bracketOf(big)))]
    await settled()
    answers.push(say(submit(bracketOf(big))))
    return answers
  },
  'a price between two ticks is rejected': async ({ submit, settled }) => {
    const answers = [say(submit({ kind: 'bracket', entry: limitEntry(99.999), children: [] }))]
    await settled()
    return answers
  },
  'an entry with a date dies at it': async ({ submit, take, settled }) => {
    const until = utcMs(MONDAY.open + 20_000)
    const dated = limitEntry(99, { timeInForce: { tif: 'GTD', until } })
    const answers = [say(submit(bracketOf(dated)))]
    await settled()
    for (const step of [2, 3, 4, 5]) take(stepAt(step, 100))
    await settled()
    return answers
  },
  'a date that has passed is rejected': async ({ submit, settled }) => {
    const dated = limitEntry(99, { timeInForce: { tif: 'GTD', until: utcMs(MONDAY.open) } })
    const answers = [say(submit({ kind: 'bracket', entry: dated, children: [] }))]
    await settled()
    return answers
  },
  'a close joins the group of the children and ends them': async ({ submit, broker, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    answers.push(say(broker.reduce(closing())))
    answers.push(say(broker.reduce(closing({ ocaGroup: 'entry-1-exit' }))))
    await settled()
    answers.push(say(broker.reduce(closing({ ref: orderRef('close-2') }))))
    await settled()
    return answers
  },
  'a group of limits reduces itself': async ({ submit, broker, take, settled }) => {
    const answers = [say(submit({ kind: 'bracket', entry, children: [] }))]
    await settled()
    for (const [index, limit] of [102, 103].entries()) {
      const pricing = { type: 'LMT', limit: price(limit) } as const
      const target = closing({ ref: orderRef(`exit-${index}`), pricing, ocaGroup: 'exits' })
      answers.push(say(broker.reduce(target)))
      await settled()
    }
    take(stepAt(2, 102.5, 150))
    await settled()
    take(stepAt(3, 103.5, 100_000))
    await settled()
    return answers
  },
  'stop-limit and trailing exits': async ({ submit, broker, take, settled }) => {
    const answers = [say(submit({ kind: 'bracket', entry, children: [] }))]
    await settled()
    const trail = closing({
      ref: orderRef('trail'),
      quantity: quantity(50),
      pricing: { type: 'TRAIL', stop: price(99), trail: price(1) },
    })
    const stopLimit = closing({
      ref: orderRef('stop-limit'),
      quantity: quantity(50),
      pricing: { type: 'STP LMT', stop: price(98.5), limit: price(98) },
    })
    answers.push(say(broker.reduce(trail)), say(broker.reduce(stopLimit)))
    await settled()
    for (const [index, dollars] of [101, 101.5, 100.4, 98.4].entries()) {
      take(stepAt(2 + index, dollars))
      await settled()
    }
    return answers
  },
  'orders for the day end with the session, others stay': async ({ submit, take, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    answers.push(say(submit({ kind: 'bracket', entry: limitEntry(95, { ref: orderRef('late') }), children: [] })))
    await settled()
    take({ kind: 'slot-end', time: MONDAY.close })
    await settled()
    return answers
  },
  'a trade is corrected': async ({ submit, exchange, settled }) => {
    const answers = [say(submit(bracketOf(entry)))]
    await settled()
    const [first] = exchange.executions()
    answers.push(String(exchange.correct(first?.execution.execId ?? '', 90, 100.02) !== null))
    await settled()
    return answers
  },
  'the broker closes a position, and a stranger trades': async ({ submit, exchange, settled }) => {
    const answers = [say(submit({ kind: 'bracket', entry, children: [] }))]
    await settled()
    exchange.liquidate(entry.account, entry.symbol, 40)
    await settled()
    return answers
  },
  'requests that must not leave': async ({ submit, broker }) => [
    say(submit({ kind: 'bracket', entry: stopOf(entry), children: [] })),
    say(submit({ kind: 'bracket', entry, children: [stopOf(entry, { action: 'BUY' })] })),
    say(submit({ kind: 'bracket', entry: request({ account: accountId('DU9') }), children: [] })),
    say(submit({ kind: 'amendment', entry })),
    say(broker.reduce(closing())),
    say(broker.adjust(orderRef('x'), {})),
    say(broker.cancel(orderRef('x'))),
  ],
}
