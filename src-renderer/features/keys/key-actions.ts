import { useEffect, useRef } from 'react'
import type { ShortcutName } from './shortcuts.ts'

type Action = () => void

/** What each key does at the moment; of several that registered for one the last has it. */
const actions = new Map<ShortcutName, Action[]>()

/** Gives a key its action while the component is there; null: none at the moment. */
export function useKeyAction(name: ShortcutName, action: Action | null): void {
  const latest = useRef(action)
  useEffect(() => {
    latest.current = action
  })
  const active = action !== null
  useEffect(() => {
    if (!active) return
    const run = (): void => latest.current?.()
    const registered = actions.get(name) ?? []
    actions.set(name, [...registered, run])
    return () => {
      actions.set(
        name,
        (actions.get(name) ?? []).filter((other) => other !== run),
      )
    }
  }, [name, active])
}

export const hasKeyAction = (name: ShortcutName): boolean => (actions.get(name)?.length ?? 0) > 0

/** @returns whether the key has an action at the moment. */
export function runKeyAction(name: ShortcutName): boolean {
  const action = actions.get(name)?.at(-1)
  action?.()
  return action !== undefined
}
