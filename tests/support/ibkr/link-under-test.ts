import { type Link, openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { type HeldTime, holdTime } from './held-time.ts'

export interface LinkUnderTest {
  readonly link: Link
  readonly time: HeldTime
  /** Resolves when the state of the link is as asked for: looked at after each change of it. */
  when(what: string, is: (link: Link) => boolean): Promise<void>
  whenState(state: ReturnType<Link['connection']>['state']): Promise<void>
}

const WITHIN_MS = 20_000

/** A link to a port of this machine, on a clock that the test moves. */
export function openLinkUnderTest(
  port: number,
  more: {
    readonly random?: () => number
    readonly marketNow?: () => UtcMs
    readonly onMark?: (at: UtcMs) => void
  } = {},
): LinkUnderTest {
  const time = holdTime()
  const link = openLink({
    host: '127.0.0.1',
    port,
    client: 7,
    time,
    random: () => 0.5,
    marketNow: () => utcMs(time.now()),
    ...more,
  })
  const when: LinkUnderTest['when'] = (what, is) =>
    new Promise((resolve, reject) => {
      if (is(link)) {
        resolve()
        return
      }
      const end = setTimeout(() => {
        stop()
        reject(new Error(`${what} did not come: ${JSON.stringify(link.state())}`))
      }, WITHIN_MS)
      const stop = link.onChange(() => {
        if (!is(link)) return
        clearTimeout(end)
        stop()
        resolve()
      })
    })
  return { link, time, when, whenState: (state) => when(state, () => link.connection().state === state) }
}
