import { AttemptsFile } from '../../../src-main/config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../src-main/config/secret.ts'
import { type Cockpit, createCockpit } from '../../../src-main/session/cockpit.ts'
import type { RunningSession } from '../../../src-main/session/session-observer.ts'
import { type SteppedEvent, timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { createRandom } from '../../../src-main/simulator/random.ts'
import { attachScript } from '../../../src-main/simulator/tws-server/faults/attach-script.ts'
import { readFaultScript } from '../../../src-main/simulator/tws-server/faults/read-script.ts'
import type { GatewayOptions } from '../../../src-main/simulator/tws-server/gateway-options.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { openHoldings } from '../../../src-main/trading/state/desk-state.ts'
import { type AccountId, accountId } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, SECOND_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { BEHAVIOURS, believed } from '../desk-model/behaviours.ts'
import { faultsOf, replayOf } from '../session/audit-folder.ts'
import { configurationOf, defaultProfile, demoSource } from '../session/demo-cockpit.ts'
import { type HeldFloor, openHeldFloor } from '../session/held-floor.ts'
import { heldSource } from '../session/held-source.ts'
import { WatchingObserver } from '../session/watching-observer.ts'
import { unbalanced } from './balanced-books.ts'
import { dayOfFaults } from './day-of-faults.ts'
import { entriesWhileNotArmed } from './entries-while-armed.ts'
import { ProtectionWatch } from './protection-watch.ts'
import { TOKEN, Trader } from './trader.ts'

const LIVE_ACCOUNT: AccountId = accountId('DU1000001')
/** After the open the cockpit comes in. */
const AFTER_OPEN_MS = 30 * SECOND_MS
/** Of a step's volume our orders may take so little on every other day: fills come in parts, over a while. */
const FEW = 0.002
/** Without faults at the end of a day, minutes: what they left behind comes into order. */
const CALM_MINUTES = 10

export interface LiveDayOptions {
  readonly seed: number
  /** Of the audit; and of the file that counts wrong tokens, beside it. */
  readonly database: string
  /** A random fault each ten minutes of market time. */
  readonly faults: boolean
  /** Minutes of the day; all of it when absent. */
  readonly minutes?: number
  readonly gateway?: Partial<GatewayOptions>
}

/** What a day of live trading came to. */
export interface LiveDay {
  readonly armed: number
  readonly disarmed: number
  /** What was done by hand and obeyed. */
  readonly byHand: number
  readonly entries: number
  readonly fills: number
  /** Decisions, all of which came out equal when they were replayed, unless `wrong` says otherwise. */
  readonly decisions: number
  /** Moments at which a position was short of its stop. */
  readonly short: number
  readonly events: readonly TradingEvent[]
  /** Positions and orders of ours that were left when the market was over. */
  readonly left: readonly string[]
  /** Where our books and those of the exchange differ, to the cent and the share. */
  readonly unbalanced: readonly string[]
  /** What else should not have been. */
  readonly wrong: readonly string[]
  readonly faults: string
}

/** One day of a synthetic market, traded live on the simulated gateway by automatic approval; one clock, held. */
export async function liveDay({ seed, database, faults, minutes, gateway = {} }: LiveDayOptions): Promise<LiveDay> {
  const demo = demoSource(seed)
  const day = demo.sessions.at(-1)!
  const end = minutes === undefined ? day.close + MINUTE_MS : day.open + minutes * MINUTE_MS
  const steps: SteppedEvent[] = []
  for await (const event of demo.steps()) if (timeOfStepped(event) <= end) steps.push(event)
  const start = utcMs(day.open + AFTER_OPEN_MS)
  const { exchange, broker } = believed((seed * 179) % BEHAVIOURS)
  const floor = await openHeldFloor({
    symbols: demo.instruments.map(({ symbol }) => symbol),
    sessions: demo.sessions,
    events: steps,
    start,
    gateway: {
      behaviour: broker,
      settings: { behaviour: exchange, participation: seed % 2 === 0 ? 0.1 : FEW },
      ...gateway,
    },
  })
  const random = createRandom(seed)
  const observer = new WatchingObserver()
  const books = floor.gateway.exchange
  const trader = new Trader({
    observer,
    exchange: books,
    random: random.stream('hand'),
    traded: demo.traded,
    now: floor.now,
  })
  const protection = new ProtectionWatch()
  const { onTrading } = observer
  observer.onTrading = (event) => {
    onTrading(event)
    protection.hear(event, observer.session, floor.elapsed())
  }
  const faulty = faults ? Math.floor((end - start) / MINUTE_MS) - CALM_MINUTES : 0
  const script = JSON.stringify(dayOfFaults(random, faulty, demo.traded))
  const read = readFaultScript(script)
  if (!read.ok) throw new Error(read.error.message)
  const player = attachScript(floor.gateway, read.value, { operator: floor.time, start, onNote: () => {} })
  if (!player.ok) throw new Error(player.error.message)
  const source = heldSource({
    live: floor.live,
    accounts: { broker: floor.broker, listed: (symbol) => floor.live.listed(symbol), openDoor: floor.openDoor },
    instruments: demo.instruments,
    sessions: demo.sessions,
    now: floor.now,
    pass: (ms) =>
      floor.pass(ms, () => {
        trader.look()
        const isAway = floor.live.state().state !== 'ready'
        if (observer.session !== null) protection.look(observer.session, floor.elapsed(), isAway)
      }),
    isOver: () => floor.now() >= end,
  })
  const cockpit = liveCockpit({ source, database, observer, floor })
  trader.cockpit = cockpit
  floor.link.connect()
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  const finished = await cockpit.finished
  player.value()
  const session = observer.session!
  const left = leftOf(session)
  await cockpit.close()
  const { events } = observer
  const entries = events.flatMap((event) => (event.kind === 'order-intent' ? [event.entry.ref] : []))
  const replay = replayOf(database)
  const wrong = [
    ...(finished.kind === 'finished' ? [] : [`the session ended: ${JSON.stringify(finished)}`]),
    ...session.desk.state.contradictions.map(({ ref, message }) => `a contradiction: ${ref} ${message}`),
    ...floor.failures.map((failure) => `the gateway failed: ${String(failure)}`),
    ...(floor.isRestless() ? ['the two sides went on talking for ever'] : []),
    ...(new Set(entries).size < entries.length ? ['an entry went out twice'] : []),
    ...protection.wrong,
    ...entriesWhileNotArmed(database),
    ...(await faultsOf(database)).map((fault) => `the audit: ${JSON.stringify(fault)}`),
    ...(replay.broken === null && replay.equal === replay.decisions ? [] : [`the replay: ${JSON.stringify(replay)}`]),
  ]
  const differences = unbalanced(events, session.desk.state, books, LIVE_ACCOUNT)
  await floor.close()
  const { armed, disarmed, byHand } = trader
  return {
    ...{ armed, disarmed, byHand, entries: entries.length, decisions: replay.decisions },
    fills: events.filter(({ kind }) => kind === 'execution').length,
    short: protection.short,
    ...{ events, left, unbalanced: differences, wrong, faults: script },
  }
}

function liveCockpit({
  source,
  database,
  observer,
  floor,
}: {
  readonly source: ReturnType<typeof heldSource>
  readonly database: string
  readonly observer: WatchingObserver
  readonly floor: HeldFloor
}): Cockpit {
  return createCockpit({
    source,
    database,
    observer,
    profile: defaultProfile(),
    loaded: configurationOf({
      dryRun: 'false',
      liveEnabled: 'true',
      allowShorting: 'true',
      maxDailyLossDollars: '5000',
    }),
    app: 'test',
    headless: false,
    fresh: false,
    slowWhileWaiting: false,
    time: floor.time,
    kit: {
      token: new OrderTokenStore(new Secret(TOKEN), NO_KEYCHAIN),
      attempts: new AttemptsFile(`${database}.attempts`),
      probeMissing: () => null,
      ownAccount: () => ({ ok: true, value: () => {} }),
    },
  })
}

function leftOf({ desk }: RunningSession): string[] {
  const orders = [...desk.state.live.values()].filter(({ order }) => order.state !== 'staged')
  return [
    ...openHoldings(desk.state).map(({ symbol, shares }) => `${shares} ${symbol}`),
    ...orders.map(({ order }) => `${order.ref} ${order.state}`),
  ]
}
