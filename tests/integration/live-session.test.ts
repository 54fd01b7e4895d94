import { afterEach, describe, expect, test } from 'vitest'
import { openLink } from '../../src-main/broker/ibkr/connection/open-link.ts'
import { openIbkrBroker } from '../../src-main/broker/ibkr/orders/open-broker.ts'
import { reconciliationView } from '../../src-main/trading/views/reconciliation.ts'
import type { Command } from '../../src-shared/contract/commands.ts'
import { accountId, orderRef, ticker } from '../../src-shared/domain/ids.ts'
import { price } from '../../src-shared/domain/price.ts'
import { quantity } from '../../src-shared/domain/quantity.ts'
import { MINUTE_MS, SECOND_MS, utcMs } from '../../src-shared/domain/time.ts'
import { openGate } from '../support/ibkr-broker/open-gate.ts'
import { faultsOf, journalOf, payloadsOf, replayOf, rowsOf } from '../support/session/audit-folder.ts'
import { AAPL, ACCOUNT, LiveFloor, type LiveFloorOptions, TOKEN } from '../support/session/live-floor.ts'
import { request } from '../unit/broker/requests.ts'

const OTHER = accountId('DU1000002')
const BOOK = { kind: 'account', account: ACCOUNT } as const
let live: LiveFloor
afterEach(() => live.close())

async function open(options: LiveFloorOptions = {}): Promise<void> {
  live = await LiveFloor.open(options)
}

type Answer = ReturnType<LiveFloor['command']>
const refusalOf = (answer: Answer): string => (answer.ok ? 'done' : answer.error.code)
const accountGates = () => live.session.armingView().accounts[0]?.gates.filter((gate) => !gate.open) ?? []
const sharesHeld = (): number => live.state.holdings.get(`${ACCOUNT}/AAPL`)?.shares ?? 0
/** Shares of AAPL in the account, as the gateway has them. */
const sharesAtGateway = (): number =>
  live.floor.gateway.exchange.positions(ACCOUNT).find(({ symbol }) => symbol === AAPL)?.shares ?? 0

/** The numbers of the messages about orders that come in from now on: 3 places or changes one, 4 cancels one. */
function orderMessages(): string[] {
  const kinds: string[] = []
  live.floor.gateway.intercept({
    incoming(_session, fields, pass) {
      if (fields[0] === '3' || fields[0] === '4') kinds.push(fields[0])
      pass(fields)
    },
  })
  return kinds
}

const place = (token: string): Command => ({
  kind: 'place-confirmed',
  token,
  order: { symbol: 'AAPL', side: 'long', quantity: 5, limit: 99.3, stop: 97.3, target: 102.3 },
})

