import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { Connection } from '../../connection.ts'
import type { IbkrLink, LinkError, LinkState } from '../link.ts'
import { type Attempt, beginAttempt, NOT_CONNECTED } from './attempt.ts'
import { createFarms } from './farms.ts'
import { createIncoming } from './incoming.ts'
import { createLife } from './life.ts'
import { createContain, createListeners } from './listeners.ts'
import { isConnected } from './machine.ts'
import { createMessages } from './messages.ts'
import { createOrderIds, FIRST_REQUEST_ID } from './order-ids.ts'
import type { SendRate } from './send-queue.ts'
import { createSynchroniser } from './synchroniser.ts'

export interface LinkOptions {
  readonly host: string
  readonly port: number
  /** Client id: the same at every attempt, so that our orders stay ours. */
  readonly client: number
  readonly time: OperatorTime
  /** Evenly spread in [0, 1): spreads the attempts of many cockpits. */
  readonly random: () => number
  /** Market time, against which the broker's clock is held. */
  readonly marketNow: () => UtcMs
  /** How fast messages may leave; by default as IBKR asks for. A gateway of our own need not be spared. */
  readonly rate?: SendRate
  /**
   * The private gateway of the demo marks how far market time has come after each of its steps: told in order with
   * everything else that it sends.
   */
  readonly onMark?: (marketTime: UtcMs) => void
}

/** The link as its owner holds it. */
export interface Link extends IbkrLink {
  /** Begins, and goes on trying until it is closed. While it waits for the next attempt: tries at once. */
  connect(): void
  /** Ends the connection and everything that waits for it; after that last state nothing is sent or told. */
  close(): void
  /** Registered listeners and steps of all kinds: what owners forget shows here. */
  listenerCount(): number
}

