/** Ends what was registered. */
export type Disposer = () => void

/** Why the other side lets no connection open at all, where that is known. */
export type Closed = 'unauthorised' | 'no-token'

/** A way to the main process: texts there and back, in order. What is sent while it is not open is lost. */
export interface Transport {
  send(text: string): void
  onText(listener: (text: string) => void): Disposer
  /** Called at once with the present state, and on each change; `why` where trying again is no use. */
  onOpen(listener: (open: boolean, why?: Closed) => void): Disposer
}

/** Listeners of one kind. */
export function listeners<Heard extends readonly unknown[]>(): {
  add(listener: (...heard: Heard) => void): Disposer
  tell(...heard: Heard): void
} {
  const all = new Set<(...heard: Heard) => void>()
  return {
    add: (listener) => {
      all.add(listener)
      return () => all.delete(listener)
    },
    tell: (...heard) => {
      for (const listener of [...all]) listener(...heard)
    },
  }
}
