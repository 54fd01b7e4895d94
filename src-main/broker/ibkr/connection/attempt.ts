import { type AccountId, accountId } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import type { Call, RequestFailure, SendClass, Withdraw } from '../link.ts'
import { openInstance } from './instance.ts'
import type { Contain } from './listeners.ts'
import type { Input } from './machine.ts'
import { type Pulse, startPulse } from './pulse.ts'
import { createSendQueue, type SendRate } from './send-queue.ts'

/** Operator ms: for the socket to open, and from then on for accounts and ids, which can wait for a click in TWS. */
const OPENING_MS = 10_000
const HANDSHAKE_MS = 15_000

/** One connection, from its first byte to its last: everything that dies with it. */
export interface Attempt {
  send(sendClass: SendClass, call: Call): Withdraw
  sendNow(sendClass: SendClass, call: Call, messages?: number): boolean
  askTime(): Promise<Result<UtcMs, RequestFailure>>
  load(): { readonly perSecond: number; readonly waiting: number }
  holdBack(ms: number): void
  /** Throws the client instance away, with all that waits for it. Nothing is told afterwards. */
  end(): void
}

/** What a connection tells its link; in the order in which it happens. */
export interface AttemptEvents {
  readonly input: (input: Input, words?: string) => void
  readonly serverVersion: (version: number) => void
  readonly accounts: (accounts: readonly AccountId[]) => void
  readonly nextValidId: (id: number) => void
  /** @param id −1: not about a request or order of ours */
  readonly code: (id: number, code: number, message: string, advancedReject: unknown) => void
  readonly measured: (measure: { readonly latency: number; readonly skew: number }) => void
  /** Any event of the library, after what is told above. */
  readonly event: (name: string, args: readonly unknown[]) => void
  readonly changed: () => void
}

/** Opens a connection; the socket is opened at once, everything else follows. */
export function beginAttempt(
  options: {
    readonly host: string
    readonly port: number
    readonly client: number
    readonly time: OperatorTime
    readonly marketNow: () => UtcMs
    readonly contain: Contain
    readonly rate: SendRate | undefined
    /** Whether TWS has lost IBKR. */
    readonly cutOff: () => boolean
  },
  events: AttemptEvents,
): Attempt {
  const { time, contain } = options
  let over = false
  let opened = false
  let named = { accounts: false, id: false }
  let pulse: Pulse | null = null
  /** Messages that the library let out, and those of which it said why not. */
  let out = 0
  let refused = 0
  let stopTimer: Disposer = time.after(OPENING_MS, () => events.input('handshake-timeout'))

  const queue = createSendQueue<Call>({
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    time,
    changed: events.changed,
    send(call) {
      const before = { calls: instance.calls(), out, refused }
      contain(() => call(instance.counted))
      const left = out - before.out
      // What it neither sent nor refused the library has kept, and would send later.
      if (!over && instance.calls() - before.calls > left + refused - before.refused) events.input('not-sent')
      return left
    },
  })

  function beginToTalk(): void {
    if (over) return
    stopTimer()
    events.input('handshake-done')
    if (over) return
    pulse = startPulse({
      time,
      marketNow: options.marketNow,
      send: (call) => void queue.put('cancel', call),
      measured: events.measured,
      cutOff: options.cutOff,
      lost: () => events.input('heartbeat-lost'),
    })
    if (over) pulse.stop()
  }

  function name(what: 'accounts' | 'id'): void {
    const before = named.accounts && named.id
    named = { ...named, [what]: true }
    // Only when the library has handled the message does it let calls out instead of keeping them.
    if (!before && named.accounts && named.id) queueMicrotask(() => contain(beginToTalk))
  }

  const handlers: Readonly<Record<string, (args: readonly unknown[]) => void>> = {
    sent() {
      out++
      if (opened) return
      opened = true
      stopTimer()
      stopTimer = time.after(HANDSHAKE_MS, () => events.input('handshake-timeout'))
      events.input('socket-open')
    },
    server([version]) {
      if (typeof version === 'number' && Number.isInteger(version)) events.serverVersion(version)
    },
    managedAccounts([list]) {
      const accounts = typeof list === 'string' ? list.split(',').filter((id) => id.trim() !== '') : []
      if (accounts.length === 0) return
      events.accounts(accounts.map((id) => accountId(id.trim())))
      name('accounts')
    },
    nextValidId([id]) {
      if (typeof id !== 'number' || !Number.isSafeInteger(id)) return
      events.nextValidId(id)
      name('id')
    },
    currentTime([seconds]) {
      if (typeof seconds === 'number') pulse?.answered(seconds)
    },
    disconnected: () => events.input('socket-lost'),
    // The library tells messages without an id (−1) as `info`, and its own errors with the id −1.
    info([message, code]) {
      if (typeof code === 'number') events.code(-1, code, String(message), undefined)
    },
    error([error, code, id, advancedReject]) {
      refused++
      const message = error instanceof Error ? error.message : String(error)
      if (typeof code === 'number' && typeof id === 'number') events.code(id, code, message, advancedReject)
    },
  }

  const instance = openInstance(options, {
    told(name, args) {
      contain(() => handlers[name]?.(args))
      if (!over) contain(() => events.event(name, args))
    },
    broken: (why) => contain(() => events.input('stream-broken', why)),
  })

  return {
    send: (sendClass, call) => queue.put(sendClass, call),
    sendNow: (sendClass, call, messages) => queue.putNow(sendClass, call, messages),
    askTime: () => pulse?.ask() ?? Promise.resolve({ ok: false, error: NOT_CONNECTED }),
    load: queue.load,
    holdBack: queue.holdBack,
    end() {
      if (over) return
      over = true
      stopTimer()
      pulse?.stop()
      queue.close()
      instance.throwAway()
    },
  }
}

/** Why the broker's time is not known. */
export const NOT_CONNECTED: RequestFailure = {
  code: 'not-connected',
  message: 'TWS was not asked for its time: there is no connection.',
  error: null,
}
