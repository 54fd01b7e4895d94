import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { SECOND_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { found, type Probe } from './probe.ts'
import { ProbeStopped, type Stage } from './stage.ts'

/** Of the last price: far below it, so that nothing fills. */
const FAR = 0.9
/** Time for what should not come. */
const SILENCE_MS = 3_000

async function working(stage: Stage, role: string): Promise<void> {
  await stage.need(`${role} was not taken`, () => stage.isTaken(role) || stage.isOver(role))
  if (stage.isOver(role)) throw new ProbeStopped(`${role} was over at once`)
}

async function ended(stage: Stage, role: string): Promise<void> {
  await stage.need(`the end of ${role}`, () => stage.isOver(role))
}

const farLimit: Probe = {
  name: 'far-limit',
  about: 'an order far from the market: its statuses, a change, its cancel, and a cancel too late',
  fills: false,
  limitMs: 90 * SECOND_MS,
  async run(stage) {
    const entry = stage.buy('entry', 1, stage.at(FAR))
    stage.submit(entry)
    await working(stage, 'entry')
    const limit = stage.at(FAR - 0.01)
    stage.amend({ ...entry, revision: 2, pricing: { type: 'LMT', limit: price(limit) } })
    const changed = await stage.becomes('entry', ({ pricing }) => pricing.type === 'LMT' && pricing.limit === limit)
    stage.cancel('entry')
    await ended(stage, 'entry')
    await stage.wait(() => stage.hasCode('entry'))
    const before = stage.codesOf('entry').length
    stage.cancel('entry')
    await stage.wait(() => stage.codesOf('entry').length > before)
    const code = stage.codesOf('entry')[before]
    const completed = await stage.bench.broker().completedOrders()
    if (!completed.ok) throw new ProbeStopped(`the completed orders did not come: ${completed.error.message}`)
    return {
      ...found('farLimitWorks', changed),
      ...found(
        'completedListsIt',
        completed.value.some(({ ref }) => ref === entry.ref),
      ),
      ...(code === undefined ? {} : { lateCancel: `${code}` }),
    }
  },
}

const usedId: Probe = {
  name: 'used-id',
  about: 'a new order under an id that was used',
  fills: false,
  limitMs: 60 * SECOND_MS,
  async run(stage) {
    stage.submit(stage.buy('entry', 1, stage.at(FAR)))
    await working(stage, 'entry')
    stage.cancel('entry')
    await ended(stage, 'entry')
    await stage.wait(() => stage.hasCode('entry'))
    stage.placeAgain(stage.buy('again', 1, stage.at(FAR)), 'entry')
    await stage.wait(() => stage.hasCode('again') || stage.isTaken('again'))
    return found('usedIdRefused', stage.hasCode('again') && !stage.isTaken('again'))
  },
}

const heldChain: Probe = {
  name: 'held-chain',
  about: 'a chain that is not transmitted: its silence, its cancel, and a reconnect',
  fills: false,
  limitMs: 300 * SECOND_MS,
  async run(stage) {
    const first = stage.buy('entry', 1, stage.at(FAR))
    stage.hold(first, stage.childrenOf(first))
    await stage.pause(SILENCE_MS)
    const silent = !['entry', 'stop', 'target'].some((role) => stage.isTaken(role))
    stage.cancelHeld('entry')
    await stage.wait(() => stage.hasCode('entry'))
    const second = stage.buy('later', 1, stage.at(FAR))
    stage.hold(second, stage.childrenOf(second, 'later-'))
    await stage.pause(1_000)
    await stage.reconnect()
    stage.cancelHeld('later')
    await stage.wait(() => stage.hasCode('later') || stage.isOver('later'))
    const codes = stage.codesOf('later')
    const kept = codes.includes(202) || stage.isOver('later')
    const forgotten = codes.includes(10147) || codes.includes(135)
    return {
      ...found('heldIsSilent', silent),
      ...(kept || forgotten ? { heldChains: kept ? 'kept' : 'forgotten' } : {}),
    }
  },
}

const bracket: Probe = {
  name: 'unfilled-bracket',
  about: 'children of an order that does not fill: changes of them, and the cancel of their parent',
  fills: false,
  limitMs: 90 * SECOND_MS,
  async run(stage) {
    const entry = stage.buy('entry', 2, stage.at(FAR))
    stage.submit(entry, stage.childrenOf(entry))
    for (const role of ['entry', 'stop', 'target']) await working(stage, role)
    const stop = stage.at(0.81)
    stage.adjust('stop', { pricing: { type: 'STP', stop: price(stop) } })
    const moved = await stage.becomes('stop', ({ pricing }) => pricing.type === 'STP' && pricing.stop === stop)
    stage.adjust('target', { quantity: quantity(1) })
    const smaller = await stage.becomes('target', (order) => order.quantity === 1)
    stage.cancel('entry')
    await ended(stage, 'entry')
    const gone = await stage.wait(() => stage.isOver('stop') && stage.isOver('target'))
    return { ...found('childChanges', moved && smaller), ...found('childrenEndWithParent', gone) }
  },
}

const passedDate: Probe = {
  name: 'passed-date',
  about: 'an order whose good-till-date has passed',
  fills: false,
  limitMs: 45 * SECOND_MS,
  async run(stage) {
    const until = utcMs(stage.bench.now() - 3_600 * SECOND_MS)
    stage.submit(stage.buy('entry', 1, stage.at(FAR), { timeInForce: { tif: 'GTD', until } }))
    await stage.wait(() => stage.hasCode('entry') || stage.isOver('entry'))
    await stage.pause(1_000)
    return found('passedDateRefused', stage.hasCode('entry') && !stage.isTaken('entry'))
  },
}

const SOON_MS = 30 * SECOND_MS
/** Beyond its date. */
const GRACE_MS = 30 * SECOND_MS

const goodTill: Probe = {
  name: 'good-till-date',
  about: 'an order whose good-till-date comes in half a minute',
  fills: false,
  limitMs: 150 * SECOND_MS,
  async run(stage) {
    const until = utcMs(Math.ceil((stage.bench.now() + SOON_MS) / SECOND_MS) * SECOND_MS)
    stage.submit(stage.buy('entry', 1, stage.at(FAR), { timeInForce: { tif: 'GTD', until } }))
    await working(stage, 'entry')
    const over = await stage.wait(() => stage.isOver('entry'), until - stage.bench.now() + GRACE_MS)
    if (over) return { goodTillDate: stage.bench.now() < until ? 'before-its-moment' : 'at-its-moment' }
    stage.cancel('entry')
    await ended(stage, 'entry')
    return { goodTillDate: 'at-the-close' }
  },
}

const whatIf: Probe = {
  name: 'what-if',
  about: 'a question about margin: what it leaves, and a second one within a minute',
  fills: false,
  limitMs: 60 * SECOND_MS,
  async run(stage) {
    const entry = stage.buy('question', 1, stage.at(FAR))
    stage.askMargin('question', entry)
    await stage.need('the margin', () => answered(stage, 'question') || stage.hasCode('question'))
    if (stage.hasCode('question')) throw new ProbeStopped(`TWS gave no margin (${stage.codesOf('question')[0]})`)
    stage.askMargin('second', entry)
    await stage.wait(() => stage.hasCode('second') || answered(stage, 'second'))
    const nothing = (await stage.listed('question')) === null && !stage.isTaken('question') && !stage.isTaken('second')
    const pacing = stage.hasCode('second') ? 'refused' : answered(stage, 'second') ? 'answered' : null
    return { ...found('whatIfLeavesNothing', nothing), ...(pacing === null ? {} : { whatIfPacing: pacing }) }
  },
}

const answered = (stage: Stage, role: string): boolean =>
  stage.came.some((row) => row.role === role && row.kind === 'open-order')

const reconnect: Probe = {
  name: 'over-a-reconnect',
  about: 'an order that works over a reconnect of its client',
  fills: false,
  limitMs: 240 * SECOND_MS,
  async run(stage) {
    stage.submit(stage.buy('entry', 1, stage.at(FAR)))
    await working(stage, 'entry')
    const before = await stage.listed('entry')
    await stage.reconnect()
    const after = await stage.listed('entry')
    const same = before !== null && before.permId === after?.permId && before.orderId === after.orderId
    stage.cancel('entry')
    await ended(stage, 'entry')
    return found('reconnectKeepsOrders', same)
  },
}

/** Those of the day's own orders tell whether the numbers went on. */
const orderIds: Probe = {
  name: 'order-ids',
  about: 'whether order ids go on above those of earlier orders',
  fills: false,
  limitMs: 30 * SECOND_MS,
  async run({ bench }) {
    const answer = await bench.broker().executions()
    if (!answer.ok) throw new ProbeStopped(`the executions did not come: ${answer.error.message}`)
    const used = answer.value.flatMap(({ execution }) => (execution.client === bench.client ? [execution.orderId] : []))
    if (used.length === 0) return {}
    return { idsAfterRestart: Math.max(...used) < bench.facts().nextOrderId ? 'go-on' : 'roll-back' }
  },
}

export const UNFILLED_PROBES: readonly Probe[] = [
  orderIds,
  farLimit,
  usedId,
  bracket,
  heldChain,
  passedDate,
  goodTill,
  whatIf,
  reconnect,
]
