import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AuditFolder, auditFolder } from '../support/session/audit-folder.ts'
import { surviveLocks } from '../support/session/emergency-lives.ts'

let folder: AuditFolder
beforeEach(() => {
  folder = auditFolder()
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  folder.remove()
})

test('however often an audit is locked, and its process dies, the next one knows what it knew, each fact once', async () => {
  expect.hasAssertions()
  await surviveLocks(folder, 3)
})
