import type { BrokerRefusalCode } from '../../../src-main/broker/refusals.ts'
import type { OrderReport } from '../../../src-main/broker/reports.ts'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import type { AccountId } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import type { DeskModel } from './model.ts'
import { DAY, type Side, SYMBOLS, THEIRS } from './outside.ts'
import type { Picker } from './picker.ts'
import { decideEntry, pickSymbol, type Step } from './trading-steps.ts'
import type { Handed } from './wire.ts'

const READY = { state: 'ready', reason: 'The script says so.' } as const
const AWAY = { state: 'reconnecting', reason: 'The script says so.' } as const

/** The side that is traded on mostly: that of the mode. */
const pickSide = ({ outside, state }: DeskModel, pick: Picker): Side => {
  const [main, other] = state.mode === 'dry-run' ? [outside.simulated, outside.live] : [outside.live, outside.simulated]
  return pick.below(4) < 3 ? main : other
}

const anyOpen = (side: Side): OrderReport[] => side.venues.flatMap(({ account }) => side.truth.open(account))

const pickAccount = (side: Side, pick: Picker): AccountId =>
  (pick.of(side.venues) ?? (side.venues[0] as Side['venues'][number])).account

export const fillSome: Step = (model, pick) => {
  const side = pickSide(model, pick)
  const report = pick.of(anyOpen(side))
  if (report === undefined) return
  const shares = pick.once(3) ? 1 + pick.below(40) : 1_000
  model.count('fills', Math.sign(side.exchange.interventions.fill(report.client, report.orderId, { shares })))
}

export const fillEntry: Step = (model, pick) => {
  const side = pickSide(model, pick)
  const report = pick.of(
    anyOpen(side).filter(({ parentId, timeInForce }) => parentId === null && timeInForce.tif === 'GTD'),
  )
  if (report === undefined || report.pricing.type !== 'LMT') return
  const shares = pick.once(2) ? 1_000 : 1 + pick.below(60)
  const paid = Math.round(report.pricing.limit * 100 - pick.below(5)) / 100
  side.exchange.interventions.fill(report.client, report.orderId, { shares, price: paid })
}

/** All at once what takes many steps: a decision, its approval and its fill, whole or in part. */
export const openPosition: Step = async (model, pick) => {
  await decideEntry(model, pick)
  for (const { ref, revision } of waitingBrackets(model.state)) model.command({ kind: 'approve', ref, revision })
  if (!pick.once(3)) await model.settle()
  await fillEntry(model, pick)
}

/** Somebody ends an order at the broker. */
export const endOne: Step = (model, pick) => {
  const side = pickSide(model, pick)
  const report = pick.of(anyOpen(side))
  if (report !== undefined) side.exchange.cancel(report.client, report.orderId)
}

/** Somebody else trades on the account. */
export const foreignTrade: Step = (model, pick) => {
  const { outside } = model
  const side = pick.once(6) ? outside.simulated : outside.live
  const account = pickAccount(side, pick)
  const symbol = pickSymbol(pick)
  const orderId = side.exchange.nextOrderId(THEIRS)
  const waits = pick.once(3)
  side.exchange.place({
    client: THEIRS,
    orderId,
    account,
    symbol,
    action: pick.once(2) ? 'BUY' : 'SELL',
    quantity: 1 + pick.below(120),
    pricing: waits ? { type: 'LMT', limit: price(1) } : { type: 'MKT' },
    timeInForce: { tif: 'DAY' },
    parentId: null,
    oca: null,
    outsideRegularHours: false,
    transmit: true,
    orderRef: '',
  })
  if (!waits) side.exchange.interventions.fill(THEIRS, orderId)
  model.count(waits ? 'foreign orders' : 'foreign trades')
}

export const liquidate: Step = (model, pick) => {
  const { live } = model.outside
  const held = live.venues.flatMap(({ account }) =>
    SYMBOLS.filter((symbol) => live.truth.net(account, symbol) !== 0).map((symbol) => ({ account, symbol })),
  )
  const place = pick.of(held)
  if (place === undefined) return
  const { account, symbol } = place
  live.exchange.liquidate(account, symbol, pick.once(2) ? 10 : Number.POSITIVE_INFINITY)
  model.count('liquidations')
}

/** A trade of ours is corrected. Nobody can know of what has not been told: it is told at once. */
export const correct: Step = async (model, pick) => {
  const side = pickSide(model, pick)
  if (!side.wire.clear) return
  const records = side.exchange
    .executions()
    .filter(({ execution }) => execution.client !== THEIRS && execution.ref !== null)
  const record = pick.of(records)
  if (record === undefined) return
  const { execId, shares, price: paid } = record.execution
  const corrected = Math.max(1, shares - pick.below(20))
  const id = side.exchange.correct(execId, corrected, Math.round(paid * 100 + pick.below(9) - 4) / 100)
  if (id === null) return
  model.count('corrections')
  await model.settle()
}

export const rejectStop: Step = (model, pick) => {
  const side = pickSide(model, pick)
  const entry = pick.of([...side.truth.entries])
  if (entry === undefined) return
  const report = anyOpen(side).find(({ ref }) => ref === stopRef(entry))
  if (report !== undefined) side.exchange.cancel(report.client, report.orderId)
}

