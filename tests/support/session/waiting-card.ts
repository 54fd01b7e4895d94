import type { Cockpit } from '../../../src-main/session/cockpit.ts'
import type { StagedOrder } from '../../../src-main/trading/staging/staged-order.ts'
import { waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import { type DemoOptions, demoCockpit } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'

/** A windowed cockpit that stands still because a card waits. */
export interface WaitingCard {
  readonly cockpit: Cockpit
  readonly observer: WatchingObserver
  /** The card, as it is now. */
  card(): StagedOrder
}

/** Runs a demo day until the first card waits, and holds it there. */
export async function untilCardWaits(options: Omit<DemoOptions, 'observer'>): Promise<WaitingCard> {
  const observer = new WatchingObserver()
  const cockpit = demoCockpit({ flags: { speed: '100000' }, ...options, observer })
  let holds = true
  const held = new Promise<void>((resolve) => {
    observer.onTrading = (event) => {
      if (!holds || event.kind !== 'order-staged') return
      holds = false
      queueMicrotask(() => {
        cockpit.command('hold', { kind: 'clock-pause' }, 'test')
        setImmediate(resolve)
      })
    }
  })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  await held
  return {
    cockpit,
    observer,
    card() {
      const [card] = waitingBrackets(observer.session!.desk.state)
      if (card === undefined) throw new Error('no card waits')
      return card
    },
  }
}
