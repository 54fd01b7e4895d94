import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  /** The title is heard but not seen. */
  readonly untitled?: boolean
  readonly className?: string
  readonly children: ReactNode
}

/**
 * Over everything but the strip, so that mode and STOP stay in sight. The scrim is our own: Radix's writes a style
 * element into the page, which the content security policy forbids.
 */
export function Dialog({ title, open, onClose, untitled = false, className = '', children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Radix.Portal>
        <div className="scrim" aria-hidden="true" />
        <Radix.Content
          className={`dialog ${className}`}
          aria-describedby={undefined}
          onPointerDownOutside={(event) => {
            if (event.target instanceof Element && event.target.closest('.strip') !== null) event.preventDefault()
          }}
        >
          <Radix.Title className={untitled ? 'vh' : 'dialog-title'}>{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
