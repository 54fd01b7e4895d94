import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readTranscript, writeTranscript } from '../../../../src-main/research/probe/transcript.ts'
import { passing } from '../../../support/probe/made-transcript.ts'

const text = writeTranscript(passing())
const lines = text.trimEnd().split('\n')
/** With the hash that belongs to it: only the schema is left to object. */
const sealed = (body: readonly string[]): string => {
  const joined = body.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(joined).digest('hex')
  return `${joined}${JSON.stringify({ kind: 'end', left: [], differences: [], sha256 })}\n`
}
const body = lines.slice(0, -1)

it('a transcript comes back as it was written', () => {
  expect(readTranscript(text)).toEqual({ ok: true, value: passing() })
  expect(readTranscript(sealed(body))).toMatchObject({ ok: true })
})

describe('a text that is no transcript is refused in words', () => {
  it.each([
    ['nothing', '', 'end is missing'],
    ['a line feed', '\n', 'line 1'],
    ['torn in its last line', text.slice(0, -20), 'end is missing'],
    ['torn between two lines', `${lines.slice(0, 5).join('\n')}\n`, 'end is missing'],
    ['edited', text.replace('Submitted', 'Filled'), 'changed after'],
    ['one byte more in a blank', text.replace('BUY 1', 'BUY  1'), 'changed after'],
    ['without one of its lines', [...lines.slice(0, 3), ...lines.slice(4), ''].join('\n'), 'changed after'],
    ['two of them', text + text, 'order'],
    ['without its beginning', sealed(body.slice(1)), 'order'],
    ['two beginnings', sealed([body[0] ?? '', ...body]), 'order'],
    ['something after its end', `${text}{}\n`, 'order'],
    ['another program', '{"kind":"log","message":"hello"}\n', 'line 1'],
    ['a later format', sealed([(body[0] ?? '').replace('"format":1', '"format":2'), ...body.slice(1)]), 'line 1'],
    ['more than the schema has', sealed([(body[0] ?? '').replace('{', '{"token":"abc",'), ...body.slice(1)]), 'line 1'],
    ['a server version of text', sealed([(body[0] ?? '').replace('193', '"193"'), ...body.slice(1)]), 'line 1'],
    ['deep JSON', `${'['.repeat(100_000)}\n`, 'line 1'],
    ['binary', '\u0000\u0001\ufffd\n', 'line 1'],
    ['five megabytes', `${'x'.repeat(5_000_000)}\n`, 'larger'],
  ])('%s', (_case, written, why) => {
    expect(readTranscript(written)).toEqual({ ok: false, error: expect.stringContaining(why) })
  })
})
