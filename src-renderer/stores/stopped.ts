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

interface Emergency {
  readonly stopped: Stopped | null
  /** Whether everything is to be closed is being asked. */
  readonly askingToFlatten: boolean
}

const store = createStore<Emergency>(() => ({ stopped: null, askingToFlatten: false }))

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

/** STOP, at once and without a question. */
export async function stopNow(): Promise<void> {
  const result = await sendCommand({ kind: 'stop' }, { silent: true })
  if (!result.ok) {
    notify({ mark: 'error', title: 'STOP was not confirmed', text: result.error.message, stays: true })
    return
  }
  const cancelled = result.value.orders.filter(({ refusal }) => refusal === null).length
  store.setState({ stopped: { time: currentStatus()?.time ?? null, cancelled }, askingToFlatten: false })
}
