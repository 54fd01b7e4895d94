import { price as priceText } from '../ui/format.ts'
import { layOutTags, TAG_HEIGHT } from './axis-tags.ts'
import { NUMBERS } from './colours.ts'
import { toneColour } from './level-lines.ts'
import type { Level } from './overlays.ts'
import type { Plot } from './plot.ts'

const INDENT = 8
/** Half the height of a price of the axis, with air. */
const TICK_ROOM = 7

/**
 * The price axis: round prices, a tag for each level in a frame of its colour, the last price filled with the time left
 * to the candle's end. Nothing covers anything: tags give way to each other, round prices to tags.
 */
export function drawAxis(plot: Plot): void {
  const { overlays, context, height } = plot
  context.font = NUMBERS
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  const levels = overlays.levels.flatMap((level) => {
    const y = plot.yOf(level.price)
    return y === null || y < 0 || y > height ? [] : [{ level, y }]
  })
  const { last } = overlays
  const lastY = last === null ? null : plot.yOf(last.price)
  const placed = layOutTags({
    tags: levels.map(({ y }) => y),
    last: last === null || lastY === null ? null : { at: lastY, withTime: last.left !== null },
    height,
  })
  const taken = placed.tags.map((middle) => ({ top: middle - TAG_HEIGHT / 2, bottom: middle + TAG_HEIGHT / 2 }))
  drawTicks(plot, placed.last === null ? taken : [...taken, placed.last])
  levels.forEach(({ level, y }, index) => {
    drawTag(plot, level, placed.tags[index] ?? y)
  })
  if (last !== null && placed.last !== null) drawLast(plot, last, placed.last)
}

function drawTicks(plot: Plot, taken: readonly { readonly top: number; readonly bottom: number }[]): void {
  const { context, colours, width, height, decimals, ticks } = plot
  context.fillStyle = colours.ink3
  for (const price of ticks) {
    const y = plot.yOf(price)
    if (y === null || y < TICK_ROOM || y > height - TICK_ROOM) continue
    if (taken.some(({ top, bottom }) => y + TICK_ROOM > top && y - TICK_ROOM < bottom)) continue
    context.fillText(priceText(price, decimals), width - INDENT, Math.round(y) + 0.5)
  }
}

function drawTag({ context, colours, width, decimals }: Plot, { price, tone, moving }: Level, middle: number): void {
  const colour = toneColour(colours, tone)
  context.beginPath()
  context.rect(1.5, Math.round(middle - TAG_HEIGHT / 2) + 0.5, width - 3, TAG_HEIGHT - 1)
  context.fillStyle = moving === undefined ? colours.panel : colour
  context.fill()
  context.strokeStyle = colour
  context.lineWidth = 1
  context.stroke()
  context.fillStyle = moving === undefined ? colours.ink : colours.inverse
  context.fillText(priceText(price, decimals), width - INDENT, Math.round(middle) + 0.5)
}

function drawLast(
  { context, colours, width, decimals }: Plot,
  last: { readonly price: number; readonly left: string | null },
  place: { readonly top: number; readonly bottom: number; readonly price: number; readonly time: number },
): void {
  const top = Math.round(place.top)
  context.fillStyle = colours.ink
  context.fillRect(1, top, width - 1, Math.round(place.bottom) - top)
  context.fillStyle = colours.inverse
  context.font = NUMBERS.replace('450', '680')
  context.fillText(priceText(last.price, decimals), width - INDENT, Math.round(place.price) + 0.5)
  if (last.left === null) return
  context.font = NUMBERS.replace('11px', '10px')
  context.fillText(last.left, width - INDENT, Math.round(place.time) + 0.5)
}
