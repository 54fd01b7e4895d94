import type { Random } from '../../random.ts'
import type { Gateway } from '../gateway.ts'
import type { GatewayTime } from '../service.ts'
import type { NextMessages } from './damage.ts'
import type { Delays } from './delays.ts'
import type { Feeds } from './feeds.ts'
import type { TrafficLog } from './traffic-log.ts'

/** What the faults of one script share. */
export interface Stage {
  readonly gateway: Gateway
  readonly operator: GatewayTime
  readonly random: Random
  readonly feeds: Feeds
  readonly delays: Delays
  readonly log: TrafficLog
  /** Messages of which a field goes wrong, and those that are sent twice. */
  readonly damaged: NextMessages
  readonly doubled: NextMessages
  /** Something went otherwise than the script says; one sentence. */
  note(text: string): void
  /** Runs something after so many seconds of operator time, unless the script ends first. */
  later(seconds: number, run: () => void): void
}
