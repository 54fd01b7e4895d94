import { SECOND_MS } from '../../../../src-shared/domain/time.ts'

/** One request for history, as IBKR's pacing looks at it. */
export interface PacedAsk {
  /** What IBKR takes for the same contract, exchange and tick type. */
  readonly contract: string
  /** What IBKR takes for the same request. */
  readonly identity: string
  /** Bars of 30 seconds or less. */
  readonly short: boolean
  /** Kept up to date by TWS, so open for as long as it is followed. */
  readonly stream: boolean
}

/** Open at a time, all kinds together. IBKR's limit is 50; some are left to whoever else uses the connection. */
export const OPEN_MOST = 45
/** Kept up to date at a time. */
export const STREAMS_MOST = 40
/** Asked for and not answered, at a time. Larger bars have no hard limit, but TWS slows down. */
const IN_FLIGHT_MOST = 6

/** The network can bring two requests closer together than they left. */
const MARGIN_MS = 500
const SAME_REQUEST_MS = 15 * SECOND_MS + MARGIN_MS
const SAME_CONTRACT = { ms: 2 * SECOND_MS + MARGIN_MS, most: 5 }
const ALL_SHORT = { ms: 600 * SECOND_MS + MARGIN_MS, most: 60 }

interface Started {
  /** Monotonic ms. */
  at: number
  readonly contract: string
  readonly identity: string
}

/** A request that has been let go: to be told when it leaves the process, when it is answered, and when it is over. */
export interface Passage {
  left(now: number): void
  answered(): void
  over(): void
}

/**
 * IBKR's rules for history, as documented: for bars ≤ 30 s no identical request within 15 s, fewer than six for one
 * contract in 2 s, at most 60 in ten minutes; never more than 50 open. Times are monotonic ms.
 */
export class HistoryPacing {
  /** Short-bar requests of the last ten minutes, oldest first. */
  private started: Started[] = []
  private heldUntil = Number.NEGATIVE_INFINITY
  private openCount = 0
  private flying = 0
  private streaming = 0

  get open(): number {
    return this.openCount
  }
  get streams(): number {
    return this.streaming
  }

  /**
   * How long a request has to wait.
   * @returns ms, 0: it may go; null: until another one has ended
   */
  wait(ask: PacedAsk, now: number): number | null {
    if (this.openCount >= OPEN_MOST || this.flying >= IN_FLIGHT_MOST) return null
    if (ask.stream && this.streaming >= STREAMS_MOST) return null
    const held = Math.max(0, this.heldUntil - now)
    return ask.short ? Math.max(held, this.shortWait(ask, now)) : held
  }

  /** Lets a request go; `wait` must have been 0. */
  pass(ask: PacedAsk, now: number): Passage {
    const started: Started = { at: now, contract: ask.contract, identity: ask.identity }
    if (ask.short) this.started.push(started)
    this.openCount += 1
    this.flying += 1
    if (ask.stream) this.streaming += 1
    let flies = true
    let open = true
    const answered = (): void => {
      if (!flies) return
      flies = false
      this.flying -= 1
    }
    return {
      left: (at) => {
        started.at = at
      },
      answered,
      over: () => {
        answered()
        if (!open) return
        open = false
        this.openCount -= 1
        if (ask.stream) this.streaming -= 1
      },
    }
  }

  /** IBKR complained: nothing goes for that long. */
  hold(ms: number, now: number): void {
    this.heldUntil = Math.max(this.heldUntil, now + ms)
  }

  private shortWait(ask: PacedAsk, now: number): number {
    this.started = this.started.filter(({ at }) => now - at < ALL_SHORT.ms)
    const same = this.started.filter(({ identity }) => identity === ask.identity)
    const contract = this.started.filter(({ contract }) => contract === ask.contract)
    return Math.max(
      untilRoom(same, 1, SAME_REQUEST_MS, now),
      untilRoom(contract, SAME_CONTRACT.most, SAME_CONTRACT.ms, now),
      untilRoom(this.started, ALL_SHORT.most, ALL_SHORT.ms, now),
    )
  }
}

/** ms until fewer than `most` of the requests lie within the last `ms`. */
function untilRoom(started: readonly Started[], most: number, ms: number, now: number): number {
  const times = started.map(({ at }) => at).sort((a, b) => a - b)
  const binding = times[times.length - most]
  return binding === undefined ? 0 : Math.max(0, binding + ms - now)
}
