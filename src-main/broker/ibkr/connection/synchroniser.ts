import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import type { SyncReason } from '../link.ts'

type Step = (reason: SyncReason) => Promise<boolean>

/** Operator ms for one step: it ends by its own time-outs long before. */
const LONGEST_STEP_MS = 120_000

/** Runs what has to be done before a link is ready. */
export interface Synchroniser {
  onSynchronise(order: number, step: Step): Disposer
  /**
   * Runs all steps, in ascending order, one at a time. A run that is under way is cut short: it begins no further step
   * and `finished` is not called for it; the new run waits until its last step has ended.
   */
  run(reason: SyncReason, finished: (done: boolean) => void): void
  /** Cuts short what is under way. */
  abandon(): void
  count(): number
}

/** @param failed told of a step that threw or never came to an end */
export function createSynchroniser(time: OperatorTime, failed: (error: unknown) => void): Synchroniser {
  const steps: { readonly order: number; readonly step: Step }[] = []
  let current = 0
  let underWay: Promise<unknown> = Promise.resolve()

  async function attempt(step: Step, reason: SyncReason): Promise<boolean> {
    try {
      return await step(reason)
    } catch (error) {
      failed(error)
      return false
    }
  }

  function bounded(step: Step, reason: SyncReason): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = time.after(LONGEST_STEP_MS, () => {
        failed(new Error('a step of the synchronisation did not come to an end'))
        resolve(false)
      })
      void attempt(step, reason).then((done) => {
        stop()
        resolve(done)
      })
    })
  }

  async function runAll(run: number, reason: SyncReason): Promise<boolean | null> {
    for (const { step } of [...steps]) {
      if (run !== current) return null
      if (!(await bounded(step, reason))) return run === current ? false : null
    }
    return run === current ? true : null
  }

  return {
    onSynchronise(order, step) {
      const entry = { order, step }
      steps.push(entry)
      steps.sort((a, b) => a.order - b.order)
      return () => {
        const index = steps.indexOf(entry)
        if (index >= 0) steps.splice(index, 1)
      }
    },
    run(reason, finished) {
      const run = ++current
      underWay = underWay
        .then(() => runAll(run, reason))
        .then((done) => {
          if (done !== null && run === current) finished(done)
        })
    },
    abandon: () => {
      current++
    },
    count: () => steps.length,
  }
}
