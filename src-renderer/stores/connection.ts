import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Role } from '../../src-shared/contract/protocol.ts'
import type { ConnectionState } from '../bridge/connection.ts'
import { engine, onEngine } from './engine.ts'
import { notify } from './notices.ts'

const connection = createStore<{ readonly state: ConnectionState }>(() => ({ state: { kind: 'connecting', since: 0 } }))
const role = createStore<{ readonly role: Role }>(() => ({ role: 'viewer' }))

onEngine((client) => {
  connection.setState({ state: client.state() })
  role.setState({ role: client.role() })
  const endings = [
    client.onState((state) => {
      const before = connection.getState().state.kind
      connection.setState({ state })
      if (state.kind === 'connected' && (before === 'silent' || before === 'disconnected')) {
        notify({ mark: 'good', title: 'Connected again', text: 'The screen shows the engine as it is now.' })
      }
    }),
    client.onRole((next, reason) => {
      role.setState({ role: next })
      if (reason === '') return
      if (next === 'controller') notify({ mark: 'good', title: 'In control', text: reason })
      else notify({ mark: 'role', title: 'Watching only', text: reason })
    }),
  ]
  return () => {
    for (const end of endings) end()
  }
})

export const useConnection = (): ConnectionState => useStore(connection, ({ state }) => state)

const believed = ({ kind }: ConnectionState): boolean => kind === 'connecting' || kind === 'connected'

/** Whether the screen shows the engine as it is; false from the contract's silence on. */
export const isBelieved = (): boolean => believed(connection.getState().state)
export const useBelieved = (): boolean => useStore(connection, ({ state }) => believed(state))

/** Whether this window commands or only watches. */
export const useRole = (): Role => useStore(role, (state) => state.role)

/** Makes this window the one that commands. */
export const takeControl = (): void => engine().takeControl()
