import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import { decodeRequest } from '../../src-main/simulator/tws-server/wire/decode-request.ts'
import { encodeFrame, FrameReader, type Inbound } from '../../src-main/simulator/tws-server/wire/frame.ts'
import { cutAnywhere, mutateFrame } from '../support/mutate-frames.ts'
import { requestFrames } from '../support/request-frames.ts'

const GREETING = Buffer.from('API\0\0\0\0\x09v100..193', 'latin1')
const ROUNDS = 6_000
const KINDS = ['greeting', 'message', 'bad-frame']
const REFUSALS = ['unknown-message', 'missing-field', 'bad-field', 'extra-fields']

it('the frames that are mutated are good ones', () => {
  for (const version of [178, 183, 184, 187, 189, 190, 192, 193]) {
    for (const frame of requestFrames(version)) {
      const fields = frame.subarray(4, -1).toString().split('\0')
      expect(decodeRequest(version, fields)).toMatchObject({ ok: true })
    }
  }
})

describe('a mutated frame', () => {
  it(`is read as something or nothing, ${ROUNDS} times, and what is no request is refused with a code`, () => {
    const random = createRandom(4)
    const seen = new Set<string>()
    for (let round = 0; round < ROUNDS; round += 1) {
      const version = random.integer(178, 193)
      const frame = random.pick(requestFrames(version))
      const reader = new FrameReader()
      const bytes = Buffer.concat([GREETING, mutateFrame(frame, random)])
      for (const inbound of cutAnywhere(bytes, random).flatMap((piece) => reader.read(piece))) {
        expect(KINDS).toContain(inbound.kind)
        seen.add(told(version, inbound))
      }
    }
    // The mutations reach every refusal, and leave some requests what they were.
    expect([...seen]).toEqual(expect.arrayContaining([...REFUSALS, 'understood', 'too-long', 'unterminated', 'empty']))
  })

  it('in the greeting is a greeting or the end of the reading', () => {
    const random = createRandom(5)
    for (let round = 0; round < 500; round += 1) {
      const reader = new FrameReader()
      const found = reader.read(Buffer.concat([mutateFrame(GREETING, random), encodeFrame([49, 1])]))
      for (const inbound of found) {
        if (inbound.kind === 'bad-frame' && inbound.fatal) expect(reader.read(encodeFrame([49, 1]))).toEqual([])
      }
    }
  })
})

function told(version: number, inbound: Inbound): string {
  if (inbound.kind === 'greeting') return inbound.kind
  if (inbound.kind === 'bad-frame') return inbound.code
  const decoded = decodeRequest(version, inbound.fields)
  if (decoded.ok) return 'understood'
  expect(REFUSALS).toContain(decoded.error.code)
  return decoded.error.code
}

describe('bytes that nobody would send by mistake', () => {
  it('random ones are never a request that was not meant', () => {
    const random = createRandom(6)
    for (let round = 0; round < 500; round += 1) {
      const noise = Buffer.from(Array.from({ length: random.integer(1, 600) }, () => random.integer(0, 255)))
      const reader = new FrameReader()
      reader.read(GREETING)
      for (const inbound of reader.read(noise)) told(193, inbound)
    }
  })

  it('a frame of a quarter of a million empty fields is refused', () => {
    const reader = new FrameReader()
    reader.read(GREETING)
    const [inbound] = reader.read(encodeFrame(Array.from({ length: 262_000 }, () => '')))
    expect(inbound?.kind === 'message' && decodeRequest(193, inbound.fields)).toMatchObject({
      ok: false,
      error: { code: 'unknown-message' },
    })
  })

  it.each([
    ['an order', ['3', '5'], Array.from({ length: 21 }, () => '')],
    ['market data', ['1', '11', '5'], []],
    ['a history', ['20', '5'], ['0', '', '1 min', '1 D', '1', 'TRADES', '1']],
  ])('two billion legs of %s are refused without counting to two billion', (_what, before, between) => {
    const contract = ['0', 'X', 'BAG', '', '', '', '', 'SMART', '', 'USD', '', '']
    const fields = [...before, ...contract, ...between, '2000000000', '1', '2', '3']
    expect(decodeRequest(193, fields)).toMatchObject({ ok: false, error: { code: 'bad-field', id: 5 } })
  })
})
