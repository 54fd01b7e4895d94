import { useVirtualizer } from '@tanstack/react-virtual'
import { type ClipboardEvent, useRef } from 'react'
import type { GatewayMessage } from '../../../src-shared/contract/views/gateway.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { tabbed } from '../activity/copy-table.ts'
import { machineTime, messagesTable } from './link-words.ts'

const LINE = 24

const SEVERITIES: Readonly<Record<GatewayMessage['severity'], { icon: IconName; tint: string }>> = {
  info: { icon: 'ring', tint: 'i3' },
  warning: { icon: 'warn', tint: 'amber' },
  error: { icon: 'cross', tint: 'danger' },
}

/** What came in about the connection, newest first. */
export function MessageList({ messages }: { messages: readonly GatewayMessage[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 8,
  })
  if (messages.length === 0) {
    return <EmptyState title="No messages yet.">What TWS says of the connection is listed here.</EmptyState>
  }
  const copy = (event: ClipboardEvent): void => {
    if (window.getSelection()?.toString() !== '') return
    event.clipboardData.setData('text/plain', tabbed(messagesTable(messages)))
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="cn-messages"
      role="listbox"
      tabIndex={0}
      aria-label="Messages of the connection"
      onCopy={copy}
    >
      <div role="presentation" className="all" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const message = messages[index]
          if (message === undefined) return null
          const { at, code, severity, text } = message
          const { icon, tint } = SEVERITIES[severity]
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              role="option"
              tabIndex={-1}
              aria-selected={false}
              aria-posinset={index + 1}
              aria-setsize={messages.length}
              className="line"
              data-index={index}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Num className="i3">{machineTime(at)}</Num>
              <span className="row">
                <Icon name={icon} size={11} className={tint} />
                <span className="vh">{severity}</span>
              </span>
              <Num className="r i2">{code === null ? '' : String(code)}</Num>
              <span>{text}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
