import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { attachEngine } from '../../../../src-renderer/stores/engine.ts'
import { stopNow } from '../../../../src-renderer/stores/stopped.ts'
import { createLine } from '../bridge/scripted-line.ts'

let line: ReturnType<typeof createLine>
let end: () => void
beforeEach(() => {
  vi.useFakeTimers()
  line = createLine()
  end = attachEngine(line.client)
  line.connect()
  line.taken()
})
afterEach(() => {
  vi.useRealTimers()
  end()
})

/** The ids of the STOPs that were sent since the last look. */
const stops = (): string[] =>
  line.taken().flatMap((message) => (message.type === 'command' && message.command.kind === 'stop' ? [message.id] : []))
const confirm = async (id: string | undefined): Promise<void> => {
  line.say({ type: 'done', id: id ?? '', value: { orders: [] } })
  await vi.advanceTimersByTimeAsync(0)
}

test('STOP without a connection is sent as soon as there is one, and once it is confirmed never again', async () => {
  line.setOpen(false)
  void stopNow()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(stops()).toEqual([])
  line.connect()
  await vi.advanceTimersByTimeAsync(500)
  const sent = stops()
  expect(sent).toHaveLength(1)
  await confirm(sent[0])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(stops()).toEqual([])
})

test('STOP whose line is cut before the answer is sent again', async () => {
  void stopNow()
  expect(stops()).toHaveLength(1)
  line.setOpen(false)
  await vi.advanceTimersByTimeAsync(100)
  line.connect()
  await vi.advanceTimersByTimeAsync(500)
  const sent = stops()
  expect(sent).toHaveLength(1)
  await confirm(sent[0])
})

test('STOP that the engine refuses is not sent again by itself', async () => {
  void stopNow()
  const [id = ''] = stops()
  line.say({ type: 'refused', id, error: { code: 'not-running', message: 'No session is running.' } })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(stops()).toEqual([])
})
