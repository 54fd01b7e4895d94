import { SERVERS_BACK, SERVERS_LOST_TEXTS } from '../../../src-main/simulator/tws-server/faults/notice-texts.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import type { LiveFloor } from '../session/live-floor.ts'

const OUTAGE_MS = 25 * SECOND_MS

/** What becomes of the connection when its process dies, and of what is behind it. */
export const OUTAGES = {
  'clean drop': ({ floor }) => floor.gateway.dropClients('clean'),
  /** Its client id stays taken. */
  'half-open': ({ floor }) => floor.gateway.dropClients('half-open', 20 * SECOND_MS),
  /** With the data lost (1101), or kept (1102). */
  1100: (live, lost) => {
    const { gateway } = live.floor
    gateway.dropClients('reset')
    gateway.script.link.set(false)
    gateway.setNotices([{ code: 1100, text: SERVERS_LOST_TEXTS[1100] }])
    live.after(OUTAGE_MS, () => {
      const { code, text } = SERVERS_BACK[lost ? 'lost' : 'kept']
      if (lost) gateway.loseSubscriptions()
      gateway.setNotices([])
      gateway.notice(code, text)
      gateway.script.link.set(true)
    })
  },
  'nightly reset': ({ floor }) => floor.gateway.restart(OUTAGE_MS),
} as const satisfies Readonly<Record<string, (live: LiveFloor, lost: boolean) => void>>
export type Outage = keyof typeof OUTAGES