/** The broker takes what comes next as something to hold, or refuses it after it has arrived. */
export const screenNext: Step = (model, pick) => {
  const side = pickSide(model, pick)
  const hold = pick.once(3)
  const onlyReduces = pick.once(2)
  const end = side.exchange.interventions.screen((ticket, before) => {
    if (ticket.client === THEIRS || (onlyReduces && ticket.parentId === null && ticket.timeInForce.tif === 'GTD')) {
      return before(ticket)
    }
    end()
    model.count(hold ? 'held' : 'rejected')
    return hold ? { kind: 'hold' } : { kind: 'reject', message: 'the script says so' }
  })
  model.screens.push(end)
}

/** What a script held works from now on. */
export const letGo: Step = (model, pick) => {
  const side = pickSide(model, pick)
  for (const { client, orderId, whyHeld } of anyOpen(side)) {
    if (whyHeld === 'locate') side.exchange.letGo(client, orderId)
  }
}

export const deliverAll: Step = async (model) => {
  await model.settle()
}

export const deliverSome: Step = async (model, pick) => {
  const { wire } = pickSide(model, pick)
  for (let count = 1 + pick.below(4); count > 0; count--) {
    if (pick.once(3)) wire.deliverOne(pick.below(Math.max(1, wire.outbox.length)), pick.once(2))
    else wire.deliver(1)
  }
  await model.flush()
}

export const loseMessages: Step = (model, pick) => {
  const { wire } = pickSide(model, pick)
  const lost = wire.outbox.splice(pick.below(Math.max(1, wire.outbox.length)), 1 + pick.below(3))
  // There are some to lose the next time.
  wire.slow = true
  if (lost.length === 0) return
  model.count('lost messages', lost.length)
  model.stops.blindFor(61_000)
}

export const slowDown: Step = (model, pick) => {
  const { wire } = pickSide(model, pick)
  wire.slow = !wire.slow
}

const CODES: readonly BrokerRefusalCode[] = ['not-ready', 'unknown-order', 'exceeds-position', 'bad-order']
const KINDS: readonly Handed['kind'][] = ['submit', 'reduce', 'adjust', 'cancel']
export const refuseNext: Step = (model, pick) => {
  const { wire } = pickSide(model, pick)
  wire.refuseNext = { [pick.of(KINDS) ?? 'cancel']: pick.of(CODES) ?? 'not-ready' }
}

/** The connection, in all the ways in which it can go and come back. */
export const trouble: Step = async (model, pick) => {
  const side = pickSide(model, pick)
  const { broker, wire } = side
  const { state } = wire.connection()
  switch (pick.below(8)) {
    case 0:
    case 1:
      if (state === 'ready') broker.setConnection(AWAY)
      else if (state === 'degraded') model.recoverServers(broker)
      else broker.setConnection(READY)
      break
    case 2:
    case 3:
      if (state === 'degraded') model.recoverServers(broker)
      else broker.loseServers('TWS has lost the servers of IBKR.')
      break
    case 4:
      if (state === 'ready') wire.halfOpen = true
      break
    case 5:
      if (wire.halfOpen || pick.once(2)) broker.restart('TWS restarts.')
      break
    case 6:
      if (state === 'ready') broker.breakNextChain(pick.below(3))
      break
    default:
      wire.mute = !wire.mute
  }
  model.count(`connection ${wire.connection().state}`)
  await model.flush()
}

export const fillDisk: Step = (model) => {
  model.outside.journal.full = !model.outside.journal.full
  if (model.outside.journal.full) model.count('full disks')
}

const PASSING = [100, 1_000, 2_100, 3_000, 5_100, 20_000, 61_000, 181_000]
export const passTime: Step = async (model, pick) => {
  await model.pass(PASSING[pick.below(PASSING.length)] ?? 100)
  if (!pick.once(4)) model.quoteAll()
}

export const oddTime: Step = async (model, pick) => {
  const { clocks } = model.outside
  switch (pick.below(4)) {
    case 0:
      clocks.wall -= 60 * MINUTE_MS
      model.count('clocks set back')
      break
    case 1:
      clocks.suspend(pick.once(2) ? 8_000 : 10 * MINUTE_MS)
      model.outside.passTime()
      model.count('suspends')
      break
    case 2:
      clocks.market -= 60 * MINUTE_MS
      break
    default:
      if (pick.once(5)) clocks.market = Math.max(clocks.market, DAY.close - [31, 6, 1][pick.below(3)]! * MINUTE_MS)
      model.outside.passTime()
  }
  model.cockpit.look()
  await model.flush()
}

export const moveMarket: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  switch (pick.below(9)) {
    case 0:
      return model.show(symbol, { halted: true })
    case 1:
      return model.show(symbol, { quality: 'delayed' })
    case 2: {
      const last = model.outside.price(symbol)
      return model.show(symbol, { bid: last + 1, ask: last - 1 })
    }
    case 3: {
      const { surroundings } = model.outside
      surroundings.feedLost = surroundings.feedLost === null ? 'The script says so.' : null
      return model.desk.setFeedLost(surroundings.feedLost)
    }
    case 4:
      return model.show(MARKET_SYMBOL)
    default:
      model.outside.move(symbol, 1 + (pick.below(13) - 6) / 300)
      return model.quoteAll()
  }
}

export const restart: Step = (model, pick) => model.restart(pick.once(2))

/** Ends all trouble. What was lost stays lost. */
export const heal: Step = async (model) => {
  model.heal()
  await model.settle()
  model.quoteAll()
}
