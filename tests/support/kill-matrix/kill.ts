import type { ExchangeRequest } from '../../../src-main/simulator/exchange/exchange-request.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import { believed } from '../desk-model/behaviours.ts'
import { ProtectionWatch } from '../live-day/protection-watch.ts'
import { journalOf } from '../session/audit-folder.ts'
import { LiveFloor } from '../session/live-floor.ts'
import { WatchingObserver } from '../session/watching-observer.ts'
import { whatIsWrong } from './after-a-kill.ts'
import { Moments } from './moments.ts'
import { OUTAGES, type Outage } from './outages.ts'
import { playStretch, STRETCHES, type StretchName } from './stretches.ts'

/** Shares of a step that our orders may take: a few, so that fills come in parts. */
const PARTICIPATION = 0.0007
/** For two of the looks that are taken every minute, and what they lead to. */
const RECONCILING_MS = 150 * SECOND_MS

export interface Kill {
  readonly stretch: StretchName
  /** Which of its moments, from 1. */
  readonly at: number
  readonly outage: Outage
  /** How TWS behaves where that is only believed: one of `BEHAVIOURS`. */
  readonly believed: number
  /** The market moves while the process is away, so that something fills. */
  readonly moves: boolean
}

export interface Killed {
  /** What the moment was; null when the stretch was over before it. */
  readonly moment: string | null
  readonly wrong: readonly string[]
}

/** Kills a session at one moment of a stretch, starts another on what it left on the disk, and looks at what became of it. */
export async function killAt({ stretch, at, outage, believed: number, moves }: Kill): Promise<Killed> {
  const requests: ExchangeRequest[] = []
  const { exchange, broker } = believed(number)
  const live = await LiveFloor.open({
    gateway: {
      settings: { participation: PARTICIPATION, behaviour: exchange },
      behaviour: broker,
      onRequest: (request) => requests.push(request),
    },
  })
  try {
    let copy = ''
    let before = 0
    const moments = new Moments(live, at, () => {
      copy = live.copyFiles('left')
      before = requests.length
      OUTAGES[outage](live, moves)
    })
    live.armed()
    await STRETCHES[stretch].prepare(live)
    const end = moments.begin()
    await playStretch(live, stretch, () => moments.over)
    if (!moments.over) {
      end()
      return { moment: null, wrong: [] }
    }
    const left = journalOf(copy)
    live.floor.replaceClient()
    await live.stop()
    end()
    if (moves) live.shift = STRETCHES[stretch].away
    live.floor.link.connect()
    const protection = new ProtectionWatch()
    const { floor } = live
    const observer = new WatchingObserver()
    observer.onTrading = (event) => protection.hear(event, observer.session, floor.elapsed())
    live.onStride = () => {
      const isAway = floor.live.state().state !== 'ready'
      if (observer.session !== null) protection.look(observer.session, floor.elapsed(), isAway)
    }
    await live.start({ database: copy, observer })
    await live.pass(RECONCILING_MS)
    live.cockpit.commit()
    const { session, state } = live
    const aftermath = { exchange: floor.gateway.exchange, state, database: copy, left, requests, before }
    const wrong = await whatIsWrong(aftermath)
    if (session.armingView().armed !== null) wrong.push('it is armed')
    if (!reconciliationView(session.desk).accounts.every(({ reconciled }) => reconciled)) wrong.push('not reconciled')
    if (floor.isRestless()) wrong.push('the two sides went on talking for ever')
    for (const failure of floor.failures) wrong.push(`the gateway failed: ${String(failure)}`)
    return { moment: moments.last, wrong: [...protection.wrong, ...wrong] }
  } finally {
    await live.close()
  }
}
