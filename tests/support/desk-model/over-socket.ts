import { setImmediate as turn } from 'node:timers/promises'
import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { type IbkrBroker, openIbkrBroker } from '../../../src-main/broker/ibkr/orders/open-broker.ts'
import { createRandom, type Random } from '../../../src-main/simulator/random.ts'
import { createGateway, type Gateway } from '../../../src-main/simulator/tws-server/gateway.ts'
import type { TradingCommand } from '../../../src-main/trading/commands.ts'
import { Desk } from '../../../src-main/trading/desk.ts'
import { createGate } from '../../../src-main/trading/gate.ts'
import { openHoldings, placeKey, sharesIn, waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import type { Book } from '../../../src-shared/domain/book.ts'
import { accountId, type OrderRef, orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { entering, exiting } from '../../unit/trading/harness.ts'
import { type HeldTime, holdTime } from '../ibkr/held-time.ts'
import { believed } from './behaviours.ts'
import { MODEL_LIMITS } from './cockpit.ts'
import { ModelJournal } from './journal.ts'
import { BrokenPromise } from './model.ts'
import { DAY } from './outside.ts'
import { Truth } from './truth.ts'

const ACCOUNT = accountId('DU1000001')
const BOOK: Book = { kind: 'account', account: ACCOUNT }
const SYMBOLS = ['AAPL', 'NVDA'].map(ticker)
const PRICE = 100
const CLIENT = 1
const QUIET_TURNS = 5
const MOST_TURNS = 20_000
const LOST = 'Connectivity between IBKR and Trader Workstation has been lost.'
const BACK = 'Connectivity restored - data maintained.'

/** A desk that trades through the adapter, over a socket, on the simulated gateway, everything on held clocks. */
class SocketWorld {
  readonly random: Random
  readonly time: HeldTime
  readonly gateway: Gateway
  readonly truth: Truth
  readonly link: Link
  readonly desk: Desk
  readonly broker: IbkrBroker
  /** Rejections that wait for an order. */
  readonly rejections: (() => void)[] = []
  entries = 0
  broken: string | null = null
  private market: number = DAY.open + 30 * 60_000
  private refs = 0
  private commands = 0

  constructor(gateway: Gateway, port: number, random: Random, time: HeldTime, placed: () => readonly OrderRef[]) {
    this.random = random
    this.gateway = gateway
    this.time = time
    this.truth = new Truth({
      ...{ exchange: gateway.exchange, client: CLIENT, now: time.monotonic },
      onFlip: (problem) => {
        this.broken ??= problem
      },
    })
    const marketNow = () => gateway.exchange.now
    this.link = openLink({ host: '127.0.0.1', port, client: CLIENT, time, random: random.uniform, marketNow })
    // Arming has tests of its own: here its gate is open.
    const gate = createGate(time, { refuse: () => null, epoch: 0 })
    const redeem: typeof gate.redeem = (authorisation, order) => {
      const redeemed = gate.redeem(authorisation, order)
      if (redeemed.ok) {
        this.entries += 1
        this.truth.entries.add(order.ref)
        if (placed().includes(order.ref)) this.broken ??= `${order.ref} went out twice`
        if (order.account !== ACCOUNT) this.broken ??= `${order.ref} went to ${order.account}`
      }
      return redeemed
    }
    this.broker = openIbkrBroker(this.link, { redeem, marketNow })
    this.desk = new Desk({
      venues: [{ book: BOOK, account: ACCOUNT, broker: this.broker }],
      ...{ gate, journal: new ModelJournal(), operator: time },
      market: { now: marketNow },
      limitsOf: () => MODEL_LIMITS,
      tickOf: () => PENNY,
      newRef: () => {
        this.refs += 1
        return orderRef(`S${this.refs}`)
      },
      setAlarm: (ms, run) => time.after(ms, run),
      observer: { onEvent: () => {}, onEngineInput: () => {} },
    })
    this.desk.start()
    this.desk.startDay(DAY)
    this.desk.changeMode('live-paper', 'the test says so', ACCOUNT)
  }

  command(command: WithoutId<TradingCommand>): void {
    this.commands += 1
    this.desk.command({ id: `w${this.commands}`, ...command })
  }

  quote(): void {
    for (const symbol of [MARKET_SYMBOL, ...SYMBOLS]) {
      const at = { symbol, time: this.gateway.exchange.now, last: PRICE, bid: PRICE - 0.01, ask: PRICE + 0.01 }
      this.desk.takeQuote({ ...at, bidSize: 500, askSize: 500, quality: 'live', halted: false })
    }
  }

  /** Nothing is under way any more in this process. */
  async settle(): Promise<void> {
    let [quiet, before] = [0, '']
    for (let count = 0; quiet < QUIET_TURNS && count < MOST_TURNS; count++) {
      await turn()
      const { connections, received, sent } = this.gateway.stats()
      const { outgoing } = this.link.state()
      const now = [connections, received, sent, this.link.connection().state, outgoing.waiting, this.desk.asking].join()
      quiet = now === before ? quiet + 1 : 0
      before = now
    }
  }

  /** Operator time passes with everything that falls due in it, and market time with it. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; ) {
      const step = Math.min(left, Math.max(1, this.time.untilNext() ?? left))
      this.market += step
      this.gateway.advance(utcMs(this.market))
      this.time.advance(step)
      left -= step
      await this.settle()
    }
    this.quote()
  }

  open() {
    return this.truth.open(ACCOUNT)
  }
}

type WithoutId<Command> = Command extends unknown ? Omit<Command, 'id'> : never

type Action = (world: SocketWorld) => unknown

const symbolOf = ({ random }: SocketWorld) => random.pick(SYMBOLS)
const orderOf = (world: SocketWorld) => {
  const open = world.open()
  return open.length === 0 ? null : world.random.pick(open)
}

const enter: Action = (world) => {
  const side = world.random.chance(0.3) ? 'short' : 'long'
  const at = world.gateway.exchange.now
  world.desk.decide([entering(symbolOf(world), PRICE, { side, atr: 1, at, size: 0.01 })])
  for (const { ref, revision } of waitingBrackets(world.desk.state)) world.command({ kind: 'approve', ref, revision })
}

const fill: Action = (world) => {
  const order = orderOf(world)
  if (order === null) return
  world.gateway.script.fill(
    CLIENT,
    order.orderId,
    world.random.chance(0.5) ? { shares: world.random.integer(1, 40) } : {},
  )
}

/** What traders, engine, broker and lines do. */
const ACTIONS: Readonly<Record<string, Action>> = {
  enter,
  'enter again': enter,
  fill,
  'fill more': fill,
  'fill on': fill,
  'end at the broker': (world) => {
    const order = orderOf(world)
    if (order !== null) world.gateway.exchange.cancel(CLIENT, order.orderId)
  },
  'move stop': (world) => {
    const [trade] = [...world.desk.state.trades.values()]
    if (trade === undefined) return
    const exit = { kind: 'moveStop', price: trade.stop + world.random.integer(-20, 40) / 100 } as const
    world.desk.decide([exiting(trade.symbol, exit, PRICE, world.gateway.exchange.now)])
  },
  close: (world) => {
    const [held] = openHoldings(world.desk.state)
    if (held !== undefined) world.command({ kind: 'close', book: BOOK, symbol: held.symbol, limit: null })
  },
  cancel: (world) => {
    const live = [...world.desk.state.live.keys()]
    if (live.length > 0) world.command({ kind: 'cancel', ref: world.random.pick(live) })
  },
  stop: (world) => {
    world.command({ kind: 'stop' })
    world.desk.changeMode('live-paper', 'the test says so', ACCOUNT)
  },
  correct: (world) => {
    const records = world.gateway.exchange.executions().filter(({ execution }) => execution.client === CLIENT)
    const record = records.at(-1)
    if (record === undefined) return
    const { execId, shares, price } = record.execution
    world.gateway.script.correct(execId, Math.max(1, shares - world.random.integer(0, 3)), price + 0.01)
  },
  'say twice': ({ gateway, random }) => gateway.script.answerTwice(random.integer(1, 4)),
  reject: ({ gateway, rejections }) => rejections.push(gateway.script.rejectNext('the script says so')),
  'clean drop': ({ gateway }) => gateway.dropClients('clean'),
  reset: ({ gateway }) => gateway.dropClients('reset'),
  'half-open': ({ gateway }) => gateway.dropClients('half-open'),
  restart: ({ gateway }) => gateway.restart(),
  1100: ({ gateway }) => {
    gateway.script.link.set(false)
    gateway.notice(1100, LOST)
  },
  1102: ({ gateway }) => {
    gateway.script.link.set(true)
    gateway.notice(1102, BACK)
  },
}

/**
 * Plays a random course of trading and faults, lets everything come back, and compares the desk with the gateway's
 * exchange. @returns how many entries went out @throws BrokenPromise with the seed and the actions
 */
export async function playOverSocket(seed: number, length: number): Promise<number> {
  const random = createRandom(seed)
  const time = holdTime()
  const { exchange, broker } = believed(random.integer(0, 511))
  const placed: OrderRef[] = []
  const gateway = createGateway({
    ...{ seed, symbols: SYMBOLS.map((symbol) => ({ symbol })), days: [DAY], operator: time, limits: 'none' },
    accounts: [{ id: ACCOUNT, cash: 500_000 }],
    settings: { slippage: { ticks: 1, basisPoints: 0 }, participation: 0.5, behaviour: exchange },
    behaviour: broker,
    onRequest: (request) => {
      if (request.kind === 'place') placed.push(orderRef(request.ticket.orderRef))
    },
  })
  gateway.take({ kind: 'session', day: DAY })
  const trades = SYMBOLS.map((symbol) => ({ symbol, price: PRICE, shares: 100_000 }))
  gateway.take({ kind: 'step', time: utcMs(DAY.open + 30 * 60_000), trades })
  const world = new SocketWorld(gateway, await gateway.listen(0), random, time, () => placed)
  const actions: string[] = []
  try {
    world.link.connect()
    world.quote()
    await world.pass(3_000)
    for (let count = 0; count < length; count++) {
      const name = random.pick(Object.keys(ACTIONS))
      actions.push(name)
      ACTIONS[name]?.(world)
      if (random.chance(0.7)) await world.settle()
      if (random.chance(0.3)) await world.pass(random.integer(1, random.chance(0.2) ? 30_000 : 3_000))
      if (world.broken !== null) throw new BrokenPromise(world.broken)
    }
    await comeToRest(world)
    return world.entries
  } catch (error) {
    throw new BrokenPromise(
      `seed ${seed}: ${error instanceof Error ? error.message : error} after ${actions.join(', ')}`,
    )
  } finally {
    world.desk.close()
    world.broker.close()
    world.link.close()
    await gateway.close()
  }
}

async function comeToRest(world: SocketWorld): Promise<void> {
  const { gateway, desk, truth } = world
  gateway.script.link.set(true)
  for (const callOff of world.rejections) callOff()
  for (let round = 0; round < 24; round++) {
    if (world.link.connection().state === 'degraded') gateway.notice(1102, BACK)
    await world.pass(10_000)
  }
  const fail = (problem: string): never => {
    throw new BrokenPromise(problem)
  }
  if (world.broken !== null) fail(world.broken)
  if (world.link.connection().state !== 'ready') fail(`not ready in the end: ${world.link.connection().reason}`)
  if (desk.state.contradictions.length > 0) fail(JSON.stringify(desk.state.contradictions))
  const open = world.open()
  for (const { order } of desk.state.live.values()) {
    const there = order.state === 'staged' || open.some(({ ref }) => ref === order.ref)
    if (!there) fail(`${order.ref} is ${order.state}, and the gateway does not have it`)
  }
  for (const { ref } of open) if (ref === null || !desk.state.live.has(ref)) fail(`the desk does not know ${ref}`)
  for (const symbol of SYMBOLS) {
    const [own, held] = [truth.shares(ACCOUNT, symbol), sharesIn(desk.state, BOOK, symbol)]
    if (own !== held) fail(`the account has ${own} ${symbol} of ours, the desk says ${held}`)
    const type = desk.state.closings.has(placeKey(BOOK, symbol)) ? 'MKT' : 'STP'
    const covers = open.some((each) => {
      return each.symbol === symbol && each.pricing.type === type && each.working >= Math.abs(own)
    })
    if (own !== 0 && !covers) fail(`${own} ${symbol} have no ${type}`)
  }
}
