import type { IBApi } from '@stoqey/ib'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { Disposer } from '../../broker.ts'
import type { IbkrLink, LinkError, RequestFailure, SendClass, Withdraw } from '../link.ts'

/** A question to TWS that ends with one answer, however many messages it comes in. */
export interface Request<Value> {
  readonly class: SendClass
  /** What is asked for, as it reads in a sentence: `the contract of INTC`. */
  readonly what: string
  /** Operator ms from the moment at which it leaves. */
  readonly timeoutMs: number
  /** Makes the call. @param id the request's own; a question without an id ignores it */
  readonly send: (api: IBApi, id: number) => void
  /**
   * Registers with `link.on` what collects the answer, before the question leaves.
   * @returns what ends it; called when the request is over, however it ends
   */
  readonly listen: (id: number, done: (value: Value) => void) => readonly Disposer[]
  /** Errors that do not end the request, such as warnings: true to go on waiting. `done` ends it with an answer. */
  readonly goesOn?: (error: LinkError, done: (value: Value) => void) => boolean
  /** Tells TWS that nobody waits any more: after a time-out, or when `signal` aborts. */
  readonly cancel?: (api: IBApi, id: number) => void
  /** Takes it out of the queue, or cancels it. */
  readonly signal?: AbortSignal
}

/** Asks TWS. It ends with the answer, an error to its id, its time-out or its connection; nothing stays behind. */
export function ask<Value>(link: IbkrLink, request: Request<Value>): Promise<Result<Value, RequestFailure>> {
  const { what, signal } = request
  const fail = (code: RequestFailure['code'], message: string, error: LinkError | null = null): RequestFailure => ({
    code,
    message,
    error,
  })
  const notConnected = fail('not-connected', `TWS was not asked for ${what}: there is no connection.`)
  const cancelled = fail('cancelled', `Nobody waits for ${what} any more.`)
  if (signal?.aborted) return Promise.resolve({ ok: false, error: cancelled })

  return new Promise((resolve) => {
    const id = link.nextRequestId()
    const ends: Disposer[] = []
    let over = false
    let left = false
    let withdraw: Withdraw | null = null

    const end = (result: Result<Value, RequestFailure>): void => {
      if (over) return
      over = true
      for (const dispose of ends.splice(0)) dispose()
      withdraw?.()
      resolve(result)
    }
    const done = (value: Value): void => end({ ok: true, value })
    const giveUp = (error: RequestFailure): void => {
      if (over) return
      end({ ok: false, error })
      const { cancel } = request
      if (left && cancel !== undefined) link.send(request.class, (api) => cancel(api, id))
    }

    ends.push(
      link.onConnection(({ state }) => {
        if (state !== 'reconnecting' && state !== 'disconnected') return
        const lost = fail('not-connected', `The connection was lost before TWS gave ${what}.`)
        end({ ok: false, error: left ? lost : notConnected })
      }),
      link.onError(id, (error) => {
        if (request.goesOn?.(error, done) === true) return
        end({ ok: false, error: fail('refused', `TWS did not give ${what}: ${error.message} (${error.code})`, error) })
      }),
      ...request.listen(id, done),
    )
    if (signal !== undefined) {
      const abort = (): void => giveUp(cancelled)
      signal.addEventListener('abort', abort, { once: true })
      ends.push(() => signal.removeEventListener('abort', abort))
    }
    withdraw = link.send(request.class, (api) => {
      left = true
      const seconds = Math.round(request.timeoutMs / 1_000)
      ends.push(
        link.time.after(request.timeoutMs, () =>
          giveUp(fail('timed-out', `TWS did not give ${what} within ${seconds} seconds.`)),
        ),
      )
      request.send(api, id)
    })
    if (withdraw === null) end({ ok: false, error: notConnected })
  })
}
