import { type Contract, type EventName, IBApi, type ScannerSubscription } from '@stoqey/ib'
import type { Connection } from '../../../../../../src-main/broker/connection.ts'
import type {
  Call,
  IbkrLink,
  LinkError,
  LinkState,
  SendClass,
  SyncReason,
} from '../../../../../../src-main/broker/ibkr/link.ts'
import { utcMs } from '../../../../../../src-shared/domain/time.ts'
import type { HeldClock } from './held-clock.ts'

/** What was asked of TWS. */
export type Asked =
  | {
      readonly kind: 'history'
      readonly id: number
      readonly contract: Contract
      readonly end: string
      readonly duration: string
      readonly barSize: string
      readonly keep: boolean
      readonly at: number
    }
  | { readonly kind: 'quotes'; readonly id: number; readonly contract: Contract; readonly at: number }
  | { readonly kind: 'contract'; readonly id: number; readonly contract: Contract; readonly at: number }
  | { readonly kind: 'scan'; readonly id: number; readonly subscription: ScannerSubscription; readonly at: number }
  | { readonly kind: 'data-type'; readonly id: number; readonly at: number }
  | { readonly kind: 'cancel-history'; readonly id: number; readonly at: number }
  | { readonly kind: 'cancel-quotes'; readonly id: number; readonly at: number }
  | { readonly kind: 'cancel-scan'; readonly id: number; readonly at: number }
export type AskedKind = Asked['kind']

/** The client library without its socket: it keeps what it was asked. */
class RecordingApi extends IBApi {
  private readonly record: (asked: Asked) => void
  private readonly clock: HeldClock

  constructor(clock: HeldClock, record: (asked: Asked) => void) {
    super({ host: '127.0.0.1', port: 1, clientId: 1, maxReqPerSec: 1_000 })
    this.record = record
    this.clock = clock
  }

  override reqHistoricalData(...args: Parameters<IBApi['reqHistoricalData']>): IBApi {
    const [id, contract, end, duration, barSize, , , , keep] = args
    this.record({
      ...{ kind: 'history', id, contract, end: end ?? '', duration, barSize, keep, at: this.clock.monotonic() },
    })
    return this
  }

  override cancelHistoricalData(id: number): IBApi {
    return this.note('cancel-history', id)
  }

  override reqMktData(...[id, contract]: Parameters<IBApi['reqMktData']>): IBApi {
    this.record({ kind: 'quotes', id, contract, at: this.clock.monotonic() })
    return this
  }

  override cancelMktData(id: number): IBApi {
    return this.note('cancel-quotes', id)
  }

  override reqMarketDataType(type: number): IBApi {
    return this.note('data-type', type)
  }

  override reqContractDetails(id: number, contract: Contract): IBApi {
    this.record({ kind: 'contract', id, contract, at: this.clock.monotonic() })
    return this
  }

  override reqScannerSubscription(...[id, subscription]: Parameters<IBApi['reqScannerSubscription']>): IBApi {
    this.record({ kind: 'scan', id, subscription, at: this.clock.monotonic() })
    return this
  }

  override cancelScannerSubscription(id: number): IBApi {
    return this.note('cancel-scan', id)
  }

  private note(kind: 'cancel-history' | 'cancel-quotes' | 'cancel-scan' | 'data-type', id: number): this {
    this.record({ kind, id, at: this.clock.monotonic() })
    return this
  }
}

type Step = (reason: SyncReason) => Promise<boolean>

/** A link whose other end is the test. */
export class RecordingLink implements IbkrLink {
  readonly client = 1
  readonly time: HeldClock
  readonly asked: Asked[] = []
  readonly reports: string[] = []
  /** Told of each message, at once. */
  onAsked: (asked: Asked) => void = () => {}
  private readonly api: IBApi
  private readonly events = new Map<string, Set<(...args: never[]) => void>>()
  private readonly errors = new Map<number, Set<(error: LinkError) => void>>()
  private readonly connections = new Set<(connection: Connection) => void>()
  private readonly notices = new Set<(notice: { readonly code: number; readonly message: string }) => void>()
  private readonly steps: { readonly order: number; readonly step: Step }[] = []
  private current: Connection = { state: 'disconnected', reason: 'not begun' }
  private requestId = 1_000