describe('arming', () => {
  test('a start is dry run, with everything configured and every gate open', async () => {
    await open()
    expect(accountGates()).toEqual([])
    expect(live.state).toMatchObject({ mode: 'dry-run', account: null, automaticApproval: false })
    live.enter(100.5)
    await live.pass(10 * SECOND_MS)
    expect(live.atGateway()).toEqual([])
    expect(live.state.holdings.get('simulated/AAPL')?.shares).toBe(10)
  })

  test.each([
    ['TRADING_DRY_RUN', { flags: { dryRun: 'true' } }],
    ['TRADING_LIVE_ENABLED', { flags: { liveEnabled: 'false' } }],
    ['TRADING_ORDER_TOKEN', { token: null }],
    ['agrees with the broker', { gateway: { hours: () => ({ tradingHours: 'x', liquidHours: 'x' }) } }],
  ] as const)('is refused by name, with what opens it: %s', async (name, options) => {
    await open(options)
    const answer = live.arm()
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining(name) } })
    expect(live.state.mode).toBe('dry-run')
    expect(live.armingRows()).toMatchObject([{ kind: 'arming-refused', use: 'arm' }])
  })

  test('sends an approved card to the book of the account, with its account on every order, and nothing to the simulated', async () => {
    await open()
    live.armed()
    expect(live.state).toMatchObject({ mode: 'live-paper', account: ACCOUNT })
    await live.position()
    expect(sharesAtGateway()).toBe(10)
    expect(live.atGateway()).toMatchObject([
      { account: ACCOUNT, type: 'STP' },
      { account: ACCOUNT, type: 'LMT' },
    ])
    expect([...live.state.holdings.values()].map(({ book }) => book)).toEqual([BOOK])
    expect([...live.state.live.values()].every(({ order }) => order.book.kind === 'account')).toBe(true)
  })

  test('what was staged in one mode goes out in no other', async () => {
    await open()
    const staged = live.command({ kind: 'stage', ...CARD })
    if (!staged.ok) throw new Error(staged.error.message)
    const { ref } = staged.value.orders[0]!
    live.armed()
    expect(refusalOf(live.command({ kind: 'approve', ref, revision: 1 }))).toBe('expired')
    await live.pass(2 * SECOND_MS)
    expect(live.atGateway()).toEqual([])
  })

  test('alone switches automatic approval on in live, and every end of it off', async () => {
    await open()
    live.armed()
    expect(refusalOf(live.command({ kind: 'set-automatic-approval', on: true }))).toBe('automatic-in-live')
    expect(live.state.automaticApproval).toBe(false)
    live.armed({ automaticApproval: true })
    expect(live.state.automaticApproval).toBe(true)
    live.command({ kind: 'stop' })
    expect(live.state.automaticApproval).toBe(false)
    live.armed()
    expect(live.state.automaticApproval).toBe(false)
  })

  test('on another account while armed is refused by name, changes nothing, and is in the audit', async () => {
    await open({ gateway: TWO_ACCOUNTS })
    live.armed()
    const answer = live.arm({ account: OTHER })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'wrong-account', message: expect.stringContaining(ACCOUNT) },
    })
    expect(live.state).toMatchObject({ mode: 'live-paper', account: ACCOUNT })
    expect(live.armingRows().at(-1)).toMatchObject({ kind: 'arming-refused', code: 'wrong-account' })
    expect(payloadsOf(live.database, 'command-refused')).toMatchObject([{ code: 'wrong-account' }])
    await live.position()
    expect(new Set(live.atGateway().map(({ account }) => account))).toEqual(new Set([ACCOUNT]))
  })

  test('with a wrong token is counted, wherever the token is typed; five lock it, in the next cockpit too', async () => {
    await open()
    live.armed()
    const tries = [live.command(place('wrong')), live.command({ kind: 'extend-arming', token: 'wrong', minutes: 5 })]
    tries.push(live.arm({ token: 'wrong' }), live.command(place(' ')))
    expect(tries.map(refusalOf)).toEqual(['wrong-token', 'wrong-token', 'wrong-token', 'wrong-token'])
    await live.stop()
    await live.start()
    expect(refusalOf(live.arm({ token: 'wrong' }))).toBe('wrong-token')
    expect(refusalOf(live.arm())).toBe('locked-out')
    expect(refusalOf(live.command(place(TOKEN)))).toBe('locked-out')
    await live.stop()
    await live.start()
    expect(refusalOf(live.arm())).toBe('locked-out')
    expect(live.atGateway()).toEqual([])
  })

  test('is gone after the clock of the computer has jumped back an hour, and no entry goes out', async () => {
    await open()
    live.armed()
    live.wallShift = -60 * MINUTE_MS
    expect(refusalOf(live.command(place(TOKEN)))).toBe('gate-closed')
    await live.pass(2 * SECOND_MS)
    expect(live.session.armingView().lastDisarm?.cause).toBe('clock-set-back')
    expect(refusalOf(live.command(place(TOKEN)))).toBe('another-mode')
    expect(live.atGateway()).toEqual([])
  })

  test('lets an order through that comes with the token, and none that comes without', async () => {
    await open()
    expect(refusalOf(live.command(place(TOKEN)))).toBe('another-mode')
    live.armed()
    const { order } = place(TOKEN) as Extract<Command, { kind: 'place-confirmed' }>
    expect(refusalOf(live.command({ kind: 'place', ...order, mode: 'live' }))).toBe('wrong-token')
    expect(live.atGateway()).toEqual([])
    expect(refusalOf(live.command(place(TOKEN)))).toBe('done')
    await live.pass(2 * SECOND_MS)
    expect(live.atGateway()).toHaveLength(3)
  })

  test('the broker is asked for margin in live, never in the dry run', async () => {
    await open()
    const dry = live.command({ kind: 'stage', ...CARD })
    if (!dry.ok) throw new Error(dry.error.message)
    expect(await live.cockpit.margin(dry.value.orders[0]!.ref)).toMatchObject({ error: { code: 'margin-simulated' } })
    live.armed()
    const staged = live.command({ kind: 'stage', ...CARD })
    if (!staged.ok) throw new Error(staged.error.message)
    const asked = live.cockpit.margin(staged.value.orders[0]!.ref)
    await live.pass(2 * SECOND_MS)
    expect(await asked).toMatchObject({ ok: true, value: { initialAfter: expect.any(Number) } })
    expect(live.atGateway()).toEqual([])
  })
})

