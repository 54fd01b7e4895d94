import { describe, expect, it } from 'vitest'
import { decodeRequest } from '../../../../../src-main/simulator/tws-server/wire/decode-request.ts'

/** A market order to buy 100 AAPL at 178, with everything else left as IBKR's Python client leaves it. */
const PYTHON_UNSET = '1.7976931348623157e+308'
function pythonOrder(serverVersion: number): string[] {
  const contract = ['0', 'AAPL', 'STK', '', '0.0', '', '', 'SMART', '', 'USD', '', '', '', '']
  const main = ['BUY', '100', 'MKT', '', '', 'DAY', '', '', '', '0', '', '1', '0', '0', '0', '0', '0', '0', '0']
  const allocation = ['', '0', '', '', '', '', '', '', '0', '', '-1']
  const execution = ['0', '', '', '0', '', '', '0', '0', '', '0', '', '', '', '', '', '0']
  const volatility = ['', '', '', '', '0', '']
  const trail = ['', '', '', '', '', '', '', '', '']
  const clearing = ['0', '', '', '0', '0', '', '', '0', '', '0', '0', '0']
  const adjustment = ['0', '', PYTHON_UNSET, PYTHON_UNSET, PYTHON_UNSET, PYTHON_UNSET, PYTHON_UNSET, '0']
  const later = ['', '', '', '', '', '', '', '', '0', '0', '0', '2147483647', '2147483647', '2147483647', '0', '', '']
  const fields = ['3', '5', ...contract, ...main, ...allocation, ...execution, ...volatility, ...trail, ...clearing]
  fields.push(...adjustment, ...later)
  if (serverVersion >= 183) fields.push('')
  if (serverVersion >= 184) fields.push('0')
  if (serverVersion >= 187 && serverVersion < 190) fields.push('', '2147483647')
  if (serverVersion >= 189) fields.push('0')
  if (serverVersion >= 192) fields.push('2147483647')
  return fields
}

describe.each([178, 183, 184, 187, 189, 190, 192, 193])('an order of the Python client at version %i', (version) => {
  it('is read with its unset values as not given', () => {
    expect(decodeRequest(version, pythonOrder(version))).toMatchObject({
      ok: true,
      value: {
        kind: 'place-order',
        id: 5,
        contract: { symbol: 'AAPL', strike: 0, exchange: 'SMART' },
        order: { action: 'BUY', quantity: 100, type: 'MKT', transmit: true, limitPrice: null, limitPriceOffset: null },
      },
    })
  })

  it('is refused under its id when a field is missing at the end', () => {
    expect(decodeRequest(version, pythonOrder(version).slice(0, -1))).toMatchObject({
      ok: false,
      error: { code: 'missing-field', id: 5 },
    })
  })

  it('is refused under its id when it has a field more', () => {
    expect(decodeRequest(version, [...pythonOrder(version), ''])).toMatchObject({
      ok: false,
      error: { code: 'extra-fields', id: 5 },
    })
  })
})

it('an order without a quantity, as the Python client marks it, has none', () => {
  const fields = pythonOrder(178)
  fields[fields.indexOf('100')] = '170141183460469231731687303715884105727'
  expect(decodeRequest(178, fields)).toMatchObject({ ok: true, value: { order: { quantity: null } } })
})

describe('conditions', () => {
  const withConditions = (...conditions: readonly string[]): string[] => {
    const fields = pythonOrder(178)
    const at = fields.indexOf(PYTHON_UNSET) - 2
    fields.splice(at, 1, ...conditions)
    return fields
  }

  it('of every kind are recognised', () => {
    const fields = withConditions(
      ...['6', '1', 'a', '1', '190', '265598', 'SMART', '0'],
      ...['3', 'o', '0', '20240102 10:00:00 US/Eastern'],
      ...['4', 'a', '1', '30'],
      ...['5', 'a', 'STK', 'SMART', 'AAPL'],
      ...['6', 'a', '1', '100000', '265598', 'SMART'],
      ...['7', 'a', '0', '1.5', '265598', 'SMART'],
      ...['1', '0'],
    )
    expect(decodeRequest(178, fields)).toMatchObject({
      ok: true,
      value: {
        order: {
          conditions: [
            { kind: 'price', conjunction: 'and' },
            { kind: 'time', conjunction: 'or' },
            { kind: 'margin' },
            { kind: 'execution' },
            { kind: 'volume' },
            { kind: 'percent-change' },
          ],
          conditionsIgnoreRth: true,
          conditionsCancelOrder: false,
        },
      },
    })
  })

  it('of an unknown kind are refused', () => {
    const fields = withConditions('1', '9', 'a', '1', '190', '0', '0')
    expect(decodeRequest(178, fields)).toMatchObject({ ok: false, error: { code: 'bad-field', id: 5 } })
  })
})

describe('a combination', () => {
  it('has its legs read past in a request for data', () => {
    const contract = ['0', 'IBKR,MCD', 'BAG', '', '', '', '', 'SMART', '', 'USD', '', '']
    const legs = ['2', '43645865', '1', 'BUY', 'SMART', '9408', '1', 'SELL', 'SMART']
    const fields = ['1', '11', '7', ...contract, ...legs, '0', '', '1', '0', '']
    expect(decodeRequest(193, fields)).toMatchObject({ ok: true, value: { kind: 'market-data', snapshot: true } })
  })
})

describe('what is no request', () => {
  it.each<[string, readonly string[], object]>([
    ['a message that TWS does not know', ['60', '1'], { code: 'unknown-message', id: null }],
    ['a message number with letters', ['4x', '1'], { code: 'unknown-message', id: null }],
    ['no fields', [], { code: 'unknown-message', id: null }],
    ['one empty field', [''], { code: 'unknown-message', id: null }],
    ['a cancel without an id', ['2', '1'], { code: 'missing-field', id: null }],
    ['a cancel of nothing', ['2', '1', ''], { code: 'bad-field', id: null }],
    ['a cancel with more', ['2', '1', '7', '8'], { code: 'extra-fields', id: 7 }],
    ['a price that is no number', ['22', '7', '50', 'STK', 'STK.US', 'X', 'five'], { code: 'bad-field', id: 7 }],
  ])('%s is refused with its code', (_what, fields, error) => {
    expect(decodeRequest(193, fields)).toMatchObject({ ok: false, error })
  })
})
