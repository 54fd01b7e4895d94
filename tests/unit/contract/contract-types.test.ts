import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import {
  type ArmingRequest,
  type ClockRequest,
  type Command,
  type CommandDone,
  type TradingRequest,
  withoutSecrets,
} from '../../../src-shared/contract/commands.ts'
import type { ContractErrorCode, ErrorCode, RefusalCode } from '../../../src-shared/contract/errors.ts'
import type { ClientMessage, ServerMessage } from '../../../src-shared/contract/messages.ts'
import type { QUERY_ANSWERS, Query, QueryAnswers, QueryKind } from '../../../src-shared/contract/queries.ts'
import type { LogDelta, SeriesDelta, TableDelta, ValueDelta } from '../../../src-shared/contract/streams.ts'
import type { TopicDelta, TopicItem, TopicName, TopicNamesOf, TopicState } from '../../../src-shared/contract/topics.ts'
import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import type { Card, OrderView, PositionView } from '../../../src-shared/contract/views/orders.ts'
import type { Scorecard } from '../../../src-shared/contract/views/scorecard.ts'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { Candle, SymbolView } from '../../../src-shared/contract/views/symbol.ts'
import type { WatchRow } from '../../../src-shared/contract/views/watchlist.ts'
import type { Book } from '../../../src-shared/domain/book.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>
type Shown = { ref: string; revision: number }

describe('the types of every command', () => {
  test('name what trading can be asked', () => {
    expectTypeOf<TradingRequest['kind']>().toEqualTypeOf<
      | ('stage' | 'edit' | 'approve' | 'decline' | 'approve-all' | 'decline-all' | 'cancel' | 'close' | 'flatten')
      | ('stop' | 'set-trading-state' | 'set-automatic-approval' | 'set-mode')
      | ('place' | 'modify' | 'close-foreign' | 'reconcile' | 'acknowledge')
    >()
    expectTypeOf<CommandOf<'stage'>>().toEqualTypeOf<{
      kind: 'stage'
      symbol: string
      side: 'long' | 'short'
      quantity: number
      limit: number
      stop: number
      target: number
    }>()
    expectTypeOf<keyof CommandOf<'edit'>['change']>().toEqualTypeOf<'quantity' | 'limit' | 'stop' | 'target'>()
    expectTypeOf<Record<never, never>>().toExtend<CommandOf<'edit'>['change']>()
    expectTypeOf<CommandOf<'edit'>['change'][keyof CommandOf<'edit'>['change']]>().toEqualTypeOf<number | undefined>()
    expectTypeOf<CommandOf<'approve'>>().toEqualTypeOf<{ kind: 'approve'; ref: string; revision: number }>()
    expectTypeOf<CommandOf<'approve-all'>['shown']>().toEqualTypeOf<Shown[]>()
    expectTypeOf<CommandOf<'decline'>>().toEqualTypeOf<{ kind: 'decline'; ref: string }>()
    expectTypeOf<CommandOf<'decline-all'>>().toEqualTypeOf<{ kind: 'decline-all' }>()
    expectTypeOf<CommandOf<'cancel'>>().toEqualTypeOf<{ kind: 'cancel'; ref: string }>()
    expectTypeOf<CommandOf<'close'>>().toEqualTypeOf<{
      kind: 'close'
      book: Book
      symbol: string
      limit: number | null
    }>()
    expectTypeOf<CommandOf<'flatten'>>().toEqualTypeOf<{ kind: 'flatten' }>()
    expectTypeOf<CommandOf<'stop'>>().toEqualTypeOf<{ kind: 'stop' }>()
    expectTypeOf<CommandOf<'set-trading-state'>['state']>().toEqualTypeOf<'active' | 'reducing' | 'halted'>()
    expectTypeOf<CommandOf<'set-automatic-approval'>['on']>().toEqualTypeOf<boolean>()
  })

  test('let nobody ask for another mode than the dry run', () => {
    expectTypeOf<CommandOf<'set-mode'>['mode']>().toEqualTypeOf<'dry-run'>()
  })

  test('name what arming can be asked, and keep every secret in a field that is never written down', () => {
    expectTypeOf<ArmingRequest['kind']>().toEqualTypeOf<
      'arm' | 'extend-arming' | 'place-confirmed' | 'set-token' | 'remove-token'
    >()
    expectTypeOf<Extract<TradingRequest, { token: unknown } | { oldToken: unknown }>>().toEqualTypeOf<never>()
    const secret = 'correct horse battery staple'
    const asked: readonly ArmingRequest[] = [
      {
        kind: 'arm',
        account: 'DU1',
        token: secret,
        minutes: 1,
        typedAccount: null,
        heldMs: null,
        automaticApproval: false,
      },
      { kind: 'extend-arming', token: secret, minutes: 1 },
      {
        kind: 'place-confirmed',
        order: { symbol: 'AAPL', side: 'long', quantity: 1, limit: null, stop: null, target: null },
        token: secret,
      },
      { kind: 'set-token', token: secret, oldToken: secret },
      { kind: 'remove-token', oldToken: secret },
    ]
    for (const command of asked) expect(JSON.stringify(withoutSecrets(command))).not.toContain(secret)
  })

  test('name what a clock can be asked', () => {
    expectTypeOf<ClockRequest['kind']>().toEqualTypeOf<
      | ('clock-pause' | 'clock-resume' | 'clock-step' | 'clock-speed' | 'clock-seek' | 'clock-slow-while-waiting')
      | 'clock-restart'
    >()
    expectTypeOf<CommandOf<'clock-speed'>['speed']>().toEqualTypeOf<number>()
    expectTypeOf<CommandOf<'clock-seek'>['time']>().toEqualTypeOf<number>()
    expectTypeOf<CommandOf<'clock-slow-while-waiting'>['on']>().toEqualTypeOf<boolean>()
    expectTypeOf<CommandDone['orders'][number]['refusal']>().toEqualTypeOf<{
      readonly code: string
      readonly message: string
    } | null>()
  })
})

