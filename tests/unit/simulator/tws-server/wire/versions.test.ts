import { describe, expect, it } from 'vitest'
import { has, sharedVersion } from '../../../../../src-main/simulator/tws-server/wire/versions.ts'

describe('the version that both sides speak', () => {
  it.each([
    [{ min: 100, max: 193 }, 193, 193],
    [{ min: 157, max: 178 }, 193, 178],
    [{ min: 100, max: 203 }, 193, 193],
    [{ min: 100, max: 203 }, 178, 178],
  ])('of a client with %o and a gateway with %i is %i', (client, gateway, shared) => {
    expect(sharedVersion(client, gateway)).toBe(shared)
  })

  it.each([
    [{ min: 100, max: 177 }, 193],
    [{ min: 194, max: 203 }, 193],
  ])('is none when a client with %o meets a gateway with %i', (client, gateway) => {
    expect(sharedVersion(client, gateway)).toBeNull()
  })
})

it('fields that were taken back are in three versions only', () => {
  expect([186, 187, 189, 190].map((version) => has(version, 'requestForQuote'))).toEqual([false, true, true, false])
})
