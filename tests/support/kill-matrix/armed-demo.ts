import { AttemptsFile } from '../../../src-main/config/order-token/attempts-file.ts'
import { NO_KEYCHAIN } from '../../../src-main/config/order-token/keychain.ts'
import { OrderTokenStore } from '../../../src-main/config/order-token/order-token-store.ts'
import { Secret } from '../../../src-main/config/secret.ts'
import type { Cockpit } from '../../../src-main/session/cockpit.ts'
import { throughPrivateGateway } from '../../../src-main/session/market/private-gateway-source.ts'
import { accountId } from '../../../src-shared/domain/ids.ts'
import { demoCockpit, demoSource } from '../session/demo-cockpit.ts'
import type { WatchingObserver } from '../session/watching-observer.ts'
import { until } from '../until.ts'

const TOKEN = 'a token for a demo'
/** The account of the gateway that a demo starts. */
const DEMO_ACCOUNT = accountId('DU1000001')

/** Arms it with automatic approval, for the day. */
export const DEMO_ARMING = {
  kind: 'arm',
  account: DEMO_ACCOUNT,
  token: TOKEN,
  minutes: 300,
  typedAccount: null,
  heldMs: null,
  automaticApproval: true,
} as const

/** A cockpit on a demo day through a gateway of our own, that could be armed. */
export function armableDemo(database: string, seed: number, observer: WatchingObserver): Cockpit {
  const cockpit = demoCockpit({
    source: throughPrivateGateway(demoSource(seed), 500_000),
    database,
    observer,
    flags: { dryRun: 'false', liveEnabled: 'true', allowShorting: 'true', speed: '100000' },
    kit: {
      token: new OrderTokenStore(new Secret(TOKEN), NO_KEYCHAIN),
      attempts: new AttemptsFile(`${database}.attempts`),
      probeMissing: () => null,
      ownAccount: () => ({ ok: true, value: () => {} }),
    },
  })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  return cockpit
}

/** Arms it as soon as it can be, before market time goes on. */
export async function armDemo(cockpit: Cockpit, observer: WatchingObserver): Promise<void> {
  const isOpen = (): boolean => observer.session?.armingView().accounts[0]?.gates.every(({ open }) => open) === true
  await until('gates that are open', isOpen)
  cockpit.command('hold', { kind: 'clock-pause' }, 'test')
  const armed = cockpit.command('arm', DEMO_ARMING, 'test')
  if (!armed.ok) throw new Error(armed.error.message)
  cockpit.command('go', { kind: 'clock-resume' }, 'test')
}
