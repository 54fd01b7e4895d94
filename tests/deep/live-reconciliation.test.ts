import fc from 'fast-check'
import { test } from 'vitest'
import { reconcileOnce, reconciliations } from '../support/desk-model/reconciliation.ts'
import { runs } from '../support/properties.ts'

test('our books become the broker’s over 10,000 courses of messages', async () => {
  await fc.assert(
    fc.asyncProperty(reconciliations(), async (each) => {
      await reconcileOnce(each)
    }),
    runs(10_000, 7),
  )
})
