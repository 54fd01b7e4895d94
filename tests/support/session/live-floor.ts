import { copyFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AttemptsFile } from '../../../src-main/config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../src-main/config/secret.ts'
import type { OperatorTime } from '../../../src-main/market/clock.ts'
import { MarketDataError } from '../../../src-main/market/market-data.ts'
import { type Cockpit, createCockpit } from '../../../src-main/session/cockpit.ts'
import type { PresenceNote } from '../../../src-main/session/cockpit-service.ts'
import type { MarketSource } from '../../../src-main/session/market/market-source.ts'
import type { ArmingKit } from '../../../src-main/session/session-arming.ts'
import type { RunningSession } from '../../../src-main/session/session-observer.ts'
import type { SteppedEvent, StepTrade } from '../../../src-main/simulator/exchange/steps.ts'
import type { GatewayOptions } from '../../../src-main/simulator/tws-server/gateway-options.ts'
import type { LedgerOrder } from '../../../src-main/trading/ledger/ledger-order.ts'
import type { DeskState } from '../../../src-main/trading/state/desk-state.ts'
import type { Command } from '../../../src-shared/contract/commands.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { type AccountId, accountId, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, SECOND_MS, type SessionDay, utcMs } from '../../../src-shared/domain/time.ts'
import { instrumentsOf, sessionsFrom } from '../engine-inputs.ts'
import { type AuditFolder, auditFolder, payloadsOf } from './audit-folder.ts'
import { configurationOf, defaultProfile } from './demo-cockpit.ts'
import { type HeldFloor, openHeldFloor } from './held-floor.ts'
import { heldSource } from './held-source.ts'
import { WatchingObserver } from './watching-observer.ts'

export const TOKEN = 'Grüne Gurke 12'
export const ACCOUNT: AccountId = accountId('DU1000001')
export const AAPL = ticker('AAPL')

const instruments = instrumentsOf('SPY', 'AAPL', 'NVDA')
const PRICES: Readonly<Record<string, number>> = { SPY: 400, AAPL: 100, NVDA: 200 }
const STEP_MS = 5 * SECOND_MS
/** How long the market goes on after the cockpit has come in. */
const MINUTES = 45
const LIVE = { dryRun: 'false', liveEnabled: 'true' }

export interface LiveFloorOptions {
  /** Minutes after the open at which the cockpit comes in. */
  readonly from?: number
  readonly gateway?: Partial<GatewayOptions>
  readonly flags?: Readonly<Record<string, unknown>>
  /** Its market time is that of this world. */
  readonly inRealTime?: boolean
  /** Null: none is configured. */
  readonly token?: string | null
  readonly observer?: WatchingObserver
  readonly afterSlot?: () => Promise<void>
  readonly kit?: Partial<ArmingKit>
}

interface Start {
  readonly flags?: Readonly<Record<string, unknown>>
  readonly database?: string
  readonly observer?: WatchingObserver
  /** A new run. */
  readonly fresh?: boolean
  /** Why nothing can be decided on the market; its accounts are there. */
  readonly undecidable?: string | null
  /** As soon as this is so time stands; by default when the session trades. */
  readonly until?: (state: WatchingObserver['state']) => boolean
}

const isTrading = (state: WatchingObserver['state']): boolean => state?.phase === 'running'

/** What the market does from a moment on. */
type PriceAt = (symbol: Ticker, time: number) => number

/**
 * A day before, and a day on which prices lie where `priceAt` puts them. What happens in it is made when it is looked at,
 * so that a test can move prices.
 */
export function quietMarket(sessions: readonly SessionDay[], until: number, priceAt: PriceAt): SteppedEvent[] {
  const events: SteppedEvent[] = []
  for (const day of sessions) {
    events.push({ kind: 'session', day })
    for (let start: number = day.open; start < Math.min(day.close, until); start += ENGINE_BAR_MS) {
      const times = Array.from({ length: ENGINE_BAR_MS / STEP_MS }, (_, index) => start + (index + 1) * STEP_MS)
      for (const time of times) {
        events.push({
          kind: 'step',
          time: utcMs(time - 1),
          get trades(): StepTrade[] {
            return instruments.map(({ symbol }) => ({ symbol, price: priceAt(symbol, time), shares: 5_000 }))
          },
        })
      }
      for (const { symbol } of instruments) {
        events.push({
          kind: 'bar',
          symbol,
          get bar(): Bar {
            const prices = times.map((time) => priceAt(symbol, time))
            const [open, high, low, close] = [prices[0]!, Math.max(...prices), Math.min(...prices), prices.at(-1)!]
            return { start: utcMs(start), open, high, low, close, volume: 5_000 * prices.length }
          },
        })
      }
      events.push({ kind: 'slot-end', time: utcMs(start + ENGINE_BAR_MS) })
    }
  }
  return events
}

