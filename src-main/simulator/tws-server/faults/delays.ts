import type { GatewayTime } from '../service.ts'
import type { Connection } from '../sessions/connection.ts'

type Direction = 'to-client' | 'from-client'

interface Delay {
  readonly direction: Direction
  /** Null: all. */
  readonly kinds: ReadonlySet<string> | null
  readonly ms: number
  /** Nothing more is delayed, but for what comes after something that still waits. */
  over: boolean
  readonly waiting: Map<Connection, (() => void)[]>
  readonly newest: Map<Connection, number>
}

/** Holds messages back for a while, those of one connection in their order. */
export class Delays {
  private readonly operator: GatewayTime
  private delays: Delay[] = []
  private readonly timers = new Set<() => void>()

  constructor(operator: GatewayTime) {
    this.operator = operator
  }

  /** @returns ends it: what waits still comes at its time */
  add(direction: Direction, kinds: readonly string[] | null, ms: number): () => void {
    const delay: Delay = {
      direction,
      kinds: kinds === null ? null : new Set(kinds),
      ms,
      over: false,
      waiting: new Map(),
      newest: new Map(),
    }
    this.delays.push(delay)
    return () => {
      delay.over = true
      this.forgetIdle()
    }
  }

  /** Passes a message on, now or later. @param kind null: a message without a name */
  pass(direction: Direction, session: Connection, kind: string | null, pass: () => void): void {
    const delay = this.delays.find((one) => concerns(one, direction, kind) && (!one.over || one.waiting.has(session)))
    if (delay === undefined) pass()
    else this.hold(delay, session, pass)
  }

  /** What waits is lost. */
  close(): void {
    for (const cancel of this.timers) cancel()
    this.timers.clear()
    this.delays = []
  }

  private hold(delay: Delay, session: Connection, pass: () => void): void {
    const { operator, timers } = this
    const now = operator.monotonic()
    const due = Math.max(delay.over ? now : now + delay.ms, delay.newest.get(session) ?? now)
    delay.newest.set(session, due)
    const waiting = delay.waiting.get(session)
    if (waiting === undefined) delay.waiting.set(session, [pass])
    else waiting.push(pass)
    // Whichever timer runs first, the oldest message leaves first.
    const cancel = operator.after(due - now, () => {
      timers.delete(cancel)
      this.release(delay, session)
    })
    timers.add(cancel)
  }

  private release(delay: Delay, session: Connection): void {
    const waiting = delay.waiting.get(session)
    const pass = waiting?.shift()
    if (waiting?.length === 0) {
      delay.waiting.delete(session)
      delay.newest.delete(session)
      this.forgetIdle()
    }
    pass?.()
  }

  private forgetIdle(): void {
    this.delays = this.delays.filter(({ over, waiting }) => !over || waiting.size > 0)
  }
}

const concerns = (delay: Delay, direction: Direction, kind: string | null): boolean =>
  delay.direction === direction && (delay.kinds === null || (kind !== null && delay.kinds.has(kind)))
