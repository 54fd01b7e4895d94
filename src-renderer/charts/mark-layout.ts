/** A mark that wants to stand beside its candle. Pixels. */
export interface WantedMark {
  readonly x: number
  /** The end of its candle. */
  readonly edge: number
  /** Which way it keeps from its candle. */
  readonly side: 'above' | 'below'
  readonly radius: number
}

/** Between a candle and the middle of its mark, and between the rims of two marks. Pixels. */
const AWAY = 12
const GAP = 1

/**
 * Places marks beside their candles so that none covers another: one that would is moved farther away from its candle
 * until it is free. Earlier ones stay nearer.
 * @returns the middle of each mark, in the order of the input
 */
export function placeMarks(marks: readonly WantedMark[]): number[] {
  const placed: { x: number; y: number; radius: number }[] = []
  for (const { x, edge, side, radius } of marks) {
    const outward = side === 'below' ? 1 : -1
    const near = placed.filter((other) => Math.abs(other.x - x) < other.radius + radius + GAP)
    let y = edge + outward * AWAY
    for (let moved = true; moved; ) {
      moved = false
      for (const other of near) {
        const apart = other.radius + radius + GAP
        // Boxes, not circles: a mark beside another at the same height is read as one of the same bar.
        if (Math.abs(other.y - y) >= apart - 1e-9) continue
        y = other.y + outward * apart
        moved = true
      }
    }
    placed.push({ x, y, radius })
  }
  return placed.map(({ y }) => y)
}
