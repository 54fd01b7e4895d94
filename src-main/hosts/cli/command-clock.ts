import { randomUUID } from 'node:crypto'
import type { ClockRequest } from '../../../src-shared/contract/commands.ts'
import type { Cockpit } from '../../session/cockpit.ts'
import type { SteeredClock } from './clock-keys.ts'
import type { RunView } from './run-view.ts'

/** The session's clock as keys move it: by commands, so that each is in the audit. @param say takes what is refused */
export function clockByCommands(
  cockpit: Pick<Cockpit, 'command'>,
  view: Pick<RunView, 'clock'>,
  say: (text: string) => void,
): SteeredClock {
  const ask = (request: ClockRequest): void => {
    const answer = cockpit.command(randomUUID(), request, 'terminal')
    if (!answer.ok) say(answer.error.message)
  }
  return {
    get speed() {
      return view.clock?.speed ?? 'drained'
    },
    get paused() {
      return view.clock?.paused ?? false
    },
    setSpeed: (speed) => {
      if (speed !== 'drained') ask({ kind: 'clock-speed', speed })
    },
    pause: () => ask({ kind: 'clock-pause' }),
    resume: () => ask({ kind: 'clock-resume' }),
    step: () => ask({ kind: 'clock-step' }),
  }
}
