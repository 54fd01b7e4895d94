import { setImmediate as turn } from 'node:timers/promises'
import type { Broker } from '../../../src-main/broker/broker.ts'
import type { ListedContract, LiveMarket } from '../../../src-main/market/live-market.ts'
import { GatewayFeed } from '../../../src-main/session/market/gateway-feed.ts'
import type { MarketSource, SessionEvent } from '../../../src-main/session/market/market-source.ts'
import type { Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { Instrument } from '../../../src-shared/domain/instrument.ts'
import { SECOND_MS, type SessionDay, type UtcMs } from '../../../src-shared/domain/time.ts'

const STRIDE_MS = 5 * SECOND_MS

/** A live market whose clock a test holds. */
export interface HeldMarket {
  readonly live: LiveMarket
  readonly instruments: readonly Instrument[]
  readonly sessions: readonly SessionDay[]
  /** The accounts at this market; absent: it has none. */
  readonly accounts?: {
    readonly broker: Broker
    listed(symbol: Ticker): ListedContract | null
    openDoor(redeem: Redeem): void
  }
  /** Market time. */
  now(): UtcMs
  /** Lets so much time pass, and everything happen that follows from it. */
  pass(ms: number): Promise<void>
  /** Asked after each stride. */
  isOver(): boolean
}

/** The market of a session as one on a real gateway comes, but that time passes only when everything has been handled. */
export function heldSource({ live, accounts, instruments, sessions, now, pass, isOver }: HeldMarket): MarketSource {
  const traded = instruments.filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)
  const first = sessions.find(({ close }) => close > now())
  if (first === undefined) throw new RangeError('the market is over')

  /** Time passes until there is an answer. */
  async function whilePassing<Value>(answer: Promise<Value>): Promise<Value> {
    let open = true
    const end = (): void => {
      open = false
    }
    answer.then(end, end)
    for (await turn(); open; ) await pass(SECOND_MS)
    return answer
  }

  return {
    kind: 'gateway',
    name: 'a gateway whose clock is held',
    seed: 1,
    fingerprint: first.date,
    instruments,
    traded,
    sessions,
    decideFrom: first.open,
    ownTime: now,
    inRealTime: false,
    fillsFrom: 'quotes',
    skipped: [],
    close: () => {},
    async *run(stage): AsyncGenerator<SessionEvent, void, undefined> {
      const source = { instruments, traded, sessions }
      if (accounts !== undefined) {
        accounts.openDoor(stage.redeem)
        stage.accounts(accounts)
      }
      const feed = new GatewayFeed({ market: live, source, stage, now, choice: null })
      try {
        const history = feed.history()
        for (let next = await whilePassing(history.next()); next.done !== true; ) {
          yield next.value
          next = await whilePassing(history.next())
        }
        yield { kind: 'live', time: now() }
        feed.follow()
        while (!stage.over.aborted && !isOver()) {
          await pass(STRIDE_MS)
          yield* feed.news(now())
        }
      } finally {
        feed.close()
      }
    },
  }
}
