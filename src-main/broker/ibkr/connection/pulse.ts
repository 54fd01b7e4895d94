import type { Result } from '../../../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import type { Call, RequestFailure } from '../link.ts'

/** How often TWS is asked for its time, and how long it has to answer; operator ms. */
const PULSE_MS = 5_000
/** A timer this late shows that we were held up ourselves: the answer may be waiting to be read. */
const HELD_UP_MS = 1_000
/**
 * How long it may stay silent while it has lost IBKR: nobody recorded whether it answers then, and the socket is to be
 * kept; but a socket that died meanwhile has to be found.
 */
const CUT_OFF_MS = 120_000
/** TWS tells whole seconds: on average it is half a second later than it says. */
const HALF_A_SECOND = 500

type TimeAnswer = Result<UtcMs, RequestFailure>

/** The heartbeat of one connection: finds a half-open socket, measures latency and skew. */
export interface Pulse {
  /** TWS told its time, in seconds. */
  answered(seconds: number): void
  /** Asks for the broker's time besides; its answer, too, is a sign of life. */
  ask(): Promise<TimeAnswer>
  /** Ends it; whoever waits for a time is told so. */
  stop(): void
}

interface Question {
  /** Null until it has left. */
  asked: { readonly at: number; readonly market: UtcMs } | null
  readonly answer: (answer: TimeAnswer) => void
}

/** Begins at once. */
export function startPulse(options: {
  readonly time: OperatorTime
  readonly marketNow: () => UtcMs
  /** Puts a message at the head of what leaves: behind data requests a pulse would measure our own queue. */
  readonly send: (call: Call) => void
  readonly measured: (measure: { readonly latency: number; readonly skew: number }) => void
  /** Whether TWS has lost IBKR. */
  readonly cutOff: () => boolean
  /** TWS did not answer in time; told once. */
  readonly lost: () => void
}): Pulse {
  const { time } = options
  let heardAt = time.monotonic()
  /** Answers carry no id, but come in the order of the questions. */
  const open: Question[] = []
  let stopTimer: Disposer = () => {}
  let stopped = false

  function put(answer: (answer: TimeAnswer) => void): Question {
    const question: Question = { asked: null, answer }
    open.push(question)
    options.send((api) => {
      question.asked = { at: time.monotonic(), market: options.marketNow() }
      api.reqCurrentTime()
    })
    return question
  }

  const isAnswered = (question: Question): boolean =>
    !open.includes(question) || (question.asked !== null && heardAt > question.asked.at)

  function drop(question: Question): void {
    const index = open.indexOf(question)
    if (index >= 0) open.splice(index, 1)
  }

  function beat(): void {
    const askedInVain = options.cutOff()
    const question = put(() => {})
    const due = time.monotonic() + PULSE_MS
    const check = (heldUp: boolean): void => {
      if (stopped) return
      const now = time.monotonic()
      const mayBeSilent = (askedInVain || options.cutOff()) && now - heardAt < CUT_OFF_MS
      if (isAnswered(question) || mayBeSilent) {
        drop(question)
        beat()
      } else if (heldUp || now - due < HELD_UP_MS) options.lost()
      else stopTimer = time.after(HELD_UP_MS, () => check(true))
    }
    stopTimer = time.after(PULSE_MS, () => check(false))
  }

  beat()
  return {
    answered(seconds) {
      const question = open[0]
      if (stopped || question?.asked == null || !Number.isFinite(seconds)) return
      open.shift()
      heardAt = time.monotonic()
      const told = seconds * 1_000
      const midway = (question.asked.market + options.marketNow()) / 2
      options.measured({
        latency: time.monotonic() - question.asked.at,
        skew: told + HALF_A_SECOND - midway,
      })
      question.answer({ ok: true, value: utcMs(told) })
    },
    ask: () =>
      new Promise((resolve) => {
        let stopWaiting: Disposer = () => {}
        const question = put((answer) => {
          stopWaiting()
          resolve(answer)
        })
        if (stopped) return
        stopWaiting = time.after(PULSE_MS, () => {
          drop(question)
          const message = `TWS did not tell its time within ${PULSE_MS / 1_000} seconds.`
          resolve({ ok: false, error: { code: 'timed-out', message, error: null } })
        })
      }),
    stop() {
      if (stopped) return
      stopped = true
      stopTimer()
      const error: RequestFailure = {
        code: 'not-connected',
        message: 'TWS did not tell its time before the connection was over.',
        error: null,
      }
      for (const { answer } of open.splice(0)) answer({ ok: false, error })
    },
  }
}
