import { accountId } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { openDemo } from '../../session/market/simulated-source.ts'
import { timeOfStepped } from '../../simulator/exchange/steps.ts'
import { createGateway } from '../../simulator/tws-server/gateway.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { earlierDays } from './earlier-days.ts'
import { CommandFailure } from './exit-codes.ts'
import { usersUniverse } from './universe-file.ts'

/** A simulated gateway of our own in which market time stands. */
export interface StandingGateway {
  readonly address: { readonly host: string; readonly port: number }
  /** Market time there, UTC ms. */
  readonly time: UtcMs
  readonly seed: number
  close(): Promise<void>
}

const HOST = '127.0.0.1'
/** Paper by its id, as the accounts of a gateway that is asked for proof. */
const ACCOUNT = accountId('DU1000001')
const CASH_DOLLARS = 500_000
/** Late enough for a day to have moved. */
const BEFORE_CLOSE_MS = 60 * MINUTE_MS

/**
 * The demo's market behind the TWS protocol on a private loopback port, an hour before the close of its day: what
 * commands look at that are no session of their own.
 * @param seed null: that of the shipped day
 */
export async function standingGateway(seed: number | null): Promise<StandingGateway> {
  const source = openDemo(usersUniverse(), seed, null)
  if (!source.ok) throw new CommandFailure(source.error.message)
  const { instruments, sessions, market } = source.value
  const earlier = await earlierDays(market, source.value.seed)
  const gateway = createGateway({
    seed: source.value.seed,
    symbols: instruments.map(({ symbol, kind }) => ({ symbol, kind })),
    days: [...earlier.sessions, ...sessions],
    accounts: [{ id: ACCOUNT, cash: CASH_DOLLARS }],
    limits: 'none',
    operator: { monotonic: () => systemOperatorClock.monotonic(), after: systemSchedule },
  })
  gateway.preload(earlier.events())
  const close = sessions.at(-1)?.close ?? source.value.decideFrom
  const time = utcMs(close - BEFORE_CLOSE_MS)
  for await (const event of source.value.steps()) {
    if (timeOfStepped(event) > time) break
    gateway.take(event)
  }
  gateway.advance(time)
  const port = await gateway.listen(0, HOST)
  return { address: { host: HOST, port }, time, seed: source.value.seed, close: () => gateway.close() }
}
