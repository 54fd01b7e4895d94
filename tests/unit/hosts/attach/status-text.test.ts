import { describe, expect, it } from 'vitest'
import { cardLine, positionLine, statusLines } from '../../../../src-main/hosts/attach/status-text.ts'
import type { Card, PositionView } from '../../../../src-shared/contract/views/orders.ts'
import type { Status } from '../../../../src-shared/contract/views/status.ts'
import { SIMULATED_BOOK } from '../../../../src-shared/domain/book.ts'
import { orderRef, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'

const status: Status = {
  mode: 'dry-run',
  tradingState: 'active',
  automaticApproval: false,
  managed: { positions: 0, entries: 0 },
  account: { id: 'SIM', class: 'simulated' },
  source: { kind: 'demo', name: 'synthetic market, seed 1' },
  session: 's',
  state: { phase: 'running' },
  time: utcMs(Date.parse('2024-11-15T15:30:00Z')),
  window: 'before-open',
  day: null,
  nextDecision: null,
  clock: null,
  regime: null,
  profit: { realised: 12.5, unrealised: 0, commissions: 1, profit: 11.5, lossLimit: 1_000, tripped: false },
  connection: { state: 'ready', reason: '' },
  data: { age: 0, lost: null },
  audit: { events: 1, failure: null },
}

const position: PositionView = {
  key: 'simulated/NVDA',
  book: SIMULATED_BOOK,
  symbol: ticker('NVDA'),
  side: 'long',
  shares: 20,
  average: 487.3,
  price: 489.36,
  unrealised: 41.2,
  realised: 0,
  stop: 484.1,
  target: 492.4,
  protection: 'confirmed',
  atStop: -64,
  atTarget: 102,
  closing: null,
  held: null,
  accountShares: null,
  decimals: 2,
}

const card: Card = {
  ref: orderRef('o'),
  revision: 1,
  origin: 'decision',
  book: SIMULATED_BOOK,
  symbol: ticker('NVDA'),
  side: 'short',
  barStart: utcMs(0),
  quantity: 20,
  limit: 487.3,
  stop: 490.5,
  target: 482.18,
  stopDistance: 3.2,
  targetDistance: 5.12,
  tick: 0.01,
  decimals: 2,
  value: 9_746,
  risk: 64,
  reward: 102.4,
  rMultiple: 1.6,
  marginEstimate: 4_873,
  drift: null,
  left: 71_400,
  lifetime: 180_000,
  inTheWay: null,
  votes: null,
}

describe('the status of a cockpit in words', () => {
  it('says mode, account, market, time and profit', () => {
    expect(statusLines(status)).toEqual([
      'DRY RUN, account SIM (simulated)',
      'synthetic market, seed 1, running, 2024-11-15 10:30:00 New York time',
      'P&L +11.50 dollars after commissions, limit −1000',
    ])
  })

  it('says what stands out: the trading state, automatic approval, what is wrong', () => {
    const troubled: Status = {
      ...status,
      tradingState: 'halted',
      automaticApproval: true,
      state: { phase: 'failed', message: 'The engine failed.' },
      data: { age: null, lost: 'the feed is gone' },
      audit: { events: 1, failure: 'the disk is full' },
      profit: { ...status.profit, tripped: true },
    }
    const [first, , , ...troubles] = statusLines(troubled)
    expect(first).toBe('DRY RUN, trading is halted, approves automatically, account SIM (simulated)')
    expect(troubles).toEqual([
      'The engine failed.',
      'No market data: the feed is gone',
      'The audit cannot be written: the disk is full',
      'The daily loss limit has tripped: no entries today.',
    ])
  })

  it('says of a position what it comes to and what protects it', () => {
    expect(positionLine(position)).toBe('long 20 NVDA at 487.30, +41.20 dollars, stop 484.10, target 492.40')
  })

  it('says of a position when its stop is not sure', () => {
    expect(
      positionLine({ ...position, stop: null, protection: 'missing', unrealised: null, closing: 'asked for' }),
    ).toBe('long 20 NVDA at 487.30, value not known, stop none (missing), target 492.40, closing: asked for')
  })

  it('says of a card what it would do and how long it waits', () => {
    expect(cardLine(card)).toBe(
      'SELL 20 NVDA limit 487.30, stop 490.50, target 482.18, risk 64.00 dollars, 1.6 R, 71 s left',
    )
  })
})
