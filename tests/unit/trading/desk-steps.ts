import { expect } from 'vitest'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import type { ScriptedBehaviour } from '../../support/scripted-broker.ts'
import { DeskModel, MODEL_SYMBOLS, type Tally } from './desk-model.ts'
import { AAPL, DAY, entering, exiting } from './harness.ts'

/** One step of a sequence: which kind, and a number from which its details follow. */
export type ModelStep = readonly [kind: number, pick: number]

/** Takes a part of a number away: the next detail of a step. */
class Picker {
  private rest: number

  constructor(pick: number) {
    this.rest = pick
  }

  below(count: number): number {
    const part = this.rest % count
    this.rest = Math.floor(this.rest / count) * 7 + part
    return part
  }

  of<Value>(values: readonly Value[]): Value | undefined {
    return values[this.below(Math.max(1, values.length))]
  }
}

type Step = (model: DeskModel, pick: Picker) => void | Promise<void>

const pickSymbol = (pick: Picker): Ticker => pick.of(MODEL_SYMBOLS) ?? AAPL

const decideEntry: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const side = pick.below(3) === 0 ? 'short' : 'long'
  const price = model.price(symbol)
  const at = utcMs(model.world.clock.market)
  model.world.decide(entering(symbol, price, { side, atr: price / 100, at, size: 0.02 }))
}

const approveOne: Step = (model, pick) => {
  const staged = pick.of(model.world.waiting())
  if (staged === undefined) return
  model.command({ kind: 'approve', ref: staged.ref, revision: staged.revision + (pick.below(8) === 0 ? 1 : 0) })
}

const fillSome: Step = (model, pick) => {
  const report = pick.of(model.world.broker.openReports())
  if (report?.ref == null) return
  const shares = pick.below(3) === 0 ? 1 + pick.below(40) : 1_000
  const limit = 'limit' in report.pricing ? report.pricing.limit : null
  const stop = 'stop' in report.pricing ? report.pricing.stop : null
  model.world.broker.fill(report.ref, shares, limit ?? stop ?? model.price(report.symbol))
}

const fillEntry: Step = (model, pick) => {
  const { broker } = model.world
  const entries = broker
    .openReports()
    .filter(({ parentId, timeInForce }) => parentId === null && timeInForce.tif === 'GTD')
  const report = pick.of(entries)
  if (report?.ref == null || report.pricing.type !== 'LMT') return
  broker.fill(report.ref, pick.below(2) === 0 ? 1_000 : 1 + pick.below(60), report.pricing.limit - pick.below(5) / 100)
}

const endOne: Step = (model, pick) => {
  const report = pick.of(model.world.broker.openReports())
  if (report?.ref != null) model.world.broker.end(report.ref, pick.below(4) === 0 ? 'Inactive' : 'Cancelled')
}

const deliverAll: Step = async (model) => {
  await model.world.settle()
}

const deliverSome: Step = async (model, pick) => {
  const { broker } = model.world
  for (let count = 1 + pick.below(4); count > 0; count--) {
    if (pick.below(3) === 0) broker.deliverOne(pick.below(Math.max(1, broker.outbox.length)), pick.below(2) === 0)
    else broker.deliver(1)
  }
  await model.world.flush()
}

const loseMessages: Step = (model, pick) => {
  const { world } = model
  model.guard.blindFor(61_000)
  world.broker.outbox.splice(pick.below(Math.max(1, world.broker.outbox.length)), 1 + pick.below(3))
}

const PASSING = [100, 1_000, 2_100, 3_000, 5_100, 20_000, 61_000, 181_000]
const passTime: Step = async (model, pick) => {
  await model.world.pass(PASSING[pick.below(PASSING.length)] ?? 100)
  if (pick.below(4) > 0) model.quoteAll()
}

const editOne: Step = (model, pick) => {
  const staged = pick.of(model.world.waiting())
  if (staged === undefined) return
  const { plan, ref, revision } = staged
  const values = [0, -1, Number.NaN, 1e12, 1, 5, plan.quantity, plan.stop, plan.target, model.price(staged.symbol)]
  const change = {
    ...(pick.below(2) === 0 ? { quantity: values[pick.below(7)] ?? 1 } : {}),
    ...(pick.below(3) === 0 ? { limit: (values[pick.below(10)] ?? 1) + pick.below(3) / 200 } : {}),
    ...(pick.below(3) === 0 ? { stop: (values[pick.below(10)] ?? 1) - 0.01 } : {}),
  }
  model.command({ kind: 'edit', ref, revision, change })
}

const moveStop: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const trade = model.world.trade(symbol)
  if (trade === undefined) return
  const price = trade.stop + (pick.below(60) - 20) / 100
  model.world.decide(exiting(symbol, { kind: 'moveStop', price }, model.price(symbol), utcMs(model.world.clock.market)))
}

const closeNow: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const exit = { kind: 'closeNow', reason: 'the script says so' } as const
  model.world.decide(exiting(symbol, exit, model.price(symbol), utcMs(model.world.clock.market)))
}

const cancelOne: Step = (model, pick) => {
  const { desk, broker } = model.world
  const known = pick.of([...desk.state.live.values()])
  if (known === undefined) return
  const { ref, state } = known.order
  const free = broker.connection().state === 'ready' && broker.refuseNext.cancel === undefined
  model.command({ kind: 'cancel', ref })
  if (state === 'staged') return
  const now = model.world.order(ref)
  const asked = model.world.seen('cancel').some((request) => request.ref === ref)
  expect(now?.cancelWanted, `the end of ${ref} stays wanted`).not.toBeNull()
  if (free && known.cancelWanted === null && broker.order(ref) !== null) expect(asked, `${ref} is cancelled`).toBe(true)
}

