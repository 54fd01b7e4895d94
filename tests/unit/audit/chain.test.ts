import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { ChainHasher, genesisOf } from '../../../src-main/audit/chain.ts'
import { createDatabase } from '../../../src-main/audit/create.ts'
import { databaseId } from '../../../src-main/audit/format.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { openedAudit, record, recordedAudit, testFolder } from './audit-fixture.ts'

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

interface StoredRow {
  readonly columns: [number, number, number | null, string, string, string | null, number, string]
  readonly hash: Buffer
}

function storedRows(file: string): StoredRow[] {
  const db = new Database(file, { readonly: true })
  const rows = db
    .prepare<[], [...StoredRow['columns'], Buffer]>(
      'SELECT seq, ts, ex_ts, session, type, symbol, v, payload, hash FROM events ORDER BY seq',
    )
    .raw()
    .all()
  db.close()
  return rows.map(([seq, ts, exTs, session, type, symbol, v, payload, hash]) => ({
    columns: [seq, ts, exTs, session, type, symbol, v, payload],
    hash,
  }))
}

test('each stored hash is SHA-256 of the hash before it and of the row, the first follows the SHA-256 of the id', () => {
  const folder = testFolder()
  const file = recordedAudit(folder, 60)
  let previous = sha256('replay-00000000-0000-4000-8000-000000000001')
  const rows = storedRows(file)
  for (const { columns, hash } of rows) {
    previous = sha256(previous, JSON.stringify(columns))
    expect(hash).toEqual(previous)
  }
  expect(rows.length).toBeGreaterThan(300)
})

test('numbers follow each other from 1 without a gap', () => {
  const folder = testFolder()
  const rows = storedRows(recordedAudit(folder, 60))
  expect(rows.map(({ columns }) => columns[0])).toEqual(rows.map((_, index) => index + 1))
})

test('texts beyond ASCII, long texts and empty ones are hashed as their UTF-8', () => {
  const folder = testFolder()
  const file = folder.file()
  const log = openedAudit(file)
  const texts = ['größer als 10 €', '😀'.repeat(40_000), '', 'zero\u0000byte', 'replacement \ufffd']
  for (const text of texts) log.append({ type: 'note', payload: { text } })
  log.close()
  let previous = sha256('replay-00000000-0000-4000-8000-000000000001')
  for (const { columns, hash } of storedRows(file)) {
    previous = sha256(previous, Buffer.from(JSON.stringify(columns), 'utf8'))
    expect(hash).toEqual(previous)
  }
})

test('a chain goes on where the last session left it', () => {
  const folder = testFolder()
  const file = folder.file()
  const first = openedAudit(file)
  record(first, 5)
  first.close()
  const before = first.head()
  const second = openedAudit(file)
  second.close()
  const [next] = storedRows(file).filter(({ columns }) => columns[0] === before.seq + 1)
  expect(next?.hash).toEqual(sha256(Buffer.from(before.hash, 'hex'), JSON.stringify(next?.columns)))
})

test('the hasher gives the same hashes for texts of every length, and after a restart', () => {
  const genesis = genesisOf(databaseId('demo', 'x'))
  const lengths = [0, 1, 55, 56, 63, 64, 4_000, 4_095, 4_096, 16_384, 100_000, 3]
  const hasher = new ChainHasher(genesis)
  let previous: Buffer = genesis
  for (const length of lengths) {
    const text = 'é'.repeat(length)
    previous = sha256(previous, text)
    expect(Buffer.from(hasher.next(text), 'latin1')).toEqual(previous)
    expect(hasher.head).toEqual(previous)
  }
  hasher.restart(genesis)
  hasher.next('again')
  expect(hasher.headHex).toBe(sha256(genesis, 'again').toString('hex'))
})

test('a database that continues another starts from its head, and verifies by itself', async () => {
  const folder = testFolder()
  const january = openedAudit(folder.file('january.db'))
  record(january, 5)
  january.append({ type: 'session-ended', payload: { reason: 'the month is over' } })
  january.close()
  const { seq, hash } = january.head()
  const previous = { id: databaseId('replay', '00000000-0000-4000-8000-000000000001'), seq }
  const id = databaseId('replay', 'february')
  const genesis = Buffer.from(hash, 'hex')
  const february = folder.file('february.db')
  expect(createDatabase(february, { id, kind: 'replay', created: 1, genesis, previous })).toMatchObject({ ok: true })
  openedAudit(february).close()
  const [first] = storedRows(february)
  expect(first?.hash).toEqual(sha256(genesis, JSON.stringify(first?.columns)))
  expect(await verifyAudit(february)).toMatchObject({ ok: true, value: { ok: true, rows: 1 } })
})
