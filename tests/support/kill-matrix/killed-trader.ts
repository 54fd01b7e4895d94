import { openAdapter } from '../../../src-main/broker/ibkr/open-adapter.ts'
import { AttemptsFile } from '../../../src-main/config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../src-main/config/secret.ts'
import { createCockpit } from '../../../src-main/session/cockpit.ts'
import { openHoldings } from '../../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { Command } from '../../../src-shared/contract/commands.ts'
import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import { instrumentsOf } from '../engine-inputs.ts'
import { configurationOf, defaultProfile } from '../session/demo-cockpit.ts'
import { heldSource } from '../session/held-source.ts'
import { WatchingObserver } from '../session/watching-observer.ts'
import { PACED_SESSIONS, PacedTime } from './paced-time.ts'

/**
 * A process that trades one symbol live on a gateway of its parent, and kills itself, without a word, at the n-th fact
 * after it was armed: at once, or when what is to be sent for it has left. With n = 0 it only looks how things stand,
 * says `looked`, and a moment later, when all of that is written down, `done`.
 * Arguments: port, database, when time began, n, `now` or `sent`.
 */
const [port = '', database = '', begun = '', at = '0', when = 'now'] = process.argv.slice(2)
const TOKEN = 'a token for a process'
const time = new PacedTime(Number(begun))
const now = () => time.market()
let gate: Redeem = () => ({ ok: false, error: { code: 'not-ours', message: 'no session has opened the door' } })
const { market, broker } = openAdapter({
  ...{ host: '127.0.0.1', port: Number(port), client: 7, time, flush: 'turn' },
  marketTime: { now, at: (moment, run) => time.after(Math.max(0, moment - now()), run) },
  redeem: (authorisation, order) => gate(authorisation, order),
})
const observer = new WatchingObserver()
const cockpit = createCockpit({
  source: heldSource({
    live: market,
    accounts: {
      broker,
      listed: (symbol) => market.listed(symbol),
      openDoor(redeem) {
        gate = redeem
      },
    },
    instruments: instrumentsOf('SPY', 'AAPL', 'NVDA'),
    sessions: PACED_SESSIONS,
    now,
    pass: (ms) => time.pass(ms),
    isOver: () => false,
  }),
  ...{ database, observer, time, app: 'test', headless: false, fresh: false, slowWhileWaiting: false },
  profile: defaultProfile(),
  loaded: configurationOf({ dryRun: 'false', liveEnabled: 'true' }),
  kit: {
    token: new OrderTokenStore(new Secret(TOKEN), NO_KEYCHAIN),
    attempts: new AttemptsFile(`${database}.attempts`),
    probeMissing: () => null,
    ownAccount: () => ({ ok: true, value: () => {} }),
  },
})

let commands = 0
const command = (asked: Command): boolean => {
  commands += 1
  return cockpit.command(`${process.pid}-${commands}`, asked, 'test').ok
}
const die = (): void => void process.kill(process.pid, 'SIGKILL')

/** Enters, moves its stop twice, closes; enters away from the market, and cancels that: again and again. */
function* course(): Generator<void, never, undefined> {
  const account = (): string => observer.session!.armingView().accounts[0]!.id
  const state = () => observer.session!.desk.state
  const enter = (limit: number): boolean =>
    command({
      kind: 'place-confirmed',
      token: TOKEN,
      order: { symbol: 'AAPL', side: 'long', quantity: 10, limit, stop: limit - 2, target: limit + 3 },
    })
  command({
    ...{ kind: 'arm', account: account(), token: TOKEN, minutes: 60 },
    ...{ typedAccount: null, heldMs: null, automaticApproval: false },
  })
  for (;;) {
    while (!enter(100.5)) yield
    while (openHoldings(state()).every(({ shares }) => shares < 10)) yield
    for (const stop of [98.9, 99.2]) {
      const held = [...state().live.values()].find(({ order }) => order.role === 'stop')
      if (held !== undefined) command({ kind: 'modify', ref: held.order.ref, change: { stop } })
      yield
    }
    const [holding] = openHoldings(state())
    if (holding !== undefined) command({ kind: 'close', book: holding.book, symbol: 'AAPL', limit: null })
    while (openHoldings(state()).length > 0 || state().live.size > 0) yield
    while (!enter(99.3)) yield
    yield
    const entry = [...state().live.values()].find(({ order }) => order.role === 'entry')
    if (entry !== undefined) command({ kind: 'cancel', ref: entry.order.ref })
    while (state().live.size > 0) yield
  }
}

const started = cockpit.start()
if (!started.ok) throw new Error(started.error.message)
if (at === '0') {
  await observer.until(() => observer.phases.includes('running'))
  const isSettled = (): boolean => {
    const { accounts } = reconciliationView(observer.session!.desk)
    const { closings } = observer.session!.desk.state
    return accounts.length > 0 && accounts.every(({ reconciled }) => reconciled) && closings.size === 0
  }
  while (!isSettled()) await time.pass(SECOND_MS)
  await time.pass(8 * SECOND_MS)
  process.stdout.write('looked\n')
  await time.pass(5 * SECOND_MS)
  cockpit.commit()
  process.stdout.write('done\n')
} else {
  const isOpen = (): boolean => observer.session?.armingView().accounts[0]?.gates.every(({ open }) => open) === true
  while (!isOpen()) await time.pass(SECOND_MS)
  let left = Number(at)
  observer.onTrading = () => {
    left -= 1
    if (left === 0 && when === 'now') die()
    if (left === 0) setImmediate(die)
  }
  for (const _ of course()) await time.pass(SECOND_MS)
}
