import { MINUTE_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type AdapterOptions, openAdapter } from '../../broker/ibkr/open-adapter.ts'
import type { Config } from '../../config/keys.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { exchangeLabel } from '../../market/exchange-time.ts'
import type { LiveMarket } from '../../market/live-market.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import type { Terminal } from './output/terminal.ts'
import { standingGateway } from './standing-gateway.ts'
import { connectionGuidance } from './tws-guidance.ts'

/** What a command is given beside the market. */
export interface MarketContext {
  /** What the broker's clock is compared with: the wall clock, or that of the simulated market; UTC ms. */
  readonly now: () => UtcMs
  /** Aborted when the user ends the command. */
  readonly signal: AbortSignal
}

/** Operator ms from the start to `ready`. TWS may first ask its user whether to accept the connection. */
const CONNECT_MS = 20_000
/** From then on it is said what is waited for, operator ms. */
const PATIENCE_MS = 2_000
/** A gateway of our own takes as many messages as it is sent. */
const UNPACED = { most: 100_000, forCancels: 1_000 } as const

/**
 * Connects to the market that the configuration names, uses it, and gives everything back. Ctrl-C aborts the signal;
 * whoever uses the market ends soon after, and the command with exit code 130.
 * @throws CommandFailure when there is no connection, with what was tried and what to look at
 */
export async function withLiveMarket<Value>(
  config: Pick<Config, 'broker' | 'ibkrHost' | 'ibkrPort' | 'ibkrClientId' | 'demoSeed'>,
  terminal: Terminal,
  use: (market: LiveMarket, context: MarketContext) => Promise<Value>,
): Promise<Value> {
  const ending = new AbortController()
  const quit = (): void => ending.abort()
  process.once('SIGINT', quit)
  process.once('SIGTERM', quit)
  try {
    const place = config.broker === 'sim' ? await simulatedPlace(config, terminal) : twsPlace(config, terminal)
    const { now, address, at } = place
    const adapter = openAdapter({ ...address, flush: 'turn', marketTime: { now, at } })
    try {
      await connected(adapter.market, terminal, ending.signal)
      const value = await use(adapter.market, { now, signal: ending.signal })
      if (ending.signal.aborted) throw new CommandFailure('Ended by you.', EXIT.interrupted)
      return value
    } finally {
      adapter.close()
      await place.close()
    }
  } finally {
    process.off('SIGINT', quit)
    process.off('SIGTERM', quit)
  }
}

/** Where there is a gateway, and what time it is there. */
interface Place {
  readonly address: Pick<AdapterOptions, 'host' | 'port' | 'client' | 'rate'>
  readonly now: () => UtcMs
  readonly at: (time: UtcMs, run: () => void) => () => void
  close(): Promise<void>
}

function twsPlace(
  { ibkrHost, ibkrPort, ibkrClientId }: Pick<Config, 'ibkrHost' | 'ibkrPort' | 'ibkrClientId'>,
  terminal: Terminal,
): Place {
  terminal.note(`connecting to TWS or IB Gateway at ${ibkrHost}:${ibkrPort} as client ${ibkrClientId}…`)
  const now = (): UtcMs => systemOperatorClock.now()
  return {
    address: { host: ibkrHost, port: ibkrPort, client: ibkrClientId },
    now,
    at: (time, run) => systemSchedule(Math.max(0, time - now()), run),
    close: () => Promise.resolve(),
  }
}

async function simulatedPlace(
  { demoSeed, ibkrClientId }: Pick<Config, 'demoSeed' | 'ibkrClientId'>,
  terminal: Terminal,
): Promise<Place> {
  const gateway = await standingGateway(demoSeed)
  const moment = exchangeLabel(utcMs(gateway.time + MINUTE_MS / 2)).slice(0, 16)
  terminal.note(
    `simulated market: every price is invented (${moment.replace('T', ' ')} New York, seed ${gateway.seed})`,
  )
  return {
    address: { ...gateway.address, client: ibkrClientId, rate: UNPACED },
    now: () => gateway.time,
    // Time stands there.
    at: () => () => {},
    close: () => gateway.close(),
  }
}

/** Resolves when the market is ready. One attempt: whoever types a command would rather know than wait. */
function connected(market: LiveMarket, terminal: Terminal, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (failure: CommandFailure | null): void => {
      stopListening()
      for (const cancel of cancelTimers) cancel()
      signal.removeEventListener('abort', onAbort)
      if (failure === null) resolve()
      else reject(failure)
    }
    const giveUp = (): void => end(new CommandFailure(connectionGuidance(market.state()), EXIT.failed))
    const onAbort = (): void => end(new CommandFailure('Ended by you.', EXIT.interrupted))
    const stopListening = market.onState(({ state }) => {
      if (state === 'reconnecting' || state === 'disconnected') giveUp()
    })
    const cancelTimers = [
      systemSchedule(CONNECT_MS, giveUp),
      systemSchedule(PATIENCE_MS, () => terminal.note(market.state().reason)),
    ]
    signal.addEventListener('abort', onAbort)
    void market.ready().then(() => end(null))
  })
}
