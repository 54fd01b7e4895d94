import { readdirSync, readFileSync, statSync } from 'node:fs'
import { copyAudit, recordedAudit, type TemporaryFolder, testFolder } from './audit-fixture.ts'

/** Every file of a folder with its bytes. */
export const contents = (folder: TemporaryFolder): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder.path)
      .filter((name) => statSync(folder.file(name)).isFile())
      .map((name) => [name, readFileSync(folder.file(name)).toString('base64')]),
  )

/** A closed database without the lock file that its owner left, so that a new one would be seen. */
export function closedAudit(folder: TemporaryFolder, slots = 40): string {
  const file = folder.file('bad.db')
  const elsewhere = testFolder()
  copyAudit(recordedAudit(elsewhere, slots), file)
  return file
}
