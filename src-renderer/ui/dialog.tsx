import { Dialog as Radix } from 'radix-ui'
import type { ReactNode, RefObject } from 'react'
import { IconButton } from './controls.tsx'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  /** The title is heard but not seen. */
  readonly untitled?: boolean
  /** Stands beside the title, with a button that closes. */
  readonly head?: ReactNode
  /** What has the keyboard at first, where there is a head; without it the first field. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly className?: string
  readonly children: ReactNode
}

/**
 * Over everything but the strip, so that mode and STOP stay in sight. The scrim is our own: Radix's writes a style
 * element into the page, which the content security policy forbids.
 */
export function Dialog(props: DialogProps) {
  const { title, open, onClose, untitled = false, head, initialFocus, className = '', children } = props
  const heading = <Radix.Title className={untitled ? 'vh' : 'dialog-title'}>{title}</Radix.Title>
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <div className="scrim" aria-hidden="true" />
        <Radix.Content
          className={`dialog ${className}`}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const { currentTarget: content } = event
            if (head === undefined || !(content instanceof HTMLElement)) return
            event.preventDefault()
            const first = initialFocus === undefined ? content.querySelector('input') : initialFocus.current
            // What is to be read first stays in sight, in a low window too.
            ;(first ?? content).focus({ preventScroll: true })
          }}
          onEscapeKeyDown={(event) => {
            // A question within it is left first.
            if (event.target instanceof Element && event.target.closest('[data-leaves]') !== null)
              event.preventDefault()
          }}
          onPointerDownOutside={(event) => {
            if (event.target instanceof Element && event.target.closest('.strip') !== null) event.preventDefault()
          }}
        >
          {head === undefined ? (
            heading
          ) : (
            <div className="dialog-head">
              {heading}
              <span className="grow" />
              {head}
              <IconButton icon="cross" label="Close this" onClick={onClose} />
            </div>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
