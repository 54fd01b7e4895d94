import { describe, expect, it } from 'vitest'
import { CODES, explain, portOf } from '../../../../../src-main/broker/ibkr/connection/codes.ts'
import { farmOf, isNeededFarm } from '../../../../../src-main/broker/ibkr/connection/farms.ts'
import { REACTIONS } from '../../../../../src-main/broker/ibkr/connection/reactions.ts'

/** Every code that our notes on TWS name. */
const NAMED = [
  100, 103, 104, 110, 161, 162, 200, 201, 202, 300, 321, 322, 326, 354, 366, 399, 404, 502, 504, 505, 506, 507, 1100,
  1101, 1102, 1300, 2102, 2103, 2104, 2105, 2106, 2107, 2108, 2109, 2110, 2137, 2158, 10089, 10090, 10147, 10148, 10167,
  10186, 10197, 10349,
]

describe('the code table', () => {
  it('knows every code of our notes on TWS', () => {
    expect(NAMED.filter((code) => CODES[code] === undefined)).toEqual([])
  })

  it('has a whole sentence and a reaction for each', () => {
    for (const [code, { says, reaction }] of Object.entries(CODES)) {
      expect(says, code).toMatch(/^[A-Z].{20,}[.}]$/)
      expect(Object.keys(REACTIONS), code).toContain(reaction)
    }
  })

  it('says of every warning and error what it means for orders or trading', () => {
    const silent = Object.entries(CODES).filter(
      ([, { severity, says }]) =>
        severity !== 'info' && !/order|entr|trade|cancel|original|lives|stop|fill|feed/i.test(says),
    )
    expect(silent.map(([code]) => code)).toEqual([])
  })

  it('uses every reaction', () => {
    const used = new Set(Object.values(CODES).map(({ reaction }) => reaction))
    expect(Object.keys(REACTIONS).filter((reaction) => !used.has(reaction as keyof typeof REACTIONS))).toEqual([])
  })

  it('puts the words of IBKR into the sentence as they are', () => {
    expect(explain(201, 'costs $& more than $1').text).toContain('IBKR rejected the order: costs $& more than $1.')
  })

  it('gives an unknown code its own words and no reaction', () => {
    expect(explain(4_711, 'Something new')).toEqual({
      severity: 'warning',
      reaction: 'note',
      text: 'IBKR says (4711): Something new',
    })
    expect(explain(2_168, 'A remark').severity).toBe('info')
  })
})

describe('a farm', () => {
  it('is named at the end of its message', () => {
    expect(farmOf('Market data farm connection is broken:usfarm.nj')).toBe('usfarm.nj')
    expect(farmOf('HMDS data farm connection is broken:ushmds')).toBe('ushmds')
    expect(farmOf('no farm at all')).toBeNull()
  })

  it('is needed unless it serves another continent, currencies or funds', () => {
    const needed = ['usfarm', 'usfarm.nj', 'usopt', 'ushmds', 'secdefnj', 'unnamed', 'newfarm'].filter(isNeededFarm)
    expect(needed).toEqual(['usfarm', 'usfarm.nj', 'usopt', 'ushmds', 'secdefnj', 'unnamed', 'newfarm'])
    expect(['eufarm', 'euhmds', 'jfarm', 'hfarm', 'hkhmds', 'cashfarm', 'apachmds'].filter(isNeededFarm)).toEqual([])
  })
})

it('reads the new port of 1300, and nothing where there is none', () => {
  expect(
    portOf('Socket port has been reset and this connection is being dropped. Please reconnect on the new port -4002'),
  ).toBe(4_002)
  expect(portOf('new port 7496.')).toBe(7_496)
  for (const text of ['', 'no number', 'port 99999', 'port 0']) expect(portOf(text)).toBeNull()
})
