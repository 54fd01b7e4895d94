import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameGuard } from '../../../../../src-main/broker/ibkr/connection/frame-guard.ts'
import { frame } from '../../../../support/ibkr/scripted-tws.ts'
import { runs } from '../../../../support/properties.ts'

const header = (length: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(length)
  return bytes
}

describe('frames of TWS', () => {
  it('pass whatever chunks they come in', () => {
    const texts = fc.array(
      fc.array(
        fc.string({ maxLength: 30 }).filter((text) => !text.includes('\0')),
        { minLength: 1 },
      ),
    )
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (messages, sizes) => {
        const bytes = Buffer.concat(messages.map((fields) => frame(fields)))
        const guard = createFrameGuard()
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value ?? 1
          expect(guard(bytes.subarray(at, at + size))).toBeNull()
          at += size
        }
      }),
      runs(300),
    )
  })

  it('are refused with a negative length, which the client library would never get past', () => {
    for (const length of [-1, -4, -5, -9, -2_147_483_648])
      expect(createFrameGuard()(header(length))).toContain('bytes long')
  })

  it('are refused when they claim to be empty or huge', () => {
    for (const length of [0, 0x1000000, 0x7fffffff]) expect(createFrameGuard()(header(length))).toContain('bytes long')
  })

  it('are refused without their last NUL, which would run into the next message', () => {
    const bytes = frame([4, 2, -1, 2_104, 'text', ''])
    bytes[bytes.length - 1] = 65
    expect(createFrameGuard()(bytes)).toContain('does not end')
  })

  it('are refused with more fields than the client library can read without holding the process up', () => {
    const guard = createFrameGuard()
    expect(guard(Buffer.concat([header(1_000_000), Buffer.alloc(39_000)]))).toBeNull()
    expect(guard(Buffer.alloc(2_000))).toContain('fields')
  })

  it('may be long when they have few fields, as the parameters of the scanner', () => {
    expect(createFrameGuard()(frame([19, 1, 'x'.repeat(2_000_000)]))).toBeNull()
  })
})
