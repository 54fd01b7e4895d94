import { SECOND_MS } from '../../../../src-shared/domain/time.ts'
import type { MarketFailure } from '../../../market/live-market.ts'
import type { Disposer } from '../../broker.ts'
import type { Call, IbkrLink } from '../link.ts'
import { type HistoryAsk, historyCall, pacedAsk } from './history-asker.ts'
import type { Passage } from './history-pacing.ts'
import type { HistoryQueue } from './history-queue.ts'
import { failureOf, HARMLESS, NOT_CONNECTED, timedOut } from './market-failure.ts'
import type { MarketRouter, RawBar } from './market-router.ts'

const ANSWER_SECONDS = 60

const CANCEL =
  (id: number): Call =>
  (api) =>
    api.cancelHistoricalData(id)

/** What comes of a stream: the past once, then updates, then its end. */
export interface StreamListener {
  /** The bars up to now; the last one may be forming. */
  past(rows: readonly RawBar[]): void
  update(row: RawBar): void
  /** It is over, and not because it was closed. */
  ended(failure: MarketFailure): void
}

export interface StreamParts {
  readonly link: IbkrLink
  readonly router: MarketRouter
  readonly queue: HistoryQueue
}

/**
 * Bars that TWS keeps up to date by itself. The request waits for its turn like any other for history, and counts as
 * open until it is closed.
 * @returns closes it; TWS is told, unless `silently` (it has forgotten it already)
 */
export function openBarStream(
  { link, router, queue }: StreamParts,
  ask: HistoryAsk,
  listener: StreamListener,
): (silently: boolean) => void {
  let over = false
  let land: ((tell: boolean) => void) | null = null
  const finish = (tell: boolean): boolean => {
    if (over) return false
    over = true
    unqueue()
    land?.(tell)
    return true
  }
  const fail = (failure: MarketFailure, tell = false): void => {
    if (finish(tell)) listener.ended(failure)
  }

  function fly(passage: Passage): (tell: boolean) => void {
    const rows: RawBar[] = []
    let answered = false
    let refused = false
    let stopTimer: Disposer = () => {}
    const request = router.open(
      (id) => (api) => {
        passage.left(link.time.monotonic())
        historyCall(ask, true)(id)(api)
      },
      {
        historyBar: (row) => {
          if (!answered) rows.push(row)
        },
        historyEnd: () => {
          if (answered) return
          answered = true
          stopTimer()
          passage.answered()
          listener.past(rows)
        },
        historyUpdate: (row) => {
          if (answered) listener.update(row)
        },
        error: (error) => {
          if (HARMLESS.has(error.code)) return
          refused = true
          fail(failureOf(error))
        },
        lost: () => fail(NOT_CONNECTED),
      },
    )
    if (request === null) fail(NOT_CONNECTED)
    else if (!answered) {
      stopTimer = link.time.after(ANSWER_SECONDS * SECOND_MS, () =>
        fail(timedOut(`bars of ${ask.known.listed.symbol}`, ANSWER_SECONDS), true),
      )
    }
    return (tell) => {
      stopTimer()
      if (refused) request?.close()
      else if (tell) request?.close(CANCEL)
      else request?.forget(CANCEL)
      passage.over()
    }
  }

  let unqueue: Disposer = () => {}
  unqueue = queue.add(pacedAsk(ask, true), ask.priority, (passage) => {
    const landing = fly(passage)
    if (over) landing(false)
    else land = landing
  })
  if (!router.connected()) fail(NOT_CONNECTED)
  return (silently) => void finish(!silently)
}
