import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameReader, type Inbound } from '../../../../../src-main/simulator/tws-server/wire/frame.ts'
import { history } from '../../../../../src-main/simulator/tws-server/wire/history-messages.ts'
import { tickPrice } from '../../../../../src-main/simulator/tws-server/wire/tick-messages.ts'
import { runs } from '../../../../support/properties.ts'
import { TIME } from './message-case.ts'

const GREETING = Buffer.from('API\0\0\0\0\x09v100..193', 'latin1')

const started = (maxBytes?: number): FrameReader => {
  const reader = new FrameReader(maxBytes)
  reader.read(GREETING)
  return reader
}
const withLength = (length: number, body = ''): Buffer => {
  const frame = Buffer.alloc(4 + body.length)
  frame.writeUInt32BE(length, 0)
  frame.write(body, 4)
  return frame
}

describe('a frame', () => {
  it('is a big-endian length and the fields, each ended by a NUL, the last one too', () => {
    expect(encodeFrame([9, 1, 17]).toString('latin1')).toBe('\0\0\0\x079\x001\x0017\0')
  })

  it('writes true and false as 1 and 0, and nothing as an empty field', () => {
    expect(encodeFrame([true, false, null, '', 0.1]).subarray(4).toString()).toBe('1\x000\0\0\x000.1\0')
  })

  it('counts bytes, not letters', () => {
    expect(encodeFrame(['é→']).readUInt32BE(0)).toBe(6)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'a\0b'])('never carries %j', (field) => {
    expect(() => encodeFrame([field])).toThrow(RangeError)
  })
})

describe('the writer of frames', () => {
  it('writes 300,000 small messages a second', () => {
    const COUNT = 15_000
    const seconds = Array.from({ length: 8 }, () => {
      const begin = performance.now()
      for (let id = 0; id < COUNT; id += 1) encodeFrame(tickPrice(193, { id, type: 1, price: 190.25, size: 300 }))
      return (performance.now() - begin) / 1_000
    })
    // The best of several: the others had to share the processor.
    expect(COUNT / Math.min(...seconds)).toBeGreaterThan(300_000)
  })

  it('writes a history of 100,000 bars as one message', () => {
    const bar = { date: 1, open: 1, high: 1, low: 1, close: 1, volume: 1, wap: 1, count: 1 }
    const bars = Array.from({ length: 100_000 }, () => bar)
    const frame = encodeFrame(history(193, { id: 1, start: TIME, end: TIME, bars }))
    expect(frame.readUInt32BE(0)).toBe(frame.length - 4)
  })
})

describe('the reader of frames', () => {
  it('reads the versions of a greeting', () => {
    expect(new FrameReader().read(GREETING)).toEqual([{ kind: 'greeting', min: 100, max: 193, options: '' }])
  })

  it.each([
    ['v178', { min: 178, max: 178, options: '' }],
    ['v100..203 +PACEAPI', { min: 100, max: 203, options: '+PACEAPI' }],
  ])('reads the greeting %s', (text, read) => {
    const bytes = Buffer.concat([Buffer.from('API\0'), withLength(text.length, text)])
    expect(new FrameReader().read(bytes)).toEqual([{ kind: 'greeting', ...read }])
  })

  it('gives the same messages however the bytes are cut', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((field) => field.replaceAll('\0', ''))
    const message = fc.array(text, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 })), (messages, cuts) => {
        const bytes = Buffer.concat([GREETING, ...messages.map((fields) => encodeFrame(fields))])
        const reader = new FrameReader()
        const found: Inbound[] = []
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const size = cuts[cut % cuts.length] ?? bytes.length
          found.push(...reader.read(bytes.subarray(at, at + size)))
          at += size
        }
        expect(found.slice(1)).toEqual(messages.map((fields) => ({ kind: 'message', fields })))
      }),
      runs(200),
    )
  })

  it('keeps what it has given when the bytes that it came from change', () => {
    const bytes = encodeFrame(['72', 'first'])
    const [found] = started().read(bytes)
    bytes.fill(0)
    expect(found).toEqual({ kind: 'message', fields: ['72', 'first'] })
  })

  it('takes a frame of the greatest length, in whatever pieces', () => {
    const reader = started(1_000)
    const frame = encodeFrame(['x'.repeat(999)])
    const found = [...frame].flatMap((byte) => reader.read(Uint8Array.of(byte)))
    expect(found).toEqual([{ kind: 'message', fields: ['x'.repeat(999)] }])
  })

  it('takes a long frame byte by byte without copying what it has for each', () => {
    const reader = started()
    const frame = encodeFrame(['x'.repeat(240_000)])
    const begin = performance.now()
    for (const byte of frame) reader.read(Uint8Array.of(byte))
    // It takes a tenth of a second; copying everything for every byte would move 28 GB.
    expect(performance.now() - begin).toBeLessThan(3_000)
  })
})

describe('what is no message is reported, and never thrown', () => {
  it.each<[string, Buffer, string]>([
    ['a stream without API', Buffer.from('GET / HTTP/1.1\r\n'), 'not-api'],
    ['a greeting of no bytes', Buffer.from('API\0\0\0\0\0', 'latin1'), 'bad-greeting'],
    ['a greeting of megabytes', Buffer.from('API\0\0\x40\0\0', 'latin1'), 'too-long'],
    ['a greeting without versions', Buffer.from('API\0\0\0\0\x05hello', 'latin1'), 'bad-greeting'],
    ['versions the wrong way round', Buffer.from('API\0\0\0\0\x08v193..99', 'latin1'), 'bad-greeting'],
    ['a frame that is too long', Buffer.concat([GREETING, withLength(256 * 1024 + 1)]), 'too-long'],
    ['a length with its highest bit set', Buffer.concat([GREETING, withLength(0xffff_ffff)]), 'too-long'],
  ])('%s ends the reading', (_what, bytes, code) => {
    const reader = new FrameReader()
    expect(reader.read(bytes).at(-1)).toMatchObject({ kind: 'bad-frame', code, fatal: true })
    expect(reader.read(encodeFrame([49, 1]))).toEqual([])
  })

  it.each<[string, Buffer, string]>([
    ['a frame of no bytes', withLength(0), 'empty'],
    ['a field without its end', withLength(2, '49'), 'unterminated'],
    ['bytes that are no text', Buffer.from([0, 0, 0, 3, 0xc3, 0x28, 0]), 'not-utf8'],
  ])('%s is left out, and what follows is read', (_what, bytes, code) => {
    const found = started().read(Buffer.concat([bytes, encodeFrame([49, 1])]))
    expect(found).toMatchObject([
      { kind: 'bad-frame', code, fatal: false },
      { kind: 'message', fields: ['49', '1'] },
    ])
  })
})
