import type { z } from 'zod'
import { type ArmingView, armingSchema } from '../../../src-shared/contract/views/arming.ts'
import { type Card, cardSchema, type OrderView, type PositionView } from '../../../src-shared/contract/views/orders.ts'
import { type ReconciliationView, reconciliationSchema } from '../../../src-shared/contract/views/reconciliation.ts'
import { checked } from './checked.ts'
import { NOW } from './made-market.ts'
import { CARDS, ORDERS, POSITIONS } from './trade.ts'

type ArmingInput = z.input<typeof armingSchema>
type AccountInput = ArmingInput['accounts'][number]
type GateInput = AccountInput['gates'][number]

const gate = (name: string, title: string, says: string, opens = ''): GateInput => ({
  gate: name,
  name: title,
  open: opens === '',
  says,
  opens,
})

/** As arming says them with everything open. */
const OPEN: readonly GateInput[] = [
  gate('dry-run-off', 'Dry run switched off', 'TRADING_DRY_RUN is false.'),
  gate('live-enabled', 'Live trading enabled', 'TRADING_LIVE_ENABLED is true.'),
  gate('token', 'Order token', 'It is set, in the environment.'),
  gate('account', 'Account', 'DU1234567 is a paper account.'),
  gate('connected', 'Connected', 'Connected; orders, positions and market data are as TWS has them.'),
  gate('reconciled', 'Reconciled', 'Orders, executions and positions have been compared with the broker.'),
  gate('differences', 'No open differences', 'Our books and the broker agree, or what differs has been acknowledged.'),
  gate('fresh-data', 'Fresh data', 'The newest quote of SPY is 0.3 s old.'),
  gate('session', 'Session under way', 'A regular session is under way.'),
  gate('calendar', 'Calendar agrees with the broker', "The calendar agrees with the broker's trading hours."),
  gate('clock', 'Clocks agree', 'The clock of the broker and market time are 0.1 s apart.'),
  gate('audit', 'Audit writable', 'The audit is being written.'),
  gate('engine', 'Engine deciding', 'Decisions are made.'),
  gate('breaker', 'Breaker', 'It has not tripped.'),
  gate('trading-state', 'Trading active', 'Trading is active.'),
  gate('controller', 'Window answers', 'The window that controls answers.'),
  gate('not-locked', 'Not locked', 'Fewer than five wrong tokens were tried.'),
]

const SHUT: readonly GateInput[] = [
  gate(
    'differences',
    'No open differences',
    '1 difference between our books and the broker.',
    'Resolve or acknowledge each in the list of differences.',
  ),
  gate(
    'fresh-data',
    'Fresh data',
    'The newest quote of SPY is 48 s old; more than 15 s is stale.',
    'It opens with the next quote.',
  ),
]

const REAL: readonly GateInput[] = [
  gate('allow-real-money', 'Real money allowed', 'TRADING_ALLOW_REAL_MONEY is true.'),
  gate('probe', 'Proven TWS version', 'A paper-probe of this TWS version has passed.'),
]

const replaced = (gates: readonly GateInput[], by: readonly GateInput[]): GateInput[] =>
  gates.map((each) => by.find((other) => other.gate === each.gate) ?? each)

const LIMITS: ArmingInput['limits'] = [
  { name: 'The most that one order entered by hand may have', value: '100 shares' },
  { name: 'The most that one position may be worth', value: '$10,000' },
  { name: 'The most that all positions may be worth, long and short added', value: '$250,000' },
  { name: 'The most symbols held at a time', value: '8 positions' },
  { name: "A day's own loss, commissions included, that trips the breaker", value: '$1,000' },
  { name: 'The most entries within a minute of market time', value: '10 entries a minute' },
  { name: 'Gross exposure over the account', value: '2 ×' },
  { name: 'The part of the account that margin may take', value: '50 %' },
  { name: 'How far from the last trade an order may be priced', value: '1 %' },
  { name: 'How old a quote may always be without being stale', value: '15 seconds' },
  { name: "How many of its symbol's median gaps a quote may be old without being stale", value: '10 ×' },
  { name: 'Whether entries may be short', value: 'no' },
  { name: 'The only symbols that may be entered; any, when not set', value: 'any' },
]

/** Arming with some of it another way; unless said otherwise in dry run, with every gate of one paper account open. */
export const madeArming = (change: Partial<ArmingInput> = {}): ArmingView =>
  checked(armingSchema, {
    armed: null,
    accounts: [{ id: 'DU1234567', class: 'paper', gates: [...OPEN] }],
    gates: [...OPEN],
    lockedOut: null,
    token: 'environment',
    tokenFixed: 'It is set in the environment: change it there, and start again.',
    minutes: { offered: 60, most: 390 },
    limits: LIMITS,
    lastDisarm: null,
    ...change,
  })

