import type { Client } from '../bridge/client.ts'
import type { Disposer } from '../bridge/transport.ts'

/** Follows something of the engine from the moment of its connection on. */
type Start = (client: Client) => Disposer

const starts: Start[] = []
let client: Client | null = null

/** What every store that follows the engine registers when it is made. */
export function onEngine(start: Start): void {
  starts.push(start)
}

/** Gives the stores the engine that they show; at most one at a time. */
export function attachEngine(attached: Client): Disposer {
  if (client !== null) throw new Error('the stores have an engine already')
  client = attached
  const endings = starts.map((start) => start(attached))
  return () => {
    client = null
    for (const end of endings) end()
  }
}

/** @throws Error before `attachEngine`: nothing is drawn before. */
export function engine(): Client {
  if (client === null) throw new Error('the stores have no engine yet')
  return client
}
