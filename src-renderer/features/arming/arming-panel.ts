import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** Which dialog of arming is open. */
export type ArmingPanel = 'none' | 'arm' | 'extend' | 'token'

const store = createStore<{ readonly panel: ArmingPanel }>(() => ({ panel: 'none' }))

export const useArmingPanel = (): ArmingPanel => useStore(store, ({ panel }) => panel)

export const showArming = (panel: ArmingPanel): void => store.setState({ panel })
