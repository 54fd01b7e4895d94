import { EventName } from '@stoqey/ib'
import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { Disposer } from '../../broker.ts'
import type { AccountValues } from '../../reports.ts'
import { ask } from '../connection/requests.ts'
import type { IbkrLink, RequestFailure } from '../link.ts'
import { ANSWER_MS } from '../orders/questions.ts'
import { readDollars } from '../orders/read-fields.ts'
import { type Answer, SharedQuestion } from '../orders/shared-question.ts'
import { AccountRows, SUMMARY_TAGS } from './account-values.ts'

interface AccountFeedOptions {
  readonly link: IbkrLink
  /** Dollars of an account's commissions, as far as they are known. */
  readonly commissionsOf: (account: AccountId) => number
  readonly tell: (values: AccountValues) => void
  /** Counts what changes an answer. */
  readonly sent: () => number
}

type Summary = ReadonlyMap<string, AccountRows>

/** What the accounts are worth: asked for by a summary, and told of one account at a time by itself. */
export class AccountFeed {
  private readonly link: IbkrLink
  private readonly options: AccountFeedOptions
  private readonly summary: SharedQuestion<Summary>
  private readonly disposers: Disposer[] = []
  /** Rows of message 6, of the account that is followed. */
  private readonly rows = new Map<string, AccountRows>()
  private readonly dayChanges = new Map<string, number>()
  private readonly profitRequests = new Map<number, AccountId>()
  private told = ''

  constructor(options: AccountFeedOptions) {
    const { link } = options
    this.options = options
    this.link = link
    this.summary = new SharedQuestion((left) => this.askSummary(left), options.sent)
    this.disposers.push(
      link.on(EventName.updateAccountValue, (key: string, value: string, currency: string, account: string) => {
        if (link.accounts().some((ours) => ours === account)) this.rowsOf(account).set(key, value, currency)
      }),
      link.on(EventName.updateAccountTime, () => this.say()),
      link.on(EventName.accountDownloadEnd, () => this.say()),
      link.on(EventName.pnl, (id: number, daily?: number) => {
        const account = this.profitRequests.get(id)
        const change = readDollars(daily)
        if (account !== undefined && change !== null) this.dayChanges.set(account, change)
      }),
    )
  }

  /**
   * Follows the values of one account and the day's change of all.
   * @param again on a connection on which they were followed before
   */
  follow(account: AccountId, accounts: readonly AccountId[], again: boolean): void {
    const { link, profitRequests } = this
    if (again) for (const id of profitRequests.keys()) link.send('account', (api) => api.cancelPnL(id))
    this.rows.clear()
    this.dayChanges.clear()
    profitRequests.clear()
    link.send('account', (api) => api.reqAccountUpdates(true, account))
    for (const each of accounts) {
      const id = link.nextRequestId()
      profitRequests.set(id, each)
      link.send('account', (api) => api.reqPnL(id, each, ''))
    }
  }

  async values(account: AccountId): Answer<AccountValues> {
    const summary = await this.summary.ask()
    if (!summary.ok) return summary
    const rows = summary.value.get(account)
    const values = rows === undefined ? { missing: 'the account' } : this.valuesOf(account, rows)
    if (!('missing' in values)) return { ok: true, value: values }
    const message = `TWS did not say ${values.missing} of account ${account}.`
    return { ok: false, error: { code: 'refused', message } }
  }

  close(): void {
    for (const dispose of this.disposers.splice(0)) dispose()
  }

  private valuesOf(account: AccountId, rows: AccountRows): ReturnType<AccountRows['values']> {
    return rows.values(account, this.options.commissionsOf(account), this.dayChanges.get(account) ?? null)
  }

  private rowsOf(account: string): AccountRows {
    const known = this.rows.get(account) ?? new AccountRows()
    this.rows.set(account, known)
    return known
  }

  /** TWS ends each round of values with a time, the first one with an end. */
  private say(): void {
    for (const account of this.link.accounts()) {
      const rows = this.rows.get(account)
      if (rows === undefined) continue
      const values = this.valuesOf(account, rows)
      if ('missing' in values) continue
      const text = JSON.stringify(values)
      if (text === this.told) continue
      this.told = text
      this.options.tell(values)
    }
  }

  private askSummary(left: () => void): Promise<Result<Summary, RequestFailure>> {
    const { link } = this
    return ask<Summary>(link, {
      class: 'account',
      what: 'the account values',
      timeoutMs: ANSWER_MS,
      send(api, id) {
        left()
        api.reqAccountSummary(id, 'All', SUMMARY_TAGS)
      },
      cancel: (api, id) => api.cancelAccountSummary(id),
      listen: (id, done) => {
        const rows = new Map<string, AccountRows>()
        const row = (requestId: number, account: string, tag: string, value: string, currency: string): void => {
          if (requestId !== id) return
          const known = rows.get(account) ?? new AccountRows()
          rows.set(account, known)
          known.set(tag, value, currency)
        }
        const end = (requestId: number): void => {
          if (requestId !== id) return
          // TWS keeps two such subscriptions a client: one that has answered makes room.
          link.send('account', (api) => api.cancelAccountSummary(id))
          done(rows)
        }
        return [link.on(EventName.accountSummary, row), link.on(EventName.accountSummaryEnd, end)]
      },
    })
  }
}
