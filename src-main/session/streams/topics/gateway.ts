import { GATEWAY_MESSAGES, type GatewayLink, type GatewayView } from '../../../../src-shared/contract/views/gateway.ts'
import { classifyAccount } from '../../../../src-shared/domain/mode.ts'
import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { LiveMarketState } from '../../../market/live-market.ts'
import { FollowedValue } from '../changes.ts'
import type { GatewayModel } from '../gateway-model.ts'
import type { TopicSource } from '../topic-hub.ts'

interface GatewayFacts {
  readonly gateway: GatewayModel
  /** Whether we started the gateway: then its accounts are simulated, whatever their ids. */
  readonly ours: () => boolean
  /** Operator time. */
  readonly now: () => UtcMs
}

export function gatewayTopic(facts: GatewayFacts): TopicSource {
  const versionOf = () => [facts.gateway.shown, facts.gateway.notices, facts.ours()] as const
  const followed = new FollowedValue(gatewayView(facts, facts.now()))
  let seen = versionOf()
  return {
    snapshot: () => followed.state,
    changes: () => {
      const version = versionOf()
      if (version.every((each, index) => each === seen[index])) return null
      seen = version
      const delta = followed.change(gatewayView(facts, followed.state.at))
      if (delta === null) return null
      // The moment goes with what else changes, and never by itself.
      const at = facts.now()
      followed.change({ ...followed.state, at })
      return { ...delta, at }
    },
  }
}

const NONE = {
  lines: { used: 0, most: 0 },
  streams: { used: 0, most: 0 },
  history: { open: 0, waiting: 0, nextAt: null },
  outgoing: { perSecond: 0, waiting: 0 },
  latency: null,
  skew: null,
  farmsDown: [],
  messages: [],
} as const satisfies Partial<LiveMarketState>

function gatewayView({ gateway, ours }: GatewayFacts, at: UtcMs): GatewayView {
  const { shown, beenReady, notices } = gateway
  const { lines, streams, history, outgoing, latency, skew, farmsDown, messages } = shown ?? NONE
  return {
    at,
    link: shown === null ? null : linkOf(shown, ours(), beenReady),
    lines,
    streams,
    history: { ...history, nextAt: timeOf(history.nextAt) },
    outgoing,
    latency,
    skew,
    farmsDown: [...farmsDown],
    messages: messages.slice(0, GATEWAY_MESSAGES).map((message) => ({ ...message, at: utcMs(message.at) })),
    notices: [...notices.values()].flatMap(({ symbol, kind, message }) =>
      kind === 'restored' ? [] : [{ symbol, kind, message }],
    ),
  }
}

function linkOf(state: LiveMarketState, ours: boolean, beenReady: boolean): GatewayLink {
  const { reason, host, port, client, serverVersion, attempts } = state
  return {
    state: state.state,
    reason,
    host,
    port,
    client,
    accounts: state.accounts.map((id) => ({ id, class: classifyAccount(id, ours) })),
    serverVersion,
    attempts,
    nextAttempt: timeOf(state.nextAttempt),
    beenReady,
  }
}

const timeOf = (time: number | null): UtcMs | null => (time === null ? null : utcMs(time))
