import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { verifyAudit } from '../../src-main/audit/verify/verify.ts'
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
