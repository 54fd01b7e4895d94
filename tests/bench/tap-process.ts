import { type FrameTap, tapFrames } from '../support/frame-tap.ts'

/** Stands on the line between a client and a gateway, in a process of its own: it says when an order's bytes were there. */

export type TapTask = { readonly do: 'open'; readonly gateway: number } | { readonly do: 'report' }

/** An order that was sent, or the id of one that was cancelled; and when, on the machine's monotonic clock, ms. */
export interface TappedOrder {
  readonly kind: 'place' | 'cancel'
  readonly ref: string
  readonly at: number
}

export interface TapReport {
  readonly port: number
  /** Since the last report. */
  readonly orders: readonly TappedOrder[]
}

/** That of the gateway. */
const VERSION = 193
const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6

let tap: FrameTap | null = null
let orders: TappedOrder[] = []

async function run(task: TapTask): Promise<void> {
  if (task.do === 'open') {
    tap = await tapFrames(task.gateway, VERSION, (request) => {
      const at = monotonic()
      if (request.kind === 'place-order') orders.push({ kind: 'place', ref: request.order.orderRef, at })
      if (request.kind === 'cancel-order') orders.push({ kind: 'cancel', ref: String(request.id), at })
    })
  }
  const report: TapReport = { port: tap?.port ?? 0, orders }
  orders = []
  process.send?.(report)
}

process.on('message', (task: TapTask) => void run(task))
process.on('disconnect', () => process.exit(0))
