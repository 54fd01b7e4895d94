import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Ticker } from '../../src-shared/domain/ids.ts'

export type NoticeMark = 'long' | 'short' | 'veto' | 'good' | 'warning' | 'error' | 'plain' | 'role' | 'connection'

/** Something to see that happened just now. */
export interface Notice {
  readonly id: number
  readonly mark: NoticeMark
  readonly title: string
  readonly text: string
  /** Market time, UTC ms; null where it has none. */
  readonly time: number | null
  /** What a click on it opens. */
  readonly symbol: Ticker | null
  /** Stays until it is dismissed. */
  readonly stays: boolean
}

/** How many are shown at once, and for how long, ms. */
const NOTICES_SHOWN = 4
const NOTICE_MS = 7_000

const store = createStore<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }))
let last = 0

export const useNotices = (): readonly Notice[] => useStore(store, ({ notices }) => notices)

export const dismissNotice = (id: number): void =>
  store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))

type Said = Pick<Notice, 'title'> & Partial<Omit<Notice, 'id' | 'title'>>

/** Shows something for a while. The same words do not stand there twice: the newer replace the older. */
export function notify({ mark = 'plain', text = '', time = null, symbol = null, stays = false, title }: Said): void {
  last += 1
  const notice: Notice = { id: last, mark, title, text, time, symbol, stays }
  store.setState(({ notices }) => ({
    notices: [...notices.filter((other) => other.title !== title || other.text !== text), notice].slice(-NOTICES_SHOWN),
  }))
  if (!stays) setTimeout(() => dismissNotice(notice.id), NOTICE_MS)
}
