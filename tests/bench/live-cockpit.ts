import type { SendRate } from '../../src-main/broker/ibkr/connection/send-queue.ts'
import { loadConfig } from '../../src-main/config/load.ts'
import { AttemptsFile } from '../../src-main/config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../src-main/config/order-token/order-token-store.ts'
import { type Cockpit, createCockpit } from '../../src-main/session/cockpit.ts'
import { openTwsSource } from '../../src-main/session/market/tws-source.ts'
import type { RunningSession } from '../../src-main/session/session-observer.ts'
import type { Command } from '../../src-shared/contract/commands.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { defaultProfile } from '../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'
import type { BenchFolder } from './hundred-symbols.ts'
import type { WideSymbols } from './wide-symbols.ts'

const HOST = '127.0.0.1'
const CLIENT = 1
const TOKEN = 'bench token'
export const LIVE_ACCOUNT = 'DU1000001'

/** Limits that no bench reaches. */
const WIDE = {
  maxEntriesPerMinute: 10_000,
  maxOpenPositions: 1_000,
  maxGrossExposureDollars: 100_000_000,
  maxPositionDollars: 1_000_000,
  maxManualOrderShares: 1_000,
} as const

/** A cockpit of this process on a gateway, armed for its account. */
export interface LiveCockpit {
  readonly session: RunningSession
  readonly observer: WatchingObserver
  /** What can be staged. */
  readonly symbols: readonly Ticker[]
  /** @throws Error unless it was obeyed @returns references of the orders that it was done to */
  obeyed(command: Command): readonly string[]
  close(): Promise<void>
}

interface LiveOptions {
  readonly port: number
  readonly symbols: WideSymbols
  readonly rate?: SendRate
}

export async function openLiveCockpit(folder: BenchFolder, options: LiveOptions): Promise<LiveCockpit> {
  const { port, symbols, rate } = options
  const flags = { dryRun: false, liveEnabled: true, ...WIDE }
  const loaded = loadConfig({ flags, env: { TRADING_ORDER_TOKEN: TOKEN }, envFile: null, settingsFile: null })
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('; '))
  const address = { host: HOST, port, client: CLIENT, ...(rate === undefined ? {} : { rate }) }
  const source = await openTwsSource({ address, universe: symbols.universe, trade: symbols.traded })
  const observer = new WatchingObserver()
  const cockpit = createCockpit({
    source,
    profile: defaultProfile(),
    loaded: loaded.value,
    database: folder.file('live.db'),
    app: 'bench',
    observer,
    headless: false,
    kit: {
      token: new OrderTokenStore(loaded.value.config.orderToken, NO_KEYCHAIN),
      attempts: new AttemptsFile(folder.file('attempts.json')),
      probeMissing: () => null,
      ownAccount: () => ({ ok: true, value: () => {} }),
    },
    fresh: true,
    slowWhileWaiting: false,
  })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  await observer.until(() => observer.state?.phase === 'running' || observer.state?.phase === 'failed')
  if (observer.state?.phase === 'failed') throw new Error(observer.state.message)
  const { session } = observer
  if (session === null) throw new Error('a session runs')
  // Lines are asked for one after the other, as TWS's rate allows.
  await observer.until(() => symbols.traded.every((symbol) => session.desk.quotes.price(symbol) !== null))
  const obeyed = commander(cockpit)
  await armed(obeyed)
  return {
    session,
    observer,
    symbols: symbols.traded,
    obeyed,
    close: () => cockpit.close(),
  }
}

function commander(cockpit: Cockpit): LiveCockpit['obeyed'] {
  let lastId = 0
  return (command) => {
    const answer = cockpit.command(`bench-${++lastId}`, command, 'bench')
    if (!answer.ok) throw new Error(`${command.kind}: ${answer.error.message}`)
    const refused = answer.value.orders.find(({ refusal }) => refusal !== null)?.refusal
    if (refused) throw new Error(`${command.kind}: ${refused.message}`)
    return answer.value.orders.map(({ ref }) => ref)
  }
}

/** Arms as soon as every gate is open: the first quotes have to come, and the account's books have to be compared. */
async function armed(obeyed: LiveCockpit['obeyed']): Promise<void> {
  const arm: Command = {
    ...{ kind: 'arm', account: LIVE_ACCOUNT, token: TOKEN, minutes: 60 },
    ...{ typedAccount: null, heldMs: null, automaticApproval: false },
  }
  const until = performance.now() + 30_000
  for (;;) {
    try {
      obeyed(arm)
      return
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise<void>((resolve) => setTimeout(resolve, 100))
    }
  }
}
