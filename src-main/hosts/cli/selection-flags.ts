import type { Command } from 'commander'
import { CommandFailure } from './exit-codes.ts'
import { wholeNumber } from './option-values.ts'

/** More symbols than this do not fit into the market-data lines that an account has by default. */
const MOST_TRADED = 50
const MOST_RESCAN_MINUTES = 390

/** The flags by which a run chooses its own symbols, as commander answers. */
export interface SelectionFlags {
  readonly top?: number
  readonly rescan?: number
}

/** How a run chooses its symbols by itself; null where `--symbols` or the source says them. */
export interface SelectionRequest {
  /** How many symbols to trade. */
  readonly top: number
  /** Market minutes from one selection to the next; null: once, at the start. */
  readonly rescanMinutes: number | null
}

export const topFlag = wholeNumber('--top', 1, MOST_TRADED)

export function addSelectionFlags(command: Command): Command {
  return command
    .option('--top <number>', 'trade the best stocks that a scan finds, this many', topFlag)
    .option(
      '--rescan <minutes>',
      'with --top: scan again after so many minutes of the market',
      wholeNumber('--rescan', 1, MOST_RESCAN_MINUTES),
    )
}

/** @throws CommandFailure for flags that do not go together. */
export function selectionRequest({
  top,
  rescan,
  symbols,
}: SelectionFlags & { readonly symbols?: unknown }): SelectionRequest | null {
  if (top !== undefined && symbols !== undefined) {
    throw new CommandFailure('--top and --symbols cannot be used together: either a scan chooses, or you do.')
  }
  if (top === undefined && rescan !== undefined) throw new CommandFailure('--rescan needs --top: what it scans for.')
  return top === undefined ? null : { top, rescanMinutes: rescan ?? null }
}
