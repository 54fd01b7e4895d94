import { useEffect, useState } from 'react'
import { leftUntil } from '../../stores/gateway.ts'
import { duration } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'

const BEAT_MS = 250

/** The time until a moment of the engine's operator clock, counting down. */
export function TimeLeft({ until }: { until: number }) {
  const [text, setText] = useState(() => duration(leftUntil(until)))
  useEffect(() => {
    const beat = (): void => setText(duration(leftUntil(until)))
    beat()
    const timer = setInterval(beat, BEAT_MS)
    return () => clearInterval(timer)
  }, [until])
  return <Num>{text}</Num>
}
