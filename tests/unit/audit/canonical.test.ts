import Database from 'better-sqlite3'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ChainedRow, canonicalText, notCanonical } from '../../../src-main/audit/canonical.ts'
import { runs } from '../../support/properties.ts'

const text = fc.string({ unit: 'binary' })
const whole = fc.maxSafeInteger()
const row: fc.Arbitrary<ChainedRow> = fc.record({
  seq: whole,
  ts: whole,
  exTs: fc.option(whole),
  session: text,
  type: text,
  symbol: fc.option(text),
  v: whole,
  payload: text,
})
const asArray = ({ seq, ts, exTs, session, type, symbol, v, payload }: ChainedRow): unknown[] => [
  ...[seq, ts, exTs, session, type, symbol, v, payload],
]

test('the hashed text is what an RFC 8785 library writes, for any whole numbers and any well-formed texts', () => {
  fc.assert(
    fc.property(row, (event) => {
      expect(canonicalText(event.seq, event)).toBe(canonicalize(asArray(event)))
    }),
    runs(2_000),
  )
})

test('strings are escaped as in the example of RFC 8785, section 3.2.2', () => {
  // The RFC's literal, with its escapes resolved: € $ U+000F LF A ' B " \ \ " /
  const payload = '€$\u000f\nA\'B"\\\\"/'
  const event = { seq: 1, ts: 2, exTs: null, session: 's', type: 't', symbol: null, v: 1, payload }
  expect(canonicalText(1, event)).toBe('[1,2,null,"s","t",null,1,"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"]')
})

test('SQLite writes the same text of the stored row, which lets verification read it from there', () => {
  const db = new Database(':memory:')
  db.exec('CREATE TABLE e (seq INTEGER, ts INTEGER, ex INTEGER, se TEXT, ty TEXT, sy TEXT, v INTEGER, pa TEXT) STRICT')
  const insert = db.prepare('INSERT INTO e VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const stored = db.prepare<[], string>('SELECT json_array(seq, ts, ex, se, ty, sy, v, pa) FROM e').pluck()
  fc.assert(
    fc.property(row, (event) => {
      db.exec('DELETE FROM e')
      insert.run(asArray(event))
      expect(stored.get()).toBe(canonicalText(event.seq, event))
    }),
    runs(2_000),
  )
  db.close()
})

const plain = { ts: 1, exTs: 2, session: 's', type: 't', symbol: 'AAPL', v: 1, payload: '{}' }

test('an ordinary event has a canonical form', () => {
  expect(notCanonical(plain)).toBeNull()
})

test.each([
  ['a time with a fraction', { ts: 1.5 }],
  ['a time that is no number', { ts: Number.NaN }],
  ['a time beyond what a double counts exactly', { ts: 2 ** 53 }],
  ['a market time with a fraction', { exTs: 0.1 }],
  ['a version with a fraction', { v: 1.1 }],
  ['half a surrogate pair in the payload', { payload: '\ud800' }],
  ['half a surrogate pair in the symbol', { symbol: 'A\udc00' }],
  ['half a surrogate pair in the session', { session: '\ud83d' }],
])('%s is refused before it is hashed', (_what, change) => {
  expect(notCanonical({ ...plain, ...change })).not.toBeNull()
})
