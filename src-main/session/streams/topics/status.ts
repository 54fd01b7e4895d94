import type { Status } from '../../../../src-shared/contract/views/status.ts'
import { MARKET_SYMBOL } from '../../../../src-shared/domain/instrument.ts'
import { classifyAccount } from '../../../../src-shared/domain/mode.ts'
import { ENGINE_BAR_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { measureTimeOfDay } from '../../../engine/edges/time-of-day.ts'
import { edgeReason } from '../../../engine/reasons/edge-reasons.ts'
import type { DeskView } from '../../../trading/desk-context.ts'
import type { VenueView } from '../../../trading/exits/world.ts'
import { isGoing } from '../../../trading/risk/exposure.ts'
import { bookKey, openHoldings } from '../../../trading/state/desk-state.ts'
import { dayViews } from '../../../trading/views/positions.ts'
import { FollowedValue } from '../changes.ts'
import type { SessionModel } from '../session-model.ts'
import type { TopicSource } from '../topic-hub.ts'

export function statusTopic(model: SessionModel): TopicSource {
  const followed = new FollowedValue(statusOf(model))
  return {
    snapshot: () => followed.state,
    changes: () => followed.change(statusOf(model)),
  }
}

/** The venue that takes entries in the mode of the moment, with how its broker stands. */
export function entryBook({ state, venues }: Pick<DeskView, 'state' | 'venues'>): VenueView | undefined {
  const { mode, account } = state
  return venues.find((venue) => (mode === 'dry-run' ? venue.book.kind === 'simulated' : venue.account === account))
}

function statusOf(model: SessionModel): Status {
  const { session, day } = model
  const { facts, desk } = session
  const { mode, tradingState, automaticApproval } = desk.state
  const time = session.now()
  return {
    mode,
    tradingState,
    automaticApproval,
    managed: managedOf(desk),
    account: accountOf(model),
    source: facts.source,
    session: facts.id,
    state: model.state,
    time,
    window: windowAt(model, time),
    day: day === null ? null : { date: day.date, open: day.open, close: day.close },
    nextDecision: nextDecision(model, time),
    clock: session.clock(),
    regime: regimeOf(model),
    profit: profitOf(desk),
    connection: connectionOf(desk),
    data: dataOf(model),
    audit: session.audit(),
  }
}

/** What is held or works in accounts, whatever the mode. */
function managedOf({ state }: DeskView): Status['managed'] {
  const positions = openHoldings(state).filter(({ book }) => book.kind === 'account').length
  const entries = [...state.live.values()].filter(
    (known) => known.order.book.kind === 'account' && isGoing(known),
  ).length
  return { positions, entries }
}

function accountOf({ session }: SessionModel): Status['account'] {
  const { account, source } = session.facts
  const venue = entryBook(session.desk)
  if (venue === undefined || venue.book.kind === 'simulated') return { id: account.id, class: account.class }
  return { id: venue.account, class: classifyAccount(venue.account, source.kind !== 'gateway') }
}

function windowAt({ day, session }: SessionModel, time: UtcMs): Status['window'] {
  return day === null ? 'before-open' : measureTimeOfDay(day, time, session.facts.profile.data).window
}

function nextDecision({ day }: SessionModel, time: UtcMs): UtcMs | null {
  if (day === null || time < day.open || time >= day.close) return null
  return utcMs(Math.min(day.close, day.open + (Math.floor((time - day.open) / ENGINE_BAR_MS) + 1) * ENGINE_BAR_MS))
}

function regimeOf({ newest, session }: SessionModel): Status['regime'] {
  if (newest === null) return null
  const { regime, confidence } = newest.measures.regime
  return { regime, confidence, reason: edgeReason(newest, 'RG', 'long', session.facts.profile.data) }
}

const NOTHING = { realised: 0, unrealised: 0, commissions: 0, profit: 0, lossLimit: 0, tripped: false }

function profitOf(desk: DeskView): Status['profit'] {
  const venue = entryBook(desk)
  const view = dayViews(desk).find(({ book }) => venue !== undefined && bookKey(book) === bookKey(venue.book))
  if (view === undefined) return NOTHING
  const { realised, unrealised, commissions, profit, lossLimit, tripped } = view
  return { realised, unrealised, commissions, profit, lossLimit, tripped }
}

function connectionOf(desk: DeskView): Status['connection'] {
  const connection = entryBook(desk)?.connection
  if (connection === undefined) {
    return { state: 'synchronising', reason: 'The simulated book opens when the history has been read.' }
  }
  return { state: connection.state, reason: connection.reason }
}

function dataOf({ session, dataAt }: SessionModel): Status['data'] {
  const { desk } = session
  const { monotonic } = desk.now()
  const limits = entryBook(desk)
  const refused = limits === undefined ? null : desk.quotes.refuse(MARKET_SYMBOL, monotonic, desk.limitsOf(limits.book))
  return {
    age: dataAt === null ? null : Math.max(0, Math.round(monotonic - dataAt)),
    lost: refused?.code === 'feed-lost' ? refused.message : null,
  }
}
