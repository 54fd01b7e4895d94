import { expect, test } from 'vitest'
import { auditFolder, payloadsOf } from '../../support/session/audit-folder.ts'
import { demoCockpit } from '../../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../../support/session/watching-observer.ts'

test('of a flood of intrusions a few are kept and the rest is counted', async () => {
  const folder = auditFolder()
  const database = folder.file('flood')
  const cockpit = demoCockpit({ database, observer: new WatchingObserver() })
  cockpit.start()
  for (let count = 0; count < 1_000; count++)
    cockpit.reportIntrusion('window 1', 'bad-message', `message ${count}\ud800`)
  await cockpit.close()
  const rows = payloadsOf(database, 'intrusion')
  expect(rows.length).toBeLessThan(20)
  expect(rows.reduce((sum, { passedOver }) => sum + passedOver + 1, 0)).toBeGreaterThanOrEqual(1_000)
  expect(rows[0]).toEqual({ by: 'window 1', code: 'bad-message', detail: 'message 0\ufffd', passedOver: 0 })
  folder.remove()
})
