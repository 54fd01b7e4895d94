import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { ListedContract } from '../../../market/live-market.ts'
import type { Broker, BrokerEvent, BrokerOptions, Disposer } from '../../broker.ts'
import type { Connection } from '../../connection.ts'
import type { QueryFailure } from '../../refusals.ts'
import { AccountFeed } from '../account/account-feed.ts'
import type { IbkrLink, SyncReason } from '../link.ts'
import { MarginQuestion } from './margin-question.ts'
import { OrderFeed } from './order-feed.ts'
import { contractFields, orderFields, REDUCE_WITH_BLOCK } from './order-terms.ts'
import { Outgoing } from './outgoing.ts'
import { Questions } from './questions.ts'
import { type Answer, failed } from './shared-question.ts'

/** Orders come before market data when a link synchronises: what is held is more urgent than what it is worth. */
const SYNCHRONISE_ORDER = 10

export interface IbkrBrokerOptions extends BrokerOptions {
  /** Market time: of events. */
  readonly marketNow: () => UtcMs
  /** What is known of a symbol's contract; by default orders go by its symbol. */
  readonly listed?: (symbol: Ticker) => ListedContract | null
  /** The account whose values are followed; by default the first. */
  readonly account?: AccountId
  /** Runs something soon, but not now; microtasks by default. */
  readonly defer?: (run: () => void) => void
}

/** IBKR as a broker. */
export interface IbkrBroker extends Broker {
  /** Ends its part in the link; orders work on. */
  close(): void
}

/** TWS has lost IBKR's servers, or has them back. */
const SERVERS_LOST_CODES: ReadonlySet<number> = new Set([1100, 2110])
const SERVERS_BACK_CODES: ReadonlySet<number> = new Set([1101, 1102])

const NOTHING_LISTED = (): null => null

/** Orders, trades and accounts over a link to TWS. */
export function openIbkrBroker(link: IbkrLink, options: IbkrBrokerOptions): IbkrBroker {
  const { marketNow, redeem, listed = NOTHING_LISTED, defer = queueMicrotask } = options
  const listeners = new Set<(event: BrokerEvent) => void>()
  let knowsAccounts = false
  /** Counts how often it was not ready. */
  let outages = 0
  let toldLost = false

  function tell(event: BrokerEvent): void {
    for (const listener of [...listeners]) {
      try {
        listener(event)
      } catch (error) {
        link.report('error', `A listener of the broker failed: ${error instanceof Error ? error.message : error}.`)
      }
    }
  }

  /** The state is told before the code that led to it: without a farm that is down it can be nothing else. */
  const serversLost = (): boolean =>
    link.connection().state === 'degraded' && (toldLost || link.state().farmsDown.length === 0)

  const standing = (): Connection => {
    const connection = link.connection()
    return serversLost() ? { ...connection, serversLost: true } : connection
  }

  const feed = new OrderFeed({
    link,
    marketNow,
    tell,
    onBusy: (record, error) => outgoing.retry(record, error),
  })
  const outgoing = new Outgoing({ link, feed, redeem, listed, defer, knowsAccounts: () => knowsAccounts, serversLost })
  const sent = (): number => outgoing.sent
  const questions = new Questions(link, feed, sent)
  const accounts = new AccountFeed({
    link,
    sent,
    commissionsOf: (account) => feed.log.commissionsOf(account),
    tell: (values) => tell({ kind: 'account', time: marketNow(), values }),
  })
  const margin = new MarginQuestion(link)

  async function synchronise(reason: SyncReason): Promise<boolean> {
    const ours = link.accounts()
    const followed = options.account ?? ours[0]
    if (followed === undefined || !ours.includes(followed)) {
      link.report('error', `TWS does not name ${followed === undefined ? 'any account' : `the account ${followed}`}.`)
      return false
    }
    if (link.client === 0 && !(await questions.bindManualOrders())) return false
    if (reason !== 'data-kept') accounts.follow(followed, ours, reason === 'data-lost')
    // Open orders first: one that ends meanwhile is among the completed ones, and its trades among the executions.
    const answers = await Promise.all([
      questions.openOrders.ask(),
      questions.completedOrders.ask(),
      questions.executions.ask(),
      questions.positions.ask(),
      ...ours.map((account) => accounts.values(account)),
    ])
    const failure = answers.find((answer) => !answer.ok)
    if (failure !== undefined && !failure.ok) link.report('warning', failure.error.message)
    knowsAccounts ||= failure === undefined
    return failure === undefined
  }

  const disposers: Disposer[] = [
    link.onConnection((connection) => {
      if (connection.state === 'reconnecting' || connection.state === 'disconnected') {
        knowsAccounts = false
        outgoing.forget()
        questions.forget()
        feed.book.forgetRequests()
      }
      if (connection.state !== 'ready') outages += 1
      if (connection.state === 'connecting') toldLost = false
      tell({ kind: 'connection', connection: standing() })
    }),
    link.onNotice(({ code }) => {
      if (SERVERS_LOST_CODES.has(code)) toldLost = true
      if (SERVERS_BACK_CODES.has(code)) toldLost = false
    }),
    link.onSynchronise(SYNCHRONISE_ORDER, synchronise),
  ]

  /** Missing market data, which also degrades a connection, is no reason not to know what is held. */
  const canAsk = (): boolean => {
    const { state } = link.connection()
    return state === 'ready' || (state === 'degraded' && !serversLost())
  }

  /** Answers count only while TWS reaches its own servers: otherwise it says what it knew when it lost them. */
  async function whenReady<Value>(question: () => Answer<Value>): Answer<Value> {
    const before = outages
    const away = (): Awaited<Answer<Value>> => ({
      ok: false,
      error: { code: 'not-connected', message: link.connection().reason },
    })
    if (!canAsk()) return away()
    const answer = await question()
    return answer.ok && outages !== before ? away() : answer
  }
  const refused = <Value>(message: string): Answer<Value> => {
    const error: QueryFailure = { code: 'refused', message }
    return Promise.resolve({ ok: false, error })
  }

  return {
    connection: standing,
    // Missing market data, too, is no reason to leave alone what is held.
    accounts: () => (knowsAccounts && canAsk() ? link.accounts() : []),
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    submit: (ticket, authorisation) => outgoing.submit(ticket, authorisation),
    reduce: (order) => outgoing.reduce(order),
    adjust: (ref, change) => outgoing.adjust(ref, change),
    cancel: (ref) => outgoing.cancel(ref),
    openOrders: () => whenReady(() => questions.openOrders.ask()),
    completedOrders: () => whenReady(() => questions.completedOrders.ask()),
    executions: () => whenReady(() => questions.executions.ask()),
    positions: () => whenReady(() => questions.positions.ask()),
    accountValues(account) {
      return whenReady(() =>
        link.accounts().includes(account) ? accounts.values(account) : refused(`there is no account ${account} here`),
      )
    },
    estimateMargin(entry) {
      const oca = entry.ocaGroup === null ? null : { group: entry.ocaGroup, type: REDUCE_WITH_BLOCK }
      const written = orderFields({ ...entry, parentId: null, oca })
      const contract = contractFields(entry.symbol, listed(entry.symbol))
      return whenReady(() => (written.ok ? margin.ask({ contract, fields: written.value }) : refused(written.error)))
    },
    time: () =>
      whenReady(async () => {
        const answer = await link.brokerTime()
        return answer.ok ? answer : failed<UtcMs>(answer.error)
      }),
    close() {
      for (const dispose of disposers.splice(0)) dispose()
      outgoing.forget()
      feed.close()
      accounts.close()
      listeners.clear()
    },
  }
}