/** The one way to a TWS or IB Gateway. It opens nothing before `connect`. */
export function openLink(options: LinkOptions): Link {
  const { host, client, time } = options
  const failed = (error: unknown): void =>
    report('error', `A fault in the cockpit: ${error instanceof Error ? error.message : String(error)}`)
  const contain = createContain(failed)

  const connections = createListeners<'connection', [Connection]>(contain)
  const changes = createListeners<'change', []>(contain)
  const events = createListeners<string, never[]>(contain)
  const errors = createListeners<number, [LinkError]>(contain)
  const notices = createListeners<'notice', [{ readonly code: number; readonly message: string }]>(contain)
  const messages = createMessages()
  const synchroniser = createSynchroniser(time, failed)
  const orderIds = createOrderIds()
  const farms = createFarms()

  let port = options.port
  let accounts: readonly AccountId[] = []
  let serverVersion: number | null = null
  let measure: { readonly latency: number; readonly skew: number } | null = null
  let attempt: Attempt | null = null
  /** 1100 came, and neither 1101 nor 1102 since. */
  let cutOff = false
  let requestIds = FIRST_REQUEST_ID

  const changed = (): void => changes.tell('change')

  function report(severity: 'info' | 'warning' | 'error', text: string, code?: number): void {
    messages.add({ at: time.now(), code: code ?? null, severity, text })
    changed()
  }

  const life = createLife(
    { host, port: () => port, client, time, random: options.random, contain, current: () => attempt },
    {
      begin,
      end,
      synchronise(reason) {
        const of = attempt
        synchroniser.run(reason, (done) => life.put(done ? 'synchronised' : 'sync-failed', of))
      },
      abandonSynchronising: synchroniser.abandon,
      farmsDown: farms.needed,
      shown(connection) {
        connections.tell('connection', connection)
        changed()
      },
      lost: (sentence) => report('warning', sentence),
    },
  )
  const connected = (): Attempt | null => (isConnected(life.phase()) ? attempt : null)

  function begin(): void {
    serverVersion = null
    try {
      attempt = open()
    } catch (error) {
      failed(error)
      life.put('nobody-answers', null)
    }
  }

  function end(): void {
    attempt?.end()
    attempt = null
    measure = null
    cutOff = false
    farms.clear()
  }

  function open(): Attempt {
    const incoming = createIncoming(time, farms, {
      phase: life.phase,
      input(input, words) {
        if (input === 'servers-lost') cutOff = true
        if (input === 'data-lost' || input === 'data-kept') cutOff = false
        life.put(input, mine, words)
      },
      tell(error) {
        const listened = errors.has(error.id)
        if (listened) errors.tell(error.id, error)
        return listened
      },
      notice: (notice) => notices.tell('notice', notice),
      message: report,
      mark: options.onMark,
      holdBack: (ms) => mine.holdBack(ms),
      resyncIds(id) {
        orderIds.note(id)
        if (isConnected(life.phase())) mine.send('account', (api) => api.reqIds())
      },
      changePort: (to) => {
        port = to
      },
    })
    const mine = beginAttempt(
      { host, port, client, time, marketNow: options.marketNow, contain, rate: options.rate, cutOff: () => cutOff },
      {
        input(input, words) {
          life.put(input, mine, words)
          if (input === 'handshake-done' && cutOff) life.put('servers-lost', mine)
        },
        serverVersion: (version) => {
          serverVersion = version
          changed()
        },
        accounts: (named) => {
          accounts = named
          changed()
        },
        nextValidId(id) {
          if (orderIds.named(id)) return
          report('warning', `TWS named ${id} as the next order number, lower than before; ours go on where they were.`)
        },
        code: (id, code, message, advancedReject) => incoming({ id, code, message, advancedReject }),
        measured(measured) {
          measure = measured
          changed()
        },
        event(name, args) {
          noteOrder(name, args)
          // Whoever listens names an event, and with it the arguments that the library documents for it.
          events.tell(name, ...(args as never[]))
        },
        changed,
      },
    )
    return mine
  }

  /** Ids of orders that this client sent, perhaps in an earlier process. */
  function noteOrder(name: string, args: readonly unknown[]): void {
    if (name !== 'openOrder' && name !== 'execDetails') return
    const [first, , third] = args
    if (typeof third !== 'object' || third === null || Reflect.get(third, 'clientId') !== client) return
    const id: unknown = name === 'openOrder' ? first : Reflect.get(third, 'orderId')
    if (typeof id === 'number') orderIds.note(id)
  }

  const state = (): LinkState => ({
    ...life.connection(),
    host,
    port,
    client,
    accounts,
    serverVersion,
    attempts: life.attempts(),
    nextAttempt: life.nextAttempt(),
    outgoing: attempt?.load() ?? { perSecond: 0, waiting: 0 },
    latency: measure?.latency ?? null,
    skew: measure?.skew ?? null,
    farmsDown: farms.down(),
    messages: messages.newest(),
  })

  return {
    client,
    time,
    connect: () => life.put('asked-to-connect', null),
    close: () => life.put('asked-to-close', null),
    connection: life.connection,
    onConnection: (listener) => connections.add('connection', listener),
    state,
    onChange: (listener) => changes.add('change', listener),
    accounts: () => accounts,
    on: (event, listener) => events.add(event, listener),
    onError: (id, listener) => errors.add(id, listener),
    onNotice: (listener) => notices.add('notice', listener),
    send: (sendClass, call) => connected()?.send(sendClass, call) ?? null,
    sendNow: (sendClass, call, messages) =>
      life.phase() === 'ready' && attempt?.sendNow(sendClass, call, messages) === true,
    brokerTime: () => connected()?.askTime() ?? Promise.resolve({ ok: false, error: NOT_CONNECTED }),
    nextRequestId: () => requestIds++,
    takeOrderId: () => (connected() === null ? null : orderIds.take()),
    noteOrderId: orderIds.note,
    onSynchronise: synchroniser.onSynchronise,
    report,
    listenerCount: () =>
      [connections, changes, events, errors, notices].reduce((sum, listeners) => sum + listeners.count(), 0) +
      synchroniser.count(),
  }
}
