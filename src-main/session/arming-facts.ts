import type { AccountId } from '../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../src-shared/domain/instrument.ts'
import { type AccountClass, classifyAccount } from '../../src-shared/domain/mode.ts'
import { MINUTE_MS, SECOND_MS, type SessionDay } from '../../src-shared/domain/time.ts'
import type { Config } from '../config/keys.ts'
import { calendarDisagreement } from '../market/broker-hours.ts'
import type { ListedContract, LiveMarketState } from '../market/live-market.ts'
import type { ArmingAccount, ArmingFacts } from '../trading/arming/facts.ts'
import type { DeskView } from '../trading/desk-context.ts'
import { bookKey } from '../trading/state/desk-state.ts'
import { reconciliationView } from '../trading/views/reconciliation.ts'
import type { MarketSource } from './market/market-source.ts'

/** Where the facts of arming are read. */
export interface FactSources {
  readonly config: Config
  readonly source: Pick<MarketSource, 'kind' | 'inRealTime'>
  readonly desk: DeskView
  /** Why what happens cannot be written down, or what was cannot be read; null when both can. */
  readonly auditTrouble: () => string | null
  /** Why nothing is decided any more, one sentence; null while it is. */
  readonly engineTrouble: () => string | null
  /** The session under way, or the last one. */
  readonly today: () => SessionDay | null
  /** Accounts that another process looks after, with that in words. */
  readonly elsewhere: () => ReadonlyMap<AccountId, string>
  /** Null before the market has said anything. */
  readonly market: () => LiveMarketState | null
  /** Since when the market has not been ready, operator time, monotonic ms; null while it is. */
  readonly lostSince: () => number | null
  readonly listed: () => ListedContract | null
  /** Milliseconds since the window that controls was heard; null where none is needed. */
  readonly controllerSilentMs: () => number | null
  /** Why no paper-probe of a TWS of this version counts; null: one has passed. */
  readonly probeMissing: (serverVersion: number | null) => string | null
}

/** The books are compared every minute: what has not worked for so long does not count any more, operator ms. */
const COMPARED_WITHIN_MS = 3 * MINUTE_MS

/** Everything that arming depends on, as it stands now. */
export function armingFacts(sources: FactSources): ArmingFacts {
  const { config, source, desk } = sources
  const { state } = desk
  const { monotonic, operator } = desk.now()
  const market = sources.market()
  const lostSince = sources.lostSince()
  const reconciliation = reconciliationView(desk).accounts
  const { dryRun, liveEnabled, allowRealMoney } = config
  return {
    settings: { dryRun, liveEnabled, allowRealMoney },
    accounts: accountsOf(sources),
    connection: {
      ready: market?.state === 'ready',
      reason: market?.reason ?? 'There is no broker yet.',
      lostForMs: lostSince === null ? null : monotonic - lostSince,
    },
    reconciled:
      reconciliation.length > 0 &&
      reconciliation.every(({ reconciled, at }) => reconciled && at !== null && operator - at <= COMPARED_WITHIN_MS),
    differences: reconciliation.flatMap(({ differences }) => differences).filter(({ acknowledged }) => !acknowledged)
      .length,
    data: {
      lost: lostFeed(desk, config),
      ageMs: desk.quotes.age(MARKET_SYMBOL, monotonic),
      staleMs: config.staleAfterSeconds * SECOND_MS,
    },
    session: sessionOf(sources),
    // A market that is invented or recorded has no other clock than that of its gateway.
    skewMs: source.inRealTime ? (market?.skew ?? null) : 0,
    inRealTime: source.inRealTime,
    auditFailure: sources.auditTrouble(),
    engineFailure: sources.engineTrouble(),
    tradingState: state.tradingState,
    controllerSilentMs: sources.controllerSilentMs(),
    probeMissing: sources.probeMissing(market?.serverVersion ?? null),
  }
}

/** A broker that is there names its accounts: one that it names no more is not there to trade on, whatever was held in it. */
function isGone(market: LiveMarketState | null, account: AccountId): boolean {
  return market !== null && market.state === 'ready' && !market.accounts.includes(account)
}

function accountsOf({ desk, source, elsewhere, market }: FactSources): ArmingAccount[] {
  const classOf = (account: AccountId): AccountClass => classifyAccount(account, source.kind !== 'gateway')
  const others = [...elsewhere()].map(([id, words]) => ({ id, class: classOf(id), tripped: null, elsewhere: words }))
  const ours = desk.venues.flatMap(({ book, account }): ArmingAccount[] => {
    if (book.kind === 'simulated' || isGone(market(), account)) return []
    const tripped = desk.state.tripped.get(bookKey(book)) ?? null
    return [{ id: account, class: classOf(account), tripped }]
  })
  return [...ours, ...others]
}

function lostFeed({ quotes, now }: DeskView, { staleAfterSeconds, staleAfterGaps }: Config): string | null {
  const refused = quotes.refuse(MARKET_SYMBOL, now().monotonic, { staleAfterSeconds, staleAfterGaps })
  return refused?.code === 'feed-lost' ? refused.message : null
}

function sessionOf({ desk, today, listed, source }: FactSources): ArmingFacts['session'] {
  const day = today()
  const { market } = desk.now()
  const open = day !== null && market >= day.open && market < day.close
  const contract = listed()
  return {
    open,
    closesInMs: open && source.inRealTime ? day.close - market : null,
    disagreement: day === null || contract === null ? null : calendarDisagreement(day, contract),
    hoursKnown: contract !== null && contract.hours !== null,
  }
}
