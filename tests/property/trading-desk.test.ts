import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reportSequence, Sequences, sequences } from '../support/desk-model/sequence.ts'
import { runs } from '../support/properties.ts'
import { AAPL, entering, exiting, Harness } from '../unit/trading/harness.ts'

/** How often each has to happen in all sequences together. */
const LEAST = {
  steps: 100_000,
  entries: 2_500,
  'live entries': 600,
  execution: 6_000,
  adjust: 5_000,
  cancel: 1_500,
  amendments: 20,
  'stops of our own': 400,
  'closes of our own': 800,
  armed: 1_000,
  extended: 60,
  'not armed: gate-closed': 300,
  'not armed: wrong-token': 60,
  'locked out': 20,
  'disarmed: connection-lost': 40,
  'disarmed: audit-error': 80,
  'disarmed: suspend': 20,
  'disarmed: clock-set-back': 20,
  'disarmed: account-changed': 10,
  'disarmed: time-over': 30,
  'contact-lost': 700,
  'order-absent': 300,
  'foreign trades': 600,
  liquidations: 200,
  corrections: 300,
  'position-adopted': 10,
  'lost messages': 60,
  'full disks': 400,
  kills: 400,
  restarts: 400,
  held: 40,
  rejected: 80,
}

test('whatever trader, engine, brokers, disk and clocks do, the promises of the desk hold', async () => {
  const all = new Sequences()
  await fc.assert(
    fc.asyncProperty(sequences(50, 60), (sequence) => all.run(sequence)),
    { ...runs(2_000), asyncReporter: async (details) => reportSequence(details) },
  )
  expect(all.tooRare(LEAST)).toEqual([])
})

test('a close that its group has made smaller is not made larger again before the trade behind that is known', async () => {
  const harness = new Harness()
  await harness.begin()
  const entry = await harness.hold(entering(AAPL, 100), 100)
  harness.decide(exiting(AAPL, { kind: 'closeNow', reason: 'the script says so' }))
  await harness.settle()
  const [close] = harness.seen('reduce')
  harness.broker.fill(`${entry}-T` as typeof entry, 20, 104)
  const trades = harness.broker.outbox.filter(({ kind }) => kind === 'execution')
  harness.broker.outbox = harness.broker.outbox.filter(({ kind }) => kind === 'order')
  harness.broker.deliver()
  expect(harness.seen('adjust').filter(({ ref }) => ref === close?.order.ref)).toEqual([])
  harness.broker.outbox.push(...trades)
  await harness.settle()
  expect(harness.seen('adjust').filter(({ ref }) => ref === close?.order.ref)).toEqual([])
  expect(harness.shares(AAPL)).toBe(harness.broker.net(AAPL))
})
