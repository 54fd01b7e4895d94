import type { ClockRequest } from '../../../src-shared/contract/commands.ts'
import { sendCommand } from '../../stores/commands.ts'
import { currentStatus } from '../../stores/status.ts'

/** Speeds on offer, market seconds a second. The last is as fast as it goes. */
export const SPEEDS = [1, 5, 20, 60, 300] as const
export const FULL_SPEED = 100_000

export const speedWords = (speed: number): string => (speed >= FULL_SPEED ? 'max' : `${speed}×`)

export const clockCommand = (request: ClockRequest): void => void sendCommand(request)

export function togglePause(): void {
  const clock = currentStatus()?.clock
  if (clock !== null && clock !== undefined) clockCommand({ kind: clock.paused ? 'clock-resume' : 'clock-pause' })
}