/** Around its price a symbol goes up and down by a few cents. */
export const wiggle = (symbol: Ticker, time: number): number => {
  const cents = [0, 4, 9, 12, 7, 2, -5, -9, -11, -6, -3][Math.floor(time / STEP_MS) % 11]!
  return Math.round(PRICES[symbol]! * 100 + cents) / 100
}

/**
 * A cockpit on an account of the simulated gateway, through the real adapter and a socket. Time stands until a test
 * lets it pass, and whatever follows from it has happened by then.
 */
export class LiveFloor {
  readonly folder: AuditFolder = auditFolder()
  readonly database = this.folder.file('live')
  readonly attempts = `${this.database}.attempts`
  floor!: HeldFloor
  cockpit!: Cockpit
  observer = new WatchingObserver()
  /** What the wall clock is set forward by, ms. */
  wallShift = 0
  /** Dollars that AAPL is moved by from now on. */
  shift = 0
  /** Called at each step of the time that passes. */
  onStride: () => void = () => {}
  private readonly options: LiveFloorOptions
  private budget = 0
  private released = true
  private resume: () => void = () => {}
  private idle: () => void = () => {}
  private commands = 0

  private constructor(options: LiveFloorOptions) {
    this.options = options
  }

  /** @returns with a session that trades, in dry run */
  static async open(options: LiveFloorOptions = {}): Promise<LiveFloor> {
    const made = new LiveFloor(options)
    await made.connect()
    await made.start()
    return made
  }

  get sessions(): readonly SessionDay[] {
    return sessionsFrom('2024-01-03', '2024-01-04')
  }

  get session(): RunningSession {
    return this.observer.session!
  }

  get state(): DeskState {
    return this.session.desk.state
  }

  private async connect(): Promise<void> {
    const { from = 12, gateway } = this.options
    const day = this.sessions.at(-1)!
    const end = day.open + (from + MINUTES) * MINUTE_MS
    const events = quietMarket(this.sessions, end, (symbol, time) =>
      symbol === AAPL ? wiggle(symbol, time) + this.shift : wiggle(symbol, time),
    )
    this.floor = await openHeldFloor({
      symbols: instruments.map(({ symbol }) => symbol),
      sessions: this.sessions,
      events,
      start: utcMs(day.open + from * MINUTE_MS),
      gateway: { accounts: [{ id: ACCOUNT, cash: 200_000 }], ...gateway },
    })
    this.floor.link.connect()
  }

  /** A cockpit begins on the files and the gateway that are there. */
  async start({
    flags = {},
    database = this.database,
    observer,
    fresh = false,
    undecidable = null,
    until = isTrading,
  }: Start = {}): Promise<void> {
    const { token = TOKEN, afterSlot } = this.options
    this.observer = observer ?? this.options.observer ?? new WatchingObserver()
    this.released = true
    this.cockpit = createCockpit({
      source: undecidable === null ? this.source() : this.undecidableSource(undecidable),
      database,
      ...(afterSlot === undefined ? {} : { afterSlot }),
      observer: this.observer,
      profile: defaultProfile(),
      loaded: configurationOf({ ...LIVE, ...this.options.flags, ...flags }),
      app: 'test',
      headless: false,
      fresh,
      slowWhileWaiting: false,
      time: this.time(),
      kit: {
        token: new OrderTokenStore(token === null ? null : new Secret(token), NO_KEYCHAIN),
        attempts: new AttemptsFile(this.attempts),
        probeMissing: () => null,
        ownAccount: () => ({ ok: true, value: () => {} }),
        ...this.options.kit,
      },
    })
    const started = this.cockpit.start()
    if (!started.ok) throw new Error(started.error.message)
    const idle = new Promise<void>((resolve) => {
      this.idle = resolve
    })
    void this.observer
      .until(() => until(this.observer.state))
      .then(() => {
        this.released = false
      })
    await Promise.race([idle, this.cockpit.finished.then((end) => Promise.reject(new Error(JSON.stringify(end))))])
    if (until === isTrading) await this.pass(5 * SECOND_MS)
  }

  private source(): MarketSource {
    const { floor } = this
    const source = heldSource({
      live: floor.live,
      accounts: { broker: floor.broker, listed: (symbol) => floor.live.listed(symbol), openDoor: floor.openDoor },
      instruments,
      sessions: this.sessions,
      now: floor.now,
      pass: (ms) => this.passForSource(ms),
      isOver: () => false,
    })
    return { ...source, inRealTime: this.options.inRealTime ?? false }
  }

  private undecidableSource(why: string): MarketSource {
    const { broker, live, openDoor } = this.floor
    const passing = (): Promise<void> => this.passForSource(STEP_MS)
    return {
      ...this.source(),
      async *run(stage) {
        openDoor(stage.redeem)
        stage.accounts({ broker, listed: (symbol) => live.listed(symbol) })
        stage.undecidable(new MarketDataError(why))
        while (!stage.over.aborted) await passing()
      },
    }
  }

