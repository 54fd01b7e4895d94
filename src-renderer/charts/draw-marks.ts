import type { Marker } from '../../src-shared/contract/views/symbol.ts'
import { placeMarks } from './mark-layout.ts'
import type { Plot } from './plot.ts'
import { candleOf } from './sessions.ts'

/** Half the size of a mark, and how far its rim is from its middle. Pixels. */
const SIZE = 4.5
const RADIUS: Readonly<Record<Marker['kind'], number>> = {
  vetoed: SIZE + 1,
  'short-of-consensus': SIZE + 0.5,
  staged: SIZE + 0.5,
  filled: SIZE + 3.5,
  closed: SIZE,
}

/**
 * Decisions and fills at their candles: long ones below, short ones above, each clear of the others. A position that was
 * left is crossed out at its price.
 */
export function drawMarks(plot: Plot): void {
  const { candles, overlays, visible, xOf } = plot
  const wanted = overlays.markers.flatMap((marker) => {
    const index = candleOf(candles, marker)
    const candle = candles[index]
    if (candle === undefined || index < visible.from || index > visible.to) return []
    const side = marker.side === 'long' ? ('below' as const) : ('above' as const)
    const edge = plot.yOf(side === 'below' ? candle.low : candle.high)
    return edge === null ? [] : [{ marker, x: xOf(index), edge, side, radius: RADIUS[marker.kind] }]
  })
  const beside = wanted.filter(({ marker }) => marker.kind !== 'closed')
  const middles = placeMarks(beside)
  beside.forEach(({ marker, x, edge }, index) => {
    drawMark(plot, marker, x, middles[index] ?? edge)
  })
  for (const { marker, x } of wanted) {
    const y = marker.kind === 'closed' ? plot.yOf(marker.price) : null
    if (y !== null) drawMark(plot, marker, x, y)
  }
}

function drawMark({ context, colours }: Plot, { kind, side }: Marker, x: number, y: number): void {
  const colour = kind === 'vetoed' ? colours.veto : side === 'long' ? colours.longMark : colours.shortMark
  context.strokeStyle = colour
  context.lineWidth = 1.2
  context.fillStyle = colours.panel
  switch (kind) {
    case 'vetoed':
      octagon(context, x, y)
      context.fill()
      context.stroke()
      dash(context, x, y)
      return
    case 'short-of-consensus':
      triangle(context, x, y, side)
      context.fill()
      context.stroke()
      return
    case 'staged':
      context.fillStyle = colour
      triangle(context, x, y, side)
      context.fill()
      return
    case 'filled':
      context.beginPath()
      context.arc(x, y, SIZE + 3, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
      context.fillStyle = colour
      triangle(context, x, y, side)
      context.fill()
      return
    case 'closed':
      cross(context, x, y)
      context.strokeStyle = colours.ink
      context.lineWidth = 1.6
      context.stroke()
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, side: Marker['side']): void {
  const up = side === 'long' ? -1 : 1
  context.beginPath()
  context.moveTo(x, y + up * SIZE)
  context.lineTo(x + SIZE, y - up * SIZE * 0.8)
  context.lineTo(x - SIZE, y - up * SIZE * 0.8)
  context.closePath()
}

function octagon(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  for (let corner = 0; corner < 8; corner++) {
    const angle = Math.PI / 8 + (corner * Math.PI) / 4
    context.lineTo(x + Math.cos(angle) * (SIZE + 0.5), y + Math.sin(angle) * (SIZE + 0.5))
  }
  context.closePath()
}

function dash(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x - 2, y)
  context.lineTo(x + 2, y)
  context.stroke()
}

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  const arm = SIZE - 1
  context.beginPath()
  context.moveTo(x - arm, y - arm)
  context.lineTo(x + arm, y + arm)
  context.moveTo(x + arm, y - arm)
  context.lineTo(x - arm, y + arm)
}
