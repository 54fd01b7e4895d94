import { type ContractDetails, EventName } from '@stoqey/ib'
import type { Disposer } from '../../broker.ts'
import type { Call, IbkrLink, LinkError } from '../link.ts'

/** A bar as TWS writes it, before anything is believed of it. */
export interface RawBar {
  /** Seconds since 1970, or `yyyymmdd` for day bars. */
  readonly time: unknown
  readonly open: unknown
  readonly high: unknown
  readonly low: unknown
  readonly close: unknown
  readonly volume: unknown
}

/** What may come for one request id. */
export interface Replies {
  readonly contract?: (details: ContractDetails) => void
  readonly contractEnd?: () => void
  readonly historyBar?: (bar: RawBar) => void
  readonly historyEnd?: () => void
  readonly historyUpdate?: (bar: RawBar) => void
  readonly price?: (type: number, value: unknown) => void
  readonly size?: (type: number, value: unknown) => void
  readonly generic?: (type: number, value: unknown) => void
  readonly dataType?: (type: unknown) => void
  readonly scanRow?: (rank: unknown, details: ContractDetails) => void
  readonly scanEnd?: () => void
  readonly error: (error: LinkError) => void
  /** The connection on which it was asked is over; the request is closed already. */
  readonly lost: () => void
}

export interface OpenRequest {
  readonly id: number
  /** Nothing comes for it any more. `cancel` tells TWS, if the request has left. */
  close(cancel?: (id: number) => Call): void
  /**
   * Ends a request that TWS may have forgotten. It has when its answer came before the message that says so (1101); one
   * that crossed that message lives on, and is cancelled.
   */
  forget(cancel: (id: number) => Call): void
}

interface Route {
  readonly replies: Replies
  readonly dispose: Disposer
  /** Something has come for it; and TWS has said afterwards that it forgot its subscriptions. */
  answered: boolean
  forgotten: boolean
}

/** Cancelled requests of which an error may still come (162, 300, 366: "cancelled, not found"); older ones are forgotten. */
const REMEMBERED_CANCELS = 64

/** TWS is back at IBKR without its subscriptions. */
const DATA_LOST = 1101

const CONNECTED = new Set(['synchronising', 'ready', 'degraded'])

/**
 * Brings the answers of TWS to the requests that they belong to: one listener an event, whatever the number of
 * requests. Answers to ids that are not open are dropped.
 */
export class MarketRouter {
  private readonly routes = new Map<number, Route>()
  private readonly closedErrors: Disposer[] = []
  private readonly disposers: Disposer[]
  private readonly link: IbkrLink
  private closed = false

  constructor(link: IbkrLink) {
    this.link = link
    this.disposers = [
      link.on(EventName.contractDetails, (id: number, details: ContractDetails) => this.to(id)?.contract?.(details)),
      link.on(EventName.contractDetailsEnd, (id: number) => this.to(id)?.contractEnd?.()),
      link.on(
        EventName.historicalData,
        (id: number, time: unknown, open: unknown, high: unknown, low: unknown, close: unknown, volume: unknown) => {
          const replies = this.to(id)
          if (typeof time === 'string' && time.startsWith('finished')) replies?.historyEnd?.()
          else replies?.historyBar?.({ time, open, high, low, close, volume })
        },
      ),
      link.on(
        EventName.historicalDataUpdate,
        (id: number, time: unknown, open: unknown, high: unknown, low: unknown, close: unknown, volume: unknown) =>
          this.to(id)?.historyUpdate?.({ time, open, high, low, close, volume }),
      ),
      link.on(EventName.tickPrice, (id: number, type: number, value: unknown) => this.to(id)?.price?.(type, value)),
      link.on(EventName.tickSize, (id: number, type: number, value: unknown) => this.to(id)?.size?.(type, value)),
      link.on(EventName.tickGeneric, (id: number, type: number, value: unknown) => this.to(id)?.generic?.(type, value)),
      link.on(EventName.marketDataType, (id: number, type: unknown) => this.to(id)?.dataType?.(type)),
      link.on(EventName.scannerData, (id: number, rank: unknown, details: ContractDetails) =>
        this.to(id)?.scanRow?.(rank, details),
      ),
      link.on(EventName.scannerDataEnd, (id: number) => this.to(id)?.scanEnd?.()),
      link.onNotice(({ code }) => {
        if (code === DATA_LOST) for (const route of this.routes.values()) route.forgotten = route.answered
      }),
      link.onConnection(({ state }) => {
        if (!CONNECTED.has(state)) this.loseAll()
      }),
    ]
  }

  /** Whether requests can be sent. */
  connected(): boolean {
    return !this.closed && CONNECTED.has(this.link.connection().state)
  }

  /** Requests that are open. */
  get size(): number {
    return this.routes.size
  }

  /**
   * Opens a request. An answer can come from the moment at which it leaves.
   * @returns null when there is no connection to ask on.
   */
  open(call: (id: number) => Call, replies: Replies): OpenRequest | null {
    if (this.closed) return null
    const id = this.link.nextRequestId()
    let left = false
    const ask = call(id)
    const unsend = this.link.send('data', (api) => {
      left = true
      ask(api)
    })
    if (unsend === null) return null
    const offError = this.link.onError(id, (error) => this.to(id)?.error(error))
    const route: Route = { replies, dispose: offError, answered: false, forgotten: false }
    this.routes.set(id, route)
    const close: OpenRequest['close'] = (cancel) => {
      if (!this.routes.delete(id)) return
      unsend()
      if (!left || cancel === undefined) return offError()
      this.awaitLateErrors(offError)
      this.link.send('data', cancel(id))
    }
    return { id, close, forget: (cancel) => close(route.forgotten ? undefined : cancel) }
  }

  /** What is still open ends as if the connection were lost. */
  close(): void {
    this.closed = true
    for (const dispose of this.disposers.splice(0)) dispose()
    this.loseAll()
  }

  private to(id: number): Replies | undefined {
    const route = this.routes.get(id)
    if (route !== undefined) route.answered = true
    return route?.replies
  }

  private awaitLateErrors(offError: Disposer): void {
    this.closedErrors.push(offError)
    if (this.closedErrors.length > REMEMBERED_CANCELS) this.closedErrors.shift()?.()
  }

  private forgetClosed(): void {
    for (const dispose of this.closedErrors.splice(0)) dispose()
  }

  private loseAll(): void {
    const lost = [...this.routes.values()]
    this.routes.clear()
    this.forgetClosed()
    for (const { replies, dispose } of lost) {
      dispose()
      replies.lost()
    }
  }
}
