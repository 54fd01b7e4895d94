import { describe, expect, test } from 'vitest'
import {
  addressOf,
  distinctMessages,
  isLost,
  isThisMachine,
  messagesTable,
  needsGuidance,
  skewWords,
  timesWords,
  troubleOf,
} from '../../../../src-renderer/features/connection/link-words.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { GATEWAYS } from '../../../support/window-states/gateway.ts'

const linkOf = (which: keyof typeof GATEWAYS) => {
  const { link } = GATEWAYS[which]
  if (link === null) throw new Error(`${which} has no link`)
  return link
}
const said = (code: number | null, text: string, severity: 'info' | 'warning' | 'error' = 'error', at = 0) => ({
  at: utcMs(at),
  code,
  severity,
  text,
})

describe('the page that says what to switch on', () => {
  test('is there once an attempt has failed and nothing has ever answered', () => {
    expect(needsGuidance(linkOf('first-run'))).toBe(true)
    expect(needsGuidance(linkOf('client-id-busy'))).toBe(true)
  })

  test('is not there during the first attempt', () => expect(needsGuidance(linkOf('connecting'))).toBe(false))

  test('is not there for a connection that was there before', () => {
    expect(needsGuidance(linkOf('reconnecting'))).toBe(false)
  })

  test.each(['synchronising', 'ready'] as const)('goes as soon as it is %s', (state) => {
    expect(needsGuidance({ ...linkOf('first-run'), state })).toBe(false)
  })

  test('tells a client id that is in use from nobody who answers, by the newest that went wrong', () => {
    const link = linkOf('first-run')
    expect(troubleOf(link, [said(502, 'Nothing listens.'), said(326, 'In use.')])).toBe('no-answer')
    expect(troubleOf(link, [said(2104, 'It answers.', 'info'), said(326, 'In use.')])).toBe('client-id-busy')
    expect(troubleOf(link, [])).toBe('no-answer')
  })

  test('does not ask to switch on what has answered, though it was never ready', () => {
    expect(troubleOf({ serverVersion: 178 }, [said(502, 'It was cut.')])).toBe('not-ready')
  })
})

describe('prices', () => {
  test('are old while a connection that was there is not ready, and never before it was', () => {
    expect(isLost(linkOf('degraded'))).toBe(true)
    expect(isLost(linkOf('reconnecting'))).toBe(true)
    expect(isLost(linkOf('ready'))).toBe(false)
    expect(isLost(linkOf('first-run'))).toBe(false)
  })
})

describe('words', () => {
  test('for a count', () =>
    expect([1, 2, 214, 1_200].map(timesWords)).toEqual(['once', 'twice', '214 times', '1,200 times']))

  test('for an address, also one of IPv6', () => {
    expect(addressOf({ host: '127.0.0.1', port: 7497 })).toBe('127.0.0.1:7497')
    expect(addressOf({ host: '::1', port: 4002 })).toBe('[::1]:4002')
  })

  test('tell this machine from another', () => {
    expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isThisMachine)).toBe(true)
    expect(['192.168.1.7', 'tws.example', '1270.0.0.1'].some(isThisMachine)).toBe(false)
  })

  test('for the difference of two clocks', () => {
    expect([20, 140, -2_340, 95_000, -7_300_000, 63_688_937_000].map(skewWords)).toEqual([
      'none',
      '0.1 s ahead',
      '2.3 s behind',
      '95 s ahead',
      '2 h behind',
      '737 days ahead',
    ])
  })
})

describe('messages', () => {
  test('that say the same are one with its newest moment, and keep their order', () => {
    const all = [said(502, 'No.', 'error', 9), said(null, 'Cut.', 'warning', 8), said(502, 'No.', 'error', 7)]
    expect(distinctMessages(all)).toEqual([
      { message: all[0], times: 2 },
      { message: all[1], times: 1 },
    ])
  })

  test('are rows of text with a time that holds anywhere', () => {
    expect(messagesTable([said(1100, 'Lost.', 'error', Date.UTC(2026, 0, 2, 3, 4, 5))])).toEqual([
      ['time (UTC)', 'severity', 'code', 'message'],
      ['2026-01-02T03:04:05.000Z', 'error', '1100', 'Lost.'],
    ])
    expect(messagesTable([said(null, 'Cut.')])[1]?.[2]).toBe('')
  })
})
