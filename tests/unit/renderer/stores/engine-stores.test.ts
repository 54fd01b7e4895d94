import { afterEach, expect, test, vi } from 'vitest'
import { clock, currentCards } from '../../../../src-renderer/stores/cards.ts'
import { sendCommand } from '../../../../src-renderer/stores/commands.ts'
import { attachEngine } from '../../../../src-renderer/stores/engine.ts'
import { selection } from '../../../../src-renderer/stores/selection.ts'
import { currentStatus } from '../../../../src-renderer/stores/status.ts'
import type { Role } from '../../../../src-shared/contract/protocol.ts'
import { applyValue } from '../../../../src-shared/contract/streams.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import '../../../../src-renderer/stores/watchlist.ts'
import { createLine } from '../bridge/scripted-line.ts'

const endings: (() => void)[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const end of endings.splice(0)) end()
})

function attached(role: Role = 'controller') {
  const line = createLine()
  endings.push(attachEngine(line.client))
  line.connect(role)
  return line
}
const say = (
  line: ReturnType<typeof createLine>,
  topic: string,
  seq: number,
  what: { state?: unknown; delta?: unknown },
) =>
  line.say(
    what.state === undefined
      ? { type: 'delta', topic, epoch: 'e', seq, delta: what.delta }
      : { type: 'snapshot', topic, epoch: 'e', seq, state: what.state },
  )

test('the stores follow what is always on the screen, and nothing else', () => {
  const line = attached()
  const topics = line.taken().flatMap((message) => (message.type === 'subscribe' ? [message.topic] : []))
  expect(topics.sort()).toEqual(['cards', 'status', 'watchlist'])
})

test('a card counts down from the moment at which its time came', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const line = attached()
  say(line, 'cards', 1, { state: { rows: [{ ref: 'A', left: 60_000, quantity: 1 }] } })
  vi.advanceTimersByTime(20_000)
  say(line, 'cards', 2, { delta: { patch: [['A', { quantity: 2 }]] } })
  const [card] = currentCards()
  expect([card?.quantity, card === undefined ? null : clock.left(card)]).toEqual([2, 40_000])
})

test('a card’s time that is told again counts from then', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const line = attached()
  say(line, 'cards', 1, { state: { rows: [{ ref: 'A', left: 60_000 }] } })
  vi.advanceTimersByTime(20_000)
  say(line, 'cards', 2, { delta: { patch: [['A', { left: 30_000 }]] } })
  vi.advanceTimersByTime(40_000)
  const [card] = currentCards()
  expect(card === undefined ? null : clock.left(card)).toBe(0)
})

test('the state of the session changes by its deltas', () => {
  const line = attached()
  say(line, 'status', 1, { state: { mode: 'dry-run', session: 's' } })
  say(line, 'status', 2, { delta: { session: 't' } })
  expect(currentStatus()).toEqual(applyValue({ mode: 'dry-run', session: 's' }, { session: 't' }))
})

test('the first traded symbol is looked at until another is chosen', () => {
  const line = attached()
  const row = (symbol: string, role: string) => ({ symbol: ticker(symbol), role })
  say(line, 'watchlist', 1, { state: { rows: [row('SPY', 'context'), row('AMD', 'traded'), row('NVDA', 'traded')] } })
  const first = selection.getState().symbol
  selection.getState().setSymbol(ticker('NVDA'))
  say(line, 'watchlist', 2, { delta: { patch: [['AMD', { last: 1 }]] } })
  expect([first, selection.getState().symbol]).toEqual(['AMD', 'NVDA'])
})

test('a window that only watches sends STOP, and does not even ask for an approval', async () => {
  const line = attached('viewer')
  line.taken()
  void sendCommand({ kind: 'stop' }, { silent: true })
  const refused = await sendCommand({ kind: 'approve', ref: 'A', revision: 1 }, { silent: true })
  const kinds = line.taken().flatMap((message) => (message.type === 'command' ? [message.command.kind] : []))
  expect([refused, kinds]).toMatchObject([{ ok: false, error: { code: 'not-controller' } }, ['stop']])
})
