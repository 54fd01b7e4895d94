import type { z } from 'zod'
import { type GatewayView, gatewaySchema } from '../../../src-shared/contract/views/gateway.ts'
import { checked } from './checked.ts'
import { NOW } from './made-market.ts'

type GatewayInput = z.input<typeof gatewaySchema>
type LinkInput = NonNullable<GatewayInput['link']>
type MessageInput = GatewayInput['messages'][number]

const QUIET: GatewayInput = {
  at: NOW,
  link: null,
  lines: { used: 0, most: 0 },
  streams: { used: 0, most: 0 },
  history: { open: 0, waiting: 0, nextAt: null },
  outgoing: { perSecond: 0, waiting: 0 },
  latency: null,
  skew: null,
  farmsDown: [],
  messages: [],
  notices: [],
}

/** Of a market that needs none. */
export const NO_GATEWAY: GatewayView = checked(gatewaySchema, QUIET)

const PAPER: LinkInput = {
  state: 'ready',
  reason: 'Connected; orders, positions and market data are as TWS has them.',
  host: '127.0.0.1',
  port: 7497,
  client: 7,
  accounts: [{ id: 'DU1234567', class: 'paper' }],
  serverVersion: 193,
  attempts: 0,
  nextAttempt: null,
  beenReady: true,
}

const CARRIES = {
  lines: { used: 23, most: 100 },
  streams: { used: 23, most: 40 },
  history: { open: 0, waiting: 0, nextAt: null },
  outgoing: { perSecond: 3, waiting: 0 },
  latency: 12,
  skew: 140,
} as const satisfies Partial<GatewayInput>

const message = (
  before: number,
  code: number | null,
  severity: MessageInput['severity'],
  text: string,
): MessageInput => ({ at: NOW - before, code, severity, text })

const BEGINNING: readonly MessageInput[] = [
  message(3_720_000, 2158, 'info', 'The security definitions are available.'),
  message(3_720_000, 2106, 'info', 'The historical data farm ushmds answers.'),
  message(3_720_000, 2104, 'info', 'The market data farm usfarm answers.'),
  message(3_721_000, null, 'info', 'Connected to TWS as client 7; its protocol version is 193.'),
]

const gateway = (link: Partial<LinkInput>, rest: Partial<GatewayInput> = {}): GatewayView =>
  checked(gatewaySchema, { ...QUIET, link: { ...PAPER, ...link }, ...rest })

const NO_ANSWER = 'Nothing listens on 127.0.0.1:7497: TWS is not running there, or its API is switched off.'
const NEVER: Partial<LinkInput> = { accounts: [], serverVersion: null, beenReady: false }

export const GATEWAYS = {
  'first-run': gateway(
    { ...NEVER, state: 'reconnecting', reason: NO_ANSWER, attempts: 4, nextAttempt: NOW + 14_000 },
    {
      messages: [
        message(1_000, 502, 'error', NO_ANSWER),
        message(9_000, 502, 'error', NO_ANSWER),
        message(13_000, 502, 'error', NO_ANSWER),
        message(15_000, 502, 'error', NO_ANSWER),
      ],
    },
  ),
  'client-id-busy': gateway(
    {
      ...NEVER,
      state: 'reconnecting',
      reason: 'Client id 7 is in use by another connection; after a drop TWS keeps it for about a minute.',
      attempts: 2,
      nextAttempt: NOW + 31_000,
    },
    {
      messages: [
        message(2_000, 326, 'error', 'Client id 7 is in use by another connection.'),
        message(34_000, 326, 'error', 'Client id 7 is in use by another connection.'),
      ],
    },
  ),
  connecting: gateway({ ...NEVER, state: 'connecting', reason: 'Connecting to 127.0.0.1:7497.' }),
  ready: gateway({}, { ...CARRIES, messages: [...BEGINNING] }),
  busy: gateway(
    {},
    {
      ...CARRIES,
      lines: { used: 100, most: 100 },
      streams: { used: 40, most: 40 },
      history: { open: 6, waiting: 128, nextAt: NOW + 9_000 },
      outgoing: { perSecond: 44, waiting: 61 },
      farmsDown: ['usfarm.nj', 'ushmds'],
      messages: [
        message(4_000, 162, 'warning', 'IBKR asks for slower history requests; the next one waits.'),
        message(40_000, 2103, 'warning', 'The market data farm usfarm.nj is down; its symbols stand still.'),
        message(
          41_000,
          2105,
          'warning',
          'The historical data farm ushmds is down: bars that are asked for come late, or not at all until it is back. It is asked again by itself.',
        ),
        ...Array.from({ length: 42 }, (_, at) =>
          message(60_000 + at * 1_000, 2108, 'info', `The market data farm usfarm.${at} is idle until it is needed.`),
        ),
        ...BEGINNING,
      ],
      notices: [
        { symbol: 'TSLA', kind: 'partial', message: 'Two bars of TSLA, 10:05 and 10:10, did not come.' },
        { symbol: 'XOM', kind: 'blocked', message: 'XOM’s volumes come in lots of 100: switch that off in TWS.' },
      ],
    },
  ),
  degraded: gateway(
    { state: 'degraded', reason: 'TWS has lost IBKR’s servers (1100); it tries to reach them by itself.' },
    { ...CARRIES, messages: [message(48_000, 1100, 'error', 'TWS has lost IBKR’s servers.'), ...BEGINNING] },
  ),
  reconnecting: gateway(
    {
      state: 'reconnecting',
      reason: 'The connection to TWS was cut; TWS does not answer on 127.0.0.1:7497.',
      attempts: 214,
      nextAttempt: NOW + 47_000,
    },
    {
      skew: 140,
      messages: [
        message(13_000, 502, 'error', NO_ANSWER),
        message(73_000, 502, 'error', NO_ANSWER),
        message(12_840_000, 504, 'warning', 'The connection to TWS was cut.'),
      ],
    },
  ),
  delayed: gateway(
    {},
    {
      ...CARRIES,
      messages: [
        message(
          3_700_000,
          10167,
          'warning',
          'There is no subscription to live data of these symbols: it comes delayed.',
        ),
        ...BEGINNING,
      ],
    },
  ),
} as const
