import { sharesIn } from '../../../src-main/trading/state/desk-state.ts'
import { sameBook } from '../../../src-shared/domain/book.ts'
import type { DeskModel } from './model.ts'
import { type Side, SYMBOLS } from './outside.ts'

type Venue = Side['venues'][number]

/** Everything comes back, everything is said, and time passes: what is known has to be what is. */
export async function comeToRest(model: DeskModel): Promise<void> {
  model.heal()
  model.cockpit.arming.disarm('asked-for')
  for (let round = 0; round < 6; round++) {
    await model.settle()
    model.check()
    await model.pass(20_000)
  }
  await model.settle()
  model.check()
  model.checkRestored()
  model.checkSecrets()
  for (const side of model.outside.sides) {
    for (const venue of side.venues) {
      checkOrders(model, side, venue)
      checkPositions(model, side, venue)
    }
  }
}

/** Our orders and the broker's are the same ones, and what shall end has ended. */
function checkOrders(model: DeskModel, { truth }: Side, { book, account }: Venue): void {
  const { live } = model.state
  const open = truth.open(account)
  for (const { order } of live.values()) {
    if (order.state === 'staged' || !sameBook(order.book, book)) continue
    const there = open.some(({ ref }) => ref === order.ref)
    model.require(there, () => `at rest ${order.ref} is ${order.state}, and the broker does not have it`)
  }
  for (const { ref, symbol } of open) {
    const known = ref === null ? undefined : live.get(ref)
    model.require(known !== undefined, () => `at rest ${ref} works in ${symbol}, and the desk does not know it`)
    const ended = known?.cancelWanted == null || !model.isRegular
    model.require(ended, () => `at rest the end of ${ref} is wanted, and it works`)
  }
}

/** Our shares are those that we have traded, and each position has its stop, or its close. */
function checkPositions(model: DeskModel, { truth }: Side, { book, account }: Venue): void {
  const open = truth.open(account)
  for (const symbol of SYMBOLS) {
    const [own, net] = [truth.shares(account, symbol), truth.net(account, symbol)]
    const held = sharesIn(model.state, book, symbol)
    model.require(own === held, () => `at rest ${account} has ${own} ${symbol} of ours, the desk says ${held}`)
    const shares = held * net <= 0 ? 0 : Math.min(Math.abs(held), Math.abs(net))
    if (shares === 0 || truth.isInTheWay(account, symbol)) continue
    const covers = (type: 'STP' | 'MKT'): boolean =>
      open.some((report) => report.symbol === symbol && report.pricing.type === type && report.working >= shares)
    const closing = model.isClosing(book, symbol)
    if (!closing) model.require(covers('STP'), () => `at rest ${held} ${symbol} of ${account} have no stop`)
    else model.require(covers('MKT') || !model.isRegular, () => `at rest no close of ${held} ${symbol} is out`)
  }
}
