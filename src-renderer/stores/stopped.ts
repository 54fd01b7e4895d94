import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { sendCommand } from './commands.ts'
import { notify } from './notices.ts'
import { currentStatus } from './status.ts'

/** What a STOP of this window did. */
export interface Stopped {
  /** Market time, UTC ms. */
  readonly time: number | null
  /** Entry orders whose cancel was asked for. */
  readonly cancelled: number
}

/** A STOP that is not confirmed: on its way, or without a connection on which it could be; then it is sent again. */
type Asked = 'sent' | 'waits'

/** How long after a STOP that did not get through it is sent again, ms. */
const AGAIN_MS = 500

interface Emergency {
  readonly stopped: Stopped | null
  readonly asked: Asked | null
  /** Whether everything is to be closed is being asked. */
  readonly askingToFlatten: boolean
}

const store = createStore<Emergency>(() => ({ stopped: null, asked: null, askingToFlatten: false }))

export const useEmergency = (): Emergency => useStore(store)

/** The first half of a flatten: it asks. */
export const askToFlatten = (asking: boolean): void => store.setState({ askingToFlatten: asking })

export const endEmergency = (): void => store.setState({ stopped: null, askingToFlatten: false })

/** Closes every position of ours; asked about before. */
export async function flattenNow(): Promise<void> {
  const result = await sendCommand({ kind: 'flatten' })
  if (result.ok) endEmergency()
  else askToFlatten(false)
}

let again: ReturnType<typeof setTimeout> | undefined

/** STOP, at once and without a question. What has not reached the engine is sent again until it has. */
export async function stopNow(): Promise<void> {
  clearTimeout(again)
  if (store.getState().asked === null) store.setState({ asked: 'sent' })
  const result = await sendCommand({ kind: 'stop' }, { silent: true })
  if (result.ok) {
    clearTimeout(again)
    const cancelled = result.value.orders.filter(({ refusal }) => refusal === null).length
    store.setState({
      stopped: { time: currentStatus()?.time ?? null, cancelled },
      asked: null,
      askingToFlatten: false,
    })
    return
  }
  if (result.error.code === 'not-sent' || result.error.code === 'no-answer') {
    // Another press may have been confirmed meanwhile.
    if (store.getState().asked === null) return
    store.setState({ asked: 'waits' })
    clearTimeout(again)
    again = setTimeout(() => void stopNow(), AGAIN_MS)
    return
  }
  store.setState({ asked: null })
  notify({ mark: 'error', title: 'STOP was not confirmed', text: result.error.message, stays: true })
}
