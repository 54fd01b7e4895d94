import type { Cockpit } from '../../../src-main/session/cockpit.ts'
import type { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import type { Random } from '../../../src-main/simulator/random.ts'
import { type DeskState, openHoldings } from '../../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { Command } from '../../../src-shared/contract/commands.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { SECOND_MS, type UtcMs } from '../../../src-shared/domain/time.ts'
import type { WatchingObserver } from '../session/watching-observer.ts'

export const TOKEN = 'a token for a day of tests'
/** A trader who was disarmed looks at it so often, market time. */
const REARM_MS = 30 * SECOND_MS
/** From one thing that is done by hand to the next, market time. */
const HAND_MS = 45 * SECOND_MS
const MOST_BY_HAND = 4

interface Place {
  readonly observer: WatchingObserver
  readonly exchange: Exchange
  readonly random: Random
  readonly traded: readonly Ticker[]
  /** Market time. */
  readonly now: () => UtcMs
}

/**
 * Somebody who acknowledges what differs, and arms again, with automatic approval, whenever that is possible; and who
 * enters, moves, cancels and closes by hand meanwhile.
 */
export class Trader {
  cockpit: Cockpit | null = null
  armed = 0
  disarmed = 0
  /** Of what was done by hand, how much was obeyed. */
  byHand = 0
  private readonly place: Place
  private nextLook = 0
  private nextHand = 0
  private commands = 0

  constructor(place: Place) {
    this.place = place
    place.observer.onTrading = (event) => {
      if (event.kind === 'mode-changed' && event.mode === 'dry-run') this.disarmed += 1
    }
  }

  look(): void {
    const now = this.place.now()
    const { session } = this.place.observer
    if (session === null) return
    if (now >= this.nextLook) {
      this.nextLook = now + REARM_MS
      this.arm()
    }
    if (now >= this.nextHand) {
      this.nextHand = now + this.place.random.integer(1, 2 * HAND_MS)
      if (this.command(this.byHandOf(session.desk.state))?.ok === true) this.byHand += 1
    }
  }

  private arm(): void {
    const session = this.place.observer.session!
    const view = session.armingView()
    const [account] = view.accounts
    if (view.armed !== null || account === undefined) return
    for (const { differences } of reconciliationView(session.desk).accounts) {
      for (const { id, acknowledged } of differences) {
        if (!acknowledged) this.command({ kind: 'acknowledge', difference: id })
      }
    }
    if (!account.gates.every(({ open }) => open)) return
    const answer = this.command({
      kind: 'arm',
      account: account.id,
      token: TOKEN,
      minutes: 60,
      typedAccount: null,
      heldMs: null,
      automaticApproval: true,
    })
    if (answer?.ok === true) this.armed += 1
  }

  /** Enters while there is little, and otherwise does something with what there is. */
  private byHandOf(state: DeskState): Command {
    const { random } = this.place
    const held = openHoldings(state).filter(({ book }) => book.kind === 'account')
    const out = [...state.live.values()].filter(({ order }) => order.book.kind === 'account')
    const entries = out.filter(({ order }) => order.role === 'entry')
    const stops = out.filter(({ order }) => order.role === 'stop')
    if (held.length + entries.length < MOST_BY_HAND || random.chance(0.3)) return this.entry()
    if (entries.length > 0 && random.chance(0.5)) {
      const { order } = random.pick(entries)
      if (random.chance(0.5)) return { kind: 'cancel', ref: order.ref }
      const limit = this.price(order.symbol, random.uniform(-0.002, 0.002))
      return { kind: 'modify', ref: order.ref, change: { limit } }
    }
    if (stops.length > 0 && random.chance(0.5)) {
      const { order } = random.pick(stops)
      const side = order.action === 'SELL' ? -1 : 1
      const stop = this.price(order.symbol, side * random.uniform(0.001, 0.006))
      return { kind: 'modify', ref: order.ref, change: { stop } }
    }
    if (held.length === 0) return this.entry()
    const { book, symbol } = random.pick(held)
    return { kind: 'close', book, symbol, limit: null }
  }

  /** At the market, or a little away from it, where it may never fill. */
  private entry(): Command {
    const { random, traded } = this.place
    const symbol = random.pick(traded)
    const direction = random.pick([1, -1])
    const away = random.uniform(-0.003, 0.002)
    const order = {
      symbol,
      side: direction === 1 ? ('long' as const) : ('short' as const),
      quantity: random.integer(1, 100),
      limit: this.price(symbol, direction * away),
      stop: this.price(symbol, -direction * random.uniform(0.004, 0.01)),
      target: this.price(symbol, direction * random.uniform(0.003, 0.01)),
    }
    return { kind: 'place-confirmed', token: TOKEN, order }
  }

  /** So far from the last price, a fraction of it. */
  private price(symbol: Ticker, away: number): number {
    const { last, bid, ask } = this.place.exchange.quote(symbol)
    return Math.round((last ?? bid ?? ask ?? 100) * (1 + away) * 100) / 100
  }

  private command(command: Command): ReturnType<Cockpit['command']> | undefined {
    this.commands += 1
    if (command.kind === 'place') {
      const { kind: _kind, mode: _mode, ...order } = command
      return this.cockpit?.command(
        `trader-${this.commands}`,
        { kind: 'place-confirmed', token: TOKEN, order },
        'trader',
      )
    }
    return this.cockpit?.command(`trader-${this.commands}`, command, 'trader')
  }
}
