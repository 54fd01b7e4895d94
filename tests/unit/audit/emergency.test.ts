import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { besideDatabase, elsewhereName, emergencySentence } from '../../../src-main/audit/emergency/emergency-file.ts'
import { headerLine, parseEmergency, rowLine } from '../../../src-main/audit/emergency/emergency-format.ts'
import { importEmergencies } from '../../../src-main/audit/emergency/import-emergency.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { openedAudit, testFolder } from './audit-fixture.ts'
import { DATABASE, emergencyFile, found, imported, noteRow } from './emergency-fixture.ts'

const filesIn = (path: string): string[] => readdirSync(path).filter((name) => name.includes('emergency'))

describe('the emergency file', () => {
  test('has what was added as soon as it was, in the room that was kept for it, for nobody else to read', () => {
    const folder = testFolder()
    const file = emergencyFile(folder)
    file.keepRoom()
    const path = besideDatabase(folder.file())
    const { size } = statSync(path)
    expect(size).toBeGreaterThan(100_000)
    expect(file.add([noteRow('one'), noteRow('two')])).toBe(true)
    expect(file.add([noteRow('three')])).toBe(true)
    expect(statSync(path).size).toBe(size)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = parseEmergency(readFileSync(path))
    expect(text).toMatchObject({ header: { after: 1, session: 'before' }, problem: null })
    expect(text).toHaveProperty('rows', [noteRow('one'), noteRow('two'), noteRow('three')])
    expect(file.state).toEqual({ rows: 3, path, inMemory: 0, problem: null })
    expect(emergencySentence(file.state)).toContain(`stands in ${path} (3 events)`)
    file.close()
  })

  test('grows beyond its room', () => {
    const folder = testFolder()
    const file = emergencyFile(folder)
    file.keepRoom()
    const rows = Array.from({ length: 400 }, (_, number) => noteRow(`${number} ${'x'.repeat(1_000)}`))
    for (let from = 0; from < rows.length; from += 100) file.add(rows.slice(from, from + 100))
    file.close()
    expect(found(folder)).toMatchObject([{ problem: null, text: { rows } }])
  })

  test('goes when the database has everything, and room is kept for the next time', () => {
    const folder = testFolder()
    const file = emergencyFile(folder)
    file.keepRoom()
    file.add([noteRow('one')])
    file.clear()
    expect(file.state).toEqual({ rows: 0, path: null, inMemory: 0, problem: null })
    file.add([noteRow('two')])
    expect(found(folder)).toMatchObject([{ text: { rows: [noteRow('two')] } }])
    file.clear()
    file.close()
    expect(filesIn(folder.path)).toEqual([])
  })

  test('that held nothing when its process died is taken away', () => {
    const folder = testFolder()
    emergencyFile(folder).keepRoom()
    expect(filesIn(folder.path)).toHaveLength(1)
    expect(found(folder)).toEqual([])
    expect(filesIn(folder.path)).toEqual([])
  })

  test('stands in another folder when its own takes nothing, and both come back as one', () => {
    const [folder, elsewhere] = [testFolder(), testFolder()]
    const own = folder.file('missing/audit.db')
    const file = emergencyFile(folder, { database: own, elsewhere: elsewhere.path })
    file.keepRoom()
    expect(file.add([noteRow('one')])).toBe(true)
    expect(file.state).toMatchObject({ rows: 1, inMemory: 0, problem: expect.stringContaining('ENOENT') })
    expect(file.state.path).toContain(elsewhere.path)
    file.close()
    expect(filesIn(elsewhere.path)).toHaveLength(1)
  })

  test('waits in memory while no place takes it, and is whole when one does again', () => {
    const folder = testFolder()
    const file = emergencyFile(folder, { database: folder.file('later/audit.db'), elsewhere: folder.file('nowhere') })
    expect(file.add([noteRow('one')])).toBe(false)
    expect(file.state).toMatchObject({ rows: 0, path: null, inMemory: 1 })
    expect(emergencySentence(file.state)).toMatch(/^In memory only.* 1 event, because ENOENT/)
    mkdirSync(folder.file('later'))
    expect(file.add([noteRow('two')])).toBe(true)
    expect(file.state).toMatchObject({ rows: 2, inMemory: 0 })
    file.close()
    const text = parseEmergency(readFileSync(besideDatabase(folder.file('later/audit.db'))))
    expect(text).toHaveProperty('rows', [noteRow('one'), noteRow('two')])
  })
})

