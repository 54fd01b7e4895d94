import { useEffect, useRef } from 'react'

/** What is read aloud need not change faster than this, ms. */
const EVERY_MS = 2_000

/** A picture's words, for those who cannot see it. They follow the prices in their own time, not with every tick. */
export function SpokenLabel({ text }: { text: string }) {
  const element = useRef<HTMLDivElement>(null)
  const newest = useRef(text)
  newest.current = text

  useEffect(() => {
    const write = (): void => element.current?.setAttribute('aria-label', newest.current)
    write()
    const timer = setInterval(write, EVERY_MS)
    return () => clearInterval(timer)
  }, [])

  // A sibling of the plot, because a picture must have nothing in it that can be focused, as the library's link can.
  return <div ref={element} className="vh" role="img" />
}