const CARD = { symbol: 'AAPL', side: 'long', quantity: 10, limit: 99.3, stop: 97.3, target: 102.3 } as const
const TWO_ACCOUNTS = {
  accounts: [
    { id: ACCOUNT, cash: 200_000 },
    { id: OTHER, cash: 200_000 },
  ],
}

describe('a connection', () => {
  async function lostFor(seconds: number): Promise<void> {
    live.after(1_000, () => live.floor.gateway.notice(1100, 'Connectivity between IBKR and TWS has been lost.'))
    live.after(1_000 + seconds * SECOND_MS, () =>
      live.floor.gateway.notice(1102, 'Connectivity between IBKR and TWS has been restored - data maintained.'),
    )
    await live.pass(20 * SECOND_MS)
  }

  test('lost for three seconds leaves it armed', async () => {
    await open()
    live.armed()
    await lostFor(3)
    expect(live.state.mode).toBe('live-paper')
  })

  test('lost for six seconds ends it, and its return does not bring it back', async () => {
    await open()
    live.armed()
    await lostFor(6)
    expect(live.state.mode).toBe('dry-run')
    expect(live.session.armingView().lastDisarm?.cause).toBe('connection-lost')
    expect(accountGates()).toEqual([])
  })

  test('half open at a STOP: what is wanted is kept, and is the first thing to be asked for on its return', async () => {
    await open()
    live.armed()
    const ref = await live.workingEntry()
    live.floor.gateway.dropClients('half-open')
    const stopped = live.command({ kind: 'stop' })
    expect(stopped).toMatchObject({ ok: true, value: { orders: [{ ref, refusal: null }] } })
    expect(live.state.mode).toBe('dry-run')
    expect(live.atGateway().map((order) => order.ref)).toContain(ref)
    const messages = orderMessages()
    await live.pass(120 * SECOND_MS)
    expect(messages[0]).toBe('4')
    expect(messages).not.toContain('3')
    expect(live.atGateway()).toEqual([])
    expect(live.order(ref)?.order.state).toBe('cancelled')
  })

  test('away at a flatten: it says so, and does not do it later', async () => {
    await open()
    live.armed()
    await live.position()
    live.floor.gateway.restart(20 * SECOND_MS)
    await live.pass(2 * SECOND_MS)
    const answer = live.command({ kind: 'flatten' })
    expect(answer).toMatchObject({ ok: true, value: { orders: [{ refusal: { code: 'broker-away' } }] } })
    await live.pass(90 * SECOND_MS)
    expect(sharesAtGateway()).toBe(10)
    expect(live.command({ kind: 'flatten' })).toMatchObject({ value: { orders: [{ refusal: null }] } })
    await live.pass(15 * SECOND_MS)
    expect([sharesAtGateway(), sharesHeld()]).toEqual([0, 0])
    expect(live.atGateway()).toEqual([])
  })
})

