import type { Broker, BrokerEvent } from '../../../src-main/broker/broker.ts'
import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { type IbkrBroker, openIbkrBroker } from '../../../src-main/broker/ibkr/orders/open-broker.ts'
import type { EntryTicket } from '../../../src-main/broker/ticket.ts'
import type { SteppedEvent } from '../../../src-main/simulator/exchange/steps.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../../src-main/simulator/tws-server/gateway.ts'
import { accountId, type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { THREE_DAYS } from '../../unit/simulator/synthetic/sessions.ts'
import { type HeldTime, holdTime } from '../ibkr/held-time.ts'
import { type OpenGate, openGate } from './open-gate.ts'

export const AAPL = ticker('AAPL')
export const MSFT = ticker('MSFT')
export const ACCOUNT = accountId('DU1000001')
export const OTHER_ACCOUNT = accountId('DU1000002')
export const [MONDAY] = THREE_DAYS as readonly [(typeof THREE_DAYS)[number]]

/** No slippage beside a cent of half-spread, and orders may take half of what trades. */
export const SETTINGS = { slippage: { ticks: 1, basisPoints: 0 }, participation: 0.5 } as const

/** The market's first two events: AAPL at 100 in an open session. */
export function opening(): SteppedEvent[] {
  return [{ kind: 'session', day: MONDAY }, stepAt(1, 100)]
}

/** @param count how many times five seconds after the open */
export function stepAt(count: number, dollars: number, shares = 100_000, symbol: Ticker = AAPL): SteppedEvent {
  return { kind: 'step', time: utcMs(MONDAY.open + count * 5_000), trades: [{ symbol, price: dollars, shares }] }
}

export interface BrokerUnderTest {
  readonly link: Link
  readonly broker: IbkrBroker
  readonly gate: OpenGate
  readonly events: BrokerEvent[]
  readonly time: HeldTime
  submit(ticket: EntryTicket): ReturnType<Broker['submit']>
  /** Resolves when everything that the gateway has been asked for, and has said, is here. */
  settled(): Promise<void>
  /** Operator time passes, and TWS answers what it is asked in it. */
  pass(ms: number): Promise<void>
  whenState(state: ReturnType<Link['connection']>['state']): Promise<void>
  close(): void
}

const WITHIN_MS = 20_000
/** Shorter than the link's patience with an answer. */
const STEP_MS = 2_000

/** A gateway on a free port, and brokers that reach it as they reach TWS. */
export class GatewayFloor {
  readonly gateway: Gateway
  readonly operator = holdTime()
  private readonly brokers: BrokerUnderTest[] = []
  private port = 0

  private constructor(options: Partial<GatewayOptions>) {
    this.gateway = createGateway({
      seed: 1,
      symbols: [{ symbol: AAPL }, { symbol: MSFT }],
      days: THREE_DAYS,
      accounts: [
        { id: ACCOUNT, cash: 100_000 },
        { id: OTHER_ACCOUNT, cash: 100_000 },
      ],
      operator: this.operator,
      limits: 'none',
      ...options,
      settings: { ...SETTINGS, ...options.settings },
    })
  }

  static async open(options: Partial<GatewayOptions> = {}): Promise<GatewayFloor> {
    const floor = new GatewayFloor(options)
    for (const event of opening()) floor.gateway.take(event)
    floor.port = await floor.gateway.listen(0)
    return floor
  }

  /** The port on which the gateway listens. */
  get address(): number {
    return this.port
  }

  /** A broker that is connecting; `connect` gives one that is ready. @param port of what stands before the gateway */
  begin(client = 1, port = this.port): BrokerUnderTest {
    const time = holdTime()
    const marks: { readonly from: number; readonly resolve: () => void }[] = []
    let seen = 0
    const link = openLink({
      host: '127.0.0.1',
      port,
      client,
      time,
      random: () => 0.5,
      marketNow: () => this.now(),
      onMark() {
        seen += 1
        for (const mark of marks.splice(0)) {
          if (mark.from < seen) mark.resolve()
          else marks.push(mark)
        }
      },
    })
    const gate = openGate()
    const events: BrokerEvent[] = []
    const broker = openIbkrBroker(link, { redeem: gate.redeem, marketNow: () => this.now() })
    broker.onEvent((event) => events.push(event))
    const made: BrokerUnderTest = {
      link,
      broker,
      gate,
      events,
      time,
      submit: (ticket) => broker.submit(ticket, gate.mint(ticket.entry)),
      settled: async () => {
        // Enough for what waits for its turn. TWS answers in order: by then it has read everything that was sent before.
        time.advance(1_500)
        await link.brokerTime()
        await new Promise<void>((resolve) => {
          marks.push({ from: seen, resolve })
          this.gateway.mark()
        })
      },
      pass: async (ms) => {
        for (let left = ms; left > 0; left -= STEP_MS) {
          time.advance(Math.min(left, STEP_MS))
          await link.brokerTime()
        }
      },
      whenState: (state) => whenState(link, state),
      close() {
        broker.close()
        link.close()
      },
    }
    this.brokers.push(made)
    link.connect()
    return made
  }

  async connect(client = 1, port = this.port): Promise<BrokerUnderTest> {
    const made = this.begin(client, port)
    await made.whenState('ready')
    return made
  }

  async close(): Promise<void> {
    for (const { close } of this.brokers) close()
    await this.gateway.close()
  }

  private now(): UtcMs {
    return this.gateway.exchange.now
  }
}

function whenState(link: Link, state: ReturnType<Link['connection']>['state']): Promise<void> {
  return new Promise((resolve, reject) => {
    const is = (): boolean => link.connection().state === state
    if (is()) {
      resolve()
      return
    }
    const end = setTimeout(() => {
      stop()
      reject(new Error(`${state} did not come: ${JSON.stringify(link.state())}`))
    }, WITHIN_MS)
    const stop = link.onConnection(() => {
      if (!is()) return
      clearTimeout(end)
      stop()
      resolve()
    })
  })
}
