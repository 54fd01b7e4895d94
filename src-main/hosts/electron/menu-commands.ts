import { randomUUID } from 'node:crypto'
import { dialog } from 'electron'
import type { Command } from '../../../src-shared/contract/commands.ts'
import type { CockpitService } from '../../session/cockpit-service.ts'
import type { MenuActions } from './application-menu.ts'

/**
 * Commands that need no page. They go to the engine itself, so that they work while the page hangs or is being loaded;
 * a refusal is shown by the system for the same reason.
 */
export function createMenuActions(service: CockpitService): MenuActions {
  function obey(command: Command, by: string): void {
    const answer = service.command(`electron-${randomUUID()}`, command, by)
    if (!answer.ok) dialog.showErrorBox('It was not done', answer.error.message)
  }
  return {
    stop: () => obey({ kind: 'stop' }, 'STOP key or menu'),
    dryRun: () => obey({ kind: 'set-mode', mode: 'dry-run' }, 'menu'),
  }
}