/** Two accounts with gates shut. */
export const SHUT_ARMING = madeArming({
  accounts: [
    { id: 'DU1234567', class: 'paper', gates: replaced(OPEN, SHUT) },
    { id: 'DU7654321', class: 'paper', gates: replaced(OPEN, SHUT) },
  ],
})

/** Real money with every gate open. */
export const REAL_ARMING = madeArming({
  accounts: [{ id: 'U7654321', class: 'real', gates: [...OPEN, ...REAL] }],
})

/** Nothing was ever set up. */
export const FIRST_ARMING = madeArming({
  token: 'none',
  tokenFixed: null,
  accounts: [
    {
      id: 'DU1234567',
      class: 'paper',
      gates: replaced(OPEN, [
        gate(
          'dry-run-off',
          'Dry run switched off',
          'TRADING_DRY_RUN is true.',
          'Set TRADING_DRY_RUN=false wherever it is set, and start again.',
        ),
        gate(
          'live-enabled',
          'Live trading enabled',
          'TRADING_LIVE_ENABLED is false.',
          'Set TRADING_LIVE_ENABLED=true and start again.',
        ),
        gate('token', 'Order token', 'There is none.', 'Set TRADING_ORDER_TOKEN in the environment, or one here.'),
      ]),
    },
  ],
})

export const LOCKED_ARMING = madeArming({ lockedOut: 272_000 })

export const armedOn = (id: string, kind: 'simulated' | 'paper' | 'real', automaticApproval = false): ArmingView =>
  madeArming({
    accounts: [{ id, class: kind, gates: [...OPEN] }],
    armed: { account: id, class: kind, left: 2_481_000, lifetime: 3_600_000, automaticApproval },
  })

/** Cards, orders and positions of the Trade state in an account's book. */
export const cardsOn = (account: string): Card[] =>
  CARDS.map((card) => checked(cardSchema, { ...card, book: { kind: 'account', account } }))
export const ordersOn = (account: string): OrderView[] =>
  ORDERS.map((order) => ({ ...order, book: checked(cardSchema.shape.book, { kind: 'account', account }) }))
export const positionsOn = (account: string): PositionView[] =>
  POSITIONS.map((position, at) => ({
    ...position,
    key: `account/${account}/${position.symbol}`,
    book: checked(cardSchema.shape.book, { kind: 'account', account }),
    protection: at === 1 ? 'unknown' : at === 2 ? 'missing' : 'confirmed',
    held: at === 2 ? 'Trading in JPM is halted: the close is held by the halt.' : null,
    closing: at === 2 ? 'no stop could be placed' : null,
  }))

/** One account with everything that can be said of it. */
export const DIFFERING: ReconciliationView = checked(reconciliationSchema, {
  accounts: [
    {
      account: 'DU1234567',
      reconciled: true,
      at: NOW - 21_000,
      foreignOrders: [
        {
          permId: 918_273,
          symbol: 'MSFT',
          action: 'SELL',
          quantity: 40,
          filled: 0,
          pricing: { type: 'LMT', limit: 374.5 },
          client: 0,
          status: 'Submitted',
        },
        {
          permId: 918_274,
          symbol: 'INTC',
          action: 'SELL',
          quantity: 100,
          filled: 25,
          pricing: { type: 'STP', stop: 37.1 },
          client: 12,
          status: 'PreSubmitted',
        },
      ],
      foreignPositions: [
        { symbol: 'INTC', net: 100, own: 0, inTheWay: null },
        { symbol: 'TSLA', net: -20, own: -41, inTheWay: 'Our own position in TSLA is open: close that one first.' },
      ],
      differences: [
        {
          id: 'net DU1234567 INTC 0 100',
          kind: 'net',
          symbol: 'INTC',
          message:
            'The account holds 100 shares of INTC, our books have 0. They are not ours: they are left alone, and nothing is entered there.',
          acknowledged: false,
        },
        {
          id: 'foreign-fill DU1234567 0001',
          kind: 'foreign-fill',
          symbol: 'TSLA',
          message: 'Somebody else has traded in our symbol: BOT 21 shares of TSLA at 242.71.',
          acknowledged: true,
        },
      ],
    },
  ],
})

export const AGREEING: ReconciliationView = checked(reconciliationSchema, {
  accounts: [
    {
      account: 'DU1234567',
      reconciled: true,
      at: NOW - 21_000,
      foreignOrders: [],
      foreignPositions: [],
      differences: [],
    },
  ],
})

/** What the broker says of one more order. */
export const MARGIN = {
  initialBefore: 12_400,
  initialAfter: 14_884.2,
  maintenanceBefore: 11_020,
  maintenanceAfter: 13_254.5,
  netLiquidationAfter: 999_998.6,
  commission: 1,
} as const
