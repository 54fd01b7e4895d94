import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openedAudit, recordedAudit, tamper, testFolder } from './audit-fixture.ts'

const SCHEMA_DOCUMENT = new URL('../../../docs/DB_SCHEMA.md', import.meta.url)
const canRun = spawnSync('python3', ['-c', 'import sqlite3']).status === 0
if (!canRun) console.log('python3 is not there: the script of docs/DB_SCHEMA.md is not run')

/** Runs the script that the document shows. @returns what it says when it ends with an error, else null */
function complaint(file: string): string | null {
  const script = /```python\n([\s\S]*?)```/.exec(readFileSync(SCHEMA_DOCUMENT, 'utf8'))?.[1]
  if (script === undefined) throw new Error('the document shows no script')
  const { status, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' })
  return status === 0 ? null : stderr
}

test.skipIf(!canRun)('the script of docs/DB_SCHEMA.md accepts what was written and finds what was changed', () => {
  const folder = testFolder()
  const file = recordedAudit(folder, 200)
  expect(complaint(file)).toBeNull()
  tamper(file, (db) => db.exec("UPDATE events SET payload = payload || ' ' WHERE seq = 777"))
  expect(complaint(file)).toContain('777')
})

test.skipIf(!canRun)('the script of docs/DB_SCHEMA.md agrees on texts of every kind and finds a missing end', () => {
  const folder = testFolder()
  const log = openedAudit(folder.file())
  const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).join('')
  for (const text of [`${controls}\u007f`, '€ 😀 \u2028 \ufffd', '"\\/'])
    log.append({ type: 'note', payload: { text } })
  log.append({ type: 'session-ended', payload: { reason: controls } })
  log.close()
  expect(complaint(folder.file())).toBeNull()
  tamper(folder.file(), (db) => db.exec('DELETE FROM events WHERE seq > 3'))
  expect(complaint(folder.file())).toContain('missing at the end')
})
