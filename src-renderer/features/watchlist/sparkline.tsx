import { clsx } from 'clsx'
import { memo } from 'react'

const WIDTH = 92
const HEIGHT = 16
const PAD = 1.5

interface Scale {
  x(index: number): number
  y(price: number): number
}

function scaleOf(closes: readonly number[], prior: number | null): Scale {
  const all = prior === null ? closes : [...closes, prior]
  const low = Math.min(...all)
  const span = Math.max(...all) - low || 1
  const step = WIDTH / Math.max(1, closes.length)
  return {
    x: (index) => Math.round(index * step * 10) / 10,
    y: (price) => {
      const share = Math.max(0, Math.min(1, (price - low) / span))
      return Math.round((HEIGHT - PAD - share * (HEIGHT - 2 * PAD)) * 10) / 10
    },
  }
}

const Line = memo(function Line({ closes, prior }: { closes: readonly number[]; prior: number | null }) {
  const { x, y } = scaleOf(closes, prior)
  const path = closes.map((close, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(close)}`).join('')
  return (
    <>
      {prior !== null && <line className="prior" x1="0" x2={WIDTH} y1={y(prior)} y2={y(prior)} />}
      <path d={path} />
    </>
  )
})

interface SparklineProps {
  readonly closes: readonly number[]
  readonly prior: number | null
  readonly last: number | null
}

/** The day in five-minute closes, the close before dashed, the last price a dot. Only the dot moves between bars. */
export const Sparkline = memo(function Sparkline({ closes, prior, last }: SparklineProps) {
  const lastClose = closes.at(-1)
  if (lastClose === undefined) return <svg className="spark" width={WIDTH} height={HEIGHT} aria-hidden="true" />
  const { x, y } = scaleOf(closes, prior)
  const shown = last ?? lastClose
  const from = prior ?? closes[0] ?? shown
  return (
    <svg className="spark" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <Line closes={closes} prior={prior} />
      <line className="now" x1={x(closes.length - 1)} y1={y(lastClose)} x2={WIDTH} y2={y(shown)} />
      <circle className={clsx(shown >= from ? 'up' : 'down')} cx={WIDTH} cy={y(shown)} r="1.7" />
    </svg>
  )
})
