import type { MarketFailure } from '../../market/live-market.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'

/** What ends a command when the market did not give what it was asked for. */
export const marketFailure = ({ code, message }: MarketFailure): CommandFailure =>
  new CommandFailure(message, code === 'cancelled' ? EXIT.interrupted : EXIT.failed)
