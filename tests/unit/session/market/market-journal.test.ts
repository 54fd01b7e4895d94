import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditLog } from '../../../../src-main/audit/audit-log.ts'
import { openAudit } from '../../../../src-main/audit/open-audit.ts'
import type { LiveMarketState, MarketMessage } from '../../../../src-main/market/live-market.ts'
import { MarketJournal } from '../../../../src-main/session/market/market-journal.ts'
import { sessionId, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { type AuditFolder, auditFolder, payloadsOf, rowsOf } from '../../../support/session/audit-folder.ts'
import { READY } from '../../../support/session/scripted-market.ts'

let folder: AuditFolder
let log: AuditLog

beforeEach(() => {
  folder = auditFolder()
  const opened = openAudit(folder.file('journal'), {
    kind: 'live',
    session: sessionId('a'),
    start: { app: 'test', source: 'test' },
    clock: { now: () => utcMs(1) },
    uniqueId: () => 'test',
  })
  if (!opened.ok) throw new Error(opened.error.message)
  log = opened.value
})

afterEach(() => {
  log.close()
  folder.remove()
})

const said = (text: string, code: number | null = 2104): MarketMessage => ({ at: 1, code, severity: 'info', text })
const state = (part: Partial<LiveMarketState>): LiveMarketState => ({ ...READY, ...part })

test('each message is written once, oldest first, however often the panel is told of it', () => {
  const journal = new MarketJournal(log)
  const [first, second, third] = [said('one'), said('two'), said('three', null)]
  journal.record(state({ messages: [second, first] }))
  journal.record(state({ messages: [second, first] }))
  journal.record(state({ messages: [third, second, first] }))
  log.flush()
  expect(payloadsOf(folder.file('journal'), 'broker-message').map(({ text }) => text)).toEqual(['one', 'two', 'three'])
})

test('a message that comes again and again is written once', () => {
  const journal = new MarketJournal(log)
  for (let time = 0; time < 5; time++) journal.record(state({ messages: [{ ...said('down'), at: time }] }))
  log.flush()
  expect(payloadsOf(folder.file('journal'), 'broker-message')).toHaveLength(1)
})

test('a state is written when it changes, with its reason', () => {
  const journal = new MarketJournal(log)
  journal.record(state({ state: 'connecting', reason: 'The socket is being opened.' }))
  journal.record(state({ state: 'connecting', reason: 'Still.' }))
  journal.record(state({ state: 'ready', reason: 'All is well.' }))
  expect(payloadsOf(folder.file('journal'), 'connection')).toEqual([
    { state: 'connecting', reason: 'The socket is being opened.' },
    { state: 'ready', reason: 'All is well.' },
  ])
})

test('what is wrong with a symbol’s data stands with the symbol', () => {
  new MarketJournal(log).notice({ symbol: ticker('NVDA'), kind: 'delayed', message: 'NVDA is delayed.' })
  log.flush()
  const [row] = rowsOf(folder.file('journal'), (type) => type === 'feed-notice')
  expect(row).toMatchObject({ symbol: 'NVDA' })
})
