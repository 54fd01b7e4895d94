import { setImmediate as turn } from 'node:timers/promises'
import { openIbkrBroker } from '../../../src-main/broker/ibkr/orders/open-broker.ts'
import { createRandom } from '../../../src-main/simulator/random.ts'
import { refuseBar } from '../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Quote } from '../../../src-shared/domain/quote.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { instrumentsOf } from '../engine-inputs.ts'
import { faultMarket } from '../fault-market.ts'
import { openGate } from '../ibkr-broker/open-gate.ts'
import { demoCockpit } from '../session/demo-cockpit.ts'
import { openHeldFloor } from '../session/held-floor.ts'
import { heldSource } from '../session/held-source.ts'
import { WatchingObserver } from '../session/watching-observer.ts'
import { mutateOnTheWay } from './on-the-way.ts'
import { askAtRandom } from './questions.ts'

const STREAMS = 3
const SENTENCE = /^[A-Z0-9].{15,}\.$/s
const BEGIN_MS = 12 * MINUTE_MS
/** The longest pause between attempts, time-outs, and bars at their closes. */
const RECOVERY_MS = 20 * MINUTE_MS
/** What the adapter says of bugs in itself, or in who listens to it. */
const FAULT = /^(A fault in the cockpit|A listener of the broker failed)/

/** What became of the frames that went into the adapter, and with it into a session. */
export interface AdapterFuzz {
  readonly frames: number
  /** The sentence of each loss of the connection. */
  readonly reasons: readonly string[]
  /** Why the session could not go on, e.g. since it was told that SPY is not listed; null: it did. */
  readonly gaveUp: string | null
  /** Broken promises; empty when there is no bug. */
  readonly wrong: readonly string[]
}

/**
 * A whole cockpit session on a gateway of which each message comes with mutated ones, some in its place: connection,
 * market data, orders and account, over a loopback socket, by a clock that moves only when everything has been handled.
 * @param serverVersion of the protocol
 * @param database where the session writes its audit
 */
export async function fuzzAdapter(
  seed: number,
  { frames, serverVersion, database }: { frames: number; serverVersion: number; database: string },
): Promise<AdapterFuzz> {
  const random = createRandom(seed)
  const market = faultMarket()
  const start = utcMs(market.sessions[1]!.open + BEGIN_MS)
  const wrong: string[] = []
  const complain = (what: string): void => void (wrong.length < 20 && !wrong.includes(what) && wrong.push(what))
  const uncaught = (error: unknown): void =>
    complain(`nobody caught: ${error instanceof Error ? error.stack : String(error)}`)
  process.on('unhandledRejection', uncaught)
  process.on('uncaughtException', uncaught)

  const floor = await openHeldFloor({
    ...{ ...market, start, streams: STREAMS, random: random.stream('link').uniform },
    gateway: { maxServerVersion: serverVersion },
  })
  const { gateway, link, live } = floor
  const isReady = (): boolean => link.connection().state === 'ready'
  const fuzz = mutateOnTheWay(gateway, { random: random.stream('frames'), frames, isReady })
  const gate = openGate()
  const broker = openIbkrBroker(link, { redeem: gate.redeem, marketNow: floor.now })
  const questions = askAtRandom({ live, broker, gate, symbols: market.symbols, random: random.stream('questions') })

  const reasons: string[] = []
  link.onConnection(({ state, reason }) => {
    if (!SENTENCE.test(reason)) complain(`${state} has no sentence: ${reason}`)
    if (state !== 'reconnecting') return
    reasons.push(reason)
    const told = link.state().messages[0]
    // Either TWS has said why, with a code, or the panel has our own sentence.
    if (told === undefined || (told.code === null && !reason.startsWith(told.text))) complain(`no message of ${reason}`)
  })
  link.onChange(() => {
    const newest = link.state().messages[0]
    if (newest !== undefined && FAULT.test(newest.text)) complain(newest.text)
  })
  const newest = new Map<Ticker, Quote>()
  live.followQuotes(market.symbols, (quotes) => {
    for (const quote of quotes) {
      newest.set(quote.symbol, quote)
      const { bid, ask, last } = quote
      const isSane = [bid, ask, last].every((value) => value === null || (Number.isFinite(value) && value > 0))
      if (!isSane) complain(`a quote ${JSON.stringify(quote)}`)
    }
  })
  live.followBars(market.symbols, start, ({ bar }) => {
    if (refuseBar(bar, null) !== null) complain(`a bar ${JSON.stringify(bar)}`)
  })

  /** What is not as it should be when nothing is broken any more; null when everything is. */
  function missing(): string | null {
    const { state, reason } = link.connection()
    if (state !== 'ready') return `${state}: ${reason}`
    if (questions.open() > 0) return `${questions.open()} questions have no answer`
    const other = market.symbols.find((symbol) => {
      const { bid, ask, last } = gateway.exchange.quote(symbol)
      const quote = newest.get(symbol)
      return quote?.bid !== bid || quote.ask !== ask || quote.last !== last
    })
    return other === undefined ? null : `the quote of ${other} is not the market's`
  }

  let recovered: number | null = null
  const isOver = (): boolean => {
    if (fuzz.isOn() && !floor.isExhausted()) return false
    if (recovered === null) {
      // What a broken error has ended comes back with the next connection.
      gateway.dropClients('clean')
      recovered = floor.now() + RECOVERY_MS
      return false
    }
    return missing() === null || floor.now() > recovered
  }
  const pass = (ms: number): Promise<void> => floor.pass(ms, () => void (fuzz.isOn() && questions.ask()))
  const instruments = instrumentsOf(...market.symbols)
  const source = heldSource({ ...{ live, pass, isOver, instruments }, sessions: market.sessions, now: floor.now })
  const cockpit = demoCockpit({ source, database, observer: new WatchingObserver() })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  link.connect()
  const end = await cockpit.finished
  await cockpit.close()
  const gaveUp = end.kind === 'failed' ? end.message : null
  if (gaveUp === null ? end.kind !== 'finished' : !SENTENCE.test(gaveUp)) complain(`it ended: ${JSON.stringify(end)}`)
  const lacks = gaveUp === null ? missing() : null
  if (lacks !== null) complain(`in the end ${lacks}`)
  if (floor.isRestless()) complain('the two sides never came to rest')
  for (const failure of floor.failures) uncaught(failure)

  broker.close()
  await floor.close()
  for (let turns = 0; turns < 10; turns += 1) await turn()
  process.off('unhandledRejection', uncaught)
  process.off('uncaughtException', uncaught)
  return { frames: fuzz.sent(), reasons, gaveUp, wrong }
}
