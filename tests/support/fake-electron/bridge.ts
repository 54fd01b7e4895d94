import type { Page } from 'playwright'
import type { Exposed } from './preload-world.ts'

/** An exposed value as it is described to the page: functions by the path under which they are called. */
type Described =
  | { readonly function: string }
  | { readonly object: Readonly<Record<string, Described>> }
  | { readonly value: unknown }

/** Names in the page through which calls and callbacks pass. */
const CALL = '__fakeElectronCall'
const CALLBACKS = '__fakeElectronCallbacks'
const LOADED = '__fakeElectronLoaded'

type AnyFunction = (...values: unknown[]) => unknown

const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function describe(value: unknown, path: string): Described {
  if (isFunction(value)) return { function: path }
  if (!isObject(value)) return { value }
  const below = path === '' ? '' : `${path}.`
  const entries = Object.entries(value).map(([key, part]) => [key, describe(part, below + key)] as const)
  return { object: Object.fromEntries(entries) }
}

function find(exposed: Exposed, path: string): AnyFunction {
  let found: unknown = exposed
  for (const name of path.split('.')) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  if (!isFunction(found)) throw new Error(`the preload script exposes no function ${path}`)
  return found
}

interface BridgeOptions {
  /** What the script exposes: the same for every document. */
  readonly shape: Exposed
  /** A document of the top frame begins: a preload script runs beside it from now on. */
  readonly onDocument: () => Exposed
}

/**
 * Carries what the preload script exposes into the page's own world, as Electron's context bridge does: values are
 * copied and frozen, functions are called across, also those that the page hands over. Calls cross asynchronously here:
 * a function that answers can answer with a function only (a disposer), which is called when it is there.
 */
export async function bridge(page: Page, { shape, onDocument }: BridgeOptions): Promise<void> {
  let exposed: Exposed = shape
  const returned = new Map<number, AnyFunction>()
  let lastReturned = 0

  const revive = (value: unknown): unknown => {
    if (!isObject(value) || typeof value['callback'] !== 'number') return value
    const id = value['callback']
    return (...values: unknown[]): void => {
      const call = ([name, of, given]: readonly [string, number, unknown[]]): void => {
        const callbacks: unknown = Reflect.get(globalThis, name)
        if (callbacks instanceof Map) callbacks.get(of)?.(...given)
      }
      // The page may be gone by the time that the call arrives: as in Electron it is dropped.
      page.evaluate(call, [CALLBACKS, id, values] as const).catch(() => {})
    }
  }

  await page.exposeBinding(LOADED, ({ frame }) => {
    if (frame !== page.mainFrame()) return
    returned.clear()
    exposed = onDocument()
  })
  await page.exposeBinding(CALL, ({ frame }, target: string | number, values: readonly unknown[]) => {
    if (frame !== page.mainFrame()) throw new Error('frames within the page have no preload script')
    const called = typeof target === 'number' ? returned.get(target) : find(exposed, target)
    const result = called?.(...values.map(revive))
    if (result === undefined) return null
    if (!isFunction(result)) throw new Error(`the fake context bridge carries no answer but a function (${target})`)
    returned.set(++lastReturned, result)
    return lastReturned
  })
  await page.addInitScript(exposeInPage, { described: describe(shape, ''), names: { CALL, CALLBACKS, LOADED } })
}

interface PageNames {
  readonly CALL: string
  readonly CALLBACKS: string
  readonly LOADED: string
}

/** Runs in the page, before its scripts. Everything that it uses must be within it. */
function exposeInPage({ described, names }: { described: Described; names: PageNames }): void {
  type Binding = (...values: unknown[]) => Promise<unknown>
  if (window.top !== window) return
  const callbacks = new Map<number, unknown>()
  let last = 0
  Object.defineProperty(globalThis, names.CALLBACKS, { value: callbacks })
  const callMain: Binding = Reflect.get(globalThis, names.CALL)
  const sayLoaded: Binding = Reflect.get(globalThis, names.LOADED)
  const hand = (value: unknown): unknown => {
    if (typeof value !== 'function') return value
    callbacks.set(++last, value)
    return { callback: last }
  }
  const call = (target: unknown, values: unknown[]): Promise<unknown> => callMain(target, values.map(hand))
  const revive = (part: Described): unknown => {
    if ('value' in part) return part.value
    if ('object' in part) {
      const entries = Object.entries(part.object).map(([key, inner]) => [key, revive(inner)] as const)
      return Object.freeze(Object.fromEntries(entries))
    }
    return Object.freeze((...values: unknown[]) => {
      const answered = call(part.function, values)
      return (...more: unknown[]): void => {
        void answered.then((id) => (typeof id === 'number' ? call(id, more) : null))
      }
    })
  }
  void sayLoaded()
  if (!('object' in described)) return
  for (const [name, part] of Object.entries(described.object)) {
    Object.defineProperty(globalThis, name, { value: revive(part), enumerable: true })
  }
}
