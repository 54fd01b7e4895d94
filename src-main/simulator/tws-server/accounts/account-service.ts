import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { ExchangeMessage } from '../../exchange/message.ts'
import { BrokerLink } from '../orders/broker-link.ts'
import type { ClientSession, GatewayContext, GatewayService, RequestHandlers } from '../service.ts'
import type {
  AccountSummaryRequest,
  AccountUpdatesMultiRequest,
  AccountUpdatesRequest,
  PnlRequest,
  PnlSingleRequest,
  PositionsMultiRequest,
} from '../wire/requests.ts'
import { ClientAccounts } from './client-accounts.ts'
import { accountProfits, type ProfitFeed, positionProfits } from './profit-feed.ts'

/** TWS keeps two account summaries for a client (TWS API, Account Summary). */
const MOST_SUMMARIES = 2

interface Refusal {
  /** IBKR's code. */
  readonly code: number
  readonly text: string
}

const processing = (cause: string): Refusal => ({
  code: 322,
  text: `Error processing request.-'bU' : cause - ${cause}`,
})
const invalid = (cause: string): Refusal => ({ code: 321, text: `Error validating request.-'bU' : cause - ${cause}` })
const unknownAccount = (account: string): Refusal => invalid(`Invalid account code '${account}'`)
const DUPLICATE = processing('Duplicate ticker id')
const TOO_MANY_SUMMARIES = processing('Maximum number of account summary requests exceeded')
const REPLACED: Refusal = {
  code: 2100,
  text: 'New account data requested from TWS. API client has been unsubscribed from account data.',
}

interface AccountServiceOptions {
  /** While it is down nothing is pushed; requests are answered all the same. */
  readonly link?: BrokerLink
}

/** Account updates, summaries, positions and profits, out of the exchange's own accounts. */
export function createAccountService(context: GatewayContext, options: AccountServiceOptions = {}): GatewayService {
  return new AccountService(context, options.link ?? new BrokerLink())
}

class AccountService implements GatewayService {
  readonly handlers: RequestHandlers
  private readonly context: GatewayContext
  private readonly link: BrokerLink
  private readonly clients = new Map<ClientSession, ClientAccounts>()
  private readonly disposers: readonly (() => void)[]
  /** Accounts that traded while nothing could be pushed. */
  private readonly missed = new Set<AccountId>()

  constructor(context: GatewayContext, link: BrokerLink) {
    this.context = context
    this.link = link
    this.handlers = this.handlersOf()
    this.disposers = [
      context.exchange.onMessage((message) => this.hear(message)),
      context.exchange.onTime((now) => {
        if (link.isUp) for (const client of this.clients.values()) client.pushTime(now)
      }),
      link.onChange((up) => {
        if (up) this.catchUp()
      }),
    ]
  }

  close(): void {
    for (const dispose of this.disposers) dispose()
    this.clients.clear()
  }

  private handlersOf(): RequestHandlers {
    return {
      'account-updates': (session, request) => tell(session, -1, this.updates(session, request)),
      'account-summary': (session, request) => tell(session, request.id, this.summary(session, request)),
      'cancel-account-summary': (session, { id }) => this.of(session).summaries.delete(id),
      'account-updates-multi': (session, request) => tell(session, request.id, this.updatesMulti(session, request)),
      'cancel-account-updates-multi': (session, { id }) => this.of(session).multi.delete(id),
      positions: (session) => this.of(session).openPositions(),
      'cancel-positions': (session) => {
        this.of(session).positions = false
      },
      'positions-multi': (session, request) => tell(session, request.id, this.positionsMulti(session, request)),
      'cancel-positions-multi': (session, { id }) => this.of(session).positionsMulti.delete(id),
      pnl: (session, request) => tell(session, request.id, this.profits(session, request)),
      'cancel-pnl': (session, { id }) => this.of(session).profits.delete(id),
      'pnl-single': (session, request) => tell(session, request.id, this.positionProfits(session, request)),
      'cancel-pnl-single': (session, { id }) => this.of(session).profits.delete(id),
    }
  }