describe('a position in an account, in dry run', () => {
  test('keeps its stop, which still moves, and is flat before the close', async () => {
    await open({ from: 356 })
    live.armed()
    const ref = await live.position()
    live.command({ kind: 'set-mode', mode: 'dry-run' })
    const moved = live.command({ kind: 'modify', ref: `${ref}-S`, change: { stop: 99.5 } })
    expect(moved.ok).toBe(true)
    await live.pass(3 * SECOND_MS)
    const stop = live.floor.gateway.exchange.openOrders().find((order) => order.ref === `${ref}-S`)
    expect(stop?.pricing).toEqual({ type: 'STP', stop: 99.5 })
    await live.pass(27.5 * MINUTE_MS)
    expect(sharesAtGateway()).toBe(10)
    await live.pass(3 * MINUTE_MS)
    expect([sharesAtGateway(), sharesHeld()]).toEqual([0, 0])
    expect(live.atGateway()).toEqual([])
    expect(live.state.mode).toBe('dry-run')
  })

  test('is closed and cancelled for as well while the next session still reads its history', async () => {
    await open()
    live.armed()
    await live.position()
    await live.stop()
    let isHeld = true
    const waiting: (() => void)[] = []
    live.floor.gateway.intercept({
      incoming(_session, fields, pass) {
        if (fields[0] !== HISTORICAL_DATA || !isHeld) pass(fields)
        else waiting.push(() => pass(fields))
      },
    })
    await live.start({ fresh: true, until: (state) => state?.phase === 'connecting' })
    await live.pass(5 * SECOND_MS)
    expect(live.observer.phases).not.toContain('running')
    expect(sharesHeld()).toBe(10)
    expect(refusalOf(live.command({ kind: 'stage', ...CARD }))).toBe('not-running')
    expect(live.command({ kind: 'flatten' })).toMatchObject({ ok: true, value: { orders: [{ refusal: null }] } })
    await live.pass(15 * SECOND_MS)
    expect([sharesAtGateway(), sharesHeld()]).toEqual([0, 0])
    expect(live.atGateway()).toEqual([])
    isHeld = false
    for (const pass of waiting) pass()
  })
})
test('a market on which nothing can be decided still lets what an account holds be closed', async () => {
  await open()
  live.floor.gateway.script.placeInTws({
    ...{ account: ACCOUNT, symbol: AAPL, action: 'BUY', quantity: quantity(10), pricing: { type: 'MKT' } },
    ...{
      timeInForce: { tif: 'DAY' },
      parentId: null,
      oca: null,
      outsideRegularHours: false,
      transmit: true,
      orderRef: '',
    },
  })
  await live.pass(10 * SECOND_MS)
  expect(sharesAtGateway()).toBe(10)
  await live.stop()
  // One that does not know the day either.
  const database = live.folder.file('another')
  const undecidable = 'There is no data of SPY.'
  await live.start({ database, undecidable, until: (state) => state?.phase === 'failed' })
  await live.pass(30 * SECOND_MS)
  expect(live.observer.state).toMatchObject({ message: expect.stringMatching(/no data of SPY.*is looked after/) })
  expect(refusalOf(live.command({ kind: 'stage', ...CARD }))).toBe('not-running')
  const close = { kind: 'close-foreign', account: ACCOUNT, symbol: 'AAPL', limit: null } as const
  expect(refusalOf(live.command(close))).toBe('done')
  await live.pass(15 * SECOND_MS)
  expect(sharesAtGateway()).toBe(0)
})

const HISTORICAL_DATA = '20'

describe('at the door', () => {
  /** From now on ticks of AAPL come otherwise. */
  function ticksOf(change: (type: number, value: number) => number | null): void {
    let line: number | null = null
    live.floor.gateway.intercept({
      outgoing(_session, fields, pass) {
        const [kind, version, id, type, value, ...rest] = fields
        if (kind !== 1) return pass(fields)
        if (line === null && Number(value) > 90 && Number(value) < 110) line = Number(id)
        const changed = Number(id) === line ? change(Number(type), Number(value)) : Number(value)
        if (changed !== null) pass([kind, version!, id!, type!, changed, ...rest])
      },
    })
  }

  test.each([
    ['crossed', 'crossed-quote', () => ticksOf((type, value) => (type === 1 ? value + 1 : value))],
    ['stale', 'stale-quote', () => live.floor.gateway.setFlow(AAPL, false)],
    [
      'halted',
      'symbol-halted',
      () => live.floor.gateway.take({ kind: 'halt', time: live.floor.now(), symbol: AAPL, halted: true }),
    ],
  ] as const)('an entry on a %s quote is refused although it was staged on a good one', async (_what, code, spoil) => {
    await open()
    live.armed()
    const staged = live.command({ kind: 'stage', ...CARD })
    if (!staged.ok) throw new Error(staged.error.message)
    spoil()
    await live.pass(70 * SECOND_MS)
    const { ref } = staged.value.orders[0]!
    expect(refusalOf(live.command({ kind: 'approve', ref, revision: 1 }))).toBe(code)
    expect(live.atGateway()).toEqual([])
    live.cockpit.commit()
    expect(payloadsOf(live.database, 'command-refused')).toMatchObject([{ code }])
  })

  test('an entry on delayed data is refused', async () => {
    await open({ gateway: { rights: 'delayed' } })
    live.armed()
    expect(refusalOf(live.command({ kind: 'stage', ...CARD }))).toBe('not-live-data')
  })

  test.each([
    ['a fraction of a share', { quantity: 10.5 }, 'not-a-quantity'],
    ['no share', { quantity: 0 }, 'not-a-quantity'],
    ['more than by hand', { quantity: 101 }, 'hand-shares'],
    ['a price between ticks', { limit: 99.303 }, 'off-tick'],
    ['a stop above the market', { stop: 101 }, 'wrong-side'],
    ['a price far away', { limit: 90, stop: 88 }, 'collar'],
    ['a symbol that nobody knows', { symbol: 'ZZZZ' }, 'no-tick'],
    ['a symbol that is none', { symbol: 'a b c' }, 'bad-command'],
    ['the empty symbol', { symbol: '' }, 'bad-command'],
    ['a short sale while shorting is off', { side: 'short', stop: 101, target: 97, limit: 100.5 }, 'shorting-off'],
  ] as const)('an order of %s is refused by name, while armed', async (_what, change, code) => {
    await open()
    live.armed()
    expect(refusalOf(live.command({ kind: 'stage', ...CARD, ...change }))).toBe(code)
    live.cockpit.commit()
    expect(payloadsOf(live.database, 'command-refused')).toMatchObject([{ code }])
    expect(live.atGateway()).toEqual([])
  })

  test('an odd lot goes out like any other', async () => {
    await open()
    live.armed()
    live.enter(99.3, { quantity: 7 })
    await live.pass(2 * SECOND_MS)
    expect(live.atGateway()).toHaveLength(3)
  })
})

