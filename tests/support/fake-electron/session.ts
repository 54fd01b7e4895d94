import { EventEmitter } from 'node:events'

type Handler = (request: Request) => Response | Promise<Response>
type Answer<Value> = (value: Value) => void
type RequestDetails = { readonly url: string; readonly method: string; readonly resourceType: string }
type BeforeRequest = (details: RequestDetails, answer: Answer<{ cancel?: boolean }>) => void
type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean
type PermissionRequest = (contents: unknown, permission: string, answer: Answer<boolean>) => void

interface Scheme {
  readonly scheme: string
  readonly privileges?: Readonly<Record<string, boolean>>
}

/** The `protocol` module. */
export class Protocol {
  readonly schemes = new Map<string, Scheme>()
  private readonly handlers = new Map<string, Handler>()
  private ready = false

  registerSchemesAsPrivileged(schemes: readonly Scheme[]): void {
    if (this.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const scheme of schemes) this.schemes.set(scheme.scheme, scheme)
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error(`The scheme has been intercepted: ${scheme}`)
    this.handlers.set(scheme, handler)
  }

  handlerOf(scheme: string): Handler | undefined {
    return this.handlers.get(scheme)
  }

  appIsReady(): void {
    this.ready = true
  }
}

/** `session.defaultSession`: what the app decides about its pages is kept, and asked for by chromium-page.ts. */
export class FakeSession extends EventEmitter {
  readonly protocol: Protocol
  private beforeRequest: BeforeRequest | null = null
  private permissionCheck: PermissionCheck | null = null
  private permissionRequest: PermissionRequest | null = null

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.beforeRequest = listener
    },
  }

  constructor(protocol: Protocol) {
    super()
    this.protocol = protocol
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.permissionCheck = handler
  }

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.permissionRequest = handler
  }

  setDevicePermissionHandler(): void {}

  setDisplayMediaRequestHandler(): void {}

  /** Electron grants what no handler refuses. */
  async grants(contents: unknown, permission: string, origin: string): Promise<boolean> {
    if (this.permissionCheck !== null && !this.permissionCheck(contents, permission, origin)) return false
    const { permissionRequest } = this
    if (permissionRequest === null) return true
    return await new Promise((resolve) => permissionRequest(contents, permission, resolve))
  }

  async lets(details: RequestDetails): Promise<boolean> {
    const { beforeRequest } = this
    if (beforeRequest === null) return true
    return await new Promise((resolve) => beforeRequest(details, ({ cancel }) => resolve(cancel !== true)))
  }
}
