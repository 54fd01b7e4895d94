import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../../src-shared/contract/commands.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { auditFolder, journalOf, payloadsOf } from '../../support/session/audit-folder.ts'
import { untilCardWaits, type WaitingCard } from '../../support/session/waiting-card.ts'

const folder = auditFolder()
const database = folder.file('commands')
let waiting: WaitingCard
let commands = 0

beforeAll(async () => {
  waiting = await untilCardWaits({ database })
})

afterAll(async () => {
  await waiting.cockpit.close()
  folder.remove()
})

const ask = (command: Command, id = `c${++commands}`) => waiting.cockpit.command(id, command, 'window 1 (browser)')
const edited = (change: Extract<Command, { kind: 'edit' }>['change']): Command => {
  const { ref, revision } = waiting.card()
  return { kind: 'edit', ref, revision, change }
}

describe('a command that cannot be obeyed is refused in words, and the session goes on', () => {
  test.each<[what: string, code: string, command: () => Command]>([
    ['an order that does not exist', 'unknown-order', () => ({ kind: 'approve', ref: 'nobody', revision: 1 })],
    ['another revision', 'stale-revision', () => ({ kind: 'approve', ref: waiting.card().ref, revision: 7 })],
    ['no shares', 'not-a-quantity', () => edited({ quantity: 0 })],
    ['minus one share', 'not-a-quantity', () => edited({ quantity: -1 })],
    ['no number of shares', 'not-a-quantity', () => edited({ quantity: Number.NaN })],
    ['a million million shares', 'position-dollars', () => edited({ quantity: 1e12 })],
    ['a price off the tick', 'off-tick', () => edited({ limit: waiting.card().plan.limit! + 0.004 })],
    ['a stop on the wrong side', 'wrong-side', () => edited({ stop: wrongStop() })],
    ['a position that is not held', 'no-position', () => closeOf('NVDA')],
    ['a speed of nothing', 'bad-clock', () => ({ kind: 'clock-speed', speed: 0 })],
    ['a speed backwards', 'bad-clock', () => ({ kind: 'clock-speed', speed: -1 })],
    ['no speed', 'bad-clock', () => ({ kind: 'clock-speed', speed: Number.NaN })],
    ['an endless speed', 'bad-clock', () => ({ kind: 'clock-speed', speed: Number.POSITIVE_INFINITY })],
    ['a moment before the day', 'bad-clock', () => ({ kind: 'clock-seek', time: 1 })],
    ['a moment after the day', 'bad-clock', () => ({ kind: 'clock-seek', time: 1e15 })],
    ['no moment', 'bad-clock', () => ({ kind: 'clock-seek', time: Number.NaN })],
  ])('%s', (_what, code, command) => {
    const before = waiting.observer.session!.desk.state
    const id = `refused-${code}-${++commands}`
    expect(ask(command(), id)).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(/\.$/) } })
    const row = payloadsOf(database, 'command-refused').find((each) => each.id === id)
    expect(row).toMatchObject({ by: 'window 1 (browser)', code })
    expect(waiting.observer.session!.desk.state.brackets).toEqual(before.brackets)
  })

  const closeOf = (symbol: string): Command => ({
    kind: 'close',
    book: SIMULATED_BOOK,
    symbol: ticker(symbol),
    limit: null,
  })
  const wrongStop = (): number => {
    const { plan, side } = waiting.card()
    return Math.round((plan.limit! + (side === 'long' ? 1 : -1)) * 100) / 100
  }
})

test('who asked for what stands in the audit before what came of it', () => {
  const { ref, revision, plan } = waiting.card()
  const change = { quantity: plan.quantity - 1 }
  expect(ask({ kind: 'edit', ref, revision, change }, 'by-name')).toMatchObject({ ok: true })
  expect(payloadsOf(database, 'command').find(({ id }) => id === 'by-name')).toMatchObject({ by: 'window 1 (browser)' })
})

test('the same command again gets the same answer and does nothing more', () => {
  const { ref, revision, plan } = waiting.card()
  const command: Command = { kind: 'edit', ref, revision, change: { quantity: plan.quantity - 1 } }
  const first = ask(command, 'twice')
  const after = waiting.card().revision
  expect([ask(command, 'twice'), waiting.card().revision]).toEqual([first, after])
})

test('an id that was used for something else is refused', () => {
  const command: Command = { kind: 'clock-speed', speed: 50 }
  expect(ask(command, 'once')).toMatchObject({ ok: true })
  expect(ask({ kind: 'flatten' }, 'once')).toMatchObject({ ok: false, error: { code: 'command-reused' } })
})

test('an approved card goes out, and is filled as the market goes on', async () => {
  const { ref, revision, symbol } = waiting.card()
  expect(ask({ kind: 'approve', ref, revision }, 'approval')).toMatchObject({ ok: true })
  expect(ask({ kind: 'clock-speed', speed: 100_000 })).toMatchObject({ ok: true })
  expect(ask({ kind: 'clock-resume' })).toMatchObject({ ok: true })
  const isFill = ({ kind }: { kind: string }): boolean => kind === 'execution'
  await waiting.observer.until(() => waiting.observer.events.some(isFill))
  const journal = journalOf(database)
  const fill = journal.find((event) => event.kind === 'execution')
  expect(fill).toMatchObject({ execution: { symbol, ref } })
  expect(journal.find((event) => event.kind === 'order-approved')).toMatchObject({ ref, by: 'trader' })
})

test('an order that has gone out is not approved again', () => {
  const approved = journalOf(database).find((event) => event.kind === 'order-approved')
  if (approved?.kind !== 'order-approved') throw new Error('an order was approved')
  const { ref, revision } = approved
  expect(ask({ kind: 'approve', ref, revision })).toMatchObject({ ok: false, error: { code: 'not-waiting' } })
})