  private time(): OperatorTime {
    const { time } = this.floor
    return {
      now: () => utcMs(time.now() + this.wallShift),
      monotonic: () => time.monotonic(),
      after: (ms, run) => time.after(ms, run),
    }
  }

  private async passForSource(ms: number): Promise<void> {
    while (this.budget <= 0 && !this.released) {
      this.idle()
      await new Promise<void>((resolve) => {
        this.resume = resolve
      })
    }
    const part = this.released ? ms : Math.min(ms, this.budget)
    this.budget = Math.max(0, this.budget - part)
    await this.floor.pass(part, () => this.onStride())
  }

  /** So much time passes, market and operator time alike, and the session has taken in all of it. */
  async pass(ms: number): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.idle = resolve
    })
    this.budget += ms
    this.resume()
    await idle
  }

  /** As `pass`, when the session may end in it. */
  async passToEnd(ms: number): Promise<void> {
    await Promise.race([this.pass(ms), this.cockpit.finished])
  }

  /** The database as it lies on the disk now, with all that belongs to it, as a crash would leave it. @returns its path */
  copyFiles(name: string): string {
    const copy = this.folder.file(name)
    for (const file of readdirSync(dirname(this.database))) {
      const path = join(dirname(this.database), file)
      if (path.startsWith(this.database) && !path.endsWith('.lock'))
        copyFileSync(path, path.replace(this.database, copy))
    }
    return copy
  }

  /** Something happens after so many ms of the time that passes next. */
  after(ms: number, act: () => void): void {
    this.floor.time.after(ms, act)
  }

  command(command: Command): ReturnType<Cockpit['command']> {
    this.commands += 1
    return this.cockpit.command(`test-${this.commands}`, command, 'test')
  }

  presence(note: PresenceNote): void {
    this.cockpit.presence(note)
  }

  arm(change: Partial<Extract<Command, { kind: 'arm' }>> = {}): ReturnType<Cockpit['command']> {
    return this.command({
      ...{ kind: 'arm', account: ACCOUNT, token: TOKEN, minutes: 60 },
      ...{ typedAccount: null, heldMs: null, automaticApproval: false },
      ...change,
    })
  }

  /** Armed, or the reason why not. */
  armed(change: Parameters<LiveFloor['arm']>[0] = {}): void {
    const answer = this.arm(change)
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  }

  /** Stages an order by hand and approves it. @returns its reference */
  enter(limit: number, change: Partial<Extract<Command, { kind: 'stage' }>> = {}): string {
    const staged = this.command({
      ...{ kind: 'stage', symbol: 'AAPL', side: 'long', quantity: 10 },
      ...{ limit, stop: limit - 2, target: limit + 3 },
      ...change,
    })
    if (!staged.ok) throw new Error(`${staged.error.code}: ${staged.error.message}`)
    const ref = staged.value.orders[0]!.ref
    const approved = this.command({ kind: 'approve', ref, revision: 1 })
    if (!approved.ok) throw new Error(`${approved.error.code}: ${approved.error.message}`)
    return ref
  }

  /** An entry that works at the gateway and does not fill. */
  async workingEntry(): Promise<string> {
    const ref = this.enter(99.3)
    await this.pass(2 * SECOND_MS)
    const [order] = this.atGateway().filter((each) => each.ref === ref)
    if (order === undefined) throw new Error('the entry does not work at the gateway')
    return ref
  }

  /** A position of ours whose stop and target work at the gateway. */
  async position(): Promise<string> {
    const ref = this.enter(100.5)
    await this.pass(15 * SECOND_MS)
    return ref
  }

  order(ref: string): LedgerOrder | undefined {
    return [...this.state.live.values(), ...this.state.over.values()].find(({ order }) => order.ref === ref)
  }

  atGateway(): { ref: string | null; account: string; type: string }[] {
    return this.floor.gateway.exchange
      .openOrders()
      .map(({ ref, account, pricing }) => ({ ref, account, type: pricing.type }))
  }

  /** The facts of arming that the audit holds, oldest first. */
  armingRows(): ReturnType<typeof payloadsOf<'arming'>> {
    this.cockpit.commit()
    return payloadsOf(this.database, 'arming')
  }

  /** The folder of the database and of all that belongs to it. */
  get home(): string {
    return dirname(this.database)
  }

  /** Ends the cockpit; the gateway stays. */
  async stop(): Promise<void> {
    this.released = true
    this.resume()
    await this.cockpit.close()
  }

  async close(): Promise<void> {
    await this.stop()
    await this.floor.close()
    this.folder.remove()
  }
}
