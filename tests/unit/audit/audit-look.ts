/** Looks at an audit as another user: `audit-look.ts FILE write|read|verify` prints what came of it as JSON. */
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

const [file = '', how = 'verify'] = process.argv.slice(2)

const openForWriting = () =>
  openAudit(file, {
    kind: 'replay',
    session: sessionId('look'),
    start: { app: 'test', source: 'a process of its own' },
    clock: { now: () => utcMs(Date.now()) },
    uniqueId: () => 'made-by-a-look',
  })

async function look(): Promise<unknown> {
  if (how === 'verify') return verifyAudit(file)
  const opened = how === 'write' ? openForWriting() : openAuditReader(file)
  if (!opened.ok) return opened
  const sessions = 'sessions' in opened.value ? opened.value.sessions().length : null
  opened.value.close()
  return { ok: true, sessions }
}

console.log(JSON.stringify(await look()))
