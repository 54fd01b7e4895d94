/** What decides whether Electron can be tried at all. */
export interface HostFacts {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  /** Flags that only the browser host can honour, as they were given. */
  readonly browserFlags: readonly string[]
}

/** Why Electron is not tried, to go on after "Browser host:"; null when it is. */
export function whyNotElectron({ platform, env, isRoot, browserFlags }: HostFacts): string | null {
  const [flag] = browserFlags
  if (flag !== undefined) return `${flag} asks for it`
  if (!hasDisplay({ platform, env })) return 'there is no display here for Electron'
  if (isRoot) return 'Electron does not run as root'
  return null
}

/** macOS and Windows always have one. */
export function hasDisplay({ platform, env }: Pick<HostFacts, 'platform' | 'env'>): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '')
}