describe('the types of every query', () => {
  test('name what can be asked', () => {
    expectTypeOf<QueryKind>().toEqualTypeOf<'days' | 'day' | 'day-rows' | 'decision' | 'margin' | 'verify'>()
    expectTypeOf<Extract<Query, { kind: 'day-rows' }>['after']>().toEqualTypeOf<number>()
    expectTypeOf<Extract<Query, { kind: 'decision' }>['symbol']>().toEqualTypeOf<Ticker>()
  })

  test('give each query its own answer, which its schema describes', () => {
    expectTypeOf<keyof QueryAnswers>().toEqualTypeOf<QueryKind>()
    expectTypeOf<QueryAnswers['day']>().toEqualTypeOf<z.infer<(typeof QUERY_ANSWERS)['day']>>()
    expectTypeOf<QueryAnswers['decision']>().toEqualTypeOf<z.infer<(typeof QUERY_ANSWERS)['decision']>>()
    expectTypeOf<QueryAnswers['verify']>().toEqualTypeOf<z.infer<(typeof QUERY_ANSWERS)['verify']>>()
    expectTypeOf<QueryAnswers['days']['days'][number]>().toEqualTypeOf<
      z.infer<(typeof QUERY_ANSWERS)['days']>['days'][number]
    >()
    expectTypeOf<QueryAnswers['day-rows']['rows'][number]>().toEqualTypeOf<
      z.infer<(typeof QUERY_ANSWERS)['day-rows']>['rows'][number]
    >()
  })
})

describe('the types of every topic', () => {
  test('are what its shape makes of its item', () => {
    expectTypeOf<TopicName>().toEqualTypeOf<
      | 'status'
      | 'gateway'
      | 'arming'
      | 'reconciliation'
      | 'watchlist'
      | 'cards'
      | 'orders'
      | 'positions'
      | 'activity'
      | 'symbol'
      | 'scorecard'
      | 'candles'
    >()
    expectTypeOf<TopicNamesOf<'value'>>().toEqualTypeOf<
      'status' | 'gateway' | 'arming' | 'reconciliation' | 'symbol' | 'scorecard'
    >()
    expectTypeOf<TopicNamesOf<'table'>>().toEqualTypeOf<'watchlist' | 'cards' | 'orders' | 'positions'>()
    expectTypeOf<TopicNamesOf<'log'>>().toEqualTypeOf<'activity'>()
    expectTypeOf<TopicNamesOf<'series'>>().toEqualTypeOf<'candles'>()
  })

  test('name the item of each', () => {
    expectTypeOf<TopicState<'status'>>().toEqualTypeOf<Status>()
    expectTypeOf<TopicDelta<'status'>>().toEqualTypeOf<ValueDelta<Status>>()
    expectTypeOf<TopicState<'symbol'>>().toEqualTypeOf<SymbolView>()
    expectTypeOf<TopicState<'scorecard'>>().toEqualTypeOf<Scorecard>()
    expectTypeOf<TopicItem<'watchlist'>>().toEqualTypeOf<WatchRow>()
    expectTypeOf<TopicDelta<'watchlist'>>().toEqualTypeOf<TableDelta<WatchRow>>()
    expectTypeOf<TopicItem<'cards'>>().toEqualTypeOf<Card>()
    expectTypeOf<TopicItem<'orders'>>().toEqualTypeOf<OrderView>()
    expectTypeOf<TopicItem<'positions'>>().toEqualTypeOf<PositionView>()
    expectTypeOf<TopicDelta<'activity'>>().toEqualTypeOf<LogDelta<ActivityLine>>()
    expectTypeOf<TopicDelta<'candles'>>().toEqualTypeOf<SeriesDelta<Candle>>()
  })

  test('keep the domain of what they show', () => {
    expectTypeOf<Card['ref']>().toEqualTypeOf<OrderRef>()
    expectTypeOf<Card['symbol']>().toEqualTypeOf<Ticker>()
    expectTypeOf<Status['time']>().toEqualTypeOf<UtcMs>()
  })
})

describe('the types of messages', () => {
  test('name every one', () => {
    expectTypeOf<ClientMessage['type']>().toEqualTypeOf<
      ('hello' | 'command' | 'query' | 'cancel-query' | 'subscribe' | 'unsubscribe' | 'take-control') | 'heartbeat'
    >()
    expectTypeOf<ServerMessage['type']>().toEqualTypeOf<
      ('welcome' | 'role' | 'done' | 'refused' | 'progress' | 'snapshot' | 'delta' | 'no-topic' | 'pulse') | 'goodbye'
    >()
  })

  test('have an error code that is trading’s or the contract’s and nothing else', () => {
    expectTypeOf<ErrorCode>().toEqualTypeOf<RefusalCode | ContractErrorCode>()
    expectTypeOf<string>().not.toExtend<ErrorCode>()
  })
})
