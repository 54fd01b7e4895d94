import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import './tooltip.css'

/** How long the pointer rests before a tip shows, ms. */
const REST_MS = 250
const GAP = 6

interface Shown {
  readonly text: string
  readonly box: DOMRect
}

const tipOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null

/**
 * The one tip of the window: any element with `data-tip` has one, on hover and on focus by keyboard, so that hundreds of
 * small marks cost no listener each. The first of several lines is strong. Escape hides it.
 */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null)
  const tip = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let rest: ReturnType<typeof setTimeout> | undefined
    let over: HTMLElement | null = null
    const hide = (): void => {
      clearTimeout(rest)
      over = null
      setShown(null)
    }
    const point = (target: HTMLElement | null, wait: number): void => {
      if (target === over) return
      clearTimeout(rest)
      over = target
      setShown(null)
      if (target === null) return
      rest = setTimeout(() => {
        const text = target.dataset['tip']
        if (text !== undefined && text !== '' && target.isConnected) {
          setShown({ text, box: target.getBoundingClientRect() })
        }
      }, wait)
    }
    const ending = new AbortController()
    const options = { signal: ending.signal, passive: true }
    document.addEventListener('pointerover', (event) => point(tipOf(event.target), REST_MS), options)
    document.addEventListener(
      'focusin',
      (event) => {
        const target = tipOf(event.target)
        if (target?.matches(':focus-visible')) point(target, 0)
      },
      options,
    )
    document.addEventListener('focusout', hide, options)
    document.addEventListener('pointerdown', hide, options)
    document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), options)
    document.addEventListener('scroll', hide, { ...options, capture: true })
    return () => {
      clearTimeout(rest)
      ending.abort()
    }
  }, [])

  useLayoutEffect(() => {
    const element = tip.current
    if (element === null || shown === null) return
    const { width, height } = element.getBoundingClientRect()
    const { box } = shown
    const below = box.bottom + GAP + height < window.innerHeight
    const left = Math.min(Math.max(GAP, box.left + box.width / 2 - width / 2), window.innerWidth - width - GAP)
    element.style.left = `${left}px`
    element.style.top = `${below ? box.bottom + GAP : box.top - GAP - height}px`
  }, [shown])

  if (shown === null) return null
  const [first, ...more] = shown.text.split('\n')
  return (
    <div className="tip" ref={tip} aria-hidden="true">
      {more.length === 0 ? (
        first
      ) : (
        <>
          <b>{first}</b>
          {more.join('\n')}
        </>
      )}
    </div>
  )
}
