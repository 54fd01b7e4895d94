import { layOutLabels } from './label-layout.ts'

export const TAG_HEIGHT = 17
/** The last price with the time left under or over it. */
const LAST_HEIGHT = 30
/** Between two tags. */
const GAP = 1

interface TagRequest {
  /** Where the tags belong, pixels from the top of the axis. */
  readonly tags: readonly number[]
  /** Where the last price is, and whether the time left stands with it; null without one. */
  readonly last: { readonly at: number; readonly withTime: boolean } | null
  readonly height: number
}

interface PlacedTags {
  /** The middle of each tag, in the order of the request. */
  readonly tags: readonly number[]
  /** The box of the last price, and the middle of its two lines. */
  readonly last: { readonly top: number; readonly bottom: number; readonly price: number; readonly time: number } | null
}

/**
 * Places the tags of a price axis. The last price stays exactly at its height, since eyes go there; the others give way
 * to it, up or down, and to each other. The time left stands on the side of the last price where there is more room.
 */
export function layOutTags({ tags, last, height }: TagRequest): PlacedTags {
  const each = TAG_HEIGHT + GAP
  const wanted = (heights: readonly number[]) => heights.map((at) => ({ at, height: each }))
  if (last === null) return { tags: layOutLabels(wanted(tags), 0, height), last: null }
  const { at, withTime } = last
  const isNear = (other: number): boolean => Math.abs(other - at) < LAST_HEIGHT + GAP
  const timeOnTop = withTime && tags.some((y) => isNear(y) && y > at) && !tags.some((y) => isNear(y) && y <= at)
  const half = TAG_HEIGHT / 2
  const extra = withTime ? LAST_HEIGHT - TAG_HEIGHT : 0
  const top = at - half - (timeOnTop ? extra : 0)
  const bottom = at + half + (timeOnTop ? 0 : extra)
  const isAbove = (y: number): boolean => y <= at
  const above = layOutLabels(wanted(tags.filter(isAbove)), 0, top)
  const below = layOutLabels(wanted(tags.filter((y) => !isAbove(y))), bottom + GAP, height)
  let [nextAbove, nextBelow] = [0, 0]
  const middles = tags.map((y) => (isAbove(y) ? above[nextAbove++] : below[nextBelow++]) ?? y)
  return { tags: middles, last: { top, bottom, price: at, time: timeOnTop ? at - 14 : at + 14 } }
}
