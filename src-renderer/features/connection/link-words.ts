import type { MarketLinkState } from '../../../src-shared/contract/views/common.ts'
import type { GatewayLink, GatewayMessage } from '../../../src-shared/contract/views/gateway.ts'
import type { IconName } from '../../ui/icon.tsx'

interface StateWords {
  /** For the strip. */
  readonly word: string
  readonly icon: IconName
  readonly tint: 'ok' | 'amber'
}

/** The states by their words and shapes: only `ready` is well. */
export const LINK_STATES: Readonly<Record<MarketLinkState, StateWords>> = {
  disconnected: { word: 'disconnected', icon: 'plug', tint: 'amber' },
  connecting: { word: 'connecting', icon: 'plug', tint: 'amber' },
  handshaking: { word: 'handshaking', icon: 'plug', tint: 'amber' },
  synchronising: { word: 'synchronising', icon: 'clock', tint: 'amber' },
  ready: { word: 'connected', icon: 'check', tint: 'ok' },
  degraded: { word: 'degraded', icon: 'warn', tint: 'amber' },
  reconnecting: { word: 'reconnecting', icon: 'warn', tint: 'amber' },
}

/** Whether prices may have stood still since the link went: what is shown of them is old. */
export const isLost = ({ state, beenReady }: Pick<GatewayLink, 'state' | 'beenReady'>): boolean =>
  beenReady && state !== 'ready'

const TRYING: readonly MarketLinkState[] = ['disconnected', 'connecting', 'handshaking', 'reconnecting']

/** Nothing has ever answered, though it was tried: the trader needs to be told what to switch on. */
export const needsGuidance = ({ beenReady, attempts, state }: GatewayLink): boolean =>
  !beenReady && attempts >= 1 && TRYING.includes(state)

/** IBKR's code for a client id that another connection has. */
const ID_BUSY = 326

/** Why there is no connection, as far as it changes what the trader should do; by the newest that went wrong. */
export function troubleOf(
  { serverVersion }: Pick<GatewayLink, 'serverVersion'>,
  messages: readonly GatewayMessage[],
): 'no-answer' | 'client-id-busy' | 'not-ready' {
  const newest = messages.find(({ severity }) => severity === 'error')
  if (newest?.code === ID_BUSY) return 'client-id-busy'
  return serverVersion === null ? 'no-answer' : 'not-ready'
}

/** Messages that say the same once, each with its newest moment and how often it was said; newest first. */
export function distinctMessages(messages: readonly GatewayMessage[]): { message: GatewayMessage; times: number }[] {
  const byText = new Map<string, { message: GatewayMessage; times: number }>()
  for (const message of messages) {
    const key = `${message.code} ${message.text}`
    const known = byText.get(key)
    if (known === undefined) byText.set(key, { message, times: 1 })
    else known.times += 1
  }
  return [...byText.values()]
}

export const timesWords = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${count.toLocaleString('en-US')} times`

/** `127.0.0.1:7497`; an IPv6 address in its brackets. */
export const addressOf = ({ host, port }: Pick<GatewayLink, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

export const isThisMachine = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host)

/** The ports as they usually are; traders change them. */
export const USUAL_PORTS = [
  { program: 'TWS', paper: 7497, live: 7496 },
  { program: 'IB Gateway', paper: 4002, live: 4001 },
] as const

/** Units of which more than one is worth saying, greatest first. */
const SPANS = [
  { name: 'days', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const

/** How far the broker's clock is from ours. @param skew ms */
export function skewWords(skew: number): string {
  const size = Math.abs(skew)
  if (size < 50) return 'none'
  const span = SPANS.find(({ ms }) => size >= 2 * ms)
  const amount =
    span === undefined
      ? `${(size / 1_000).toFixed(size < 10_000 ? 1 : 0)} s`
      : `${Math.round(size / span.ms).toLocaleString('en-US')} ${span.name}`
  return `${amount} ${skew > 0 ? 'ahead' : 'behind'}`
}

const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** Operator time, UTC ms, as this machine's clock shows it. */
export const machineTime = (time: number): string => timeFormat.format(time)

/** Messages as rows of text for the clipboard, with their heads. */
export function messagesTable(messages: readonly GatewayMessage[]): string[][] {
  const rows = messages.map(({ at, code, severity, text }) => [
    new Date(at).toISOString(),
    severity,
    code === null ? '' : String(code),
    text,
  ])
  return [['time (UTC)', 'severity', 'code', 'message'], ...rows]
}
