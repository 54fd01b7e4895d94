import { price } from '../../../src-shared/domain/price.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import type { Findings } from './behaviours.ts'
import { found, type Probe } from './probe.ts'
import { ProbeStopped, type Stage } from './stage.ts'

/** How far beyond the market an order goes that shall fill at once. */
const COLLAR = 0.003
const FILL_MS = 30 * SECOND_MS

function quoted(stage: Stage): { readonly bid: number; readonly ask: number } {
  const quote = stage.bench.quote()
  if (quote === null) throw new ProbeStopped(`there is no live quote of ${stage.bench.symbol}`)
  return quote
}

/** Buys at the market, with a collar. */
async function bought(stage: Stage, role: string, shares: number): Promise<void> {
  stage.submit(stage.buy(role, shares, stage.onTick(quoted(stage).ask * (1 + COLLAR))))
  await stage.need(`${role} did not fill`, () => stage.isFilled(role), FILL_MS)
}

/** Makes an order that sells at a limit marketable, and waits until it has filled. */
async function sold(stage: Stage, role: string): Promise<void> {
  const limit = price(stage.onTick(quoted(stage).bid * (1 - COLLAR)))
  stage.adjust(role, { pricing: { type: 'LMT', limit } })
  await stage.need(`${role} did not fill`, () => stage.isFilled(role), FILL_MS)
}

const has = (stage: Stage, role: string, kind: 'execution' | 'commission'): boolean =>
  stage.came.some((row) => row.role === role && row.kind === kind)

const fill: Probe = {
  name: 'filled-bracket',
  about: 'a bracket that fills and reaches its target, a cancel too late, and what a reconnect tells of it',
  fills: true,
  limitMs: 400 * SECOND_MS,
  async run(stage) {
    const entry = stage.buy('entry', 1, stage.onTick(quoted(stage).ask * (1 + COLLAR)))
    stage.submit(entry, stage.childrenOf(entry))
    await stage.need('the entry did not fill', () => stage.isFilled('entry'), FILL_MS)
    const told = await stage.wait(() => has(stage, 'entry', 'execution') && has(stage, 'entry', 'commission'))
    await stage.need('the target does not work', () => isReleased(stage, 'target'))
    const before = stage.codesOf('entry').length
    stage.cancel('entry')
    await stage.wait(() => stage.codesOf('entry').length > before)
    const late = stage.codesOf('entry')[before]
    await sold(stage, 'target')
    const stopped = await stage.wait(() => stage.isOver('stop'))
    const pushed = (): number =>
      stage.came.filter((row) => row.kind === 'execution' && row.role === 'entry' && row.asked === false).length
    const once = pushed()
    await stage.reconnect()
    return {
      ...found('fillIsTold', told),
      ...found('targetEndsStop', stopped),
      ...(late === undefined ? {} : { lateCancel: `${late}` }),
      executionsOnConnect: pushed() > once ? 'pushed-again' : 'on-request',
    }
  },
}

/** TWS works it: nothing holds it back. */
const isReleased = (stage: Stage, role: string): boolean =>
  stage.statusesOf(role).some(({ status, whyHeld }) => status === 'Submitted' && !/child/.test(whyHeld ?? ''))

const isPart = (stage: Stage, role: string): boolean =>
  stage.statusesOf(role).some(({ filled = 0, remaining = 0 }) => filled > 0 && remaining > 0)

/** @returns whether an order for `shares` with children filled in parts: nobody can make it */
async function inParts(stage: Stage, shares: number): Promise<boolean> {
  const entry = stage.buy('entry', shares, quoted(stage).ask)
  stage.submit(entry, stage.childrenOf(entry))
  await stage.wait(() => stage.filledOf('entry') > 0, FILL_MS)
  return isPart(stage, 'entry')
}

/** Whether the target worked before its parent was filled; null when nobody can tell. */
function workedBefore(stage: Stage): boolean | null {
  const rows = stage.came.filter(({ kind }) => kind === 'status')
  const target = rows.findIndex(
    ({ role, status, whyHeld = '' }) => role === 'target' && status === 'Submitted' && !/child/.test(whyHeld),
  )
  const filled = rows.findIndex(({ role, status }) => role === 'entry' && status === 'Filled')
  if (target < 0) return filled < 0 ? null : false
  return filled < 0 || target < filled
}

const partialFill = (shares: number): Probe => ({
  name: 'partial-fill',
  about: 'children of an order that fills in parts',
  fills: true,
  limitMs: 150 * SECOND_MS,
  async run(stage): Promise<Findings> {
    if (!(await inParts(stage, shares))) return {}
    await stage.wait(() => isReleased(stage, 'target') || stage.isFilled('entry'), FILL_MS)
    await stage.wait(() => isReleased(stage, 'target'))
    const worked = workedBefore(stage)
    return worked === null ? {} : { childrenWork: worked ? 'per-fill' : 'on-full-fill' }
  },
})

const partialCancel = (shares: number): Probe => ({
  name: 'partial-cancel',
  about: 'children of an order that is cancelled after a part of it filled',
  fills: true,
  limitMs: 150 * SECOND_MS,
  async run(stage): Promise<Findings> {
    if (!(await inParts(stage, shares)) || stage.isFilled('entry')) return {}
    stage.cancel('entry')
    await stage.need('the end of the entry', () => stage.isOver('entry'))
    if (stage.isFilled('entry')) return {}
    const gone = await stage.wait(() => stage.isOver('stop') && stage.isOver('target'), 5_000)
    return { partialParentCancelled: gone ? 'children-go' : 'children-stay' }
  },
})

const group: Probe = {
  name: 'oca-group',
  about: 'two orders of one group, of which one fills',
  fills: true,
  limitMs: 150 * SECOND_MS,
  async run(stage) {
    await bought(stage, 'entry', 2)
    const net = async (): Promise<number | undefined> => {
      const held = await stage.bench.broker().positions()
      if (!held.ok) throw new ProbeStopped(`the positions did not come: ${held.error.message}`)
      const { account, symbol } = stage.bench
      return held.value.find((one) => one.account === account && one.symbol === symbol)?.shares
    }
    for (let tries = 0; (await net()) !== 2; tries++) {
      if (tries >= 5) throw new ProbeStopped('the position does not show')
      await stage.pause(1_000)
    }
    const { account, symbol } = stage.bench
    const sell = {
      revision: 1,
      account,
      book: { kind: 'account', account },
      symbol,
      action: 'SELL',
      quantity: quantity(2),
      timeInForce: { tif: 'DAY' },
      parent: null,
      ocaGroup: stage.refOf('group'),
      outsideRegularHours: false,
    } as const
    stage.reduce('limit', { ...sell, role: 'target', pricing: { type: 'LMT', limit: price(stage.at(1.15)) } })
    stage.reduce('stop', { ...sell, role: 'stop', pricing: { type: 'STP', stop: price(stage.at(0.8)) } })
    for (const role of ['limit', 'stop']) await stage.need(`${role} was not taken`, () => stage.isTaken(role))
    await sold(stage, 'limit')
    return found('groupReduces', await stage.wait(() => stage.isOver('stop')))
  },
}

/** @param shares of the orders that may fill in parts: more than the offer shows makes it likely */
export const filledProbes = (shares: number): readonly Probe[] => [
  fill,
  group,
  partialFill(shares),
  partialCancel(shares),
]
