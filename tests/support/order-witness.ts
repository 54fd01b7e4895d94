import type { WireOrder } from '../../src-main/simulator/tws-server/wire/order.ts'
import type { ClientRequest, PlaceOrderRequest } from '../../src-main/simulator/tws-server/wire/requests.ts'
import type { OrderRequest } from '../../src-shared/domain/authorisation.ts'

interface WitnessOptions {
  /** Orders whose authorisation has been redeemed, in that order; it grows. */
  readonly released: readonly OrderRequest[]
  /** Shares that an account holds at the broker. */
  readonly net: (account: string, symbol: string) => number
}

interface Seen {
  readonly entry: boolean
  readonly symbol: string
  readonly order: WireOrder
}

/** Judges what a client writes to TWS: who adds exposure must have had an authorisation redeemed for exactly that. */
export class OrderWitness {
  /** What should not have been written, a sentence each. */
  readonly faults: string[] = []
  /** Messages that added exposure, and questions about margin. */
  entries = 0
  questions = 0
  private readonly options: WitnessOptions
  private readonly orders = new Map<number, Seen>()
  private readonly asked = new Set<number>()
  private readonly used = new Set<OrderRequest>()

  constructor(options: WitnessOptions) {
    this.options = options
  }

  /** Called with each message before the broker has it. */
  hear(request: ClientRequest): void {
    if (request.kind === 'place-order') this.hearOrder(request)
    else if (request.kind === 'global-cancel') this.faults.push('everything was cancelled, foreign orders as well')
    else if (request.kind === 'not-served') this.faults.push(`${request.name} was written`)
  }

  private hearOrder(request: PlaceOrderRequest): void {
    const { id, contract, order } = request
    if (order.whatIf) {
      this.questions += 1
      this.asked.add(id)
      if (this.orders.has(id)) this.faults.push(`order ${id} became a question`)
      return
    }
    if (this.asked.has(id)) this.faults.push(`the question ${id} became an order`)
    const adds = this.adds(request)
    this.orders.set(id, { entry: adds || (this.orders.get(id)?.entry ?? false), symbol: contract.symbol, order })
    if (!adds) return
    this.entries += 1
    const right = this.options.released.find((each) => !this.used.has(each) && says(request, each))
    if (right === undefined)
      this.faults.push(`${order.action} ${order.quantity} ${contract.symbol}, order ${id}: no right`)
    else this.used.add(right)
  }

  private adds({ id, contract, order }: PlaceOrderRequest): boolean {
    const known = this.orders.get(id)
    if (known !== undefined) return known.entry && !isSmaller(order, known.order)
    const shares = order.quantity ?? Number.POSITIVE_INFINITY
    const parent = this.orders.get(order.parentId)
    if (parent !== undefined) {
      const isExit = parent.order.action !== order.action && parent.symbol === contract.symbol
      return !isExit || shares > (parent.order.quantity ?? 0)
    }
    const net = this.options.net(order.account, contract.symbol)
    const reduces = order.action === 'BUY' ? net < 0 : net > 0
    return !reduces || shares > Math.abs(net)
  }
}

/** The same order, of as many shares or fewer. */
function isSmaller(now: WireOrder, before: WireOrder): boolean {
  const { action, type, limitPrice, auxPrice, account } = now
  const isSame =
    action === before.action &&
    type === before.type &&
    limitPrice === before.limitPrice &&
    auxPrice === before.auxPrice &&
    account === before.account
  return isSame && (now.quantity ?? Number.POSITIVE_INFINITY) <= (before.quantity ?? 0)
}

/** Whether a message says what was released, to the last term. */
function says({ contract, order }: PlaceOrderRequest, released: OrderRequest): boolean {
  const { ref, account, symbol, action, quantity, pricing } = released
  return (
    order.orderRef === ref &&
    order.account === account &&
    contract.symbol === symbol &&
    order.action === action &&
    order.quantity === quantity &&
    order.type === pricing.type &&
    (pricing.type !== 'LMT' || order.limitPrice === pricing.limit) &&
    (pricing.type !== 'STP' || order.auxPrice === pricing.stop)
  )
}
