import { z } from 'zod'
import { MODES, type Mode } from '../../../src-shared/domain/mode.ts'
import { modeSchema } from '../../../src-shared/domain/mode-schemas.ts'
import type { CockpitService, StreamMessage } from '../../session/cockpit-service.ts'

const NAME = 'Orchestrator Cockpit'

/** A delta of the status says the mode only when it changed. */
const partSchema = z.object({ mode: modeSchema.optional() })

function modeIn(message: StreamMessage): Mode | null {
  if (message.type === 'no-topic') return null
  const part = partSchema.safeParse(message.type === 'snapshot' ? message.state : message.delta)
  return part.success ? (part.data.mode ?? null) : null
}

/**
 * Keeps the title saying whether an order can leave: the mode's word comes first, from the engine and not from the page.
 * @returns the disposer.
 */
export function followTitle(service: CockpitService, show: (title: string) => void): () => void {
  show(NAME)
  const followed = service.follow('status', (message) => {
    const mode = modeIn(message)
    if (mode !== null) show(`${MODES[mode].shown} — ${NAME}`)
  })
  return followed.ok ? () => followed.value.stop() : () => {}
}