/** Nobody can know of a correction that has not been told: it is told at once, and what it leads to can be asked for. */
const correctOne: Step = async (model, pick) => {
  const { broker } = model.world
  const works = broker.connection().state === 'ready' && broker.queries === 'answer' && !broker.losesRequests
  if (!works || Object.keys(broker.refuseNext).length > 0) return
  const ref = pick.of(model.world.seen('submit'))?.entry.ref
  const report = ref === undefined ? null : broker.order(ref)
  if (ref === undefined || report === null) return
  broker.correct(ref, 1 + pick.below(200), Math.round((report.averagePrice ?? 1) * 100 + pick.below(9)) / 100)
  await model.world.settle()
}

const trouble: Step = async (model, pick) => {
  const { broker, journal } = model.world
  switch (pick.below(8)) {
    case 0: {
      const away = broker.connection().state === 'ready'
      broker.setConnection({ state: away ? 'reconnecting' : 'ready', reason: 'The script says so.' })
      break
    }
    case 1:
      broker.queries = broker.queries === 'answer' ? 'fail' : 'answer'
      break
    case 2:
      broker.rejectsReductions = !broker.rejectsReductions
      break
    case 3:
      broker.losesRequests = !broker.losesRequests
      break
    case 4:
      journal.full = !journal.full
      break
    case 5:
      broker.refuseNext = { [pick.of(['submit', 'reduce', 'adjust', 'cancel']) ?? 'cancel']: 'not-ready' }
      break
    case 6:
      model.world.desk.changeMode(
        model.world.desk.state.mode === 'dry-run' ? 'live-paper' : 'dry-run',
        'the script says so',
      )
      break
    default:
      return correctOne(model, pick)
  }
  await model.world.flush()
}

const largeCommand: Step = (model, pick) => {
  const state = pick.of(['active', 'active', 'reducing', 'halted'] as const) ?? 'active'
  switch (pick.below(8)) {
    case 0:
      return model.command({ kind: 'flatten' })
    case 1:
      return model.command({ kind: 'stop' })
    case 2:
      return model.command({ kind: 'set-trading-state', state })
    case 3:
      return model.command({ kind: 'set-automatic-approval', on: pick.below(2) === 0 })
    case 4:
      return model.command({ kind: 'decline-all' })
    case 5: {
      const shown = model.world.waiting().map(({ ref, revision }) => ({ ref, revision }))
      return model.command({ kind: 'approve-all', shown })
    }
    case 6:
      return model.repeatCommand()
    default: {
      const symbol = pickSymbol(pick)
      const limit = model.price(symbol)
      return model.command({
        kind: 'stage',
        symbol,
        side: 'long',
        quantity: 10,
        limit,
        stop: limit - 1,
        target: limit + 2,
      })
    }
  }
}

const changeMarket: Step = async (model, pick) => {
  const symbol = pickSymbol(pick)
  switch (pick.below(6)) {
    case 0:
      return model.world.quote(symbol, model.price(symbol), { halted: true })
    case 1:
      return model.world.quote(symbol, model.price(symbol), { quality: 'delayed' })
    case 2:
      if (pick.below(5) === 0)
        await model.world.goTo(utcMs(Math.max(model.world.clock.market, DAY.close - 31 * MINUTE_MS)))
      return
    default:
      return model.movePrice(symbol, 1 + (pick.below(9) - 4) / 400)
  }
}

const rejectStop: Step = (model, pick) => {
  const entry = pick.of(model.world.seen('submit'))?.entry.ref
  if (entry !== undefined) model.world.broker.reject(stopRef(entry))
}

/** All at once what takes many steps: a decision, its approval and its fill, whole or in part. */
const openPosition: Step = async (model, pick) => {
  decideEntry(model, pick)
  for (const { ref, revision } of model.world.waiting()) model.command({ kind: 'approve', ref, revision })
  if (pick.below(3) > 0) await model.world.settle()
  fillEntry(model, pick)
  if (pick.below(3) > 0) await model.world.settle()
}

const heal: Step = async (model) => {
  model.heal()
  await model.world.settle()
  model.quoteAll()
}

const restartDesk: Step = (model) => model.restart()

const STEPS: readonly Step[] = [
  openPosition,
  openPosition,
  openPosition,
  heal,
  heal,
  decideEntry,
  decideEntry,
  approveOne,
  approveOne,
  approveOne,
  fillEntry,
  fillEntry,
  fillSome,
  fillSome,
  endOne,
  deliverAll,
  deliverAll,
  deliverAll,
  deliverSome,
  deliverSome,
  loseMessages,
  passTime,
  passTime,
  editOne,
  moveStop,
  moveStop,
  closeNow,
  cancelOne,
  trouble,
  trouble,
  largeCommand,
  changeMarket,
  rejectStop,
  restartDesk,
]

export const STEP_KINDS = STEPS.length

const BEHAVIOURS: readonly ScriptedBehaviour[] = (['per-fill', 'on-full-fill'] as const).flatMap((childrenWork) =>
  (['children-stay', 'children-go'] as const).flatMap((partialParentCancelled) =>
    (['reduces', 'cancels'] as const).map((group) => ({ childrenWork, partialParentCancelled, group })),
  ),
)

/** Runs one sequence to its end. @param everyPrefix compares the restored with the live state after every step */
export async function runSequence(
  behaviour: number,
  steps: readonly ModelStep[],
  everyPrefix: boolean,
): Promise<Tally> {
  const model = new DeskModel(BEHAVIOURS[behaviour % BEHAVIOURS.length]!, everyPrefix)
  await model.begin()
  for (const [kind, pick] of steps) {
    await STEPS[kind]?.(model, new Picker(pick))
    await model.world.flush()
    model.check()
  }
  await model.comeToRest()
  return model.tally()
}
