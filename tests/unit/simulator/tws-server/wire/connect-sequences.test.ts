import { describe, expect, it } from 'vitest'
import type { WireField } from '../../../../../src-main/simulator/tws-server/service.ts'
import {
  accountDownloadEnd,
  accountUpdateMultiEnd,
  positionEnd,
} from '../../../../../src-main/simulator/tws-server/wire/account-messages.ts'
import { decodeRequest } from '../../../../../src-main/simulator/tws-server/wire/decode-request.ts'
import { encodeFrame, FrameReader } from '../../../../../src-main/simulator/tws-server/wire/frame.ts'
import {
  completedOrdersEnd,
  executionEnd,
  openOrderEnd,
} from '../../../../../src-main/simulator/tws-server/wire/order-messages.ts'
import {
  errorMessage,
  handshakeAnswer,
  managedAccounts,
  nextValidId,
} from '../../../../../src-main/simulator/tws-server/wire/session-messages.ts'
import { TIME } from './message-case.ts'

const bytesOf = (fields: readonly WireField[]): string => encodeFrame(fields).toString('latin1')
/** What a client's bytes ask, after its greeting. */
const asked = (serverVersion: number, bytes: string): readonly unknown[] =>
  new FrameReader()
    .read(Buffer.from(bytes, 'latin1'))
    .map((inbound) => (inbound.kind === 'message' ? decodeRequest(serverVersion, inbound.fields) : inbound))
const understood = (value: object): object => ({ ok: true, value })

describe("the connection of IBKR's own clients, byte for byte", () => {
  it('opens with API, the versions without a NUL, and the start of the API', () => {
    expect(asked(193, 'API\0\0\0\0\x09v100..193\0\0\0\x0871\x002\x007\0\0')).toEqual([
      { kind: 'greeting', min: 100, max: 193, options: '' },
      understood({ kind: 'start-api', client: 7, capabilities: '' }),
    ])
  })

  it('is answered by a frame without a message number', () => {
    expect(bytesOf(handshakeAnswer(193, { time: TIME }))).toBe('\0\0\0\x1a193\x0020240102 09:30:05 EST\0')
  })

  it('goes on with the accounts, the next id and the notices', () => {
    expect(bytesOf(managedAccounts(193, { accounts: ['DU1234567'] }))).toBe('\0\0\0\x0f15\x001\0DU1234567\0')
    expect(bytesOf(nextValidId(193, { orderId: 1 }))).toBe('\0\0\0\x069\x001\x001\0')
    const notice = { id: -1, code: 2104, text: 'Market data farm connection is OK:usfarm' }
    expect(bytesOf(errorMessage(193, notice)).slice(4)).toBe(`4\x002\0-1\x002104\0${notice.text}\0\0`)
  })
})

describe('the connection of ib_async, byte for byte', () => {
  const GREETING = 'API\0\0\0\0\x09v157..178'

  it('asks for orders, positions, completed orders, the account and executions', () => {
    const requests = [
      '15\x001\x001\0',
      '61\x001\0',
      '5\x001\0',
      '99\x000\0',
      '6\x002\x001\0DU1\0',
      '76\x001\x003\0DU1\0\x000\0',
      `7\x003\x004\x00${'0\0'}\0\0\0\0\0\0`,
    ]
    const frames = requests.map((text) => `${String.fromCharCode(0, 0, 0, text.length)}${text}`)
    expect(asked(178, GREETING + frames.join('')).slice(1)).toEqual(
      [
        { kind: 'auto-open-orders', bind: true },
        { kind: 'positions' },
        { kind: 'open-orders' },
        { kind: 'completed-orders', apiOnly: false },
        { kind: 'account-updates', subscribe: true, account: 'DU1' },
        { kind: 'account-updates-multi', id: 3, account: 'DU1', model: '', ledgerAndNlv: false },
        {
          kind: 'executions',
          id: 4,
          filter: { client: 0, account: '', time: '', symbol: '', secType: '', exchange: '', side: '' },
        },
      ].map(understood),
    )
  })

  it.each<[string, readonly WireField[], string]>([
    ['the open orders', openOrderEnd(178), '\0\0\0\x0553\x001\0'],
    ['the positions', positionEnd(178), '\0\0\0\x0562\x001\0'],
    ['the completed orders', completedOrdersEnd(178), '\0\0\0\x04102\0'],
    ['the account', accountDownloadEnd(178, { account: 'DU1' }), '\0\0\0\x0954\x001\0DU1\0'],
    ['the account, by model', accountUpdateMultiEnd(178, { id: 3 }), '\0\0\0\x0774\x001\x003\0'],
    ['the executions', executionEnd(178, { id: 4 }), '\0\0\0\x0755\x001\x004\0'],
  ])('is told the end of %s', (_what, fields, bytes) => {
    expect(bytesOf(fields)).toBe(bytes)
  })
})
