import { readFileSync } from 'node:fs'
import { assetPath } from '../../../src-main/config/assets.ts'
import { instrumentFor, readUniverse } from '../../../src-main/config/universe.ts'
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts'
import { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import type { Behaviour } from '../../../src-main/simulator/exchange/settings.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../src-main/simulator/exchange/settings.ts'
import { SimulatedBroker } from '../../../src-main/simulator/exchange/simulated-broker.ts'
import { type SteppedEvent, syntheticSteps, timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { SYNTHETIC_STOCKS } from '../../../src-main/simulator/synthetic/instruments.ts'
import type { SyntheticMarket } from '../../../src-main/simulator/synthetic/synthetic-market.ts'
import { Desk } from '../../../src-main/trading/desk.ts'
import { createGate } from '../../../src-main/trading/gate.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { orderRef } from '../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { ACCOUNT, SIMULATED_LIMITS } from './harness.ts'

/** How much operator time passes while the market makes a step of five seconds: the demo's 60 times. */
const STEP_OF_OPERATOR_MS = 5_000 / 60

/**
 * A synthetic market's last day, traded by engine and desk on the simulator's exchange with automatic approval. The
 * days before it warm the engine up.
 */
export class SimulatedSession {
  readonly exchange: Exchange
  readonly broker: SimulatedBroker
  readonly desk: Desk
  readonly engine: Engine
  readonly events: TradingEvent[] = []
  private readonly market: SyntheticMarket
  private now = 0
  private operator = Date.parse('2026-03-02T15:00:00Z')

  constructor(market: SyntheticMarket, behaviour: Partial<Behaviour> = {}) {
    this.market = market
    this.engine = startedEngine(market)
    const clock = { now: () => utcMs(this.operator), monotonic: () => this.operator }
    const gate = createGate(clock)
    const settings = { behaviour: { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, ...behaviour } }
    const accounts = [{ id: ACCOUNT, cash: 500_000 }]
    this.exchange = new Exchange({ seed: market.seed, symbols: market.symbols, accounts, settings })
    this.broker = new SimulatedBroker({ exchange: this.exchange, client: 1, accounts: [ACCOUNT], redeem: gate.redeem })
    let refs = 0
    this.desk = new Desk({
      venues: [{ book: SIMULATED_BOOK, account: ACCOUNT, broker: this.broker }],
      gate,
      journal: { durable: () => ({ ok: true, value: null }), batched: () => ({ ok: true, value: null }) },
      market: { now: () => utcMs(this.now) },
      operator: clock,
      limitsOf: () => SIMULATED_LIMITS,
      tickOf: () => PENNY,
      newRef: () => orderRef(`S${++refs}`),
      // What falls due by operator time is asked for with every step.
      setAlarm: () => () => {},
      observer: {
        onEvent: (event) => this.events.push(event),
        onEngineInput: (input) => this.engine.apply(input),
      },
    })
  }

  /** Plays it all. @param afterStep called when a step of the last day has been acted on */
  async play(afterStep: () => void): Promise<void> {
    const day = this.market.sessions.at(-1)!
    this.desk.start()
    await this.desk.idle()
    this.desk.command({ id: 'auto', kind: 'set-automatic-approval', on: true })
    for (const event of syntheticSteps(this.market)) {
      this.now = timeOfStepped(event)
      this.exchange.take(event)
      if (this.now < day.open) this.warmUp(event)
      else await this.trade(event, afterStep)
    }
  }

  private warmUp(event: SteppedEvent): void {
    if (event.kind === 'bar') this.engine.apply(event)
  }

  private async trade(event: SteppedEvent, afterStep: () => void): Promise<void> {
    if (event.kind === 'session') this.desk.startDay(event.day)
    if (event.kind === 'bar') this.engine.apply(event)
    if (event.kind === 'step') this.operator += STEP_OF_OPERATOR_MS
    if (event.kind === 'step') for (const { symbol } of event.trades) this.desk.takeQuote(this.exchange.quote(symbol))
    if (event.kind === 'slot-end') {
      const output = this.engine.apply({ kind: 'barrier', barStart: utcMs(event.time - ENGINE_BAR_MS), missing: [] })
      if (output.kind === 'decided') this.desk.decide(output.decisions)
    }
    this.desk.passTime()
    await this.desk.idle()
    if (event.kind === 'step') afterStep()
  }
}

function startedEngine(market: SyntheticMarket): Engine {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const engine = createEngine()
  engine.apply({
    kind: 'epoch',
    profile: 'default',
    profileHash: '',
    profileData: JSON.parse(readFileSync(assetPath('profiles/default.json'), 'utf8')),
    instruments: market.symbols.map((symbol) => instrumentFor(universe.value, symbol)),
    traded: SYNTHETIC_STOCKS.map(({ symbol }) => symbol),
    sessions: market.sessions,
  })
  return engine
}
