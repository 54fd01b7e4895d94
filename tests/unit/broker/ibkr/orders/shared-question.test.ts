import { describe, expect, test } from 'vitest'
import { SharedQuestion } from '../../../../../src-main/broker/ibkr/orders/shared-question.ts'
import { UnnumberedAnswers } from '../../../../../src-main/broker/ibkr/orders/unnumbered-answers.ts'
import { holdTime } from '../../../../support/ibkr/held-time.ts'

type Put = ConstructorParameters<typeof SharedQuestion<number>>[0]
type Result = Awaited<ReturnType<Put>>

/** A question whose answers the test gives, and a count of what was sent. */
function question() {
  const asked: { left: () => void; answer: (result: Result) => void }[] = []
  let sent = 0
  const shared = new SharedQuestion<number>(
    (left) => new Promise((answer) => asked.push({ left, answer })),
    () => sent,
  )
  return {
    shared,
    asked,
    send: () => {
      sent += 1
    },
  }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a question that has no id', () => {
  test('is asked once for all who ask before anything else is sent', async () => {
    const { shared, asked } = question()
    const answers = [shared.ask(), shared.ask()]
    await turn()
    asked[0]?.left()
    answers.push(shared.ask())
    await turn()
    expect(asked).toHaveLength(1)
    asked[0]?.answer({ ok: true, value: 7 })
    expect(await Promise.all(answers)).toEqual(answers.map(() => ({ ok: true, value: 7 })))
  })

  test('is asked anew, after the first answer, for who asks after something was sent', async () => {
    const { shared, asked, send } = question()
    const first = shared.ask()
    await turn()
    asked[0]?.left()
    send()
    const later = [shared.ask(), shared.ask()]
    await turn()
    expect(asked).toHaveLength(1)
    asked[0]?.answer({ ok: true, value: 1 })
    expect(await first).toEqual({ ok: true, value: 1 })
    await turn()
    expect(asked).toHaveLength(2)
    asked[1]?.answer({ ok: true, value: 2 })
    expect(await Promise.all(later)).toEqual(later.map(() => ({ ok: true, value: 2 })))
  })

  test('fails for everybody, and can be asked again', async () => {
    const { shared, asked } = question()
    const failing = shared.ask()
    await turn()
    asked[0]?.answer({ ok: false, error: { code: 'timed-out', message: 'no answer', error: null } })
    expect(await failing).toEqual({ ok: false, error: { code: 'timed-out', message: 'no answer' } })
    const again = shared.ask()
    await turn()
    asked[1]?.answer({ ok: true, value: 3 })
    expect(await again).toEqual({ ok: true, value: 3 })
  })
})

describe('ends of answers without ids', () => {
  test('belong to the question that waits, unless one was given up before', () => {
    const answers = new UnnumberedAnswers(holdTime())
    expect(answers.ends()).toBe(true)
    answers.abandoned()
    expect(answers.ends()).toBe(false)
    expect(answers.ends()).toBe(true)
  })

  test('are not waited for over a minute, nor over a new connection', () => {
    const time = holdTime()
    const answers = new UnnumberedAnswers(time)
    answers.abandoned()
    time.advance(60_000)
    expect(answers.ends()).toBe(true)
    answers.abandoned()
    answers.forget()
    expect(answers.ends()).toBe(true)
  })
})
