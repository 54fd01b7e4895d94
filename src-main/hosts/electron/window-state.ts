import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Rectangle } from 'electron'
import { z } from 'zod'

/** Sizes below which the window is no use, and beyond which the file is not believed, pixels. */
export const SMALLEST = { width: 960, height: 600 } as const
const LARGEST = 20_000
const FIRST = { width: 1440, height: 900 } as const

/** So much of the window must lie on a screen for it to be caught with the mouse, pixels. */
const CATCHABLE = 80

const place = z.int().min(-LARGEST).max(LARGEST)
const stateSchema = z.strictObject({
  x: place,
  y: place,
  width: z.int().min(SMALLEST.width).max(LARGEST),
  height: z.int().min(SMALLEST.height).max(LARGEST),
  maximised: z.boolean(),
})

/** Where the window was when it was last closed, pixels. */
export type WindowState = z.infer<typeof stateSchema>

/** Where a new window goes; without `x` and `y` in the middle of the screen. */
export interface Placement {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximised: boolean
}

const overlap = (start: number, length: number, otherStart: number, otherLength: number): number =>
  Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart)

const isCatchable = (state: WindowState, screen: Rectangle): boolean =>
  overlap(state.x, state.width, screen.x, screen.width) >= CATCHABLE &&
  overlap(state.y, state.height, screen.y, screen.height) >= CATCHABLE &&
  // The title bar must not be above the screen.
  state.y >= screen.y

function read(file: string): WindowState | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // Not there yet, unreadable or not JSON: the window opens as it did the first time.
    return null
  }
}

/** @param screens the work areas of the screens that are there now: the one it was on may be gone. */
export function placementFrom(file: string, screens: readonly Rectangle[]): Placement {
  const state = read(file)
  if (state === null) return { ...FIRST, maximised: false }
  if (!screens.some((screen) => isCatchable(state, screen))) {
    return { width: state.width, height: state.height, maximised: state.maximised }
  }
  return state
}

/** @throws when the file cannot be written. */
export function keepWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
