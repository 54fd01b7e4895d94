import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../src-shared/domain/ids.ts'
import { startAuditChild } from '../unit/audit/audit-child.ts'
import { openedAudit, testFolder } from '../unit/audit/audit-fixture.ts'

function recordedNotes(file: string): string[] {
  const db = new Database(file, { readonly: true })
  const notes = db
    .prepare<[], string>("SELECT payload ->> '$.text' FROM events WHERE type = 'note' ORDER BY seq")
    .pluck()
  const texts = notes.all()
  db.close()
  return texts
}

test.each([1, 2, 17, 250])('a writer that is killed after %i acknowledged events has all of them', async (count) => {
  const folder = testFolder()
  const child = startAuditChild([folder.file(), 'durable', '1000000'])
  let acknowledged = 0
  while (acknowledged < count) acknowledged = Number(await child.line())
  await child.kill()
  expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true } })
  const notes = recordedNotes(folder.file())
  expect(notes.slice(0, count)).toEqual(Array.from({ length: count }, (_, index) => `event ${index + 1}`))
})

test('a database whose writers are killed one after the other goes on as one chain', async () => {
  const folder = testFolder()
  for (let writer = 0; writer < 4; writer++) {
    const child = startAuditChild([folder.file(), 'durable', '1000000'])
    for (let events = 0; events < 300; events++) expect(await child.line()).toBe(String(events + 1))
    await child.kill()
  }
  openedAudit(folder.file()).close()
  const verified = await verifyAudit(folder.file())
  expect(verified).toMatchObject({ ok: true, value: { ok: true, findings: [] } })
  expect(recordedNotes(folder.file()).filter((text) => text === 'event 300')).toHaveLength(4)
})

test('a machine that stopped in the middle of a checkpoint left nothing that cannot be read and carried on', async () => {
  const folder = testFolder()
  const file = folder.file()
  const log = openedAudit(file)
  for (let event = 0; event < 200; event++) log.append({ type: 'note', payload: { text: 'x'.repeat(5_000) } })
  const before = readFileSync(file)
  const wal = readFileSync(`${file}-wal`)
  const anchors = readFileSync(`${file}.anchors`)
  log.close()
  const after = readFileSync(file)
  expect(after.length).toBeGreaterThan(before.length)
  for (const share of [0.001, 0.25, 0.9]) {
    // A checkpoint writes pages in their order: the first ones are new, header included, the rest is old or not there.
    const done = Math.ceil((after.length * share) / 4_096) * 4_096
    const copy = folder.file(`stopped-${share}.db`)
    writeFileSync(copy, Buffer.concat([after.subarray(0, done), before.subarray(done)]))
    writeFileSync(`${copy}-wal`, wal)
    writeFileSync(`${copy}.anchors`, anchors)
    expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true, rows: 201 } })
    openedAudit(copy, { session: sessionId('afterwards') }).close()
    expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true, rows: 202 } })
  }
})