describe('the import', () => {
  test('writes what the file held under its own types, says so before it, and takes the file away', async () => {
    const folder = testFolder()
    openedAudit(folder.file()).close()
    const file = emergencyFile(folder)
    file.add([noteRow('one'), noteRow('two')])
    file.close()
    const { notes, reports } = imported(folder)
    expect(notes).toEqual(['one', 'two'])
    expect(reports).toEqual([expect.stringContaining('Of what the audit could not take before, 2 events came into it')])
    expect(filesIn(folder.path)).toEqual([])
    expect(imported(folder).notes).toEqual(['one', 'two'])
    expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true } })
  })

  test('happens once, also when the process died before the file was taken away', () => {
    const folder = testFolder()
    openedAudit(folder.file()).close()
    const file = emergencyFile(folder)
    file.add([noteRow('one')])
    file.close()
    const path = besideDatabase(folder.file())
    const bytes = readFileSync(path)
    imported(folder)
    writeFileSync(path, bytes, { mode: 0o600 })
    expect(imported(folder)).toEqual({ reports: [], notes: ['one'] })
    expect(existsSync(path)).toBe(false)
  })

  test('leaves out what its own process had written by then, each as often as it happened', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    const file = emergencyFile(folder)
    file.add([noteRow('one'), noteRow('one'), noteRow('one'), noteRow('two')])
    const { ts: _ts, ...one } = noteRow('one')
    log.appendRows([one, one])
    log.close()
    file.close()
    const { notes, reports } = imported(folder)
    expect(notes).toEqual(['one', 'one', 'one', 'two'])
    expect(reports).toEqual([expect.stringContaining('(2 more were in it already)')])
  })

  test('puts together what stands in two places', () => {
    const folder = testFolder()
    openedAudit(folder.file()).close()
    const file = emergencyFile(folder)
    file.add([noteRow('one'), noteRow('two')])
    file.close()
    const { header, sum } = found(folder)[0]!.text!
    const begins = headerLine({ ...header, follows: { lines: 2, sum } })
    const three = rowLine(3, noteRow('three'), begins.sum)
    writeFileSync(folder.file(`${elsewhereName(DATABASE)}a.emergency`), begins.text + three.text, { mode: 0o600 })
    const { notes, reports } = imported(folder)
    expect(notes).toEqual(['one', 'two', 'three'])
    expect(reports).toHaveLength(1)
    expect(filesIn(folder.path)).toEqual([])
  })

  test('brings several files in the order in which they were begun', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    for (const [index, name] of ['late', 'early'].entries()) {
      const lastSeq = () => 2 - index
      const file = emergencyFile(folder, { database: folder.file('missing/audit.db'), lastSeq })
      file.add([noteRow(name)])
      file.close()
    }
    log.append({ type: 'note', payload: { text: 'between' } })
    log.close()
    expect(imported(folder).notes).toEqual(['between', 'early', 'late'])
  })

  test('a database that takes nothing leaves the file as it is, and the next import brings it in', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file(), { monotonic: () => 0 })
    const file = emergencyFile(folder)
    file.add([noteRow('one')])
    file.close()
    const reader = openAuditReader(folder.file())
    if (!reader.ok) throw new Error(reader.error.message)
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    const work = { log, reader: reader.value, found: found(folder), check: () => null, before: () => [] }
    expect(importEmergencies(work)).toMatchObject({ reports: [], error: { code: 'busy' } })
    other.exec('ROLLBACK')
    other.close()
    reader.value.close()
    log.close()
    expect(imported(folder).notes).toEqual(['one'])
  })
})
