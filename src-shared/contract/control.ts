import type { Command } from './commands.ts'

/**
 * Whether only the window that controls may send this. What cancels, reduces or makes safer is never held up, so any
 * window and the command line may ask for it at any time; everything else (approvals, edits, orders entered by hand,
 * loosening, the market's clock) is the controller's.
 */
export function needsControl(command: Command): boolean {
  switch (command.kind) {
    case 'stop':
    case 'flatten':
    case 'close':
    case 'cancel':
    case 'decline':
    case 'decline-all':
    case 'set-mode':
    case 'close-foreign':
    case 'reconcile':
      return false
    case 'set-automatic-approval':
      return command.on
    default:
      return true
  }
}
