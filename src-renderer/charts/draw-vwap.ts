import type { Plot } from './plot.ts'

/** VWAP, beginning anew with each session. */
export function drawVwap(plot: Plot): void {
  const { overlays, context, colours, candles, starts, visible } = plot
  if (!overlays.vwap) return
  const begins = new Set(starts)
  context.beginPath()
  let drawing = false
  for (let index = visible.from; index <= visible.to; index++) {
    const vwap = candles[index]?.vwap ?? null
    const y = vwap === null ? null : plot.yOf(vwap)
    if (y === null) {
      drawing = false
      continue
    }
    if (drawing && !begins.has(index)) context.lineTo(plot.xOf(index), y)
    else context.moveTo(plot.xOf(index), y)
    drawing = true
  }
  context.strokeStyle = colours.vwap
  context.lineWidth = 1.4
  context.lineJoin = 'round'
  context.stroke()
}
