import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import { cardLine } from '../../attach/status-text.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { endedByUser } from './ending.ts'
import { orderStory } from './order-story.ts'
import { familyOf, orderLine } from './order-text.ts'
import type { CockpitChoice, ReachedCockpit } from './reach-cockpit.ts'
import { untilLookedAfter } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'
import { withCockpit } from './with-cockpit.ts'

/** The orders of the day, or one of them with its story. */
export const showOrders = (
  ref: string | null,
  { json = false, ...choice }: CockpitChoice & { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitCode> =>
  withCockpit(choice, null, terminal, async (reached, ending) => {
    await untilLookedAfter(reached, ending, terminal)
    if (ref === null) await showAll(reached, json, terminal)
    else await showOne(reached, ref, json, terminal)
    return EXIT.ok
  })

async function showAll({ client }: ReachedCockpit, json: boolean, terminal: Terminal): Promise<void> {
  const [orders, cards] = await Promise.all([client.read('orders'), client.read('cards')])
  if (!orders.ok) throw refused(orders.error)
  if (!cards.ok) throw refused(cards.error)
  if (json) {
    for (const order of orders.value.rows) terminal.line(JSON.stringify(order))
    for (const card of cards.value.rows) terminal.line(JSON.stringify({ ...card, state: 'staged' }))
    return
  }
  const working = orders.value.rows.filter(({ over }) => !over)
  for (const order of [...working, ...orders.value.rows.filter(({ over }) => over)]) terminal.line(orderLine(order))
  for (const card of cards.value.rows) terminal.line(`${card.ref}  waits for approval: ${cardLine(card)}`)
  if (orders.value.rows.length + cards.value.rows.length === 0) terminal.line('There are no orders of ours today.')
}

async function showOne(
  { client, database }: ReachedCockpit,
  ref: string,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  const orders = await client.read('orders')
  if (!orders.ok) throw refused(orders.error)
  const family = familyOf(orders.value.rows, ref)
  const story = orderStory(database, ref)
  if (family.length === 0 && story.length === 0) {
    throw refused({ code: 'unknown-order', message: `There is no order ${ref} of ours. order-status lists them.` })
  }
  if (json) {
    terminal.line(JSON.stringify({ ref, orders: family, story }))
    return
  }
  for (const order of family) terminal.line(orderLine(order))
  for (const { time, text } of story) terminal.line(`  ${time}  ${text}`)
}

/** Follows an order until it is over, a line a change. The end of the following changes nothing of the order. */
export const trackOrder = (ref: string, choice: CockpitChoice, terminal: Terminal): Promise<ExitCode> =>
  withCockpit(choice, null, terminal, async (reached, ending) => {
    await untilLookedAfter(reached, ending, terminal)
    const { client } = reached
    const known = await client.read('orders')
    if (!known.ok) throw refused(known.error)
    if (!known.value.rows.some((order) => order.ref === ref)) {
      throw refused({ code: 'unknown-order', message: `There is no order ${ref} of ours. order-status lists them.` })
    }
    let said = ''
    const look = ({ rows }: { readonly rows: readonly OrderView[] }): true | undefined => {
      const order = rows.find((each) => each.ref === ref)
      if (order === undefined) return undefined
      const line = orderLine(order)
      if (line !== said) terminal.line(line)
      said = line
      return order.over ? true : undefined
    }
    const watched = await watch('orders', { client, withinMs: null, signal: ending.signal }, look)
    if (watched.kind === 'ended') throw new CommandFailure(watched.message, EXIT.failed)
    if (watched.kind === 'interrupted') throw endedByUser()
    return EXIT.ok
  })
