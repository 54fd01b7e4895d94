import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import { SEND_CLASSES, type SendClass, type Withdraw } from '../link.ts'

/** How many messages may leave in any second, and how many of them are kept for what is in a hurry. */
export interface SendRate {
  readonly most: number
  readonly forCancels: number
  /** Of what is not for cancels, kept for orders: an entry leaves at once or not at all. None when left out. */
  readonly forOrders?: number
}

/** IBKR takes 50 messages a second; some distance is kept, because the network can bunch what left evenly. */
const TWS_RATE: SendRate = { most: 45, forCancels: 25, forOrders: 5 }
const WINDOW_MS = 1_000

export interface SendQueue<Message> {
  /** Sends when its turn has come, at once if it has. */
  put(sendClass: SendClass, message: Message): Withdraw
  /**
   * @param count messages that it makes
   * @returns false, and nothing is kept, unless all of them can leave at once
   */
  putNow(sendClass: SendClass, message: Message, count?: number): boolean
  /** Messages of the last second, and those that wait. */
  load(): { readonly perSecond: number; readonly waiting: number }
  /** Nothing but cancels leaves for so long (operator ms): TWS complained of the rate. */
  holdBack(ms: number): void
  /** @returns what never left, in the order in which it would have. Nothing leaves afterwards. */
  close(): Message[]
}

interface Waiting<Message> {
  readonly message: Message
}

/**
 * What leaves for TWS over one connection, in turn: cancels first, then orders, account and data requests, each class in
 * the order in which it came. In any second there are at most 45 messages, 20 of them other than cancels and 15 of them
 * neither cancels nor orders: a cancel never waits for anything but other cancels, an order for nothing but orders and
 * cancels.
 */
export function createSendQueue<Message>(options: {
  readonly time: OperatorTime
  /** @returns how many messages left with it */
  readonly send: (message: Message) => number
  /** The load has changed. */
  readonly changed?: () => void
  readonly rate?: SendRate
}): SendQueue<Message> {
  const { time, rate = TWS_RATE } = options
  const lines: Readonly<Record<SendClass, Waiting<Message>[]>> = { cancel: [], order: [], account: [], data: [] }
  /** When each message of the last second left, oldest first. */
  const left: number[] = []
  const othersLeft: number[] = []
  let heldUntil = Number.NEGATIVE_INFINITY
  let closed = false
  let sending = false
  let stopTimer: Disposer | null = null

  function forget(now: number): void {
    while (left[0] !== undefined && now - left[0] >= WINDOW_MS) left.shift()
    while (othersLeft[0] !== undefined && now - othersLeft[0] >= WINDOW_MS) othersLeft.shift()
  }

  /** Operator ms until so many messages of this class may leave; 0: now. */
  function waitFor(sendClass: SendClass, now: number, count = 1): number {
    const nth = (moments: readonly number[], most: number): number => {
      const blocking = moments[moments.length - most + count - 1]
      return blocking === undefined ? 0 : blocking + WINDOW_MS - now
    }
    const total = nth(left, rate.most)
    if (sendClass === 'cancel') return Math.max(0, total)
    const kept = rate.forCancels + (sendClass === 'order' ? 0 : (rate.forOrders ?? 0))
    return Math.max(0, total, nth(othersLeft, rate.most - kept), heldUntil - now)
  }

  const nextClass = (): SendClass | undefined => SEND_CLASSES.find((sendClass) => lines[sendClass].length > 0)

  function leave(sendClass: SendClass, message: Message, now: number): void {
    sending = true
    try {
      for (let count = options.send(message); count > 0; count--) {
        left.push(now)
        if (sendClass !== 'cancel') othersLeft.push(now)
      }
    } finally {
      sending = false
    }
  }

  function pump(): void {
    // A message that is put while another leaves waits for it: the client library must not be entered twice.
    if (sending) return
    stopTimer?.()
    stopTimer = null
    for (let sendClass = nextClass(); sendClass !== undefined && !closed; sendClass = nextClass()) {
      const now = time.monotonic()
      forget(now)
      const wait = waitFor(sendClass, now)
      if (wait > 0) {
        stopTimer = time.after(Math.ceil(wait), pump)
        break
      }
      const next = lines[sendClass].shift()
      if (next !== undefined) leave(sendClass, next.message, now)
    }
    options.changed?.()
  }

  return {
    put(sendClass, message) {
      const waiting: Waiting<Message> = { message }
      lines[sendClass].push(waiting)
      pump()
      return () => {
        const index = lines[sendClass].indexOf(waiting)
        if (index < 0) return false
        lines[sendClass].splice(index, 1)
        options.changed?.()
        return true
      }
    },
    putNow(sendClass, message, count = 1) {
      if (closed || sending) return false
      const now = time.monotonic()
      forget(now)
      const before = SEND_CLASSES.slice(0, SEND_CLASSES.indexOf(sendClass) + 1)
      if (before.some((earlier) => lines[earlier].length > 0) || waitFor(sendClass, now, count) > 0) return false
      leave(sendClass, message, now)
      pump()
      return true
    },
    load() {
      forget(time.monotonic())
      const waiting = SEND_CLASSES.reduce((sum, sendClass) => sum + lines[sendClass].length, 0)
      return { perSecond: left.length, waiting }
    },
    holdBack(ms) {
      heldUntil = Math.max(heldUntil, time.monotonic() + ms)
    },
    close() {
      closed = true
      stopTimer?.()
      stopTimer = null
      return SEND_CLASSES.flatMap((sendClass) => lines[sendClass].splice(0).map(({ message }) => message))
    },
  }
}
