import { WhatToShow } from '@stoqey/ib'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { SECOND_MS } from '../../../../src-shared/domain/time.ts'
import type { HistoryRequest, MarketFailure } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { Call, IbkrLink } from '../link.ts'
import type { KnownContract } from './contracts.ts'
import type { PacedAsk, Passage } from './history-pacing.ts'
import type { HistoryPriority, HistoryQueue } from './history-queue.ts'
import { type HistoryWindow, IBKR_BAR_SIZES, isShort } from './history-window.ts'
import { answered, CANCELLED, failed, failureOf, HARMLESS, NOT_CONNECTED, timedOut } from './market-failure.ts'
import type { MarketRouter, RawBar } from './market-router.ts'

/** From the moment at which it leaves. A bar that is due is not waited for: what is there goes on. */
const ANSWER_SECONDS: Readonly<Record<HistoryPriority, number>> = { bar: 20, fill: 60, asked: 60 }
/** After IBKR's complaint about the pace: so long, then twice as long each time, and after the last it is a failure. */
const BACK_OFF_MS = 15 * SECOND_MS
const PACING_RETRIES = 5

type Rows = Result<readonly RawBar[], MarketFailure>
export type Shape = Pick<HistoryRequest, 'barSize' | 'regularHoursOnly'>

/** One request for bars of one contract. */
export interface HistoryAsk {
  readonly known: KnownContract
  readonly shape: Shape
  readonly window: Pick<HistoryWindow, 'end' | 'duration'>
  readonly priority: HistoryPriority
}

/** How a request names itself to IBKR's pacing. */
export function pacedAsk({ known, shape, window }: HistoryAsk, stream: boolean): PacedAsk {
  const contract = String(known.listed.contractId)
  const identity = [contract, shape.barSize, shape.regularHoursOnly, window.end, window.duration, stream].join(' ')
  return { contract, identity, short: isShort(shape.barSize), stream }
}

/** The message itself. */
export const historyCall =
  ({ known, shape, window }: HistoryAsk, keepUpToDate: boolean): ((id: number) => Call) =>
  (id) =>
  (api) => {
    const { duration, end } = window
    const size = IBKR_BAR_SIZES[shape.barSize]
    const hours = shape.regularHoursOnly ? 1 : 0
    api.reqHistoricalData(id, known.contract, end, duration, size, WhatToShow.TRADES, hours, 2, keepUpToDate)
  }

/** Asks TWS for bars: each request waits for its turn, is answered or times out, and leaves nothing behind. */
export class HistoryAsker {
  private readonly pending = new Set<(failure: MarketFailure) => void>()
  private readonly link: IbkrLink
  private readonly router: MarketRouter
  private readonly queue: HistoryQueue

  constructor(link: IbkrLink, router: MarketRouter, queue: HistoryQueue) {
    this.link = link
    this.router = router
    this.queue = queue
  }

  /** Has patience when IBKR complains about the pace: everything waits, then it is asked for again. */
  async rows(ask: HistoryAsk, signal: AbortSignal): Promise<Rows> {
    for (let attempt = 0; ; attempt += 1) {
      const rows = await this.once(ask, signal)
      if (rows.ok || rows.error.code !== 'pacing' || attempt === PACING_RETRIES) return rows
      this.complain(rows.error, attempt)
    }
  }

  /** IBKR complained about the pace, for the `attempt`th time in a row. */
  complain(failure: MarketFailure, attempt: number): void {
    const ms = BACK_OFF_MS * 2 ** attempt
    this.link.report('warning', `${failure.message}. History waits for ${ms / SECOND_MS} seconds.`)
    this.queue.holdAll(ms)
  }

  /** Fails all that is open or waits. */
  failAll(failure: MarketFailure): void {
    for (const fail of [...this.pending]) fail(failure)
  }

  private once(ask: HistoryAsk, signal: AbortSignal): Promise<Rows> {
    if (signal.aborted) return Promise.resolve(failed(CANCELLED))
    if (!this.router.connected()) return Promise.resolve(failed(NOT_CONNECTED))
    return new Promise((resolve) => {
      let unqueue: Disposer = () => {}
      let land: ((tellTws: boolean) => void) | null = null
      const end = (rows: Rows, tellTws: boolean): void => {
        if (!this.pending.delete(fail)) return
        signal.removeEventListener('abort', abort)
        unqueue()
        land?.(tellTws)
        resolve(rows)
      }
      const fail = (failure: MarketFailure): void => end(failed(failure), true)
      const abort = (): void => fail(CANCELLED)
      this.pending.add(fail)
      signal.addEventListener('abort', abort)
      unqueue = this.queue.add(pacedAsk(ask, false), ask.priority, (passage) => {
        const flight = this.fly(ask, passage, end)
        if (this.pending.has(fail)) land = flight
        else flight(false)
      })
    })
  }

  /** Sends it. @returns ends the flight, and with true tells TWS that the answer is not wanted any more */
  private fly(ask: HistoryAsk, passage: Passage, end: (rows: Rows, tellTws: boolean) => void): (tell: boolean) => void {
    const rows: RawBar[] = []
    const call = historyCall(ask, false)
    const request = this.router.open(
      (id) => (api) => {
        passage.left(this.link.time.monotonic())
        call(id)(api)
      },
      {
        historyBar: (row) => rows.push(row),
        historyEnd: () => end(answered(rows), false),
        error: (error) => {
          if (!HARMLESS.has(error.code)) end(failed(failureOf(error)), false)
        },
        lost: () => end(failed(NOT_CONNECTED), false),
      },
    )
    const seconds = ANSWER_SECONDS[ask.priority]
    const stopTimer = this.link.time.after(seconds * SECOND_MS, () =>
      end(failed(timedOut(`bars of ${ask.known.listed.symbol}`, seconds)), true),
    )
    if (request === null) end(failed(NOT_CONNECTED), false)
    return (tell) => {
      stopTimer()
      request?.close(tell ? (id) => (api) => api.cancelHistoricalData(id) : undefined)
      passage.over()
    }
  }
}