  constructor(clock: HeldClock) {
    this.time = clock
    this.api = new RecordingApi(clock, (asked) => {
      this.asked.push(asked)
      this.onAsked(asked)
    })
  }

  connection(): Connection {
    return this.current
  }

  state(): LinkState {
    return {
      ...this.current,
      ...{ host: '127.0.0.1', port: 7497, client: this.client, accounts: [], serverVersion: 193 },
      ...{ attempts: 0, nextAttempt: null, outgoing: { perSecond: 0, waiting: 0 }, latency: null, skew: null },
      ...{ farmsDown: [], messages: [] },
    }
  }

  /** Listeners that are left, of every kind. */
  get listeners(): number {
    const sizes = [...this.events.values(), ...this.errors.values()].map(({ size }) => size)
    return sizes.reduce((sum, size) => sum + size, this.connections.size + this.notices.size + this.steps.length)
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    this.connections.add(listener)
    return () => this.connections.delete(listener)
  }

  onChange(): () => void {
    return () => {}
  }

  accounts(): [] {
    return []
  }

  on(event: EventName, listener: (...args: never[]) => void): () => void {
    const set = this.events.get(event) ?? new Set()
    this.events.set(event, set.add(listener))
    return () => set.delete(listener)
  }

  onError(id: number, listener: (error: LinkError) => void): () => void {
    const set = this.errors.get(id) ?? new Set()
    this.errors.set(id, set.add(listener))
    return () => set.delete(listener)
  }

  onNotice(listener: (notice: { readonly code: number; readonly message: string }) => void): () => void {
    this.notices.add(listener)
    return () => this.notices.delete(listener)
  }

  send(_sendClass: SendClass, call: Call): (() => boolean) | null {
    if (!this.isConnected()) return null
    call(this.api)
    return () => false
  }

  sendNow(): boolean {
    return false
  }

  brokerTime(): ReturnType<IbkrLink['brokerTime']> {
    return Promise.resolve({ ok: true, value: utcMs(Math.floor(this.time.now() / 1_000) * 1_000) })
  }

  nextRequestId(): number {
    this.requestId += 1
    return this.requestId
  }

  takeOrderId(): null {
    return null
  }

  noteOrderId(): void {}

  onSynchronise(order: number, step: Step): () => void {
    const entry = { order, step }
    this.steps.push(entry)
    return () => this.steps.splice(this.steps.indexOf(entry), 1)
  }

  report(_severity: 'info' | 'warning' | 'error', text: string): void {
    this.reports.push(text)
  }

  /** An event of the client library. */
  emit(event: EventName, ...args: unknown[]): void {
    for (const listener of [...(this.events.get(event) ?? [])]) Reflect.apply(listener, undefined, args)
  }

  /** An error to a request; nothing when nobody listens. */
  fail(id: number, code: number, message: string): void {
    for (const listener of [...(this.errors.get(id) ?? [])]) listener({ id, code, message, advancedReject: null })
  }

  setState(state: Connection['state']): void {
    this.current = { state, reason: `it is ${state}` }
    for (const listener of [...this.connections]) listener(this.current)
  }

  async synchronise(reason: SyncReason): Promise<boolean> {
    this.setState('synchronising')
    if (reason === 'data-lost') for (const listener of [...this.notices]) listener({ code: 1101, message: 'data lost' })
    for (const { step } of [...this.steps]) if (!(await step(reason))) return false
    this.setState('ready')
    return true
  }

  async connect(): Promise<void> {
    this.setState('connecting')
    this.setState('handshaking')
    await this.synchronise('connected')
  }

  /** What was asked, of one kind. */
  of<Kind extends AskedKind>(kind: Kind): Extract<Asked, { readonly kind: Kind }>[] {
    return this.asked.filter((asked): asked is Extract<Asked, { readonly kind: Kind }> => asked.kind === kind)
  }

  private isConnected(): boolean {
    return ['synchronising', 'ready', 'degraded'].includes(this.current.state)
  }
}