  private of(session: ClientSession): ClientAccounts {
    const known = this.clients.get(session)
    if (known !== undefined) return known
    const client = new ClientAccounts(this.context, session)
    this.clients.set(session, client)
    session.onClose(() => this.clients.delete(session))
    return client
  }

  /** The accounts that a name means: all of them without one. */
  private accountsOf(name: string): readonly AccountId[] {
    const { accounts } = this.context
    return name === '' ? accounts : accounts.filter((account) => account === name)
  }

  private updates(session: ClientSession, { subscribe, account }: AccountUpdatesRequest): Refusal | null {
    const client = this.of(session)
    if (!subscribe) {
      client.updates = null
      return null
    }
    const [of] = this.accountsOf(account)
    if (of === undefined) return unknownAccount(account)
    if (client.updates !== null && client.updates.account !== of) tell(session, -1, REPLACED)
    client.openUpdates(of)
    return null
  }

  private summary(session: ClientSession, request: AccountSummaryRequest): Refusal | null {
    const accounts = this.accountsOf(request.group === 'All' ? '' : request.group)
    const { summaries } = this.of(session)
    if (accounts.length === 0) return invalid(`Invalid group name '${request.group}'`)
    if (summaries.has(request.id)) return DUPLICATE
    if (summaries.size >= MOST_SUMMARIES) return TOO_MANY_SUMMARIES
    this.of(session).openSummary(request, accounts)
    return null
  }

  private updatesMulti(session: ClientSession, request: AccountUpdatesMultiRequest): Refusal | null {
    const accounts = this.accountsOf(request.account)
    if (accounts.length === 0) return unknownAccount(request.account)
    if (this.of(session).multi.has(request.id)) return DUPLICATE
    this.of(session).openMulti(request, accounts)
    return null
  }

  private positionsMulti(session: ClientSession, request: PositionsMultiRequest): Refusal | null {
    const accounts = this.accountsOf(request.account)
    if (accounts.length === 0) return unknownAccount(request.account)
    if (this.of(session).positionsMulti.has(request.id)) return DUPLICATE
    this.of(session).openPositionsMulti(request, accounts)
    return null
  }

  private profits(session: ClientSession, { id, account }: PnlRequest): Refusal | null {
    const of = this.accountsOf(account)[0]
    if (of === undefined) return unknownAccount(account)
    return this.openProfits(session, id, of, () => accountProfits(this.context, session, id, of))
  }

  private positionProfits(session: ClientSession, { id, account, conId }: PnlSingleRequest): Refusal | null {
    const of = this.accountsOf(account)[0]
    if (of === undefined) return unknownAccount(account)
    const contract = this.context.contracts.all().find((other) => other.conId === conId)
    // TWS says nothing to a contract that it does not know, neither now nor later.
    if (contract === undefined) return null
    const { symbol } = contract
    return this.openProfits(session, id, of, () => positionProfits(this.context, session, id, { account: of, symbol }))
  }

  private openProfits(session: ClientSession, id: number, account: AccountId, make: () => ProfitFeed): Refusal | null {
    const { profits } = this.of(session)
    if (profits.has(id)) return DUPLICATE
    const feed = make()
    profits.set(id, { account, feed })
    feed.push(this.context.exchange.now, true)
    return null
  }

  private hear(message: ExchangeMessage): void {
    if (message.kind === 'account' && !this.link.isUp) this.missed.add(message.values.account)
    if (!this.link.isUp) return
    if (message.kind === 'position') {
      for (const client of this.clients.values()) client.pushPosition(message.position)
    } else if (message.kind === 'account') {
      for (const client of this.clients.values()) client.pushTrade(message.values.account, message.time)
    }
  }

  /** What happened while TWS did not reach its servers. */
  private catchUp(): void {
    const { exchange } = this.context
    for (const account of this.missed) {
      for (const client of this.clients.values()) {
        for (const { symbol } of exchange.holdings(account)) {
          client.pushPosition(exchange.position(account, symbol))
        }
        client.pushTrade(account, exchange.now)
      }
    }
    this.missed.clear()
  }
}

function tell(session: ClientSession, id: number, refusal: Refusal | null): void {
  if (refusal !== null) session.error(id, refusal.code, refusal.text)
}
