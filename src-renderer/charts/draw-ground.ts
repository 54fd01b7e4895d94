import { WORDS } from './colours.ts'
import { type Plot, stroke } from './plot.ts'
import { candleAt } from './sessions.ts'

/** What lies under the candles: round prices, session breaks, the value area, the volume profile, the unknown. */
export function drawGround(plot: Plot): void {
  drawPrices(plot)
  drawBreaks(plot)
  drawValueArea(plot)
  drawProfile(plot)
  drawCut(plot)
}

function drawPrices(plot: Plot): void {
  for (const price of plot.ticks) {
    const y = plot.yOf(price)
    if (y !== null) stroke(plot, [0, y], [plot.width, y], plot.colours.grid)
  }
}

function drawBreaks(plot: Plot): void {
  for (const start of plot.starts.slice(1)) {
    const x = plot.xOf(start) - plot.spacing / 2
    stroke(plot, [x, 0], [x, plot.height], plot.colours.strongLine, [2, 3])
  }
}

/** Where the session under way begins, or the plot does. */
export const sessionX = ({ starts, xOf, spacing }: Plot): number => Math.max(0, xOf(starts.at(-1) ?? 0) - spacing / 2)

function drawValueArea(plot: Plot): void {
  const { overlays, context, colours, width } = plot
  if (overlays.profile === null) return
  const [top, bottom] = [plot.yOf(overlays.profile.valueHigh), plot.yOf(overlays.profile.valueLow)]
  if (top === null || bottom === null) return
  const from = sessionX(plot)
  context.fillStyle = colours.valueArea
  context.fillRect(from, top, width - from, bottom - top)
}

function drawProfile(plot: Plot): void {
  const { overlays, context, colours, lanes, width } = plot
  const { profile } = overlays
  if (profile === null) return
  const { step, low, volumes, poc, valueHigh, valueLow } = profile
  const most = Math.max(...volumes)
  if (!(most > 0)) return
  const room = width - lanes.profileFrom
  volumes.forEach((volume, row) => {
    const from = low + row * step
    const [top, bottom] = [plot.yOf(from + step), plot.yOf(from)]
    if (volume <= 0 || top === null || bottom === null) return
    const middle = from + step / 2
    const length = Math.max(1, (volume / most) * room)
    // Whole pixels: rows of uneven grey would look like uneven volume.
    const [first, end] = [Math.round(top), Math.round(bottom)]
    const gap = end - first >= 4 ? 1 : 0
    const isPoc = poc >= from && poc < from + step
    context.fillStyle = isPoc
      ? colours.poc
      : middle >= valueLow && middle <= valueHigh
        ? colours.profileValue
        : colours.profile
    context.fillRect(width - length, first, length, Math.max(1, end - first - gap))
  })
}

/** Hatches what was not known yet when the chart was cut. */
function drawCut(plot: Plot): void {
  const { context, colours, width, height } = plot
  const x = cutX(plot)
  if (x === null) return
  context.save()
  context.beginPath()
  context.rect(x, 0, width - x, height)
  context.clip()
  context.strokeStyle = colours.line
  context.lineWidth = 1
  context.beginPath()
  for (let from = x - height; from < width; from += 7) {
    context.moveTo(from, height)
    context.lineTo(from + height, 0)
  }
  context.stroke()
  context.restore()
}

/** Where knowledge ends, pixels; null where it does not within the plot. */
function cutX({ overlays, candles, spacing, width, xOf }: Plot): number | null {
  if (overlays.cutAt === null || candles.length === 0) return null
  const x = xOf(candleAt(candles, overlays.cutAt)) + spacing / 2
  return x < width ? x : null
}

/** The line at which knowledge ends, over everything, with the word for what lies behind it. */
export function drawCutLine(plot: Plot): void {
  const { context, colours, height, overlays } = plot
  const x = cutX(plot)
  if (x === null || overlays.cutAt === null) return
  stroke(plot, [x, 0], [x, height], colours.ink2)
  context.font = WORDS
  context.fillStyle = colours.ink2
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  // At the foot: the legend may need the whole top of a narrow chart.
  context.fillText('not known yet', x + 8, height - 12)
}
