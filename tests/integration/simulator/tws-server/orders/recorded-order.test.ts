import { describe, expect, test } from 'vitest'
import type { RawClient } from '../raw-client.ts'
import { floorGateway } from './floor-gateway.ts'

const UNSET_DOUBLE = '1.7976931348623157E308'
const UNSET_INT = '2147483647'
const EMPTY = (count: number): string[] => Array.from({ length: count }, () => '')

/** Message 3 as the official client writes it: 100 AAPL at the market, under the id 1. */
function marketOrder(version: number): string[] {
  const contract = ['0', 'AAPL', 'STK', '', '0', '', '', 'SMART', '', 'USD', '', '', '', '']
  const main = [
    'BUY',
    '100',
    'MKT',
    '',
    '',
    'DAY',
    '',
    'DU1000001',
    '',
    '0',
    'ours',
    '1',
    '0',
    '0',
    '0',
    '0',
    '0',
    '0',
    '0',
  ]
  // Shares allocation, discretionary amount, good after, good till, adviser's fields (profile gone since 177), model.
  const times = ['', '0', '', '', '', '', '', '']
  // Short sale slot and location, exempt code, group type, rule 80A, settling firm, all or none, least size, percent
  // offset, electronic only, firm quote, price cap, auction, starting price, reference price, delta, range, override.
  const special = ['0', '', '-1', '0', '', '', '0', '', '', '0', '0', '', '0', '', '', '', '', '', '0']
  // Volatility and its type, delta-neutral type and price, continuous update, reference price type.
  const volatility = ['', '', '', '', '0', '']
  // Trailing stop and per cent, scale, table and its times, hedge, smart routing, clearing, not held, delta neutral.
  const scale = ['', '', '', '', '', '', '', '', '', '0', '', '', '0', '0']
  // Algorithm and its id, what-if, options, solicited, random size and price, conditions, adjusted order.
  const algo = [
    '',
    '',
    '0',
    '',
    '0',
    '0',
    '0',
    '0',
    '',
    UNSET_DOUBLE,
    UNSET_DOUBLE,
    UNSET_DOUBLE,
    UNSET_DOUBLE,
    UNSET_DOUBLE,
    '0',
  ]
  // Operator, tier, cash quantity, decision maker and execution trader, hedge price, container, discretion, management.
  const compliance = ['', '', '', '', '', '', '', '', '0', '0', '0', '']
  // Duration, post to ATS, cancel of the parent, error override, manual time.
  const late = [UNSET_INT, UNSET_INT, '0', '', '']
  const fields = [
    '3',
    '1',
    ...contract,
    ...main,
    ...times,
    ...special,
    ...volatility,
    ...scale,
    ...algo,
    ...compliance,
    ...late,
  ]
  return version < 183 ? fields : [...fields, '', '0', '0', UNSET_INT]
}

const STATUS = /^(PreSubmitted|Filled)$/
const inShort = (fields: readonly string[]): string =>
  fields[0] === '3' || fields[0] === '5' ? `${fields[0]} ${fields.find((field) => STATUS.test(field))}` : `${fields[0]}`

async function ordered(
  version: number,
): Promise<{ readonly client: RawClient; readonly frames: readonly (readonly string[])[] }> {
  const floor = await floorGateway({ maxServerVersion: version })
  const client = await floor.raw(4)
  await client.settled()
  const before = client.frames.length
  client.send(...marketOrder(version))
  await client.settled()
  return { client, frames: client.frames.slice(before, -1) }
}

describe.each([
  [178, 135],
  [193, 141],
])('at server version %i, byte by byte', (version, openOrderFields) => {
  test('a market order is answered in the order that was recorded', async () => {
    const { frames } = await ordered(version)
    expect(frames.map(inShort)).toEqual(['5 PreSubmitted', '3 PreSubmitted', '11', '5 Filled', '3 Filled', '59'])
  })

  test('its messages have the fields that were recorded', async () => {
    const { client } = await ordered(version)
    const [opened, filled] = client.of(5)
    expect([opened?.length, filled?.length]).toEqual([openOrderFields, openOrderFields])
    const permId = opened?.[25]
    expect(permId).toMatch(/^[1-9]\d{8}$/)
    expect(opened?.slice(0, 28)).toEqual([
      ...['5', '1', expect.stringMatching(/^\d+$/), 'AAPL', 'STK', '', '0', '?', '', 'SMART', 'USD', 'AAPL', 'NMS'],
      ...['BUY', '100', 'MKT', '0', '0', 'DAY', '', 'DU1000001', '', '0', 'ours', '4', permId, '0', '0'],
    ])
    expect(client.of(3)).toEqual([
      ['3', '1', 'PreSubmitted', '0', '100', '0', permId, '0', '0', '4', '', '0'],
      ['3', '1', 'Filled', '100', '0', '100.01', permId, '0', '100.01', '4', '', '0'],
    ])
    const [execution] = client.of(11)
    const execId = execution?.[14]
    expect(execution).toEqual([
      ...['11', '-1', '1', opened?.[2], 'AAPL', 'STK', '', '0', '', '', 'ISLAND', 'USD', 'AAPL', 'NMS'],
      ...[expect.stringMatching(/^[0-9a-f]{8}\.[0-9a-f]{8}\.01\.01$/), '20250602 09:30:05 US/Eastern', 'DU1000001'],
      ...['ISLAND', 'BOT', '100', '100.01', permId, '4', '0', '100', '100.01', 'ours', ...EMPTY(3), '1', '0'],
    ])
    expect(client.of(59)).toEqual([['59', '1', execId, '1', 'USD', UNSET_DOUBLE, UNSET_DOUBLE, '']])
  })
})
