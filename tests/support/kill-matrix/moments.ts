import type { WireField } from '../../../src-main/simulator/tws-server/service.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import type { LiveFloor } from '../session/live-floor.ts'

/** Messages of a client about orders, by their number. */
const ASKED: Readonly<Record<string, string>> = { 3: 'order', 4: 'cancel' }
/** Messages to a client about orders. */
const ANSWERED: Readonly<Record<string, string>> = {
  3: 'order status',
  4: 'error',
  5: 'open order',
  11: 'execution',
  59: 'commission',
}
/** Moments of one name that count. */
const MOST_OF_A_KIND = 4
/** What an answer takes to its client, operator ms: long enough for a moment at which it is on its way. */
const ON_ITS_WAY_MS = 300

/**
 * The moments of a stretch of trading, each with what it is: after each fact is written down, before and after each
 * message about an order arrives, and while the answers are on their way. At one of them the process is killed.
 */
export class Moments {
  /** What the newest one is. */
  last: string | null = null
  private count = 0
  private readonly live: LiveFloor
  private readonly killAt: number
  private readonly kill: () => void
  private readonly times = new Map<string, number>()
  private counting = false
  private killed = false

  /** @param killAt number of the moment at which `kill` is called, from 1 */
  constructor(live: LiveFloor, killAt: number, kill: () => void) {
    this.live = live
    this.killAt = killAt
    this.kill = kill
  }

  get over(): boolean {
    return this.killed
  }

  /** Counts from now on. @returns ends it */
  begin(): () => void {
    this.counting = true
    const { gateway, time } = this.live.floor
    this.live.observer.onTrading = (event) => this.come(`after ${nameOf(event)}`)
    const end = gateway.intercept({
      incoming: (_session, fields, pass) => {
        // What a process sent before it died and nobody has read yet may be lost with it; afterwards it sends nothing.
        if (this.killed) return
        const what = ASKED[fields[0] ?? '']
        if (what === undefined) {
          pass(fields)
          return
        }
        const name = `${what} ${this.orderOf(fields)}`
        this.come(`before ${name} arrives`)
        if (this.killed) return
        pass(fields)
        this.come(`after ${name} has arrived`)
      },
      outgoing: (_session, fields, pass) => {
        const what = ANSWERED[String(fields[0])]
        if (what !== undefined) this.come(`${what} ${this.orderOf(fields)} on its way`)
        // All of them take as long: none overtakes another.
        if (this.killed) pass(fields)
        else time.after(ON_ITS_WAY_MS, () => pass(fields))
      },
    })
    return () => {
      this.counting = false
      end()
    }
  }

  private come(name: string): void {
    if (!this.counting || this.killed) return
    const times = (this.times.get(name) ?? 0) + 1
    this.times.set(name, times)
    // What is asked and answered every few seconds comes without end.
    if (times > MOST_OF_A_KIND) return
    this.last = name
    this.count += 1
    if (this.count !== this.killAt) return
    this.killed = true
    this.kill()
  }

  /** Its role, by the reference of an order that is among the fields, or its number. */
  private orderOf(fields: readonly WireField[]): string {
    const refs = [...this.live.state.live.keys(), ...this.live.state.over.keys()]
    const ref = refs.find((each) => fields.some((field) => String(field) === each))
    return ref === undefined ? `#${String(fields[1])}` : roleOf(ref)
  }
}

const roleOf = (ref: string): string => ref.split('-').slice(1).join('-')

function nameOf(event: TradingEvent): string {
  switch (event.kind) {
    case 'broker-order':
      return `${event.kind} ${roleOf(event.report.ref ?? '')} ${event.report.status} ${event.report.filled}`
    case 'execution':
      return `${event.kind} of ${event.execution.shares} for ${roleOf(event.execution.ref ?? '')}`
    case 'reduction-intent':
      return `${event.kind} ${roleOf(event.order.ref)}`
    case 'cancel-intent':
    case 'change-intent':
    case 'cancel-wanted':
      return `${event.kind} ${roleOf(event.ref)}`
    default:
      return event.kind
  }
}