describe('two cockpits on one account', () => {
  function second(client: number) {
    const { time, port, now } = live.floor
    const gate = openGate()
    const link = openLink({ host: '127.0.0.1', port, client, time, random: () => 0.5, marketNow: now })
    const broker = openIbkrBroker(link, { redeem: gate.redeem, marketNow: now })
    link.connect()
    return { link, broker, gate, close: () => [broker.close(), link.close()] }
  }

  test('under the same client id: the second is told so, in words', async () => {
    await open()
    const other = second(7)
    await live.pass(10 * SECOND_MS)
    expect(other.link.connection().state).not.toBe('ready')
    expect(other.link.connection().reason).toMatch(/client id|326/i)
    expect(accountGates()).toEqual([])
    other.close()
  })

  test('under another: orders and shares of the other one are differences, and arming waits until they are acknowledged', async () => {
    await open()
    const other = second(8)
    await live.pass(5 * SECOND_MS)
    const entry = request({
      ...{ ref: orderRef('foreign-1'), account: ACCOUNT, book: BOOK, symbol: ticker('AAPL'), action: 'BUY' },
      ...{
        quantity: quantity(20),
        pricing: { type: 'LMT', limit: price(101) },
        goodTill: utcMs(live.floor.now() + MINUTE_MS),
      },
    })
    expect(other.broker.submit({ kind: 'bracket', entry, children: [] }, other.gate.mint(entry))).toMatchObject({
      ok: true,
    })
    await live.pass(90 * SECOND_MS)
    expect(sharesAtGateway()).toBe(20)
    expect(sharesHeld()).toBe(0)
    expect(accountGates().map(({ gate }) => gate)).toEqual(['differences'])
    expect(live.arm()).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
    const differences = reconciliationView(live.session.desk).accounts.flatMap((account) => account.differences)
    expect(differences.length).toBeGreaterThan(0)
    for (const { id } of differences) live.command({ kind: 'acknowledge', difference: id })
    live.armed()
    expect(refusalOf(live.command({ kind: 'stage', ...CARD }))).toBe('net-differs')
    other.close()
  })
})

test('everything of a live day is in the audit, which verifies', async () => {
  await open()
  live.armed()
  await live.position()
  live.command({ kind: 'flatten' })
  await live.pass(15 * SECOND_MS)
  await live.stop()
  const kinds = new Set(journalOf(live.database).map(({ kind }) => kind))
  for (const kind of [
    'mode-changed',
    'order-staged',
    'order-approved',
    'order-intent',
    'execution',
    'commission',
    'close-wanted',
  ])
    expect(kinds).toContain(kind)
  expect(rowsOf(live.database, (type) => type === 'command')).toHaveLength(4)
  expect(await faultsOf(live.database)).toEqual([])
  expect(replayOf(live.database)).toMatchObject({ differences: [], broken: null })
})
