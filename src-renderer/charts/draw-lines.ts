import { NUMBERS, WORDS } from './colours.ts'
import { layOutLabels } from './label-layout.ts'
import { type Line, linesOf } from './level-lines.ts'
import { LEADER, LEGEND_ROOM, type Plot, stroke, VOLUME_ROOM } from './plot.ts'

const LABEL_HEIGHT = 15
const BOX_HEIGHT = 18
/** Between two labels. */
const GAP = 2
const PAD = 7
const GRIP_ROOM = 11
const NOTE_GAP = 10

/** Where a level can be taken: its line, and the box of its label. Pixels of the plot. */
export interface LevelPlace {
  readonly id: string
  readonly y: number
  readonly from: number
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
}

/**
 * Every horizontal line with its label; labels that would overlap give way, with a leader to their line.
 * @returns where the levels are
 */
export function drawLevels(plot: Plot): LevelPlace[] {
  const placed = linesOf(plot).flatMap((line) => {
    const y = plot.yOf(line.price)
    return y === null || y < -2 || y > plot.height + 2 ? [] : [{ line, y }]
  })
  for (const { line, y } of placed) drawLine(plot, line, y)
  const labelled = placed.filter(({ line }) => line.text !== '')
  const middles = layOutLabels(
    labelled.map(({ line, y }) => ({ at: y, height: heightOf(line) + GAP })),
    LEGEND_ROOM - 10,
    plot.height - VOLUME_ROOM / 2,
  )
  const places: LevelPlace[] = []
  labelled.forEach(({ line, y }, index) => {
    const box = drawLabel(plot, line, y, middles[index] ?? y)
    if (line.id !== null) places.push({ id: line.id, y, from: line.from, box })
  })
  return places
}

const heightOf = ({ boxed }: Line): number => (boxed ? BOX_HEIGHT : LABEL_HEIGHT)

function drawLine(plot: Plot, { from, colour, dash, dot, thick }: Line, y: number): void {
  const { context, width } = plot
  stroke(plot, [from, y], [width, y], colour, dash)
  if (thick) stroke(plot, [from, y + 1], [width, y + 1], colour)
  if (!dot) return
  context.beginPath()
  context.arc(from, Math.round(y) + 0.5, 2.5, 0, 2 * Math.PI)
  context.fillStyle = colour
  context.fill()
}

function drawLabel(plot: Plot, line: Line, y: number, middle: number): LevelPlace['box'] {
  const { context, colours, lanes } = plot
  context.font = line.boxed ? WORDS : line.strong ? NUMBERS.replace('450', '620') : NUMBERS
  const pad = line.boxed ? PAD : 3
  const text = context.measureText(line.text).width
  const note = line.note === '' ? 0 : context.measureText(line.note).width + NOTE_GAP
  const width = Math.round(text + note + 2 * pad + (line.grip ? GRIP_ROOM : 0))
  const height = heightOf(line)
  const right = Math.round(lanes.profileFrom - LEADER)
  const left = right - width
  const top = Math.round(middle - height / 2)
  if (Math.abs(middle - y) > 2) stroke(plot, [right, middle], [right + LEADER, y], line.colour)
  context.fillStyle = colours.panel
  context.beginPath()
  if (line.boxed) context.roundRect(left + 0.5, top + 0.5, width, height - 1, 3)
  else context.rect(left, top, width, height)
  context.fill()
  if (line.boxed) {
    context.strokeStyle = line.colour
    context.lineWidth = 1
    context.stroke()
  } else shadeLikeGround(plot, left, top, width, height)
  if (line.grip) drawGrip(plot, left + PAD, top + height / 2)
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillStyle = line.ink
  const start = left + pad + (line.grip ? GRIP_ROOM : 0)
  context.fillText(line.text, start, top + height / 2 + 0.5)
  context.fillStyle = colours.ink2
  if (note > 0) context.fillText(line.note, start + text + NOTE_GAP, top + height / 2 + 0.5)
  return { left, right, top, bottom: top + height }
}

/** A label inside the value area does not punch a hole into it. */
function shadeLikeGround(plot: Plot, left: number, top: number, width: number, height: number): void {
  const { overlays, context, colours } = plot
  if (overlays.profile === null) return
  const [from, to] = [plot.yOf(overlays.profile.valueHigh), plot.yOf(overlays.profile.valueLow)]
  if (from === null || to === null) return
  const first = Math.max(from, top)
  const end = Math.min(to, top + height)
  if (end <= first) return
  context.fillStyle = colours.valueArea
  context.fillRect(left, first, width, end - first)
}

/** Six dots: this can be taken. */
function drawGrip({ context, colours }: Plot, x: number, y: number): void {
  context.fillStyle = colours.ink3
  for (const [column, row] of [0, 1, 2, 3, 4, 5].map((dot) => [dot % 2, Math.floor(dot / 2)] as const)) {
    context.fillRect(Math.round(x) + column * 4, Math.round(y) - 4 + row * 3, 2, 2)
  }
}
