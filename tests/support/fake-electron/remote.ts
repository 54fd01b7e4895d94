/**
 * Lets the test that started this process run a function in it, with Electron's module as its first argument — as
 * Playwright lets it in a real Electron.
 */
import * as electron from './electron.ts'

export interface RemoteCall {
  readonly call: number
  /** The source of a function. */
  readonly source: string
  readonly argument: unknown
}

export type RemoteAnswer =
  | { readonly call: number; readonly ok: true; readonly value: unknown }
  | { readonly call: number; readonly ok: false; readonly message: string }

async function run({ source, argument }: RemoteCall): Promise<unknown> {
  const evaluated: unknown = new Function(`return (${source})`)()
  if (typeof evaluated !== 'function') throw new Error('not a function')
  return await evaluated(electron, argument)
}

process.on('message', (message: RemoteCall) => {
  const { call } = message
  const answer = (given: RemoteAnswer): void => {
    // The test may have gone meanwhile.
    if (process.connected) process.send?.(given, () => {})
  }
  run(message).then(
    (value) => answer({ call, ok: true, value }),
    (error: unknown) => answer({ call, ok: false, message: error instanceof Error ? error.message : String(error) }),
  )
})
// The channel is no reason to stay when everything else has ended.
process.channel?.unref()
